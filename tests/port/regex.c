/* tests/port/regex.c - regular expressions and file name patterns.
 *
 * Each row is an expression, a text, and where the whole and the subexpressions match, in
 * bytes, as POSIX has it: the leftmost and longest, each subexpression from the left as
 * long as it can be. The rows of C.UTF-8 have characters of several bytes.
 *
 * guest-memory: 256
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <fnmatch.h>
#include <locale.h>
#include <regex.h>
#include <stdlib.h>

#include "../guest/guest.h"

#define E REG_EXTENDED
#define I REG_ICASE
#define L REG_NEWLINE

struct row {
	int flags;
	const char *pattern, *text;
	const char *want; /* "0-1 2-3", "none", or the number of an error */
};

static const struct row rows[] = {
	/* Basic expressions. */
	{ 0, "a*", "aab", "0-2" },
	{ 0, "*a", "b*a", "1-3" },
	{ 0, "^*a", "*a", "0-2" },
	{ 0, "a^b$c", "xa^b$c", "1-6" },
	{ 0, "\\(^a\\)", "ba", "none" },
	{ 0, "\\(a*\\)\\1b", "aaaab", "0-5 0-2" },
	{ 0, "a\\{2,3\\}", "aaaa", "0-3" },
	{ 0, "a\\{2\\}\\(b\\{0,1\\}\\)", "aab", "0-3 2-3" },
	{ 0, "a\\|b\\+", "bb", "0-2" },
	{ 0, "a+b?", "a+b?", "0-4" },
	{ 0, "[]x]*[^]]", "]]x]a", "0-5" },
	{ 0, "[a-]*-", "a-a--", "0-5" },
	{ 0, "[[.hyphen.]-[=0=]]*", "./-", "0-3" },
	{ 0, "\\(a\\(b\\)*\\)*", "abba", "0-4 3-4 -" },
	{ 0, "\\<ab\\>", "xab ab", "4-6" },
	{ 0, "x\\{0\\}y", "xy", "1-2" },
	/* Extended expressions. */
	{ E, "(a|ab)(c|bcd)(d*)", "abcd", "0-4 0-2 2-3 3-4" },
	{ E, "(a|ab)(bcd|c)(d*)", "abcd", "0-4 0-2 2-3 3-4" },
	{ E, "(a*)(ab)*(b*)", "abb", "0-3 0-1 - 1-3" },
	{ E, "(a*)*", "b", "0-0 0-0" },
	{ E, "(a*)+", "aa", "0-2 0-2" },
	/* A round that matches nothing, not no round. */
	{ E, "(a*)*b\\1", "b", "0-1 0-0" },
	{ E, "(a?)*b\\1", "xb", "1-2 1-1" },
	{ E, "(a*)*b\\1", "aabaa", "0-5 0-2" },
	{ E, "(a)*b\\1", "b", "none" },
	{ E, "(a|b)*", "ab", "0-2 1-2" },
	{ E, "(ab|a)(bc|c)?", "abc", "0-3 0-2 2-3" },
	{ E, "((a)|(b))*", "ab", "0-2 1-2 - 1-2" },
	{ E, "x*(y{1,2}){2}", "xyyyy", "0-5 3-5" },
	{ E, "^$", "", "0-0" },
	{ E, "a||b", "cb", "0-0" },
	{ E, "a{,2}b", "aaab", "1-4" },
	{ E, "a)", "a)", "0-2" },
	{ E, "(.)(.)\\2\\1", "xabba", "1-5 1-2 2-3" },
	{ E, "(^|[^0-9])([0-9]+)$", "a12", "0-3 0-1 1-3" },
	{ E, "[[:alpha:]_][[:alnum:]_]*", "9_a1-", "1-4" },
	{ E, "\\w+\\W\\s*\\S", "ab- c", "0-5" },
	{ E, "\\bb|\\Bb", "ab", "1-2" },
	{ E | I, "(a)[B-D]\\1", "aCA", "0-3 0-1" },
	{ E | I, "[^a]", "A", "none" },
	{ E | L, "^b.*$", "a\nbc\nd", "2-4" },
	{ E | L, "[^a]", "\n", "none" },
	{ E, "a.b", "a\nb", "0-3" },
	{ E | REG_NOSUB, "a", "ba", "" },
	/* What is wrong. */
	{ 0, "\\(a", "", "8" },
	{ 0, "a\\)", "", "8" },
	{ 0, "\\", "", "5" },
	{ 0, "\\(a\\)\\2", "", "6" },
	{ 0, "\\(a\\1\\)", "", "6" },
	{ 0, "[a", "", "7" },
	{ 0, "[[:none:]]", "", "4" },
	{ 0, "[[.none.]]", "", "3" },
	{ 0, "[b-a]", "", "11" },
	{ 0, "a\\{1", "", "9" },
	{ 0, "a\\{2,1\\}", "", "10" },
	{ 0, "a\\{99999\\}", "", "10" },
	{ E, "*a", "", "13" },
	{ E, "a|+", "", "13" },
	{ E, "(((a{255}){255}){255}){255}", "", "12" },
};

