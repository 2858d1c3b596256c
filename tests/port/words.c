/* tests/port/words.c - string functions that go by words, against plain loops.
 *
 * Strings of bytes that words confuse (0, 1, 0x7f, 0x80 ...), that end where a page does
 * with nothing behind it, or that go on in the next page; their lengths and places come
 * from a fixed sequence of numbers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <wchar.h>

#include "../guest/guest.h"

enum { PAGE = 4096, MOST = 90, ROUNDS = 30000 };

/* Two pages; in front and behind there is nothing. */
struct area {
	unsigned char *start, *end;
};

static struct area a, b;
static uint32_t seed;
static volatile size_t endless = SIZE_MAX; /* the compiler need not know */

static unsigned int below(unsigned int n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static bool make(struct area *x)
{
	unsigned char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || munmap(p, PAGE) != 0 || munmap(p + 3 * PAGE, PAGE) != 0)
		return false;
	x->start = p + PAGE;
	x->end = x->start + 2 * PAGE;
	return true;
}

static void begin(void)
{
	seed = 1;
	if (a.start == NULL)
		REQUIRE(make(&a) && make(&b));
}

/* Where N bytes are: at the end, at the beginning, over the end of the first page. */
static char *place(const struct area *x, size_t n)
{
	unsigned char *p;

	switch (below(3)) {
	case 0:
		p = x->end - n;
		break;
	case 1:
		p = x->start + below(9);
		break;
	default:
		p = x->start + PAGE - below((unsigned int)n + 1);
	}
	return (char *)p;
}

static char any_byte(void)
{
	static const char bytes[] = "ab\x01\x02\x7f\x80\x81\xff";

	return bytes[below(sizeof(bytes) - 1)];
}

/* N bytes, and an end where asked for. */
static char *string(const struct area *x, size_t n, bool ended)
{
	char *s = place(x, n + ended);

	for (size_t i = 0; i < n; i++)
		s[i] = any_byte();
	if (ended)
		s[n] = '\0';
	return s;
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

/* Up to N bytes, or to the end of either if that is asked. */
static int compare(const char *p, const char *q, size_t n, bool strings)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != q[i] || (strings && p[i] == '\0'))
			return sign((unsigned char)p[i] - (unsigned char)q[i]);
	return 0;
}

static void lengths(void)
{
	begin();
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = below(MOST), limit = below(2 * MOST);
		char *s = string(&a, n, true);

		REQUIRE_EQ(strlen(s), n);
		REQUIRE_EQ(strnlen(s, limit), n < limit ? n : limit);
		REQUIRE_EQ(strnlen(s, endless), n);
		/* What is behind the limit may not be there. */
		s = string(&a, n, false);
		REQUIRE_EQ(strnlen(s, n), n);
	}
}

static void searches(void)
{
	begin();
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = below(MOST), first = n, last = n;
		char *s = string(&a, n, true), c = any_byte();

		for (size_t i = 0; i < n; i++)
			if (s[i] == c) {
				first = first == n ? i : first;
				last = i;
			}
		REQUIRE(strchrnul(s, c) == s + first);
		REQUIRE(strchr(s, c) == (first < n ? s + first : NULL));
		REQUIRE(strrchr(s, c) == (first < n ? s + last : NULL));
		REQUIRE(strchr(s, 0) == s + n && strrchr(s, 0) == s + n);
		REQUIRE(memchr(s, c, n) == (first < n ? s + first : NULL));
		REQUIRE(memchr(s, c + 256, first) == NULL);
		REQUIRE(memchr(s, 0, endless) == s + n);
		REQUIRE(memrchr(s, c, n) == (first < n ? s + last : NULL));
		s = string(&a, n, false);
		REQUIRE(memchr(s, 'x', n) == NULL && memrchr(s, 'x', n) == NULL);
	}
}

static void comparisons(void)
{
	begin();
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = below(MOST), limit = below(MOST);
		char *s = string(&a, n, true), *t = place(&b, n + 1);

		memcpy(t, s, n + 1);
		/* Half of them differ, or end earlier, and go on behind that. */
		if (below(2) == 0)
			t[below((unsigned int)n + 1)] = any_byte();
		if (below(4) == 0)
			s[below((unsigned int)n + 1)] = '\0';
		t[n] = '\0';
		REQUIRE_EQ(sign(strcmp(s, t)), compare(s, t, n + 1, true));
		REQUIRE_EQ(sign(strcmp(t, s)), compare(t, s, n + 1, true));
		REQUIRE_EQ(sign(strncmp(s, t, endless)), compare(s, t, n + 1, true));
		if (limit > n)
			limit = n;
		REQUIRE_EQ(sign(strncmp(s, t, limit)), compare(s, t, limit, true));
		REQUIRE_EQ(sign(memcmp(s, t, limit)), compare(s, t, limit, false));
		REQUIRE_EQ(sign(memcmp(t, s, n)), compare(t, s, n, false));
		/* Without an end, up to where there is nothing. */
		s = string(&a, n, false);
		t = place(&b, n);
		memcpy(t, s, n);
		REQUIRE_EQ(strncmp(s, t, n), 0);
		REQUIRE_EQ(memcmp(s, t, n), 0);
	}
}

