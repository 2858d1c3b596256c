/* tests/host/numbers.c - kernel/numbers.c against arrays of bool.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include "kernel/numbers.h"

static struct numbers a, b;
static bool in_a[NUMBERS_MAX], in_b[NUMBERS_MAX];

static uint32_t slow_next(uint32_t from)
{
	while (from < NUMBERS_MAX && !in_a[from])
		from++;
	return from < NUMBERS_MAX ? from : NUMBERS_MAX;
}

static uint32_t slow_next_free(uint32_t from)
{
	while (from < NUMBERS_MAX && (in_a[from] || in_b[from]))
		from++;
	return from < NUMBERS_MAX ? from : NUMBERS_MAX;
}

static void check_from(uint32_t from)
{
	CHECK_INT(numbers_next(&a, from), slow_next(from));
	CHECK_INT(numbers_next_free(&a, &b, from), slow_next_free(from));
}

static void the_ends(void)
{
	check_from(0);
	check_from(NUMBERS_MAX - 1);
	check_from(NUMBERS_MAX);
	check_from(UINT32_MAX);
	for (uint32_t n = 0; n < NUMBERS_MAX; n++) {
		numbers_add(&a, n);
		in_a[n] = true;
	}
	check_from(0);
	check_from(NUMBERS_MAX - 1);
	numbers_remove(&a, NUMBERS_MAX - 1);
	in_a[NUMBERS_MAX - 1] = false;
	check_from(0);
	numbers_add(&b, NUMBERS_MAX - 1);
	in_b[NUMBERS_MAX - 1] = true;
	check_from(0);
	numbers_remove(&a, 0);
	in_a[0] = false;
	check_from(0);
	check_from(1);
}

static void at_random(void)
{
	for (unsigned i = 0; i < 200000; i++) {
		uint32_t n = (uint32_t)host_below(NUMBERS_MAX);
		bool add = host_below(8) > i / 25000; /* from full to empty */
		bool which = host_below(2);

		(add ? numbers_add : numbers_remove)(which ? &b : &a, n);
		(which ? in_b : in_a)[n] = add;
		if (i % 16 == 0)
			check_from((uint32_t)host_below(NUMBERS_MAX + 2));
	}
}

int main(void)
{
	the_ends();
	at_random();
	return host_report();
}
