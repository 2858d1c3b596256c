/*
 * kernel/numbers.c - sets of the numbers that threads and processes have.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/numbers.h"

#define WORDS (NUMBERS_MAX / 64)

static uint32_t lowest(uint32_t word, uint64_t bits)
{
	return bits ? word * 64 + (uint32_t)__builtin_ctzl(bits) : NUMBERS_MAX;
}

uint32_t numbers_next(const struct numbers *s, uint32_t from)
{
	uint32_t i = from / 64;
	uint64_t bits;

	if (from >= NUMBERS_MAX)
		return NUMBERS_MAX;
	bits = s->word[i] & UINT64_MAX << from % 64;
	while (!bits && ++i < WORDS)
		bits = s->word[i];
	return lowest(i, bits);
}

uint32_t numbers_next_free(
	const struct numbers *a, const struct numbers *b, uint32_t from)
{
	uint32_t i = from / 64;
	uint64_t bits;

	if (from >= NUMBERS_MAX)
		return NUMBERS_MAX;
	bits = ~(a->word[i] | b->word[i]) & UINT64_MAX << from % 64;
	while (!bits && ++i < WORDS)
		bits = ~(a->word[i] | b->word[i]);
	return lowest(i, bits);
}