/* That N bytes of FROM are in TO, and that nothing in front of it has changed. */
static void check(const char *to, const char *from, size_t n, const struct area *x)
{
	for (size_t i = 0; i < n; i++)
		REQUIRE(to[i] == from[i]);
	for (int i = 1; i < 9 && (unsigned char *)to - i >= x->start; i++)
		REQUIRE(to[-i] == '#');
}

static char *room(size_t n)
{
	memset(b.start, '#', 2 * PAGE);
	return place(&b, n);
}

static void copies(void)
{
	begin();
	for (int round = 0; round < ROUNDS / 30; round++) {
		size_t n = below(MOST), most = below(MOST), part = n < most ? n : most;
		char *s = string(&a, n, true), *to = room(n + 1);
		bool inside = (unsigned char *)to + n + 2 <= b.end;

		REQUIRE(strcpy(to, s) == to);
		check(to, s, n + 1, &b);
		REQUIRE(!inside || to[n + 1] == '#');
		to = room(n + 1);
		REQUIRE(stpcpy(to, s) == to + n);
		check(to, s, n + 1, &b);
		to = room(most);
		REQUIRE(strncpy(to, s, most) == to);
		check(to, s, part, &b);
		for (size_t i = part; i < most; i++)
			REQUIRE(to[i] == '\0');
		to = room(most);
		REQUIRE(stpncpy(to, s, most) == to + part);
		check(to, s, part, &b);
		REQUIRE((unsigned char *)to + most == b.end || to[most] == '#');
		to = room(most + 1);
		REQUIRE_EQ(strlcpy(to, s, most + 1), n);
		check(to, s, part, &b);
		REQUIRE(to[part] == '\0');
		REQUIRE_EQ(strlcpy(to, s, 0), n);
		/* A source that has no end where it is no more read. */
		s = string(&a, n, false);
		to = room(n);
		REQUIRE(strncpy(to, s, n) == to);
		check(to, s, n, &b);
	}
}

static void appends(void)
{
	begin();
	for (int round = 0; round < ROUNDS / 30; round++) {
		size_t had = below(20), n = below(MOST), most = below(MOST),
		       part = n < most ? n : most;
		char *s = string(&a, n, true), *to = room(had + n + 1);

		strcpy(memset(to, 'h', had) + had, "");
		REQUIRE(strcat(to, s) == to);
		REQUIRE(strlen(to) == had + n && strcmp(to + had, s) == 0);
		to = room(had + part + 1);
		strcpy(memset(to, 'h', had) + had, "");
		REQUIRE(strncat(to, s, most) == to);
		REQUIRE(strlen(to) == had + part && memcmp(to + had, s, part) == 0);
		to = room(had + most + 1);
		strcpy(memset(to, 'h', had) + had, "");
		REQUIRE_EQ(strlcat(to, s, had + most + 1), had + n);
		REQUIRE(strlen(to) == had + part && memcmp(to + had, s, part) == 0);
		REQUIRE_EQ(strlcat(to, s, had / 2), had / 2 + n);
	}
}

static void wide(void)
{
	begin();
	for (int round = 0; round < ROUNDS / 30; round++) {
		size_t n = below(MOST / 4) + 1, at = below((unsigned int)n);
		wchar_t *s = (wchar_t *)(void *)(a.end - n * sizeof(wchar_t));
		wchar_t *t = (wchar_t *)(void *)(b.end - n * sizeof(wchar_t));

		t[-1] = 7;
		REQUIRE(wmemset(t, -3, n) == t && t[-1] == 7);
		for (size_t i = 0; i < n; i++) {
			REQUIRE(t[i] == -3);
			s[i] = -3;
		}
		REQUIRE_EQ(wmemcmp(s, t, n), 0);
		REQUIRE(wmemchr(s, 5, n) == NULL);
		s[at] = 5;
		REQUIRE(wmemchr(s, 5, n) == s + at);
		REQUIRE(wmemcmp(s, t, n) > 0 && wmemcmp(t, s, n) < 0);
		s[n - 1] = L'\0';
		REQUIRE_EQ(wcslen(s), n - 1);
	}
}

static const struct guest_case cases[] = {
	{ "lengths", lengths },
	{ "searches", searches },
	{ "comparisons", comparisons },
	{ "copies", copies },
	{ "appends", appends },
	{ "wide", wide },
};

GUEST_MAIN(cases)
