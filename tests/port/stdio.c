/* tests/port/stdio.c - printf and scanf as C99 has them, and streams.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <wchar.h>

#include "../guest/guest.h"

/* Prints into a buffer and compares text and length with what is wanted. */
#define PRINTS(want, ...)                                                       \
	do {                                                                    \
		char line[512];                                                 \
		int n = snprintf(line, sizeof(line), __VA_ARGS__);              \
		guest_same(line, want, #__VA_ARGS__, __FILE__, __LINE__);       \
		guest_equal(n, strlen(want), "its length", __FILE__, __LINE__); \
	} while (0)

static void integers(void)
{
	PRINTS("-5 +5 0005  5 5  |", "%d %+d %04d % d %-3d|", -5, 5, 5, 5, 5);
	PRINTS("-1 255 -1 65535", "%hhd %hhu %hd %hu", 255, 511, 65535, 65535 + 65536);
	PRINTS("-2147483648 4294967295", "%d %u", INT_MIN, UINT_MAX);
	PRINTS("-9223372036854775808 18446744073709551615", "%ld %lu", LONG_MIN,
		ULONG_MAX);
	PRINTS("-9223372036854775808 18446744073709551615", "%lld %llu", LLONG_MIN,
		ULLONG_MAX);
	PRINTS("18446744073709551615 -1 -7 9", "%zu %zd %td %jd", SIZE_MAX, (ssize_t)-1,
		(ptrdiff_t)-7, (intmax_t)9);
	PRINTS("0xff 0XFF 0377 ff 0", "%#x %#X %#o %x %#x", 255, 255, 255, 255, 0);
	PRINTS("  00042|42     |", "%7.5d|%-*d|", 42, 7, 42);
	PRINTS("123456789012345678 ffff", "%" PRId64 " %" PRIx16,
		(int64_t)123456789012345678, (uint16_t)0xffff);
	PRINTS("0x1234", "%p", (void *)0x1234);
	PRINTS("2 1", "%2$d %1$d", 1, 2);
	PRINTS("c b a 2.5", "%3$s %2$s %1$s %4$.1f", "a", "b", "c", 2.5);
}

/* The same by wide characters. */
#define PRINTS_WIDE(want, ...)                                             \
	do {                                                               \
		wchar_t line[64];                                          \
		int n = swprintf(line, 64, __VA_ARGS__);                   \
		EXPECT(n == (int)wcslen(want) && wcscmp(line, want) == 0); \
	} while (0)

/* Arguments by number, with flags, widths and precisions, that may be arguments, too. */
static void numbered(void)
{
	const char *volatile huge = "%2147483647d%d"; /* not for the compiler to see */

	PRINTS("        ab|", "%1$10s|", "ab");
	PRINTS("ab        |", "%1$-10s|", "ab");
	PRINTS("  2.3|5", "%2$5.1f|%1$d", 5, 2.34);
	PRINTS("   ab|x", "%3$*1$s|%2$c", 5, 'x', "ab");
	PRINTS("3.14|", "%2$.*1$f|", 2, 3.14159);
	PRINTS("+0042 x", "%2$+05d %1$s", "x", 42);
	PRINTS("   3.1|", "%3$*1$.*2$f|", 6, 1, 3.14159);
	PRINTS("1e+02 -7", "%2$.*1$Le %3$hhd", 0, 100.0L, -7);
	PRINTS_WIDE(L"2 1", L"%2$d %1$d", 1, 2);
	PRINTS_WIDE(L"  2.3|5", L"%2$5.1f|%1$d", 5, 2.34);
	PRINTS_WIDE(L"   ab|x", L"%3$*1$s|%2$c", 5, 'x', "ab");
	errno = 0;
	EXPECT_EQ(snprintf(NULL, 0, huge, 1, 1), -1);
	EXPECT_EQ(errno, EOVERFLOW);
}

static void text(void)
{
	PRINTS("abc|  abc|abc  |ab|", "%s|%5s|%-5s|%.2s|", "abc", "abc", "abc", "abc");
	PRINTS("x%y", "%c%%%c", 'x', 'y');
	PRINTS("wide \xc3\xa9", "%s \xc3\xa9", "wide");
	PRINTS("w=abc", "w=%ls", L"abc");
}

static void floats(void)
{
	PRINTS("1.500000 1.50 2 1.5e+00", "%f %.2f %.0f %.1e", 1.5, 1.5, 1.5, 1.5);
	PRINTS("0.0001 1e-05 100000 1e+06", "%g %g %g %g", 1e-4, 1e-5, 1e5, 1e6);
	PRINTS("inf -INF nan", "%f %F %f", (double)INFINITY, (double)-INFINITY,
		(double)NAN);
	PRINTS("0x1.8p+0 0x1p-1", "%a %a", 1.5, 0.5);
	PRINTS("1.2345678901234567", "%.17g", 1.2345678901234567);
	PRINTS("1.500000 3.1415926535897932385", "%Lf %.19Lf", 1.5L,
		3.14159265358979323846L);
	PRINTS("1.18973e+4932", "%Lg", LDBL_MAX);
	PRINTS("4.94066e-324", "%g", 4.9406564584124654e-324);
}

/* What is printed with 17 digits is read back as the same number. */
static void round_trips(void)
{
	static const double values[] = { 0.1, 1.0 / 3, DBL_MAX, DBL_MIN, DBL_EPSILON,
		4.9406564584124654e-324, 9007199254740993.0, 1e23, -123456.789e-300 };
	char line[64], whole[400];

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		snprintf(line, sizeof(line), "%.17g", values[i]);
		EXPECT(strtod(line, NULL) == values[i]);
		snprintf(line, sizeof(line), "%a", values[i]);
		EXPECT(strtod(line, NULL) == values[i]);
	}
	EXPECT_EQ(snprintf(whole, sizeof(whole), "%.0f", DBL_MAX), 309);
	EXPECT(strncmp(whole, "17976931348623157081452742373170435679", 38) == 0);
	EXPECT(strtod(whole, NULL) == DBL_MAX);
}

