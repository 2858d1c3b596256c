/*
 * newlib-port/libgloss/xinim/string/strrchr.c - strrchr.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "word.h"

/* Whether a word may have the end or the byte; ASCII: exactly that, of bytes up to 0x7f. */
static inline bool is_plain(uint64_t w, uint64_t all, bool ascii)
{
	if (!ascii)
		return zeros_or(w, all) == 0;
	return (((w - ONES) | ((w ^ all) - ONES)) & ~w & HIGHS) == 0;
}

/* The last word that has the byte is kept, and looked at when the end is found. */
static inline const char *last_of(
	const char *p, const char *kept, unsigned char c, bool ascii)
{
	uint64_t all = c * ONES, match, end;
	bool in_word = false;

	for (;; p += WORD) {
		if (is_plain(load(p), all, ascii))
			continue;
		if (zeros(load(p)) != 0)
			break;
		kept = p;
		in_word = true;
	}
	/* What is in front of the end, or the end itself. */
	end = zeros(load(p));
	match = zeros_exactly(load(p) ^ all) & (end ^ (end - 1));
	if (match != 0)
		return p + last_byte(match);
	return in_word ? kept + last_byte(zeros_exactly(load(kept) ^ all)) : kept;
}

char *strrchr(const char *s, int c)
{
	const char *p = s, *kept = NULL;
	unsigned char byte = (unsigned char)c;

	for (; !is_aligned(p); p++) {
		if (*p == (char)c)
			kept = p;
		if (*p == '\0')
			return (char *)(uintptr_t)kept;
	}
	p = byte < 0x80 ? last_of(p, kept, byte, true) : last_of(p, kept, byte, false);
	return (char *)(uintptr_t)p;
}
