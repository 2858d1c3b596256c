/* tests/port/library.c - the environment, what sysconf says, and details of many functions.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <locale.h>
#include <netdb.h>
#include <search.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "../guest/guest.h"

extern char **environ;

static void environment(void)
{
	static char given[] = "GIVEN=1";
	static char fixed[] = "FIXED=abc";
	static char *table[] = { fixed, NULL };
	const char *before;

	EXPECT_EQ(putenv(given), 0);
	given[6] = '2';
	EXPECT_STR(getenv("GIVEN"), "2");
	/* What somebody else's string says is not written over. */
	environ = table;
	before = getenv("FIXED");
	EXPECT_EQ(setenv("FIXED", "x", 1), 0);
	EXPECT_STR(before, "abc");
	EXPECT_STR(getenv("FIXED"), "x");
	EXPECT_EQ(setenv("FIXED", "y", 0), 0);
	EXPECT_STR(getenv("FIXED"), "x");
	for (int i = 0; i < 1000; i++) {
		char name[16];

		snprintf(name, sizeof(name), "N%d", i % 100);
		REQUIRE_EQ(setenv(name, name, 1), 0);
		REQUIRE(strcmp(getenv(name), name) == 0);
	}
	EXPECT_EQ(unsetenv("N50"), 0);
	EXPECT(getenv("N50") == NULL && getenv("N51") != NULL);
	EXPECT_EQ(putenv((char *)"N51"), 0);
	EXPECT(getenv("N51") == NULL);
	EXPECT_EQ(clearenv(), 0);
	EXPECT(getenv("FIXED") == NULL);
	environ = NULL;
	EXPECT(getenv("A") == NULL && unsetenv("A") == 0);
	EXPECT_EQ(setenv("A", "b", 1), 0);
	EXPECT_STR(getenv("A"), "b");
	for (int i = 0; i < 2; i++) {
		errno = 0;
		EXPECT_EQ(i ? setenv("", "x", 1) : setenv("a=b", "x", 1), -1);
		EXPECT_EQ(errno, EINVAL);
		errno = 0;
		EXPECT_EQ(i ? unsetenv("") : unsetenv("a=b"), -1);
		EXPECT_EQ(errno, EINVAL);
	}
}

/* sysconf() says what <unistd.h> and <limits.h> say. */
static void options(void)
{
	static const struct {
		int name;
		long value;
	} rows[] = {
		{ _SC_VERSION, 200809 },
		{ _SC_2_VERSION, 200809 },
		{ _SC_XOPEN_VERSION, 700 },
		{ _SC_ASYNCHRONOUS_IO, _POSIX_ASYNCHRONOUS_IO },
		{ _SC_FSYNC, _POSIX_FSYNC },
		{ _SC_MESSAGE_PASSING, _POSIX_MESSAGE_PASSING },
		{ _SC_MQ_PRIO_MAX, MQ_PRIO_MAX },
		{ _SC_PRIORITY_SCHEDULING, _POSIX_PRIORITY_SCHEDULING },
		{ _SC_REALTIME_SIGNALS, _POSIX_REALTIME_SIGNALS },
		{ _SC_SHELL, 1 },
		{ _SC_SPAWN, _POSIX_SPAWN },
		{ _SC_SYNCHRONIZED_IO, _POSIX_SYNCHRONIZED_IO },
		{ _SC_THREAD_PRIO_INHERIT, _POSIX_THREAD_PRIO_INHERIT },
		{ _SC_V7_LP64_OFF64, 1 },
		{ _SC_XOPEN_UNIX, 1 },
		{ _SC_XOPEN_SHM, 1 },
		{ _SC_TRACE, -1 },
		{ _SC_TYPED_MEMORY_OBJECTS, -1 },
		{ _SC_V7_ILP32_OFF32, -1 },
		{ _SC_SEM_VALUE_MAX, SEM_VALUE_MAX },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		errno = 0;
		EXPECT_EQ(sysconf(rows[i].name), rows[i].value);
		EXPECT_EQ(errno, 0);
	}
	errno = 0;
	EXPECT_EQ(sysconf(99999), -1);
	EXPECT_EQ(errno, EINVAL);
	errno = 0;
	EXPECT_EQ(confstr(_CS_POSIX_V7_ILP32_OFF32_CFLAGS, NULL, 0), 0);
	EXPECT_EQ(errno, 0);
	EXPECT_EQ(confstr(9999, NULL, 0), 0);
	EXPECT_EQ(errno, EINVAL);
}