/* All digits there are, and all bits of a long double. */
static void exact(void)
{
	char digits[1200];

	PRINTS("0.10000000000000000555111512312578270211815834045410", "%.50f", 0.1);
	PRINTS("1.79769313486231570814527423731704356798070567525844996598917e+308",
		"%.60g", DBL_MAX);
	PRINTS("0.1000000000000000000013552527156068805425093160010874271392822265625",
		"%.67Lg", 0.1L);
	PRINTS("0 2 2 4 1e+01 0.2 0.3", "%.0f %.0f %.0f %.0f %.0e %.1f %.1f", 0.5, 1.5,
		2.5, 3.5, 9.99, 0.25, 0.35);
	PRINTS("0x1p-16382 0x1.555555555555555p-2", "%La %.15La", LDBL_MIN, 1.0L / 3);
	EXPECT_EQ(snprintf(digits, sizeof(digits), "%.1074f", 4.9406564584124654e-324),
		1076);
	EXPECT_EQ(strspn(digits + 2, "0"), 323);
	EXPECT_EQ(strncmp(digits + 325, "494065645841246544176568792868", 30), 0);
	EXPECT_EQ(snprintf(NULL, 0, "%.0Lf", LDBL_MAX), 4933);
	errno = ENOENT;
	PRINTS("No such file or directory 7", "%m %d", 7);
	EXPECT_EQ(snprintf(NULL, 0, "%.2000000000f", 1.0), -1);
}

static void bounds(void)
{
	char buf[8] = "unspoil";
	volatile size_t room = 4;

	EXPECT_EQ(snprintf(buf, 0, "%d", 12345), 5);
	EXPECT_STR(buf, "unspoil");
	EXPECT_EQ(snprintf(buf, room, "%d", 12345), 5);
	EXPECT_STR(buf, "123");
	EXPECT_EQ(snprintf(NULL, 0, "%s", "abc"), 3);
	for (int i = 0; i < 3; i++) {
		static const char *const formats[] = { "%2147483648d", "%4294967297d",
			"%.4294967297d" };
		const char *volatile format = formats[i];

		errno = 0;
		EXPECT_EQ(snprintf(buf, room, format, 5), -1);
		EXPECT_EQ(errno, EOVERFLOW);
	}
}

static int print_to(char **out, const char *format, ...)
{
	va_list list;
	int n;

	va_start(list, format);
	n = vasprintf(out, format, list);
	va_end(list);
	return n;
}

static void allocating(void)
{
	char *out = NULL;
	char want[2001];

	REQUIRE_EQ(print_to(&out, "%2000s", "x"), 2000);
	memset(want, ' ', 1999);
	strcpy(want + 1999, "x");
	EXPECT_STR(out, want);
	free(out);
}

