/*
 * screen/utf8.h - characters from bytes of UTF-8 (RFC 3629), one by one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SCREEN_UTF8_H
#define XINIM_SCREEN_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffdu /* shown for what is no character */

struct utf8 {
	uint32_t code, min; /* so far; less than that is overlong */
	uint32_t left;      /* bytes that are yet to come; 0: no character is under way */
};

/* A byte from 0x80 on that is the first of a character; false: it is not. */
static inline bool utf8_begin(struct utf8 *u, uint8_t c)
{
	if (c >= 0xc2 && c <= 0xdf)
		*u = (struct utf8){ c & 0x1fu, 0x80, 1 };
	else if (c >= 0xe0 && c <= 0xef)
		*u = (struct utf8){ c & 0x0fu, 0x800, 2 };
	else if (c >= 0xf0 && c <= 0xf4)
		*u = (struct utf8){ c & 0x07u, 0x10000, 3 };
	else
		return false;
	return true;
}

/* One of those that follow, 0x80 to 0xbf; true: it is the last, and `code` is whole. */
static inline bool utf8_next(struct utf8 *u, uint8_t c)
{
	u->code = u->code << 6 | (c & 0x3fu);
	if (--u->left > 0)
		return false;
	if (u->code < u->min || u->code > 0x10ffff ||
		(u->code >= 0xd800 && u->code <= 0xdfff))
		u->code = UTF8_REPLACEMENT;
	return true;
}

#endif
