/* tests/port/string.c - string functions against plain loops.
 *
 * Every length and alignment near a word's and a cache line's size, with bytes
 * around that may not change.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>

#include "../guest/guest.h"

enum { SIZE = 1024 };

static unsigned char from[SIZE], to[SIZE], want[SIZE];

static void prepare(void)
{
	for (int i = 0; i < SIZE; i++) {
		from[i] = (unsigned char)(i * 7 + 1);
		to[i] = want[i] = (unsigned char)(i * 11 + 3);
	}
}

static const int lengths[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47,
	48, 49, 63, 64, 65, 127, 128, 129, 255, 256, 257, 300, 511, 512, 600 };
enum { LENGTHS = sizeof(lengths) / sizeof(lengths[0]) };

static void copies(void)
{
	for (int s = 0; s < 16; s++)
		for (int d = 0; d < 16; d++)
			for (int l = 0; l < LENGTHS; l++) {
				int n = lengths[l];

				prepare();
				for (int i = 0; i < n; i++)
					want[64 + d + i] = from[64 + s + i];
				REQUIRE(memcpy(to + 64 + d, from + 64 + s, n) ==
					to + 64 + d);
				REQUIRE(memcmp(to, want, SIZE) == 0);
			}
}

static void moves(void)
{
	for (int shift = -40; shift <= 40; shift += 3)
		for (int l = 0; l < LENGTHS; l++) {
			int n = lengths[l];

			prepare();
			for (int i = 0; i < n; i++)
				want[100 + shift + i] =
					(unsigned char)((100 + i) * 11 + 3);
			REQUIRE(memmove(to + 100 + shift, to + 100, n) ==
				to + 100 + shift);
			REQUIRE(memcmp(to, want, SIZE) == 0);
		}
}

static void fills(void)
{
	for (int d = 0; d < 16; d++)
		for (int l = 0; l < LENGTHS; l++) {
			int n = lengths[l];

			prepare();
			for (int i = 0; i < n; i++)
				want[64 + d + i] = 0xa5;
			REQUIRE(memset(to + 64 + d, 0x5a5, n) == to + 64 + d);
			REQUIRE(memcmp(to, want, SIZE) == 0);
		}
}

enum { PAGE = 4096, MOST = 300 };

/* A page with nothing in front of it and behind it. */
static unsigned char *lone_page(void)
{
	unsigned char *p = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || munmap(p, PAGE) != 0 || munmap(p + 2 * PAGE, PAGE) != 0)
		return NULL;
	return p + PAGE;
}

