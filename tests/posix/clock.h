/* tests/posix/clock.h - a clock read with a call, and without, in nanoseconds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_CLOCK_H
#define XINIM_TESTS_POSIX_CLOCK_H

#include <time.h>

#include "memory.h"

#define MS 1000000LL
#define S  1000000000LL

static inline long long ns(const struct timespec *t)
{
	return t->tv_sec * S + t->tv_nsec;
}

static inline long long by_call(clockid_t clock)
{
	struct timespec t = { 0 };

	EXPECT_EQ(syscall(SYS_clock_gettime, clock, &t), 0);
	return ns(&t);
}

static inline long long by_function(clockid_t clock)
{
	struct timespec t = { 0 };

	EXPECT_EQ(clock_gettime(clock, &t), 0);
	EXPECT(t.tv_nsec >= 0 && t.tv_nsec < S);
	return ns(&t);
}

#endif
