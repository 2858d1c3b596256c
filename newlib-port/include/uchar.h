/*
 * newlib-port/include/uchar.h - characters of UTF-16 and UTF-32 (ISO C11, 7.28).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_UCHAR_H
#define _XINIM_UCHAR_H

#include <stddef.h>
#include <sys/_types.h>
#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef _mbstate_t mbstate_t;
#if !defined(__cplusplus) || __cplusplus < 201103L
typedef __CHAR16_TYPE__ char16_t;
typedef __CHAR32_TYPE__ char32_t;
#endif

size_t c16rtomb(char *__restrict __s, char16_t __c, mbstate_t *__restrict __state);
size_t c32rtomb(char *__restrict __s, char32_t __c, mbstate_t *__restrict __state);
size_t mbrtoc16(char16_t *__restrict __c, const char *__restrict __s, size_t __n,
	mbstate_t *__restrict __state);
size_t mbrtoc32(char32_t *__restrict __c, const char *__restrict __s, size_t __n,
	mbstate_t *__restrict __state);

#ifdef __cplusplus
}
#endif

#endif