static const struct row wide_rows[] = {
	{ E, ".", "\u00e9", "0-2" },
	{ E, "^..$", "\u20ac\U0001f600", "0-7" },
	{ E, "[\u00e0-\u00ff]+", "a\u00e9\u00e8b", "1-5" },
	{ E, "[^\u00e9]", "\u00e9\u00e8", "2-4" },
	{ E | I, "\u00c9T\u00c9", "\u00e9t\u00e9", "0-5" },
	{ E | I, "[\u00c0-\u00d6]", "\u00e9", "0-2" },
	{ E, "[[:alpha:]]+", "1\u00e9a\u03b1", "1-6" },
	{ E, "[[:upper:]]", "\u00e9\u00c9", "2-4" },
	{ E, "(\u00e9|e)(.)\\2", "e\u20ac\u20ac", "0-7 0-1 1-4" },
	{ E, "\u00e9{2}", "\u00e9\u00e9", "0-4" },
	{ E, ".", "\xff", "none" },
	{ E, "\xff", "a\xff", "1-2" },
	{ E, "\\w+", "-\u00e9\u00e8", "1-5" },
};

/* What matched, as the rows have it. */
static void describe(char *to, const regex_t *re, const regmatch_t *match)
{
	*to = '\0';
	for (size_t i = 0; i <= re->re_nsub; i++) {
		if (i > 0)
			to += sprintf(to, " ");
		if (match[i].rm_so < 0)
			to += sprintf(to, "-");
		else
			to += sprintf(
				to, "%d-%d", (int)match[i].rm_so, (int)match[i].rm_eo);
	}
}

static void run(const struct row *row, size_t count)
{
	for (; count > 0; row++, count--) {
		regmatch_t match[10];
		char got[200];
		regex_t re;
		int error = regcomp(&re, row->pattern, row->flags);

		if (error != 0) {
			sprintf(got, "%d", error);
		} else {
			memset(match, 0x55, sizeof(match));
			error = regexec(&re, row->text, 10, match, 0);
			if (error != 0)
				strcpy(got, "none");
			else if (row->flags & REG_NOSUB)
				*got = '\0';
			else
				describe(got, &re, match);
			/* The whole alone, and nothing at all, are found in other ways. */
			EXPECT_EQ(regexec(&re, row->text, 0, NULL, 0), error);
			if (error == 0 && !(row->flags & REG_NOSUB)) {
				regoff_t end = match[0].rm_eo;

				EXPECT_EQ(regexec(&re, row->text, 1, match, 0), 0);
				EXPECT_EQ(match[0].rm_eo, end);
			}
			regfree(&re);
		}
		if (strcmp(got, row->want) != 0)
			printf("%s in %s\n", row->pattern, row->text);
		EXPECT_STR(got, row->want);
	}
}

static void expressions(void)
{
	run(rows, sizeof(rows) / sizeof(rows[0]));
}

static void characters(void)
{
	REQUIRE(setlocale(LC_ALL, "C.UTF-8") != NULL);
	run(rows, sizeof(rows) / sizeof(rows[0]));
	run(wide_rows, sizeof(wide_rows) / sizeof(wide_rows[0]));
	REQUIRE(setlocale(LC_ALL, "C") != NULL);
}

