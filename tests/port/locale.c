/* tests/port/locale.c - locales, and characters of several bytes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

#include "../guest/guest.h"

/* What is not there is refused, and changes nothing. */
static void names(void)
{
	static const char *const unknown[] = { "xx_YY", "xx_YY.UTF-8", "en_US.UTF-8",
		"de", "foo", "C.nothing", "UTF-8" };

	EXPECT_STR(setlocale(LC_ALL, NULL), "C");
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		EXPECT(setlocale(LC_ALL, unknown[i]) == NULL);
		EXPECT(setlocale(LC_CTYPE, unknown[i]) == NULL);
		errno = 0;
		EXPECT(newlocale(LC_ALL_MASK, unknown[i], NULL) == NULL);
		EXPECT_EQ(errno, ENOENT);
	}
	EXPECT_STR(setlocale(LC_ALL, NULL), "C");
	EXPECT_STR(setlocale(LC_ALL, "POSIX"), "C");
	EXPECT(setlocale(99, "C") == NULL);
	setenv("LANG", "C.UTF-8", 1);
	EXPECT_STR(setlocale(LC_ALL, ""), "C.UTF-8");
	EXPECT_STR(nl_langinfo(CODESET), "UTF-8");
	setenv("LC_ALL", "xx_YY", 1);
	EXPECT(setlocale(LC_ALL, "") == NULL);
	EXPECT_STR(setlocale(LC_ALL, NULL), "C.UTF-8");
	EXPECT(setlocale(LC_ALL, "C") != NULL);
}

/* As std::locale calls a mixture: every category has to be there. */
static void lists(void)
{
	static const char *const unknown[] = {
		"LC_CTYPE=C.UTF-8", "=", "=;=", "LC_CTYPE=",
		"LC_CTYPE=;LC_NUMERIC=C;LC_TIME=C;LC_COLLATE=C;LC_MONETARY=C;LC_MESSAGES=C",
		"LC_CTYPE=C;LC_NUMERIC=C;LC_TIME=C;LC_COLLATE=C;LC_MONETARY=C;LC_MESSAGES=xx",
		"XLC_CTYPE=C;LC_NUMERIC=C;LC_TIME=C;LC_COLLATE=C;LC_MONETARY=C;LC_MESSAGES=C",
		"LC_CTYPE=C.UTF-8;LC_NUMERIC=C;LC_TIME=C;LC_COLLATE=C;LC_MONETARY=C;LC_MESSAGES="
		"a name that is far longer than one of a locale may be, at the very most"
	};
	static const char list[] =
		"LC_CTYPE=C.UTF-8;LC_NUMERIC=C;LC_TIME=C;LC_COLLATE=C;LC_MONETARY=C;LC_MESSAGES=C";
	locale_t mixed;

	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		EXPECT(setlocale(LC_ALL, unknown[i]) == NULL);
		errno = 0;
		EXPECT(newlocale(LC_ALL_MASK, unknown[i], NULL) == NULL);
		EXPECT_EQ(errno, ENOENT);
	}
	EXPECT_STR(setlocale(LC_ALL, NULL), "C");
	mixed = newlocale(LC_ALL_MASK, list, NULL);
	REQUIRE(mixed != NULL);
	EXPECT_STR(nl_langinfo_l(CODESET, mixed), "UTF-8");
	freelocale(mixed);
	EXPECT(setlocale(LC_ALL, list) != NULL);
	EXPECT_STR(setlocale(LC_CTYPE, NULL), "C.UTF-8");
	EXPECT_STR(setlocale(LC_TIME, NULL), "C");
	EXPECT(setlocale(LC_CTYPE, list) == NULL);
	EXPECT(setlocale(LC_ALL, "C") != NULL);
}

