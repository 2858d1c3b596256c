/* tests/port/stdlib.c - numbers from text, sorting, searching, randomness.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <sys/random.h>

#include "../guest/guest.h"

static void integers(void)
{
	char *end;

	EXPECT_EQ(strtol("  -123xyz", &end, 10), -123);
	EXPECT_STR(end, "xyz");
	EXPECT_EQ(strtol("0x1F", NULL, 0), 31);
	EXPECT_EQ(strtol("0777", NULL, 0), 511);
	EXPECT_EQ(strtol("zz", NULL, 36), 35 * 36 + 35);
	EXPECT_EQ(strtol("", &end, 10), 0);
	errno = 0;
	EXPECT_EQ(strtol("9223372036854775807", NULL, 10), LONG_MAX);
	EXPECT_EQ(errno, 0);
	EXPECT_EQ(strtol("9223372036854775808", NULL, 10), LONG_MAX);
	EXPECT_EQ(errno, ERANGE);
	errno = 0;
	EXPECT_EQ(strtoll("-9223372036854775809", NULL, 10), LLONG_MIN);
	EXPECT_EQ(errno, ERANGE);
	errno = 0;
	EXPECT(strtoul("18446744073709551615", NULL, 10) == ULONG_MAX);
	EXPECT_EQ(errno, 0);
	EXPECT(strtoull("18446744073709551616", NULL, 10) == ULLONG_MAX);
	EXPECT_EQ(errno, ERANGE);
	EXPECT(strtoul("-1", NULL, 10) == ULONG_MAX);
	EXPECT_EQ(strtoimax("77", NULL, 8), 63);
	EXPECT_EQ(atoi("42abc"), 42);
}

static void reals(void)
{
	char *end;

	EXPECT(strtod("3.25e2rest", &end) == 325.0);
	EXPECT_STR(end, "rest");
	EXPECT(strtod("0x1.8p3", NULL) == 12.0);
	EXPECT(isinf(strtod("-infinity", NULL)) && strtod("-inf", NULL) < 0);
	EXPECT(isnan(strtod("nan", NULL)));
	EXPECT(strtod("2.2250738585072011e-308", NULL) == 0x0.fffffffffffffp-1022);
	EXPECT(strtod("9007199254740993", NULL) == 9007199254740992.0);
	EXPECT(strtod("1e23", NULL) == 1e23);
	errno = 0;
	EXPECT(strtod("1e400", NULL) == HUGE_VAL);
	EXPECT_EQ(errno, ERANGE);
	EXPECT(strtof("0.1", NULL) == 0.1f);
	EXPECT(strtold("0.1", NULL) == 0.1L);
}

static int by_value(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* What is too large, and too small to be exact. */
static void ranges(void)
{
	static const struct {
		const char *text;
		double value;
		int error;
	} rows[] = {
		{ "1e400", HUGE_VAL, ERANGE },
		{ "0x1.fffffffffffff8p1023", HUGE_VAL, ERANGE },
		{ "inf", HUGE_VAL, 0 },
		{ "1e-400", 0, ERANGE },
		{ "2.2250738585072011e-308", 2.2250738585072009e-308, ERANGE },
		{ "0x1p-1074", 0x1p-1074, 0 },
		{ "0", 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		errno = 0;
		EXPECT(strtod(rows[i].text, NULL) == rows[i].value);
		EXPECT_EQ(errno, rows[i].error);
	}
	errno = 0;
	EXPECT(strtof("1e-50", NULL) == 0 && errno == ERANGE);
	errno = 0;
	EXPECT(strtof("3.4028236e38", NULL) == HUGE_VALF && errno == ERANGE);
	errno = 0;
	EXPECT(strtof("0x1p-149", NULL) == 0x1p-149f && errno == 0);
}

static void sorting(void)
{
	static int numbers[2000];

	for (int kind = 0; kind < 4; kind++)
		for (int n = 0; n <= 2000; n = 3 * n + 1) {
			long long sum = 0, after = 0;

			for (int i = 0; i < n; i++) {
				numbers[i] = kind == 0 ? i
					: kind == 1    ? n - i
					: kind == 2    ? i % 7
						       : (int)(i * 2654435761u);
				sum += numbers[i];
			}
			qsort(numbers, n, sizeof(numbers[0]), by_value);
			for (int i = 0; i < n; i++) {
				after += numbers[i];
				if (i > 0)
					REQUIRE(numbers[i - 1] <= numbers[i]);
			}
			REQUIRE_EQ(after, sum);
			for (int i = 0; i < n; i += 17) {
				int *found = bsearch(
					&numbers[i], numbers, n, sizeof(int), by_value);

				REQUIRE(found != NULL && *found == numbers[i]);
			}
		}
}

static void divisions(void)
{
	div_t d = div(-7, 2);
	lldiv_t l = lldiv(LLONG_MAX, 10);

	EXPECT(d.quot == -3 && d.rem == -1);
	EXPECT(l.quot == 922337203685477580 && l.rem == 7);
	EXPECT(llabs(-5LL) == 5 && labs(-6L) == 6);
}

static void randomness(void)
{
	unsigned char a[32] = { 0 }, b[32] = { 0 };
	int first;

	EXPECT_EQ(getrandom(a, sizeof(a), 0), 32);
	EXPECT_EQ(getentropy(b, sizeof(b)), 0);
	EXPECT(memcmp(a, b, sizeof(a)) != 0);
	errno = 0;
	EXPECT_EQ(getentropy(a, 257), -1);
	EXPECT_EQ(errno, EIO);
	EXPECT(arc4random() != arc4random() || arc4random() != arc4random());
	for (int i = 0; i < 100; i++)
		REQUIRE(arc4random_uniform(10) < 10);
	srand(5);
	first = rand();
	srand(5);
	EXPECT_EQ(rand(), first);
}

static const struct guest_case cases[] = {
	{ "integers", integers },
	{ "reals", reals },
	{ "ranges", ranges },
	{ "sorting", sorting },
	{ "divisions", divisions },
	{ "randomness", randomness },
};

GUEST_MAIN(cases)