static void scanning(void)
{
	int a = 0, b = 0, n = -1;
	long long c = 0;
	unsigned char d = 0;
	size_t e = 0;
	double f = 0;
	long double g = 0;
	char word[8] = "", set[8] = "";

	EXPECT_EQ(sscanf("12 -0x1f 99999999999", "%d %i %lld", &a, &b, &c), 3);
	EXPECT(a == 12 && b == -31 && c == 99999999999);
	EXPECT_EQ(sscanf("300 77 1e3 -2.5", "%hhu %zu %lf %Lf", &d, &e, &f, &g), 4);
	EXPECT(d == 44 && e == 77 && f == 1000.0 && g == -2.5L);
	EXPECT_EQ(sscanf("abcdefghij xyz1", "%4s%*s %[a-z]%n", word, set, &n), 2);
	EXPECT_STR(word, "abcd");
	EXPECT_STR(set, "xyz");
	EXPECT_EQ(n, 14);
	EXPECT_EQ(sscanf("1 2", "%2$d %1$d", &a, &b), 2);
	EXPECT(a == 2 && b == 1);
	EXPECT_EQ(sscanf("", "%d", &a), EOF);
	EXPECT_EQ(sscanf("x", "%d", &a), 0);
}

/* What belongs to a number is the longest beginning of one; if that is none, all fails. */
static void scanning_floats(void)
{
	static const struct {
		const char *text, *format;
		int result, used;
		double value;
	} rows[] = {
		{ "0x1.8p3 ", "%lf%n", 1, 7, 12 },
		{ "0X.Ap+1", "%lf%n", 1, 7, 1.25 },
		{ "-0x10", "%lf%n", 1, 5, -16 },
		{ "1e5x", "%lf%n", 1, 3, 1e5 },
		{ "1.5e3", "%4lf%n", 0, -1, 0 },
		{ "12345", "%3lf%n", 1, 3, 123 },
		{ "5.", "%lf%n", 1, 2, 5 },
		{ ".5.", "%lf%n", 1, 2, 0.5 },
		{ "infinity", "%lf%n", 1, 8, INFINITY },
		{ "-inf,", "%lf%n", 1, 4, -INFINITY },
		{ "infin", "%lf%n", 0, -1, 0 },
		{ "100ergs", "%lf%n", 0, -1, 0 },
		{ "0x", "%lf%n", 0, -1, 0 },
		{ "+.e1", "%lf%n", 0, -1, 0 },
		{ "", "%lf%n", EOF, -1, 0 },
		{ "0000000000000000000000000000000000000000000000000000000000000000000000000001.5"
		  "0000000000000000000000000000000000000000000000000000000000000000000000000001",
			"%lf%n", 1, 154, 1.5 },
	};
	wchar_t wide[200];
	float f = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double value = 0;
		int used = -1;

		EXPECT_EQ(sscanf(rows[i].text, rows[i].format, &value, &used) +
				100 * (int)i,
			rows[i].result + 100 * (int)i);
		EXPECT_EQ(used + 1000 * (int)i, rows[i].used + 1000 * (int)i);
		EXPECT(value == rows[i].value);
		mbstowcs(wide, rows[i].text, 200);
		value = 0;
		if (rows[i].format[1] == 'l')
			EXPECT_EQ(swscanf(wide, L"%lf", &value), rows[i].result);
	}
	EXPECT_EQ(sscanf("nan(12)3", "%f%n", &f, &(int){ 0 }), 1);
	EXPECT(isnan(f));
}