/* A locale of the thread's own. */
static void objects(void)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL), copy, c;

	REQUIRE(utf8 != NULL);
	copy = duplocale(utf8);
	REQUIRE(copy != NULL);
	EXPECT_EQ(MB_CUR_MAX, 1);
	EXPECT(uselocale(NULL) == LC_GLOBAL_LOCALE);
	EXPECT(uselocale(copy) == LC_GLOBAL_LOCALE);
	EXPECT(MB_CUR_MAX >= 4);
	EXPECT_EQ(mblen("\u20ac", 3), 3);
	EXPECT(uselocale(LC_GLOBAL_LOCALE) == copy);
	EXPECT_EQ(MB_CUR_MAX, 1);
	c = newlocale(LC_NUMERIC_MASK, "C", copy);
	REQUIRE(c != NULL);
	EXPECT_STR(nl_langinfo_l(CODESET, c), "UTF-8");
	EXPECT(uselocale(c) == LC_GLOBAL_LOCALE);
	EXPECT(MB_CUR_MAX >= 4); /* LC_CTYPE is the base's */
	uselocale(LC_GLOBAL_LOCALE);
	freelocale(c);
	freelocale(utf8);
	errno = 0;
	EXPECT(newlocale(LC_ALL_MASK, NULL, NULL) == NULL);
	EXPECT_EQ(errno, EINVAL);
}

/* RFC 3629: no surrogates, nothing longer than it must be, nothing above U+10FFFF. */
static void utf8(void)
{
	static const struct {
		const char *bytes;
		long result; /* of mbrtowc with as many bytes */
		wchar_t character;
	} rows[] = {
		{ "\xc2\x80", 2, 0x80 },
		{ "\xed\x9f\xbf", 3, 0xd7ff },
		{ "\xee\x80\x80", 3, 0xe000 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff },
		{ "\xe2\x82", -2, 0 },
		{ "\xed\xa0\x80", -1, 0 },
		{ "\xed\xbf\xbf", -1, 0 },
		{ "\xed\xa0", -1, 0 },
		{ "\xc0\x80", -1, 0 },
		{ "\xc1", -1, 0 },
		{ "\xe0\x9f\xbf", -1, 0 },
		{ "\xf0\x8f\xbf\xbf", -1, 0 },
		{ "\xf4\x90\x80\x80", -1, 0 },
		{ "\xf5", -1, 0 },
		{ "\x80", -1, 0 },
		{ "\xc3(", -1, 0 },
	};
	static const wchar_t none[] = { 0xd800, 0xdfff, 0x110000, 0x7fffffff };
	char bytes[16];

	REQUIRE(setlocale(LC_ALL, "C.UTF-8") != NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		mbstate_t state = { 0 };
		wchar_t c = 0;

		EXPECT_EQ((long)mbrtowc(&c, rows[i].bytes, strlen(rows[i].bytes), &state),
			rows[i].result);
		if (rows[i].result > 0)
			EXPECT_EQ(c, rows[i].character);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		errno = 0;
		EXPECT_EQ(wctomb(bytes, none[i]), -1);
		EXPECT_EQ(errno, EILSEQ);
		EXPECT_EQ(wcwidth(none[i]), -1);
	}
	/* No part of a character. */
	memset(bytes, 'x', sizeof(bytes));
	EXPECT_EQ(wcstombs(bytes, L"\u20ac\u20ac", 5), 3);
	EXPECT_EQ(bytes[3], 'x');
	EXPECT(!iswspace(0xa0) && iswspace(0x2003));
	EXPECT(!iswblank(0xa0) && iswpunct(0xa0) && iswgraph(0xa0)); /* no-break space */
	EXPECT(iswprint(0xad) && iswpunct(0x301) && !iswprint(0x2028) &&
		!iswalpha(0x20ac));
	EXPECT(setlocale(LC_ALL, "C") != NULL);
}

static const struct guest_case cases[] = {
	{ "names", names },
	{ "lists", lists },
	{ "objects", objects },
	{ "utf8", utf8 },
};

GUEST_MAIN(cases)
