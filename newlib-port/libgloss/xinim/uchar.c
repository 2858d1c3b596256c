/*
 * newlib-port/libgloss/xinim/uchar.c - UTF-16 and UTF-32: ISO C11, 7.28.1.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdint.h>
#include <uchar.h>
#include <wchar.h>

/*
 * wchar_t is UTF-32. Between two halves of a pair the state holds one of them: its
 * count is of no multibyte sequence, and marks that.
 */
#define PENDING 0x7fff

size_t mbrtoc32(
	char32_t *restrict c, const char *restrict s, size_t n, mbstate_t *restrict state)
{
	static __thread mbstate_t own;
	wchar_t w;
	size_t r;

	if (state == NULL)
		state = &own;
	r = mbrtowc(&w, s == NULL ? "" : s, s == NULL ? 1 : n, state);
	if (r < (size_t)-2 && s != NULL && c != NULL)
		*c = (char32_t)w;
	return r;
}

size_t c32rtomb(char *restrict s, char32_t c, mbstate_t *restrict state)
{
	static __thread mbstate_t own;

	return wcrtomb(s, (wchar_t)c, state != NULL ? state : &own);
}

size_t mbrtoc16(
	char16_t *restrict c, const char *restrict s, size_t n, mbstate_t *restrict state)
{
	static __thread mbstate_t own;
	char32_t full;
	size_t r;

	if (state == NULL)
		state = &own;
	if (state->__count == PENDING) {
		char16_t low = (char16_t)state->__value.__wch;

		*state = (mbstate_t){ 0 };
		if (s != NULL && c != NULL)
			*c = low;
		return s == NULL ? 0 : (size_t)-3;
	}
	r = mbrtoc32(&full, s, n, state);
	if (r >= (size_t)-2 || s == NULL)
		return r;
	if (full >= 0x10000) {
		state->__count = PENDING;
		state->__value.__wch = 0xdc00 | ((full - 0x10000) & 0x3ff);
		full = 0xd800 | (full - 0x10000) >> 10;
	}
	if (c != NULL)
		*c = (char16_t)full;
	return r;
}

size_t c16rtomb(char *restrict s, char16_t c, mbstate_t *restrict state)
{
	static __thread mbstate_t own;
	char32_t full = c;

	if (state == NULL)
		state = &own;
	if (s == NULL) {
		*state = (mbstate_t){ 0 };
		return 1;
	}
	if (state->__count == PENDING) {
		char32_t high = (char32_t)state->__value.__wch;

		*state = (mbstate_t){ 0 };
		if (c < 0xdc00 || c > 0xdfff)
			goto bad;
		full = 0x10000 + ((high & 0x3ff) << 10 | (c & 0x3ff));
	} else if (c >= 0xd800 && c <= 0xdbff) {
		state->__count = PENDING;
		state->__value.__wch = c;
		return 0;
	} else if (c >= 0xdc00 && c <= 0xdfff)
		goto bad;
	return c32rtomb(s, full, state);
bad:
	errno = EILSEQ;
	return (size_t)-1;
}
