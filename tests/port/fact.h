/* tests/port/fact.h - tables of what the headers say, each beside what it has to be.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_PORT_FACT_H
#define XINIM_TESTS_PORT_FACT_H

#include "../guest/guest.h"

struct fact {
	const char *what;
	long long is;
	long long want;
};

static inline void check(const struct fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		guest_equal(
			facts[i].is, facts[i].want, facts[i].what, __FILE__, __LINE__);
}

#define CHECK(facts) check(facts, sizeof(facts) / sizeof((facts)[0]))

#endif
