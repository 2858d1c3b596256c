/* tests/port/getopt.c - getopt and getopt_long, as POSIX and the GNU C library have them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../guest/guest.h"

#define WORDS(...)                                                     \
	static char *words[] = { "prog", __VA_ARGS__, NULL };          \
	const int count = (int)(sizeof(words) / sizeof(words[0])) - 1; \
	opterr = 0;                                                    \
	optind = 0

/* An operand "-", and options behind operands. */
static void operands(void)
{
	WORDS("s/b/X/", "-", "-i", "file", "-n");

	EXPECT_EQ(getopt(count, words, "i::n"), 'i');
	EXPECT(optarg == NULL);
	EXPECT_EQ(getopt(count, words, "i::n"), 'n');
	EXPECT_EQ(getopt(count, words, "i::n"), -1);
	EXPECT_EQ(optind, 3);
	EXPECT_STR(words[3], "s/b/X/");
	EXPECT_STR(words[4], "-");
	EXPECT_STR(words[5], "file");
}

/* An = is part of a short option's argument; letters stand together. */
static void arguments(void)
{
	WORDS("-i==*=", "-abo=x", "-o", "-", "-b");

	EXPECT_EQ(getopt(count, words, "i::abo:"), 'i');
	EXPECT_STR(optarg, "==*=");
	EXPECT_EQ(getopt(count, words, "i::abo:"), 'a');
	EXPECT_EQ(optind, 2);
	EXPECT_EQ(getopt(count, words, "i::abo:"), 'b');
	EXPECT_EQ(getopt(count, words, "i::abo:"), 'o');
	EXPECT_STR(optarg, "=x");
	EXPECT_EQ(getopt(count, words, "i::abo:"), 'o');
	EXPECT_STR(optarg, "-");
	EXPECT_EQ(getopt(count, words, "i::abo:"), 'b');
	EXPECT_EQ(getopt(count, words, "i::abo:"), -1);
	EXPECT_EQ(optind, count);
}

static void what_is_wrong(void)
{
	WORDS("-x", "-a", "-o");

	EXPECT_EQ(getopt(count, words, ":ao:"), '?');
	EXPECT_EQ(optopt, 'x');
	EXPECT_EQ(getopt(count, words, ":ao:"), 'a');
	EXPECT_EQ(getopt(count, words, ":ao:"), ':');
	EXPECT_EQ(optopt, 'o');
	optind = 0;
	EXPECT_EQ(getopt(count, words, "xao:"), 'x');
	EXPECT_EQ(getopt(count, words, "xao:"), 'a');
	EXPECT_EQ(getopt(count, words, "xao:"), '?');
	EXPECT_EQ(optopt, 'o');
}

static void order(void)
{
	WORDS("-a", "operand", "-b", "--", "-c");

	EXPECT_EQ(getopt(count, words, "+abc"), 'a');
	EXPECT_EQ(getopt(count, words, "+abc"), -1);
	EXPECT_EQ(optind, 2);
	optind = 0;
	EXPECT_EQ(getopt(count, words, "-abc"), 'a');
	EXPECT_EQ(getopt(count, words, "-abc"), 1);
	EXPECT_STR(optarg, "operand");
	EXPECT_EQ(getopt(count, words, "-abc"), 'b');
	EXPECT_EQ(getopt(count, words, "-abc"), -1);
	EXPECT_EQ(optind, 5);
	optind = 0;
	EXPECT_EQ(getopt(count, words, "abc"), 'a');
	EXPECT_EQ(getopt(count, words, "abc"), 'b');
	EXPECT_EQ(getopt(count, words, "abc"), -1);
	EXPECT_EQ(optind, 4);
	EXPECT_STR(words[3], "--");
	EXPECT_STR(words[4], "operand");
}

static int flag;
static const struct option longs[] = {
	{ "sort", required_argument, NULL, 's' },
	{ "sorted", no_argument, NULL, 'S' },
	{ "size", optional_argument, NULL, 'z' },
	{ "set", no_argument, &flag, 7 },
	{ 0 },
};

/* A whole name is no abbreviation of a longer one. */
static void long_options(void)
{
	int index = -1;
	WORDS("--sort=x", "--sorte", "x", "--size", "--set", "--siz=3", "--sort",
		"--set");

	EXPECT_EQ(getopt_long(count, words, "", longs, &index), 's');
	EXPECT_STR(optarg, "x");
	EXPECT_EQ(index, 0);
	EXPECT_EQ(getopt_long(count, words, "", longs, &index), 'S');
	EXPECT_EQ(getopt_long(count, words, "", longs, &index), 'z');
	EXPECT(optarg == NULL);
	EXPECT_EQ(getopt_long(count, words, "", longs, &index), 0);
	EXPECT_EQ(flag, 7);
	EXPECT_EQ(index, 3);
	EXPECT_EQ(getopt_long(count, words, "", longs, NULL), 'z');
	EXPECT_STR(optarg, "3");
	EXPECT_EQ(getopt_long(count, words, "", longs, NULL), 's');
	EXPECT_STR(optarg, "--set");
	EXPECT_EQ(getopt_long(count, words, "", longs, NULL), -1);
	EXPECT_EQ(optind, count - 1);
}

static void long_mistakes(void)
{
	WORDS("--so", "--sorted=x", "--nothing", "--sort");

	EXPECT_EQ(getopt_long(count, words, "", longs, NULL), '?');
	EXPECT_EQ(optopt, 0);
	EXPECT_EQ(getopt_long(count, words, "", longs, NULL), '?');
	EXPECT_EQ(optopt, 'S');
	EXPECT_EQ(getopt_long(count, words, "", longs, NULL), '?');
	EXPECT_EQ(optopt, 0);
	EXPECT_EQ(getopt_long(count, words, ":", longs, NULL), ':');
	EXPECT_EQ(optopt, 's');
	EXPECT_EQ(getopt_long(count, words, "", longs, NULL), -1);
}

static void one_dash(void)
{
	WORDS("-sort", "x", "-so", "-s", "-z");

	EXPECT_EQ(getopt_long_only(count, words, "s", longs, NULL), 's');
	EXPECT_STR(optarg, "x");
	EXPECT_EQ(getopt_long_only(count, words, "s", longs, NULL), '?');
	EXPECT_EQ(getopt_long_only(count, words, "s", longs, NULL), 's');
	EXPECT_EQ(getopt_long_only(count, words, "s", longs, NULL), '?');
}

/* BSD's way to begin anew, in the middle of a word, too. */
static void reset(void)
{
	WORDS("-abc", "-d");

	EXPECT_EQ(getopt(count, words, "abcd"), 'a');
	EXPECT_EQ(getopt(count, words, "abcd"), 'b');
	optreset = 1;
	optind = 1;
	EXPECT_EQ(getopt(count, words, "abcd"), 'a');
	EXPECT_EQ(optreset, 0);
	EXPECT_EQ(getopt(count, words, "abcd"), 'b');
	optreset = 1;
	optind = 2;
	EXPECT_EQ(getopt(count, words, "abcd"), 'd');
	EXPECT_EQ(getopt(count, words, "abcd"), -1);
}

static const struct guest_case cases[] = {
	{ "operands", operands },
	{ "arguments", arguments },
	{ "what is wrong", what_is_wrong },
	{ "order", order },
	{ "long options", long_options },
	{ "long options that are wrong", long_mistakes },
	{ "long options with one dash", one_dash },
	{ "optreset", reset },
};

GUEST_MAIN(cases)