/* Streams in memory: no file system is needed. */
/* %l[...] and the sets of wscanf have ranges and characters of several bytes. */
static void sets(void)
{
	static const struct {
		const wchar_t *format, *text;
		int result, used;
		const wchar_t *want;
	} rows[] = {
		{ L"%l[a-c]%n", L"cabd", 1, 3, L"cab" },
		{ L"%l[^a-c]%n", L"xyza", 1, 3, L"xyz" },
		{ L"%2l[]a]%n", L"]a]", 1, 2, L"]a" },
		{ L"%l[+--]%n", L"-,+.", 1, 3, L"-,+" },
		{ L"%l[a-]%n", L"-ab", 1, 2, L"-a" },
		{ L"%l[h\u00e4]%n", L"h\u00e4llo", 1, 2, L"h\u00e4" },
		{ L"%l[\u00e0-\u20ac]%n", L"\u00e4\u20acx", 1, 2, L"\u00e4\u20ac" },
		{ L"%l[a]", L"xyz", 0, -1, L"?" },
		{ L"%l[a]", L"", EOF, -1, L"?" },
		{ L" %l[a]%n", L"  aab", 1, 4, L"aa" },
		{ L"%*l[a]%l[x]", L"xyz", 0, -1, L"?" },
	};
	char text[64], format[64];
	wchar_t got[16];
	int n, a, b;

	REQUIRE(setlocale(LC_ALL, "C.UTF-8") != NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		wcscpy(got, L"?");
		n = -1;
		EXPECT_EQ(swscanf(rows[i].text, rows[i].format, got, &n), rows[i].result);
		EXPECT_EQ(n, rows[i].used);
		EXPECT_EQ(wcscmp(got, rows[i].want), 0);
		wcstombs(text, rows[i].text, sizeof(text));
		wcstombs(format, rows[i].format, sizeof(format));
		wcscpy(got, L"?");
		EXPECT_EQ(sscanf(text, format, got, &n), rows[i].result);
		EXPECT_EQ(wcscmp(got, rows[i].want), 0);
	}
	EXPECT_EQ(swscanf(L"xyz", L"%[a]", text), 0);
	EXPECT_EQ(swscanf(L"", L"%[a]", text), EOF);
	EXPECT_EQ(swscanf(L"cab", L"%[a-c]", text), 1);
	EXPECT_EQ(strcmp(text, "cab"), 0);
	setlocale(LC_ALL, "C");
	/* White space before %% is skipped; another text is not the end of input. */
	EXPECT_EQ(sscanf("5 %7", "%d%%%d", &a, &b), 2);
	EXPECT_EQ(swscanf(L"5 %7", L"%d%%%d", &a, &b), 2);
	EXPECT_EQ(swscanf(L"x", L"%%"), 0);
	EXPECT_EQ(swscanf(L"abc", L"x%d", &a), 0);
}

static void streams(void)
{
	char *text = NULL;
	size_t size = 0;
	char line[32];
	FILE *f = open_memstream(&text, &size);

	REQUIRE(f != NULL);
	EXPECT_EQ(fprintf(f, "one\n%s\n", "two"), 8);
	EXPECT_EQ(fputs("three", f), 0);
	EXPECT_EQ(fclose(f), 0);
	EXPECT_EQ(size, 13);
	EXPECT_STR(text, "one\ntwo\nthree");
	f = fmemopen(text, size, "r");
	REQUIRE(f != NULL);
	EXPECT_STR(fgets(line, sizeof(line), f), "one\n");
	EXPECT_EQ(fgetc(f), 't');
	EXPECT_EQ(ungetc('T', f), 'T');
	EXPECT_STR(fgets(line, sizeof(line), f), "Two\n");
	EXPECT_EQ(fseek(f, -5, SEEK_END), 0);
	EXPECT_EQ(ftell(f), 8);
	EXPECT_EQ(fread(line, 1, sizeof(line), f), 5);
	EXPECT(feof(f) && !ferror(f));
	errno = 0;
	EXPECT_EQ(fileno(f), -1);
	EXPECT_EQ(errno, EBADF);
	EXPECT_EQ(fclose(f), 0);
	free(text);
}

