/*
 * arch/x86_64/entropy.c - what the machine has of randomness.
 *
 * RDSEED or RDRAND where there is one, and always the low bits of the
 * time-stamp counter around device reads, whose time varies on real machines.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/io.h"
#include "arch/x86_64/machine.h"

#define ATTEMPTS  16
#define PORT_POST 0x80 /* harmless to read, and slow */

static bool hardware_random(uint64_t *value)
{
	bool ok = false;

	for (unsigned i = 0; i < ATTEMPTS && !ok; i++) {
		if (cpu_features.rdseed)
			__asm__ volatile("rdseed %0" : "=r"(*value), "=@ccc"(ok));
		else if (cpu_features.rdrand)
			__asm__ volatile("rdrand %0" : "=r"(*value), "=@ccc"(ok));
	}
	return ok;
}

void arch_entropy(void *buf, size_t len)
{
	uint8_t *to = buf;
	uint64_t pool = 0;

	for (size_t i = 0; i < len; i++) {
		if (i % 8 == 0) {
			uint64_t random = 0;

			hardware_random(&random);
			pool ^= random;
			(void)inb(PORT_POST);
			pool ^= rdtsc() * 0x9e3779b97f4a7c15UL;
		}
		to[i] = (uint8_t)(pool >> (i % 8 * 8));
	}
}