static void flags(void)
{
	regmatch_t match = { 2, 4 };
	char text[8];
	regex_t re;

	REQUIRE_EQ(regcomp(&re, "^b", 0), 0);
	EXPECT_EQ(regexec(&re, "b", 0, NULL, REG_NOTBOL), REG_NOMATCH);
	EXPECT_EQ(regexec(&re, "aab", 1, &match, REG_STARTEND), 0);
	EXPECT_EQ(match.rm_so, 2);
	EXPECT_EQ(match.rm_eo, 3);
	regfree(&re);
	regfree(&re);
	REQUIRE_EQ(regcomp(&re, "b$", 0), 0);
	EXPECT_EQ(regexec(&re, "b", 0, NULL, REG_NOTEOL), REG_NOMATCH);
	EXPECT_EQ(regexec(&re, "b\n", 0, NULL, 0), REG_NOMATCH);
	regfree(&re);
	EXPECT_EQ(regerror(REG_NOMATCH, NULL, text, 4), 9);
	EXPECT_STR(text, "No ");
	EXPECT_EQ(regerror(REG_NOMATCH, NULL, NULL, 0), 9);
}

/* Time and memory stay within bounds whatever the expression. */
static void large(void)
{
	enum { MANY = 200000 };
	char *text = malloc(MANY + 2);
	regmatch_t match[3];
	regex_t re;

	REQUIRE(text != NULL);
	memset(text, '(', MANY);
	text[MANY] = '\0';
	EXPECT_EQ(regcomp(&re, text, REG_EXTENDED), REG_ESPACE);
	memset(text + 1, '*', MANY - 1);
	EXPECT_EQ(regcomp(&re, text + 1, REG_EXTENDED), REG_BADRPT);
	memset(text, 'a', MANY);
	REQUIRE_EQ(regcomp(&re, "(a|b)*c|(a|ab)*d", REG_EXTENDED), 0);
	EXPECT_EQ(regexec(&re, text, 3, match, 0), REG_NOMATCH);
	text[MANY - 1] = 'd';
	EXPECT_EQ(regexec(&re, text, 3, match, 0), 0);
	EXPECT_EQ(match[0].rm_eo, MANY);
	EXPECT_EQ(match[2].rm_so, MANY - 2);
	regfree(&re);
	free(text);
}

static void names(void)
{
	static const struct {
		const char *pattern, *name;
		int flags;
		bool matches;
	} cases[] = {
		{ "*.c", "a.c", 0, true },
		{ "*.c", ".c", FNM_PERIOD, false },
		{ ".*", ".c", FNM_PERIOD, true },
		{ "[.]c", ".c", FNM_PERIOD, false },
		{ "a/*", "a/.c", FNM_PERIOD, true },
		{ "a/*", "a/.c", FNM_PERIOD | FNM_PATHNAME, false },
		{ "*", "a/b", 0, true },
		{ "*", "a/b", FNM_PATHNAME, false },
		{ "a?b", "a/b", FNM_PATHNAME, false },
		{ "a[!x]b", "a/b", FNM_PATHNAME, false },
		{ "a[/]b", "a/b", FNM_PATHNAME, false },
		{ "a[/]b", "a[/]b", FNM_PATHNAME, true },
		{ "a*b*c", "axbxbc", 0, true },
		{ "a*b*c", "axbxcb", 0, false },
		{ "\\*", "*", 0, true },
		{ "\\*", "\\x", FNM_NOESCAPE, true },
		{ "[\\]]", "]", 0, true },
		{ "[", "[", 0, true },
		{ "[a", "[a", 0, true },
		{ "[!]a-]", "b", 0, true },
		{ "[[:digit:]]x", "7x", 0, true },
		{ "A", "a", FNM_CASEFOLD, true },
		{ "a", "a/b", FNM_LEADING_DIR, true },
		{ "?", "\u00e9", 0, true },
		{ "[\u00e0-\u00ff]x", "\u00e9x", 0, true },
		{ "\u00c9*", "\u00e9t\u00e9", FNM_CASEFOLD, true },
		{ "[[:upper:]]", "\u00c9", 0, true },
	};

	REQUIRE(setlocale(LC_ALL, "C.UTF-8") != NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		EXPECT_EQ(fnmatch(cases[i].pattern, cases[i].name, cases[i].flags) +
				1000 * (int)i,
			(cases[i].matches ? 0 : FNM_NOMATCH) + 1000 * (int)i);
	REQUIRE(setlocale(LC_ALL, "C") != NULL);
	EXPECT_EQ(fnmatch("?", "\u00e9", 0), FNM_NOMATCH);
	EXPECT_EQ(fnmatch("??", "\u00e9", 0), 0);
}

static const struct guest_case cases[] = {
	{ "expressions", expressions },
	{ "expressions by characters", characters },
	{ "flags of regexec, words of regerror", flags },
	{ "expressions and texts without end", large },
	{ "patterns of names", names },
};

GUEST_MAIN(cases)
