/*
 * tests/host/cmdline.c - kernel/cmdline.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/errno.h>

#include "kernel/cmdline.h"

#define MAX_WORDS 8

/* The words of `line` are these, joined by '|'. */
static void check_split(const char *line, int max, int want, const char *joined)
{
	char *copy = host_copy(line, strlen(line) + 1), out[200] = "", *argv[32];
	int n = cmdline_split(copy, argv, max);

	CHECK_INT(n, want);
	for (int i = 0; i < n; i++) {
		strcat(out, i > 0 ? "|" : "");
		strcat(out, argv[i]);
	}
	if (n >= 0) {
		CHECK_STR(out, joined);
		CHECK(argv[n] == NULL);
	}
	free(copy);
}

static void test_split(void)
{
	check_split("", 10, 0, "");
	check_split("   ", 10, 0, "");
	check_split("one", 10, 1, "one");
	check_split("  one  two\tthree ", 10, 3, "one|two|three");
	check_split("\"one two\" three", 10, 2, "one two|three");
	check_split("a\"b c\"d e", 10, 2, "ab cd|e");
	check_split("a\\ b c\\\\d \\\"e\\\"", 10, 3, "a b|c\\d|\"e\"");
	check_split("\"a\\\"b \\\\\" c", 10, 2, "a\"b \\|c");
	check_split("it\\'s", 10, 1, "it's");
	check_split("\"\" x \"\"", 10, 3, "|x|");
	check_split("\"open word", 10, 1, "open word");
	check_split("final\\", 10, 1, "final");
	check_split("\\", 10, 1, "");
	check_split("\"", 10, 1, "");
	check_split("a b c", 4, 3, "a|b|c");
	check_split("a b c", 3, -E2BIG, "");
	check_split("a", 1, -E2BIG, "");
	check_split("", 1, 0, "");
	check_split("", 0, -E2BIG, "");
	check_split("a", 0, -E2BIG, "");
}

static void test_has(void)
{
	CHECK(!cmdline_has(NULL, "a"));
	CHECK(!cmdline_has("", "a"));
	CHECK(cmdline_has("verbose", "verbose"));
	CHECK(cmdline_has("  x verbose  y", "verbose"));
	CHECK(!cmdline_has("verbosely", "verbose"));
	CHECK(!cmdline_has("verb", "verbose"));
	CHECK(!cmdline_has("xverbose", "verbose"));
	CHECK(!cmdline_has("verbose=1", "verbose"));
	CHECK(cmdline_has("ver\"bose\"", "verbose"));
	CHECK(!cmdline_has("\"not verbose here\"", "verbose"));
	CHECK(cmdline_has("\"two words\"", "two words"));
	CHECK(cmdline_has("verbosely verb verbose", "verbose"));
}

static void check_number(const char *line, bool found, uint64_t want)
{
	uint64_t v = 99;

	CHECK_INT(cmdline_number(line, "key", &v), found);
	CHECK_INT(v, found ? want : 99);
}

static void test_number(void)
{
	check_number(NULL, false, 0);
	check_number("", false, 0);
	check_number("key", false, 0);
	check_number("key=", false, 0);
	check_number("key=0", true, 0);
	check_number("key=00", true, 0);
	check_number("key=007", true, 7);
	check_number("key=4", true, 4);
	check_number("a key=12 b", true, 12);
	check_number("key=0xf4", true, 0xf4);
	check_number("key=0XAbCdEf0123456789", true, 0xabcdef0123456789);
	check_number("key=0xFf", true, 0xff);
	check_number("key=0x", false, 0);
	check_number("key=x", false, 0);
	check_number("key=12a", false, 0);
	check_number("key=-1", false, 0);
	check_number("key=0x1g", false, 0);
	check_number("key=18446744073709551615", true, UINT64_MAX);
	check_number("key=18446744073709551616", false, 0);
	check_number("key=99999999999999999999", false, 0);
	check_number("key=0xffffffffffffffff", true, UINT64_MAX);
	check_number("key=0x10000000000000000", false, 0);
	check_number("keys=1", false, 0);
	check_number("akey=1", false, 0);
	check_number("ke=1", false, 0);
	check_number("key=1 key=2", true, 2);
	check_number("key=1 key=x", false, 0);
	check_number("key=x key=2", true, 2);
	check_number("key=1 key", true, 1);
	check_number("\"key=5\"", true, 5);
	check_number("\"a key=5\"", false, 0);
	check_number("key=1 key=2x key=3", true, 3);
}

/* Quotes a word as GRUB's loader does. */
static char *quote(char *to, const char *word)
{
	bool blank = strchr(word, ' ') != NULL;

	if (blank)
		*to++ = '"';
	for (; *word != '\0'; word++) {
		if (*word == '\\' || *word == '\'' || *word == '"')
			*to++ = '\\';
		*to++ = *word;
	}
	if (blank)
		*to++ = '"';
	return to;
}

/* Any words, quoted by GRUB, come back. */
static void test_round_trip(void)
{
	char words[MAX_WORDS][8], line[200];

	for (int round = 0; round < 20000; round++) {
		char *argv[MAX_WORDS + 1], *copy, *p = line;
		int n = (int)host_below(MAX_WORDS + 1);

		for (int i = 0; i < n; i++) {
			size_t len = 1 + (size_t)host_below(6);

			for (size_t k = 0; k < len; k++)
				words[i][k] = "ab \\\"'="[host_below(7)];
			words[i][len] = '\0';
			if (i > 0)
				*p++ = ' ';
			p = quote(p, words[i]);
		}
		*p = '\0';
		copy = host_copy(line, strlen(line) + 1);
		for (int i = 0; i < n; i++)
			CHECK(cmdline_has(copy, words[i]));
		CHECK(!cmdline_has(copy, "absent"));
		CHECK_INT(cmdline_split(copy, argv, MAX_WORDS + 1), n);
		for (int i = 0; i < n; i++)
			CHECK_STR(argv[i], words[i]);
		free(copy);
	}
}

/* Any bytes at all: nothing outside the line is touched, and all agree. */
static void test_noise(void)
{
	for (int round = 0; round < 20000; round++) {
		size_t len = (size_t)host_below(20);
		char *line = malloc(len + 1), *copy, *argv[24];
		uint64_t v;
		int n;

		for (size_t i = 0; i < len; i++)
			line[i] = "k=1 \\\"\t0x"[host_below(9)];
		line[len] = '\0';
		copy = host_copy(line, len + 1);
		n = cmdline_split(copy, argv, 24);
		CHECK(n >= 0);
		for (int i = 0; i < n; i++)
			CHECK(cmdline_has(line, argv[i]));
		cmdline_number(line, "k", &v);
		free(copy);
		free(line);
	}
}

int main(void)
{
	test_split();
	test_has();
	test_number();
	test_round_trip();
	test_noise();
	return host_report();
}
