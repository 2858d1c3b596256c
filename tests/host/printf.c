/*
 * tests/host/printf.c - kernel/printf.c against the C library's.
 *
 * Formats are made at random from all that the kernel's printf knows and C
 * defines; buffers are allocated at exactly the size passed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/printf.h"

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
#pragma GCC diagnostic ignored "-Wformat-truncation"
#pragma GCC diagnostic ignored "-Wformat-overflow"
#pragma GCC diagnostic ignored "-Wformat-zero-length"

static const size_t sizes[] = { 0, 1, 2, 7, 16, 200 };

/* Both printfs agree on what they return and write, for every buffer size. */
#define AGREE(...)                                                                 \
	do {                                                                       \
		for (size_t i_ = 0; i_ < sizeof(sizes) / sizeof(sizes[0]); i_++) { \
			size_t n_ = sizes[i_];                                     \
			char *ours_ = malloc(n_), *theirs_ = malloc(n_);           \
			CHECK_INT(ksnprintf(ours_, n_, __VA_ARGS__),               \
				snprintf(theirs_, n_, __VA_ARGS__));               \
			if (n_ > 0)                                                \
				CHECK_STR(ours_, theirs_);                         \
			free(ours_);                                               \
			free(theirs_);                                             \
		}                                                                  \
	} while (0)

static const uint64_t values[] = { 0, 1, 7, 8, 9, 10, 42, 127, 128, 255, 256, 32767,
	32768, 65535, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffffffff,
	0x8000000000000000, 0xffffffffffffffff, 0xfffffffffffffff6 };

static uint64_t random_value(void)
{
	return host_below(3) == 0
		? host_random() >> host_below(64)
		: values[host_below(sizeof(values) / sizeof(values[0]))];
}

/* Appends some of the flags in `allowed`, maybe a width, maybe a precision. */
static char *add_modifiers(char *p, const char *allowed, bool prec)
{
	*p++ = '%';
	for (; *allowed != '\0'; allowed++) {
		if (host_below(3) == 0)
			*p++ = *allowed;
	}
	if (host_below(2) == 0)
		p += sprintf(p, "%u", 1 + (unsigned)host_below(30));
	if (prec && host_below(2) == 0)
		p += sprintf(
			p, host_below(4) == 0 ? "." : ".%u", (unsigned)host_below(28));
	return p;
}

static void agree_number(const char *fmt, const char *length, uint64_t v)
{
	if (*length == '\0')
		AGREE(fmt, (int)v, 77);
	else if (strcmp(length, "h") == 0 || strcmp(length, "hh") == 0)
		AGREE(fmt, (int)v, 77);
	else
		AGREE(fmt, (long)v, 77);
}

static void test_numbers(void)
{
	static const char *const lengths[] = { "", "hh", "h", "l", "ll", "j", "z", "t" };
	static const struct {
		char letter;
		const char *flags;
	} kinds[] = { { 'd', "-0+ " }, { 'i', "0 +-" }, { 'u', "-0" }, { 'x', "#-0" },
		{ 'X', "0#-" }, { 'o', "-#0" } };
	char fmt[80];

	for (int round = 0; round < 60000; round++) {
		const char *length = lengths[host_below(8)];
		unsigned kind = (unsigned)host_below(6);
		char *p = fmt + sprintf(fmt, "<");

		p = add_modifiers(p, kinds[kind].flags, true);
		sprintf(p, "%s%c> %%d", length, kinds[kind].letter);
		agree_number(fmt, length, random_value());
	}
}

static void test_text(void)
{
	static const char *const texts[] = { "", "a", "hello", "two words",
		"\xe2\x9c\x93" };
	char fmt[80];

	for (int round = 0; round < 20000; round++) {
		const char *text = texts[host_below(5)];
		int c = 'a' + (int)host_below(26);
		char *p = add_modifiers(fmt, "-", true);

		sprintf(p, "s|%%d");
		AGREE(fmt, text, 5);
		p = add_modifiers(fmt, "-", false);
		sprintf(p, "c|%%s");
		AGREE(fmt, c, "end");
	}
	AGREE("plain");
	AGREE("");
	AGREE("100%%, %s%s%c", "a", "b", 'c');
}

static void test_stars(void)
{
	for (int w = -20; w <= 20; w++) {
		for (int prec = -3; prec <= 12; prec++) {
			AGREE("%*.*d|", w, prec, -4711);
			AGREE("%-*.*x|", w, prec, 0xbeef);
			AGREE("%0*d|", w, 42);
			AGREE("%*.*s|", w, prec, "something");
			AGREE("%*c|", w, 'x');
		}
	}
}

/* A precision is a promise: without it the string needs no terminator. */
static void test_bounded_string(void)
{
	char *s = host_copy("abcd", 4), out[32];

	CHECK_INT(ksnprintf(out, sizeof(out), "%.4s!", s), 5);
	CHECK_STR(out, "abcd!");
	CHECK_INT(ksnprintf(out, sizeof(out), "%.*s!", 2, s), 3);
	CHECK_STR(out, "ab!");
	free(s);
}

/* What the C library does otherwise, or leaves open. */
static void test_own(void)
{
	char out[64];

	ksnprintf(out, sizeof(out), "%p", (void *)0xffff800000001000);
	CHECK_STR(out, "0xffff800000001000");
	ksnprintf(out, sizeof(out), "%20p|", (void *)0xabc);
	CHECK_STR(out, "               0xabc|");
	ksnprintf(out, sizeof(out), "%p", NULL);
	CHECK_STR(out, "0x0");
	ksnprintf(out, sizeof(out), "%s %.3s", (char *)NULL, (char *)NULL);
	CHECK_STR(out, "(null) (nu");
	ksnprintf(out, sizeof(out), "%y %d", 7);
	CHECK_STR(out, "%y 7");
	ksnprintf(out, sizeof(out), "%5.1q|%d", 7);
	CHECK_STR(out, "%5.1q|7");
	ksnprintf(out, sizeof(out), "tail %");
	CHECK_STR(out, "tail %");
	ksnprintf(out, sizeof(out), "tail %-08l");
	CHECK_STR(out, "tail %-08l");
	CHECK_INT(ksnprintf(out, 4, "%2147483647d", 1), INT_MAX);
	CHECK_STR(out, "   ");
	CHECK_INT(ksnprintf(NULL, 0, "%99999999999999d%d", 1, 2), INT_MAX);
}

int main(void)
{
	test_numbers();
	test_text();
	test_stars();
	test_bounded_string();
	test_own();
	return host_report();
}
