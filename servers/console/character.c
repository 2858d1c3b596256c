/*
 * servers/console/character.c - how many cells a character takes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/console/character.h"

#include <stddef.h>

struct range {
	uint32_t first, last;
};

static bool in(const struct range *r, size_t n, uint32_t code)
{
	for (size_t i = 0; i < n; i++)
		if (code >= r[i].first && code <= r[i].last)
			return true;
	return false;
}

bool character_is_double(uint32_t code)
{
	static const struct range wide[] = {
		{ 0x1100, 0x115f },
		{ 0x2329, 0x232a },
		{ 0x2e80, 0x303e },
		{ 0x3040, 0xa4cf },
		{ 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff },
		{ 0xfe30, 0xfe6f },
		{ 0xff00, 0xff60 },
		{ 0xffe0, 0xffe6 },
		{ 0x1f300, 0x1f64f },
		{ 0x1f900, 0x1f9ff },
		{ 0x20000, 0x3fffd },
	};

	return code >= 0x1100 && in(wide, sizeof(wide) / sizeof(wide[0]), code);
}

bool character_is_combining(uint32_t code)
{
	static const struct range none[] = {
		{ 0x0300, 0x036f },
		{ 0x0483, 0x0489 },
		{ 0x0591, 0x05bd },
		{ 0x0610, 0x061a },
		{ 0x064b, 0x065f },
		{ 0x200b, 0x200f },
		{ 0x202a, 0x202e },
		{ 0x2060, 0x2064 },
		{ 0x20d0, 0x20f0 },
		{ 0xfe00, 0xfe0f },
		{ 0xfe20, 0xfe2f },
		{ 0xfeff, 0xfeff },
		{ 0xe0100, 0xe01ef },
	};

	return code >= 0x300 && in(none, sizeof(none) / sizeof(none[0]), code);
}
