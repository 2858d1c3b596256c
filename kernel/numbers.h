/*
 * kernel/numbers.h - sets of the numbers that threads and processes have.
 *
 * A bit for each, so that the next one that is free, or is not, is found in some
 * hundred steps however many there are. Locking is the caller's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_NUMBERS_H
#define XINIM_KERNEL_NUMBERS_H

#include <stdint.h>

#define NUMBERS_MAX 32768 /* numbers go from 0 to one less */

struct numbers {
	uint64_t word[NUMBERS_MAX / 64];
};

static inline void numbers_add(struct numbers *s, uint32_t n)
{
	s->word[n / 64] |= 1UL << n % 64;
}

static inline void numbers_remove(struct numbers *s, uint32_t n)
{
	s->word[n / 64] &= ~(1UL << n % 64);
}

/* The lowest number of the set from `from` on; NUMBERS_MAX: none. */
uint32_t numbers_next(const struct numbers *s, uint32_t from);
/* The lowest one from `from` on that is in neither set; NUMBERS_MAX: none. */
uint32_t numbers_next_free(
	const struct numbers *a, const struct numbers *b, uint32_t from);

#endif
