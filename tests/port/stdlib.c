/* tests/port/stdlib.c - numbers from text, sorting, searching, randomness.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fenv.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <sys/random.h>
#include <wchar.h>

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
	/* Half-way but for what comes late: not to be rounded twice. */
	EXPECT(strtof("1.00000005960464477539062500000000000000001", NULL) ==
		0x1.000002p0f);
	EXPECT(strtof("1.00000017881393432617187499999999999999999", NULL) ==
		0x1.000002p0f);
	EXPECT(strtof("1.000000059604644775390625", NULL) == 1);
	EXPECT(strtof("9.89164505681851456", &end) == 0x1.3c885cp3f);
	EXPECT(strtof("1.401298464324817e-45", NULL) == 0x1p-149f);
	EXPECT(strtof("340282356779733661637539395458142568448", NULL) == HUGE_VALF);
	for (int i = 0; i < 3; i++) {
		if (i == 0)
			strtof("0xg", &end);
		else if (i == 1)
			strtod("0xg", &end);
		else
			strtold("0xg", &end);
		EXPECT_STR(end, "xg");
	}
	EXPECT(isnan(strtod("nan(word_1)x", &end)));
	EXPECT_STR(end, "x");
	EXPECT(isnan(strtof("NAN(-)", &end)));
	EXPECT_STR(end, "(-)");
	EXPECT(strtod(" -x", &end) == 0);
	EXPECT_STR(end, " -x");
	EXPECT(strtod("-.5e", &end) == -0.5);
	EXPECT_STR(end, "e");
}

/* What lies between two numbers, and beyond all, goes where fesetround() says. */
/* The same as of narrow text. */
static void wide(void)
{
	const wchar_t *blank = L" \t";
	wchar_t *end;
	wchar_t long_one[300];

	EXPECT(wcstod(blank, &end) == 0 && end == blank);
	EXPECT(wcstof(blank, &end) == 0 && end == blank);
	EXPECT(wcstold(blank, &end) == 0 && end == blank);
	EXPECT(wcstof(L"1.00000017881393432617187499999999999999999", NULL) ==
		strtof("1.00000017881393432617187499999999999999999", NULL));
	EXPECT(wcstof(L"0.70064923216240854e-45", NULL) == 0x1p-149f);
	errno = 0;
	EXPECT(wcstof(L"1e-50", NULL) == 0 && errno == ERANGE);
	EXPECT(signbit(wcstof(L"-nan", NULL)));
	EXPECT(wcstod(L"\n0x1.8p1\u20ac", &end) == 3 && *end == 0x20ac);
	EXPECT(wcstod(L"nan(1_a)x", &end) != 0 && *end == 'x');
	EXPECT(wcstold(L"1e", &end) == 1 && *end == 'e');
	for (int i = 0; i < 299; i++)
		long_one[i] = i == 1 ? '.' : '0' + (i == 0);
	long_one[299] = 0;
	EXPECT(wcstod(long_one, &end) == 1 && *end == 0);
}