static void prefixes(void)
{
	static const char *const texts[] = { "0x", "0xg", "0Xz" };
	static const wchar_t *const wides[] = { L"0x", L"0xg", L"0Xz" };

	for (int i = 0; i < 3; i++)
		for (int base = 0; base <= 16; base += 16) {
			char *end;
			wchar_t *wide;

			EXPECT_EQ(strtol(texts[i], &end, base), 0);
			EXPECT(end == texts[i] + 1);
			EXPECT_EQ(strtoull(texts[i], &end, base), 0);
			EXPECT(end == texts[i] + 1);
			EXPECT_EQ(strtoimax(texts[i], &end, base), 0);
			EXPECT(end == texts[i] + 1);
			EXPECT_EQ(wcstol(wides[i], &wide, base), 0);
			EXPECT(wide == wides[i] + 1);
		}
}

static void paths(void)
{
	static const char *const rows[][2] = { { "/a//b//", "/a" }, { "a//b", "a" },
		{ "//", "/" }, { "/x", "/" }, { "x/", "." }, { "", "." },
		{ "a/b/c", "a/b" } };
	char text[16];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		EXPECT_STR(dirname(strcpy(text, rows[i][0])), rows[i][1]);
	EXPECT_STR(dirname(NULL), ".");
}

static void suboptions(void)
{
	char *const keys[] = { (char *)"ro", (char *)"size", NULL };
	char text[] = "size=10,bad=3,,ro", *at = text, *value;

	EXPECT_EQ(getsubopt(&at, keys, &value), 1);
	EXPECT_STR(value, "10");
	EXPECT_EQ(getsubopt(&at, keys, &value), -1);
	EXPECT_STR(value, "bad=3");
	EXPECT_EQ(getsubopt(&at, keys, &value), -1);
	EXPECT_STR(value, "");
	EXPECT_EQ(getsubopt(&at, keys, &value), 0);
	EXPECT(value == NULL && *at == '\0');
}

static void searching(void)
{
	ENTRY absent = { .key = (char *)"absent" };

	REQUIRE(hcreate(4));
	errno = 0;
	EXPECT(hsearch(absent, FIND) == NULL);
	EXPECT_EQ(errno, ESRCH);
	hdestroy();
}

static const char *hour(const char *zone)
{
	static char text[64];
	const time_t summer = 1719792000; /* 2024-07-01 00:00 UTC */

	setenv("TZ", zone, 1);
	strftime(text, sizeof(text), "%H:%M:%S %Z %z", localtime(&summer));
	return text;
}

static void zones(void)
{
	EXPECT_STR(hour("<+0330>-3:30"), "03:30:00 +0330 +0330");
	EXPECT_STR(hour("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"), "22:00:00 -02 -0200");
	EXPECT_STR(hour("CET-1CEST,M3.5.0,M10.5.0/3"), "02:00:00 CEST +0200");
	EXPECT_STR(hour("IST-2IDT,M3.4.4/26,M10.5.0"), "03:00:00 IDT +0300");
	EXPECT_STR(hour("XYZ-5:45:30"), "05:45:30 XYZ +0545");
	/* No zones: UTC, not the one before. */
	EXPECT_STR(hour("Europe/Nowhere"), "00:00:00 UTC +0000");
	EXPECT_STR(hour("CET-1CEST,M13.5.0,M10.5.0"), "00:00:00 UTC +0000");
	EXPECT_STR(hour("CET-25"), "00:00:00 UTC +0000");
	EXPECT_STR(hour("C-1"), "00:00:00 UTC +0000");
	EXPECT_STR(hour(""), "00:00:00 UTC +0000");
	EXPECT_EQ(timezone, 0);
	EXPECT_EQ(daylight, 0);
}

