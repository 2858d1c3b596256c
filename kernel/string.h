/*
 * kernel/string.h - the kernel's own memory and string functions.
 *
 * Names and meanings are those of ISO C (strlcpy and strnlen: POSIX.1-2024).
 * The compiler calls memcpy, memmove, memset and memcmp by itself too.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_STRING_H
#define XINIM_KERNEL_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *s, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);

/* Copies at most size - 1 bytes, always terminates when size > 0, and returns
 * strlen(from): truncated when that is >= size. */
size_t strlcpy(char *restrict to, const char *restrict from, size_t size);

#endif