static void directions(void)
{
	static const struct {
		int direction;
		double tenth, negative, tiny, huge;
		float narrow;
		const char *text;
	} rows[] = {
		{ FE_TONEAREST, 0x1.999999999999ap-4, -0x1.999999999999ap-4, 0, HUGE_VAL,
			0x1.99999ap-4f, "0.2 -0.2 2.5e+00 0 -0" },
		{ FE_UPWARD, 0x1.999999999999ap-4, -0x1.9999999999999p-4, 0x1p-1074,
			HUGE_VAL, 0x1.99999ap-4f, "0.3 -0.2 2.5e+00 1 -0" },
		{ FE_DOWNWARD, 0x1.9999999999999p-4, -0x1.999999999999ap-4, 0,
			0x1.fffffffffffffp1023, 0x1.999998p-4f, "0.2 -0.3 2.4e+00 0 -1" },
		{ FE_TOWARDZERO, 0x1.9999999999999p-4, -0x1.9999999999999p-4, 0,
			0x1.fffffffffffffp1023, 0x1.999998p-4f, "0.2 -0.2 2.4e+00 0 -0" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double tenth, negative, tiny, huge;
		float narrow;
		char text[40];

		fesetround(rows[i].direction);
		tenth = strtod("0.1", NULL);
		negative = strtod("-0.1", NULL);
		tiny = strtod("1e-400", NULL);
		huge = strtod("1e400", NULL);
		narrow = strtof("0.1", NULL);
		snprintf(text, sizeof(text), "%.1f %.1f %.1e %.0f %.0f", 0.25, -0.25,
			2.46, 0.001, -0.001);
		fesetround(FE_TONEAREST);
		EXPECT(tenth == rows[i].tenth && negative == rows[i].negative);
		EXPECT(tiny == rows[i].tiny && !signbit(tiny) && huge == rows[i].huge);
		EXPECT(narrow == rows[i].narrow);
		EXPECT_STR(text, rows[i].text);
	}
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

/* M. D. McIlroy, A killer adversary for quicksort: orders are decided as late as can be. */
enum { KILLERS = 2000 };
static int killer_values[KILLERS], killer_next, killer_candidate, killer_compared;

static int killer(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	killer_compared++;
	if (killer_values[x] == KILLERS && killer_values[y] == KILLERS)
		killer_values[x == killer_candidate ? x : y] = killer_next++;
	if (killer_values[x] == KILLERS)
		killer_candidate = x;
	else if (killer_values[y] == KILLERS)
		killer_candidate = y;
	return killer_values[x] - killer_values[y];
}

static int by_tens(const void *a, const void *b, void *calls)
{
	++*(int *)calls;
	return *(const int *)a / 10 - *(const int *)b / 10;
}

/* No order takes long, and what is equal stays as it was. */
static void sorting_any_order(void)
{
	static int numbers[KILLERS];
	int calls = 0;

	for (int i = 0; i < KILLERS; i++) {
		numbers[i] = i;
		killer_values[i] = KILLERS;
	}
	qsort(numbers, KILLERS, sizeof(numbers[0]), killer);
	EXPECT(killer_compared < 16 * KILLERS);
	for (int i = 0; i < KILLERS; i++)
		numbers[i] = (KILLERS - i) / 10 * 10 + i % 10;
	qsort_r(numbers, KILLERS, sizeof(numbers[0]), by_tens, &calls);
	EXPECT(calls > KILLERS && calls < 16 * KILLERS);
	for (int i = 1; i < KILLERS; i++)
		REQUIRE(numbers[i - 1] / 10 < numbers[i] / 10 ||
			(numbers[i - 1] / 10 == numbers[i] / 10 &&
				(numbers[i - 1] % 10 < numbers[i] % 10 ||
					numbers[i] % 10 == 0)));
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
	srand48(42);
	EXPECT_EQ(mrand48(), -1097256770);
	EXPECT_EQ(lrand48(), 735945821);
	EXPECT_EQ(jrand48((unsigned short[]){ 1, 2, 3 }), 1898359750);
}

/* Older ways of writing numbers. */
static void digits(void)
{
	char text[32];
	int point = 9, negative = 9;

	EXPECT_STR(ecvt(-123.456, 4, &point, &negative), "1235");
	EXPECT(point == 3 && negative != 0);
	EXPECT_STR(ecvt(0.0, 2, &point, &negative), "00");
	EXPECT_STR(ecvt(9.99, -1, &point, &negative), "");
	EXPECT_STR(ecvt(HUGE_VAL, 3, &point, &negative), "inf");
	EXPECT_STR(fcvt(123.456, 2, &point, &negative), "12346");
	EXPECT(point == 3 && negative == 0);
	EXPECT_STR(fcvt(0.00123, 4, &point, &negative), "12");
	EXPECT_EQ(point, -2);
	EXPECT_STR(fcvt(123456.0, -2, &point, &negative), "123500");
	EXPECT_EQ(point, 6);
	EXPECT_STR(gcvt(0.1, 5, text), "0.1");
	EXPECT_EQ(a64l("zzzzzz"), -1);
	EXPECT_EQ(a64l("./"), 64);
	EXPECT_STR(l64a(64), "./");
	EXPECT_STR(l64a(-1), "zzzzz1");
}

/* As GNU's manual has it: a number, or a fraction if it begins with a zero. */
static void versions(void)
{
	static const char *const order[] = { "", "000", "00", "01", "010", "09", "0", "1",
		"9", "10", "a", "a001", "a01", "a1", "a2", "a10", "b" };
	const size_t n = sizeof(order) / sizeof(order[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int sign = strverscmp(order[i], order[j]);

			EXPECT_EQ((sign > 0) - (sign < 0), (i > j) - (i < j));
		}
}

static const struct guest_case cases[] = {
	{ "integers", integers },
	{ "reals", reals },
	{ "wide", wide },
	{ "directions", directions },
	{ "ranges", ranges },
	{ "sorting", sorting },
	{ "sorting_any_order", sorting_any_order },
	{ "divisions", divisions },
	{ "randomness", randomness },
	{ "digits", digits },
	{ "versions", versions },
};

GUEST_MAIN(cases)
