/*
 * newlib-port/libgloss/xinim/regex/regerror.c - what is wrong, in words.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <regex.h>
#include <string.h>

static const char *const texts[] = {
	[0] = "Success",
	[REG_NOMATCH] = "No match",
	[REG_BADPAT] = "Invalid regular expression",
	[REG_ECOLLATE] = "Invalid collation character",
	[REG_ECTYPE] = "Invalid character class name",
	[REG_EESCAPE] = "Trailing backslash",
	[REG_ESUBREG] = "Invalid back reference",
	[REG_EBRACK] = "Unmatched [, [^, [:, [., or [=",
	[REG_EPAREN] = "Unmatched ( or \\(",
	[REG_EBRACE] = "Unmatched { or \\{",
	[REG_BADBR] = "Invalid content of {} or \\{\\}",
	[REG_ERANGE] = "Invalid range end",
	[REG_ESPACE] = "Out of memory, or the expression is too large",
	[REG_BADRPT] = "Invalid preceding regular expression",
	[REG_INVARG] = "Invalid argument",
};

/* The bytes that the whole text needs, with its end; text gets size of them at most. */
size_t regerror(int error, const regex_t *restrict re, char *restrict text, size_t size)
{
	const char *what = NULL;
	size_t length;

	(void)re;
	if (error >= 0 && (size_t)error < sizeof(texts) / sizeof(texts[0]))
		what = texts[error];
	if (what == NULL)
		what = "Unknown error";
	length = strlen(what);
	if (size > 0) {
		size_t n = length < size ? length : size - 1;

		memcpy(text, what, n);
		text[n] = '\0';
	}
	return length + 1;
}
