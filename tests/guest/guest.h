/* tests/guest/guest.h - a table of named cases and one line for each.
 *
 * A test program writes its cases as `static void name(void)`, lists them in a
 * `static const struct guest_case cases[]` and ends with GUEST_MAIN(cases). It
 * prints `ok NAME`, `not ok NAME: why (file:line)` or `ok NAME # skip why`, and
 * its exit status is 0 if all was well, 1 if a case failed, 77 if every case
 * was skipped. With arguments, only the cases named there run.
 *
 * EXPECT_* notes a failure and goes on; REQUIRE_* also leaves the function it
 * stands in. Both evaluate their operands once.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_GUEST_H
#define XINIM_TESTS_GUEST_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct guest_case {
	const char *name;
	void (*run)(void);
};

static const char *guest_name;      /* the case that runs */
static unsigned int guest_failures; /* of this case */
static const char *guest_skipped;   /* why this case was skipped, or NULL */

/* Starts the line of a failure; the caller prints why, then guest_where(). */
static inline void guest_fail(void)
{
	if (guest_failures++ == 0)
		printf("not ok %s: ", guest_name);
	else
		printf("  and: ");
}

static inline void guest_where(const char *file, int line)
{
	const char *base = strrchr(file, '/');

	printf(" (%s:%d)\n", base ? base + 1 : file, line);
	fflush(stdout);
}

static inline bool guest_true(bool value, const char *text, const char *file, int line)
{
	if (value)
		return true;
	guest_fail();
	printf("%s is false", text);
	guest_where(file, line);
	return false;
}

static inline bool guest_equal(
	long long is, long long want, const char *text, const char *file, int line)
{
	if (is == want)
		return true;
	guest_fail();
	printf("%s is %lld (0x%llx), not %lld (0x%llx)", text, is, is, want, want);
	guest_where(file, line);
	return false;
}

static inline bool guest_same(
	const char *is, const char *want, const char *text, const char *file, int line)
{
	if (is && want ? strcmp(is, want) == 0 : is == want)
		return true;
	guest_fail();
	printf("%s is \"%s\", not \"%s\"", text, is ? is : "(null)",
		want ? want : "(null)");
	guest_where(file, line);
	return false;
}

#define EXPECT(e) ((void)guest_true(!!(e), #e, __FILE__, __LINE__))
#define EXPECT_EQ(is, want) \
	((void)guest_equal((long long)(is), (long long)(want), #is, __FILE__, __LINE__))
#define EXPECT_STR(is, want) ((void)guest_same((is), (want), #is, __FILE__, __LINE__))

#define REQUIRE(e)                                              \
	do {                                                    \
		if (!guest_true(!!(e), #e, __FILE__, __LINE__)) \
			return;                                 \
	} while (0)
#define REQUIRE_EQ(is, want)                                                        \
	do {                                                                        \
		if (!guest_equal((long long)(is), (long long)(want), #is, __FILE__, \
			    __LINE__))                                              \
			return;                                                     \
	} while (0)

/* Leaves the case: it cannot be tested here, and why. */
#define SKIP(why)                      \
	do {                           \
		guest_skipped = (why); \
		return;                \
	} while (0)

static inline bool guest_wanted(const char *name, int argc, char **argv)
{
	if (argc < 2)
		return true;
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return false;
}

/* Runs the cases; the program's exit status. */
static inline int guest_main(
	const struct guest_case *cases, size_t count, int argc, char **argv)
{
	unsigned int failed = 0, skipped = 0, run = 0;

	for (size_t i = 0; i < count; i++) {
		if (!guest_wanted(cases[i].name, argc, argv))
			continue;
		guest_name = cases[i].name;
		guest_failures = 0;
		guest_skipped = NULL;
		cases[i].run();
		run++;
		if (guest_failures != 0)
			failed++;
		else if (guest_skipped) {
			skipped++;
			printf("ok %s # skip %s\n", guest_name, guest_skipped);
		} else
			printf("ok %s\n", guest_name);
		fflush(stdout);
	}
	printf("%u cases, %u failed, %u skipped\n", run, failed, skipped);
	fflush(stdout);
	if (failed != 0 || run == 0)
		return 1;
	return skipped == run ? 77 : 0;
}

#define GUEST_MAIN(cases)                                                       \
	int main(int argc, char **argv)                                         \
	{                                                                       \
		return guest_main(                                              \
			cases, sizeof(cases) / sizeof((cases)[0]), argc, argv); \
	}

#endif
