/*
 * kernel/string.c - memory and string functions, in plain C.
 *
 * The block functions move eight bytes at a time: counted in instructions,
 * which is how the kernel's paths are measured, that beats `rep movsb`, whose
 * every iteration counts.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/string.h"

#include <stdint.h>

/* A loop here must not be recognised as the function it implements. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

/* Any eight bytes: unaligned, aliasing whatever the caller has there. */
typedef uint64_t word __attribute__((may_alias, aligned(1)));

#define WORD sizeof(word)

static void copy_up(unsigned char *to, const unsigned char *from, size_t n)
{
	for (; n >= 4 * WORD; n -= 4 * WORD, to += 4 * WORD, from += 4 * WORD) {
		word a = ((const word *)from)[0], b = ((const word *)from)[1];
		word c = ((const word *)from)[2], d = ((const word *)from)[3];

		((word *)to)[0] = a;
		((word *)to)[1] = b;
		((word *)to)[2] = c;
		((word *)to)[3] = d;
	}
	for (; n >= WORD; n -= WORD, to += WORD, from += WORD)
		*(word *)to = *(const word *)from;
	for (; n > 0; n--)
		*to++ = *from++;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	copy_up(to, from, n);
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	if ((uintptr_t)t - (uintptr_t)f >= n) {
		copy_up(t, f, n);
		return to;
	}
	for (; n >= WORD; n -= WORD)
		*(word *)(t + n - WORD) = *(const word *)(f + n - WORD);
	for (; n > 0; n--)
		t[n - 1] = f[n - 1];
	return to;
}

void *memset(void *s, int c, size_t n)
{
	unsigned char *p = s;
	word w = (unsigned char)c * 0x0101010101010101ull;

	for (; n >= 4 * WORD; n -= 4 * WORD, p += 4 * WORD) {
		((word *)p)[0] = w;
		((word *)p)[1] = w;
		((word *)p)[2] = w;
		((word *)p)[3] = w;
	}
	for (; n >= WORD; n -= WORD, p += WORD)
		*(word *)p = w;
	for (; n > 0; n--)
		*p++ = (unsigned char)c;
	return s;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n >= WORD && *(const word *)x == *(const word *)y; n -= WORD) {
		x += WORD;
		y += WORD;
	}
	for (; n > 0; n--, x++, y++) {
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}

void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n > 0; n--, p++) {
		if (*p == (unsigned char)c)
			return (void *)(uintptr_t)p;
	}
	return NULL;
}

size_t strlen(const char *s)
{
	const char *p = s;

	while (*p != '\0')
		p++;
	return (size_t)(p - s);
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0')
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n > 0 && *a != '\0' && *a == *b; n--) {
		a++;
		b++;
	}
	return n == 0 ? 0 : (unsigned char)*a - (unsigned char)*b;
}

char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++) {
		if (*s == '\0')
			return NULL;
	}
	return (char *)(uintptr_t)s;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++ != '\0');
	return (char *)(uintptr_t)last;
}

size_t strlcpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t len = strlen(from);

	if (size > 0) {
		size_t n = len < size ? len : size - 1;

		memcpy(to, from, n);
		to[n] = '\0';
	}
	return len;
}