/* Years that are no int, and times that are longer than asctime's 26 bytes. */
static void far_times(void)
{
	struct tm tm = { .tm_year = INT_MAX, .tm_mon = 12, .tm_mday = 1 };
	time_t far = (time_t)1 << 62;
	char text[64];

	errno = 0;
	EXPECT(gmtime(&far) == NULL);
	EXPECT_EQ(errno, EOVERFLOW);
	errno = 0;
	EXPECT(localtime(&far) == NULL && ctime_r(&far, text) == NULL);
	EXPECT_EQ(errno, EOVERFLOW);
	errno = 0;
	EXPECT_EQ(mktime(&tm), -1);
	EXPECT_EQ(errno, EOVERFLOW);
	tm = (struct tm){ .tm_year = INT_MAX };
	EXPECT(asctime_r(&tm, text) == NULL);
}

static void wide_memory(void)
{
	wchar_t *text = NULL;
	size_t size = 99;
	FILE *f;

	REQUIRE(setlocale(LC_ALL, "C.UTF-8") != NULL);
	f = open_wmemstream(&text, &size);
	REQUIRE(f != NULL);
	EXPECT_EQ(fwprintf(f, L"%ls-%d", L"\u20acb", 7), 4);
	EXPECT_EQ(fflush(f), 0);
	EXPECT_EQ(size, 4);
	EXPECT_EQ(wcscmp(text, L"\u20acb-7"), 0);
	EXPECT_EQ(fseek(f, 1, SEEK_SET), 0);
	EXPECT_EQ(fputwc(L'x', f), L'x');
	fflush(f);
	EXPECT_EQ(size, 2);
	EXPECT_EQ(fseek(f, 6, SEEK_SET), 0);
	for (int i = 0; i < 1000; i++)
		fputwc(0x20ac, f);
	EXPECT_EQ(fclose(f), 0);
	EXPECT_EQ(size, 1006);
	EXPECT(wmemcmp(text, L"\u20acx-7\0\0\u20ac", 7) == 0 && text[1006] == L'\0');
	free(text);
	errno = 0;
	EXPECT(open_wmemstream(NULL, &size) == NULL);
	EXPECT_EQ(errno, EINVAL);
	EXPECT(setlocale(LC_ALL, "C") != NULL);
}

/* The functions themselves, which are macros in the header. */
uint32_t real_htonl(uint32_t host) __asm__("htonl");
uint16_t real_ntohs(uint16_t net) __asm__("ntohs");

static void addresses(void)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = 99 }, *list;

	EXPECT_EQ(getaddrinfo("1.2.3.4", NULL, &hints, &list), EAI_SOCKTYPE);
	hints.ai_socktype = 0;
	hints.ai_flags = 1 << 20;
	EXPECT_EQ(getaddrinfo("1.2.3.4", NULL, &hints, &list), EAI_BADFLAGS);
	hints.ai_flags = AI_CANONNAME;
	EXPECT_EQ(getaddrinfo(NULL, "80", &hints, &list), EAI_BADFLAGS);
	REQUIRE_EQ(getaddrinfo("1.2.3.4", "80", &hints, &list), 0);
	EXPECT_STR(list->ai_canonname, "1.2.3.4");
	EXPECT_EQ(list->ai_protocol, IPPROTO_TCP);
	freeaddrinfo(list);
	EXPECT_EQ(getaddrinfo("1.2.3.4", "+80", NULL, &list), EAI_SERVICE);
	EXPECT_EQ(real_htonl(0x01020304), 0x04030201);
	EXPECT_EQ(real_ntohs(0x0102), 0x0201);
}

static const struct guest_case cases[] = {
	{ "environment", environment },
	{ "options", options },
	{ "prefixes", prefixes },
	{ "paths", paths },
	{ "suboptions", suboptions },
	{ "searching", searching },
	{ "zones", zones },
	{ "far_times", far_times },
	{ "wide_memory", wide_memory },
	{ "addresses", addresses },
};

GUEST_MAIN(cases)
