/*
 * tests/host/string.c - kernel/string.c against the C library's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#define memcpy  k_memcpy
#define memmove k_memmove
#define memset  k_memset
#define memcmp  k_memcmp
#define memchr  k_memchr
#define strlen  k_strlen
#define strnlen k_strnlen
#define strcmp  k_strcmp
#define strncmp k_strncmp
#define strchr  k_strchr
#define strrchr k_strrchr
#define strlcpy k_strlcpy
#include "kernel/string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef memchr
#undef strlen
#undef strnlen
#undef strcmp
#undef strncmp
#undef strchr
#undef strrchr
#undef strlcpy

#include <stdlib.h>
#include <string.h>

#define SIZE 160

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static void fill(unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)host_random();
}

/* Every length, every alignment of both sides, in blocks that end there. */
static void test_copies(void)
{
	unsigned char want[SIZE], *a, *b;

	for (size_t n = 0; n <= 100; n++) {
		for (unsigned i = 0; i < 64; i++) {
			size_t to = i % 8, from = i / 8;

			a = malloc(to + n);
			b = malloc(from + n);
			fill(a, to + n);
			fill(b, from + n);
			memcpy(want, a, to + n);
			memcpy(want + to, b + from, n);
			CHECK(k_memcpy(a + to, b + from, n) == a + to);
			CHECK(memcmp(a, want, to + n) == 0);
			CHECK_INT(k_memcmp(a + to, b + from, n), 0);
			k_memset(a + to, (int)i - 32, n);
			memset(want + to, (int)i - 32, n);
			CHECK(memcmp(a, want, to + n) == 0);
			free(a);
			free(b);
		}
	}
}

static void test_moves(void)
{
	unsigned char buf[SIZE], want[SIZE];

	for (size_t n = 0; n <= 80; n++) {
		for (size_t to = 0; to < 40; to++) {
			for (size_t from = 0; from < 40; from++) {
				fill(buf, sizeof(buf));
				memcpy(want, buf, sizeof(buf));
				memmove(want + to, want + from, n);
				k_memmove(buf + to, buf + from, n);
				CHECK(memcmp(buf, want, sizeof(buf)) == 0);
			}
		}
	}
}

/* One byte differs, at each place and either way; high bytes are unsigned. */
static void test_compare(void)
{
	static const unsigned char low[] = { 0, 1, 0x7f, 0x80 };

	for (size_t n = 1; n <= 40; n++) {
		for (size_t at = 0; at < n; at++) {
			unsigned char *a = malloc(n), *b = malloc(n);

			fill(a, n);
			memcpy(b, a, n);
			a[at] = low[host_below(4)];
			b[at] = (unsigned char)(a[at] + 1 + host_below(0x7f));
			CHECK_INT(sign(k_memcmp(a, b, n)), -1);
			CHECK_INT(sign(k_memcmp(b, a, n)), 1);
			CHECK_INT(k_memcmp(a, b, at), 0);
			CHECK(k_memchr(a, a[at], n) == memchr(a, a[at], n));
			CHECK(k_memchr(a, a[at] | 0x4500, n) == memchr(a, a[at], n));
			CHECK(k_memchr(a, 0xee, n) == memchr(a, 0xee, n));
			free(a);
			free(b);
		}
	}
}

static char *random_string(size_t n)
{
	char *s = malloc(n + 1);

	for (size_t i = 0; i < n; i++)
		s[i] = "ab\200\377"[host_below(4)];
	s[n] = '\0';
	return s;
}

static void test_strings(void)
{
	for (int round = 0; round < 20000; round++) {
		char *a = random_string((size_t)host_below(6));
		char *b = random_string((size_t)host_below(6));
		size_t n = (size_t)host_below(8), size = (size_t)host_below(8);
		char *to = malloc(size);

		CHECK_INT(k_strlen(a), strlen(a));
		CHECK_INT(k_strnlen(a, n), strnlen(a, n));
		CHECK_INT(sign(k_strcmp(a, b)), sign(strcmp(a, b)));
		CHECK_INT(sign(k_strncmp(a, b, n)), sign(strncmp(a, b, n)));
		CHECK(k_strchr(a, 'b') == strchr(a, 'b'));
		CHECK(k_strchr(a, 0x80) == strchr(a, 0x80));
		CHECK(k_strchr(a, 0) == strchr(a, 0));
		CHECK(k_strrchr(a, 'b') == strrchr(a, 'b'));
		CHECK(k_strrchr(a, 0) == strrchr(a, 0));
		CHECK_INT(k_strlcpy(to, a, size), strlen(a));
		if (size > 0) {
			CHECK_INT(strlen(to), strlen(a) < size ? strlen(a) : size - 1);
			CHECK(strncmp(to, a, strlen(to)) == 0);
		}
		free(a);
		free(b);
		free(to);
	}
}

int main(void)
{
	test_copies();
	test_moves();
	test_compare();
	test_strings();
	return host_report();
}