/* Every length up to MOST at both ends of a page: nothing beside it may be touched. */
static void edges(void)
{
	unsigned char *p = lone_page(), *q = lone_page();

	REQUIRE(p != NULL && q != NULL);
	for (int n = 0; n <= MOST; n++) {
		unsigned char *last = p + PAGE - n, *from_last = q + PAGE - n;

		for (int i = 0; i < n; i++)
			q[i] = from_last[i] = (unsigned char)(i + n);
		REQUIRE(memcpy(p, q, n) == p && memcmp(p, q, n) == 0);
		REQUIRE(memcpy(last, from_last, n) == last);
		REQUIRE(memcmp(last, from_last, n) == 0);
		REQUIRE(memmove(last, q, n) == last && memcmp(last, q, n) == 0);
		REQUIRE(memset(p, n, n) == p && memset(last, n, n) == last);
		for (int i = 0; i < n; i++)
			REQUIRE(p[i] == (n & 0xff) && last[i] == (n & 0xff));
		if (n == 0)
			continue;
		memset(last, 'x', n - 1);
		last[n - 1] = '\0';
		REQUIRE_EQ(strlen((char *)last), n - 1);
		REQUIRE_EQ(strnlen((char *)last, 2 * PAGE), n - 1);
		REQUIRE(strchr((char *)last, 'y') == NULL);
		REQUIRE(memchr(last, 'y', n) == NULL && memrchr(last, 'y', n) == NULL);
		memcpy(from_last, last, n);
		REQUIRE_EQ(strcmp((char *)last, (char *)from_last), 0);
		REQUIRE_EQ(strncmp((char *)last, (char *)from_last, PAGE), 0);
		REQUIRE(strcpy((char *)last, (char *)from_last) == (char *)last);
		REQUIRE(stpcpy((char *)last, (char *)from_last) == (char *)last + n - 1);
	}
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void comparisons(void)
{
	char a[128], b[128];

	for (int offset = 0; offset < 8; offset++)
		for (int n = 1; n < 70; n++) {
			memset(a, 'x', sizeof(a));
			memset(b, 'x', sizeof(b));
			a[n] = b[offset + n] = '\0';
			REQUIRE_EQ(strcmp(a, b + offset), 0);
			REQUIRE_EQ(strlen(b + offset), n);
			REQUIRE_EQ(strnlen(a, n / 2), n / 2);
			REQUIRE(strchr(b + offset, 0) == b + offset + n);
			b[offset + n - 1] =
				(char)0xff; /* above 'x': bytes are unsigned */
			REQUIRE_EQ(sign(strcmp(a, b + offset)), -1);
			REQUIRE_EQ(sign(memcmp(b + offset, a, n)), 1);
			REQUIRE_EQ(strncmp(a, b + offset, n - 1), 0);
			REQUIRE(strchr(b + offset, 0xff) == b + offset + n - 1);
			REQUIRE(strrchr(b + offset, 0xff) == b + offset + n - 1);
			REQUIRE(memchr(b + offset, 0xff, n) == b + offset + n - 1);
			REQUIRE(memchr(b + offset, 0xff, n - 1) == NULL);
		}
}

static void words(void)
{
	char buf[16], text[] = "a,b;;c", *rest = NULL;
	volatile size_t n;

	EXPECT_STR(strcpy(buf, "hello"), "hello");
	EXPECT_STR(strcat(buf, " you"), "hello you");
	EXPECT_STR(strncpy(buf, "abc", 8), "abc");
	EXPECT(buf[3] == 0 && buf[7] == 0 && buf[8] == 'u');
	n = 2; /* the compiler need not know */
	EXPECT_STR(strncat(buf, "defgh", n), "abcde");
	EXPECT_EQ(strlcpy(buf, "0123456789abcdefghi", sizeof(buf)), 19);
	EXPECT_STR(buf, "0123456789abcde");
	EXPECT_STR(strstr("the needle here", "needle"), "needle here");
	EXPECT(strstr("abc", "abcd") == NULL);
	EXPECT_EQ(strspn("aabbc", "ab"), 4);
	EXPECT_EQ(strcspn("aabbc", "c"), 4);
	EXPECT_STR(strpbrk("key=value", "=:"), "=value");
	EXPECT_STR(strtok_r(text, ",;", &rest), "a");
	EXPECT_STR(strtok_r(NULL, ",;", &rest), "b");
	EXPECT_STR(strtok_r(NULL, ",;", &rest), "c");
	EXPECT(strtok_r(NULL, ",;", &rest) == NULL);
	EXPECT_EQ(strcasecmp("HeLLo", "hEllO"), 0);
	EXPECT_EQ(sign(strncasecmp("abcX", "ABCy", 4)), -1);
	char *copy = strdup("copied");

	EXPECT_STR(copy, "copied");
	free(copy);
	EXPECT(memmem("abcdef", 6, "cd", 2) != NULL);
	EXPECT_EQ(ffs(0x50), 5);
	EXPECT(isalpha('z') && !isalpha('1') && isxdigit('F') && toupper('q') == 'Q');
	EXPECT(!isalpha(0xe9) && !isspace(EOF));
}

static void signal_names(void)
{
	for (int sig = 1; sig < 32; sig++)
		EXPECT(strncmp(strsignal(sig), "Unknown", 7) != 0);
	EXPECT_STR(strsignal(SIGTTOU), "Stopped (tty output)");
	EXPECT_STR(strsignal(SIGSEGV), "Segmentation fault");
	EXPECT_STR(strsignal(SIGRTMIN + 2), "Real-time signal 2");
	EXPECT_STR(strsignal(0), "Unknown signal 0");
	EXPECT_STR(strsignal(-1), "Unknown signal -1");
	EXPECT_STR(strsignal(1000), "Unknown signal 1000");
}

static const struct guest_case cases[] = {
	{ "names of signals", signal_names },
	{ "copies", copies },
	{ "moves", moves },
	{ "fills", fills },
	{ "edges", edges },
	{ "comparisons", comparisons },
	{ "words", words },
};

GUEST_MAIN(cases)