/* A null byte comes behind the contents, nowhere between; a full buffer refuses. */
static void memory(void)
{
	char room[16] = "0123456789abcde", *text = NULL;
	size_t size = 0;
	FILE *f = fmemopen(room, 8, "w");

	REQUIRE(f != NULL);
	EXPECT_EQ(room[0], '\0');
	EXPECT_EQ(fputs("hello", f), 0);
	EXPECT_EQ(fflush(f), 0);
	EXPECT_STR(room, "hello");
	EXPECT_EQ(fseek(f, 1, SEEK_SET), 0);
	EXPECT_EQ(fputc('E', f), 'E');
	EXPECT_EQ(fflush(f), 0);
	EXPECT_STR(room, "hEllo");
	errno = 0;
	EXPECT_EQ(fseek(f, 9, SEEK_SET), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(fseek(f, 8, SEEK_SET), 0);
	EXPECT_EQ(fputc('x', f), 'x');
	errno = 0;
	EXPECT_EQ(fflush(f), EOF);
	EXPECT_EQ(errno, ENOSPC);
	EXPECT_EQ(fclose(f), 0);
	EXPECT(memcmp(room,
		       "hEllo\00067"
		       "89abcde",
		       16) == 0);
	REQUIRE((f = fmemopen(room, sizeof(room), "a+")) != NULL);
	EXPECT_EQ(fputs(", you", f), 0);
	rewind(f);
	EXPECT_EQ(fgetc(f), 'h');
	EXPECT_EQ(fclose(f), 0);
	EXPECT_STR(room, "hEllo, you");
	REQUIRE((f = open_memstream(&text, &size)) != NULL);
	EXPECT_EQ(fputs("hello", f), 0);
	EXPECT_EQ(fseek(f, 2, SEEK_SET), 0);
	EXPECT_EQ(fputc('L', f), 'L');
	EXPECT_EQ(fflush(f), 0);
	EXPECT_EQ(size, 3);
	EXPECT_STR(text, "heLlo");
	EXPECT_EQ(fseek(f, 7, SEEK_SET), 0);
	EXPECT_EQ(fputc('!', f), '!');
	errno = 7;
	EXPECT_EQ(fclose(f), 0);
	EXPECT_EQ(errno, 7);
	EXPECT_EQ(size, 8);
	EXPECT(memcmp(text, "heLlo\0\0!", 9) == 0);
	free(text);
}

static ssize_t refuse(void *cookie, const char *from, size_t n)
{
	(void)from;
	errno = EAGAIN;
	return *(int *)cookie ? -1 : (ssize_t)n;
}

/* What failed once does not make all that follows fail. */
static void errors(void)
{
	int full = 1, n = 0;
	char line[8] = "x";
	wchar_t wide[8];
	FILE *f = fopencookie(&full, "w", (cookie_io_functions_t){ .write = refuse });

	REQUIRE(f != NULL);
	setvbuf(f, NULL, _IONBF, 0);
	EXPECT_EQ(fprintf(f, "%d", 5), EOF);
	EXPECT(ferror(f));
	full = 0;
	EXPECT_EQ(fprintf(f, "%d", 12), 2);
	EXPECT_EQ(fwprintf(f, L"%d", 12) < 0, 0);
	EXPECT(ferror(f));
	full = 1;
	errno = 0;
	EXPECT_EQ(fprintf(f, "%d", 5), EOF);
	EXPECT_EQ(errno, EAGAIN);
	fclose(f);
	REQUIRE((f = fmemopen("17 18", 5, "r")) != NULL);
	EXPECT_EQ(fputc('x', f), EOF);
	EXPECT(ferror(f));
	EXPECT_EQ(fscanf(f, "%d %d %d", &n, &n, &n), 2);
	EXPECT(ferror(f));
	rewind(f);
	EXPECT(fgets(line, 1, f) == line && line[0] == '\0');
	EXPECT(fgetws(wide, 1, f) == wide && wide[0] == L'\0');
	EXPECT_EQ(fgetwc(f), L'1');
	fclose(f);
	setlocale(LC_ALL, "C.UTF-8");
	errno = 0;
	EXPECT_EQ(swprintf(wide, 8, L"%s", "\xff"), -1);
	EXPECT_EQ(errno, EILSEQ);
	setlocale(LC_ALL, "C");
}

static void bad_streams(void)
{
	errno = 0;
	EXPECT(fopen("", "r") == NULL);
	EXPECT(errno == ENOENT || errno == ENOSYS);
	errno = 0;
	EXPECT(fdopen(77, "r") == NULL);
	EXPECT(errno == EBADF || errno == ENOSYS);
	errno = 0;
	EXPECT(fopen("x", "q") == NULL);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(fputc('x', stdin), EOF);
	clearerr(stdin);
}

static const struct guest_case cases[] = {
	{ "integers", integers },
	{ "numbered", numbered },
	{ "text", text },
	{ "floats", floats },
	{ "round_trips", round_trips },
	{ "exact", exact },
	{ "bounds", bounds },
	{ "allocating", allocating },
	{ "scanning", scanning },
	{ "scanning_floats", scanning_floats },
	{ "sets", sets },
	{ "streams", streams },
	{ "memory", memory },
	{ "errors", errors },
	{ "bad_streams", bad_streams },
};

GUEST_MAIN(cases)
