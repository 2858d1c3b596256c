/*
 * newlib-port/libgloss/xinim/string/copy.h - strcpy and its like.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_STRING_COPY_H
#define XINIM_LIBGLOSS_STRING_COPY_H

#include <string.h>

#include "word.h"

/* The lowest N + 1 bytes of a word. */
static inline void store_part(char *to, uint64_t w, size_t n)
{
	if (n >= 3) {
		*(half_t *)to = (uint32_t)w;
		*(half_t *)(to + n - 3) = (uint32_t)(w >> (n - 3) * 8);
	} else {
		to[0] = (char)w;
		if (n != 0)
			*(quarter_t *)(to + n - 1) = (uint16_t)(w >> (n - 1) * 8);
	}
}

/*
 * A string that begins with less than a word: true, and *to is where its end is. Else its
 * first bytes are copied, up to eight of them, and *from is aligned.
 */
static inline bool copy_head(char **to, const char **from)
{
	uint64_t w, end;
	size_t n;

	if (rest_of_page(*from) < WORD) {
		for (; !is_aligned(*from); (*to)++)
			if ((**to = *(*from)++) == '\0')
				return true;
		return false;
	}
	w = load(*from);
	end = zeros(w);
	if (end != 0) {
		n = first_byte(end);
		store_part(*to, w, n);
		*to += n;
		return true;
	}
	store(*to, w);
	n = WORD - (uintptr_t)*from % WORD;
	*to += n;
	*from += n;
	return false;
}

/* Copies a string, and says where its end is then. */
static inline char *copy_string(char *to, const char *from)
{
	uint64_t w, end;
	size_t n;

	if (!is_aligned(from) && copy_head(&to, &from))
		return to;
	for (;;) {
		w = load(from);
		end = zeros(w);
		if (end != 0)
			break;
		store(to, w);
		from += WORD;
		to += WORD;
	}
	n = first_byte(end);
	store_part(to, w, n);
	return to + n;
}

/* At most N bytes: says where the end is, or what follows the Nth byte. */
static inline char *copy_most(char *to, const char *from, size_t n)
{
	uint64_t w, end;
	size_t at;

	if (n < WORD) {
		for (; n != 0 && (*to = *from) != '\0'; n--, from++)
			to++;
		return to;
	}
	if (!is_aligned(from)) {
		const char *before = from;

		if (copy_head(&to, &from))
			return to;
		n -= (size_t)(from - before);
	}
	for (; n >= WORD; n -= WORD) {
		w = load(from);
		end = zeros(w);
		if (end != 0) {
			at = first_byte(end);
			store_part(to, w, at);
			return to + at;
		}
		store(to, w);
		from += WORD;
		to += WORD;
	}
	if (n == 0)
		return to;
	/* An aligned word can be read, though some of it is behind the Nth byte. */
	w = load(from);
	end = zeros(w);
	at = end != 0 ? first_byte(end) : WORD;
	store_part(to, w, at < n ? at : n - 1);
	return to + (at < n ? at : n);
}

/* The zeros behind a copy; most often there is one. */
static inline void fill_rest(char *to, size_t n)
{
	if (n >= WORD) {
		memset(to, 0, n);
	} else if (n >= WORD / 2) {
		*(half_t *)to = 0;
		*(half_t *)(to + n - WORD / 2) = 0;
	} else if (n != 0) {
		to[0] = to[n / 2] = to[n - 1] = '\0';
	}
}

#endif
