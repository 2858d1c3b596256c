/*
 * newlib-port/libgloss/xinim/iconv/translit.c - what is written for what an encoding lacks.
 *
 * Letters without their accents, and signs that ASCII has something like.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "iconv/iconv.h"

#include <stddef.h>

#define FIRST 0xa0
#define LAST  0x17f

/* clang-format off */
static const char latin[LAST - FIRST + 1][6] = {
	" ", "", "", "", "", "", "", "", "", "(C)", "a", "<<", "", "-", "(R)", "", "",
	"", "", "", "", "u", "", "", ",", "", "o", ">>", " 1/4 ", " 1/2 ", " 3/4 ",
	"", "A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I",
	"I", "I", "D", "N", "O", "O", "O", "O", "O", "x", "O", "U", "U", "U", "U",
	"Y", "TH", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e",
	"i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u",
	"u", "y", "th", "y", "A", "a", "A", "a", "A", "a", "C", "c", "C", "c", "C",
	"c", "C", "c", "D", "d", "D", "d", "E", "e", "E", "e", "E", "e", "E", "e",
	"E", "e", "G", "g", "G", "g", "G", "g", "G", "g", "H", "h", "H", "h", "I",
	"i", "I", "i", "I", "i", "I", "i", "I", "i", "IJ", "ij", "J", "j", "K", "k",
	"q", "L", "l", "L", "l", "L", "l", "", "", "L", "l", "N", "n", "N", "n", "N",
	"n", "'n", "N", "n", "O", "o", "O", "o", "O", "o", "OE", "oe", "R", "r", "R",
	"r", "R", "r", "S", "s", "S", "s", "S", "s", "S", "s", "T", "t", "T", "t",
	"T", "t", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", "W",
	"w", "Y", "y", "Y", "Z", "z", "Z", "z", "Z", "z", "s",
};
/* clang-format on */

static const struct {
	uint16_t first, last;
	char text[5];
} signs[] = { { 0x2010, 0x2015, "-" }, { 0x2018, 0x2019, "'" }, { 0x201a, 0x201a, "," },
	{ 0x201b, 0x201b, "'" }, { 0x201c, 0x201d, "\"" }, { 0x201e, 0x201e, ",," },
	{ 0x2020, 0x2020, "+" }, { 0x2022, 0x2022, "o" }, { 0x2024, 0x2024, "." },
	{ 0x2025, 0x2025, ".." }, { 0x2026, 0x2026, "..." }, { 0x2000, 0x200a, " " },
	{ 0x202f, 0x202f, " " }, { 0x2039, 0x2039, "<" }, { 0x203a, 0x203a, ">" },
	{ 0x20ac, 0x20ac, "EUR" }, { 0x2122, 0x2122, "(TM)" }, { 0x2190, 0x2190, "<-" },
	{ 0x2192, 0x2192, "->" }, { 0x2212, 0x2212, "-" }, { 0xfb00, 0xfb00, "ff" },
	{ 0xfb01, 0xfb01, "fi" }, { 0xfb02, 0xfb02, "fl" } };

const char *__xinim_iconv_translit(uint32_t c)
{
	if (c >= FIRST && c <= LAST && latin[c - FIRST][0] != '\0')
		return latin[c - FIRST];
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (c >= signs[i].first && c <= signs[i].last)
			return signs[i].text;
	return "?";
}
