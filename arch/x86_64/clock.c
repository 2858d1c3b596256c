/*
 * arch/x86_64/clock.c - the time-stamp counter, measured against HPET or PIT.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/io.h"
#include "arch/x86_64/machine.h"

#define CALIBRATION_NS 2000000UL

/* IA-PC HPET specification 1.0a. */
#define HPET_CAPABILITIES  0x000
#define HPET_CONFIGURATION 0x010
#define HPET_COUNTER       0x0f0
#define HPET_ENABLE        1
#define FS_PER_NS          1000000UL
#define HPET_PERIOD_MAX    100000000UL /* femtoseconds */

#define PIT_HZ       1193182UL
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND  0x43
#define PIT_GATE     0x61

static uint64_t tsc_hz;
static uint64_t tsc_start;
static uint64_t ns_per_tsc; /* fixed point, 32 fractional bits */

uint64_t arch_tsc(void)
{
	return rdtsc();
}

uint64_t arch_tsc_hz(void)
{
	return tsc_hz;
}

uint64_t arch_clock_ns(void)
{
	return (uint64_t)((unsigned __int128)(rdtsc() - tsc_start) * ns_per_tsc >> 32);
}

void arch_clock_formula(uint64_t *start, uint64_t *factor)
{
	*start = tsc_start;
	*factor = ns_per_tsc;
}

/* Spins for about CALIBRATION_NS by the HPET; the nanoseconds it really was, 0: unusable. */
static uint64_t hpet_wait(volatile uint64_t *hpet)
{
	uint64_t period = hpet[HPET_CAPABILITIES / 8] >> 32; /* femtoseconds */
	uint64_t start, elapsed, want;

	if (period == 0 || period > HPET_PERIOD_MAX)
		return 0;
	hpet[HPET_CONFIGURATION / 8] |= HPET_ENABLE;
	want = CALIBRATION_NS * FS_PER_NS / period;
	start = hpet[HPET_COUNTER / 8];
	for (uint64_t tries = 0; (elapsed = hpet[HPET_COUNTER / 8] - start) < want;
		tries++)
		if (tries == 100000000)
			return 0; /* it does not count */
	return elapsed * period / FS_PER_NS;
}

/* The same by channel 2 of the 8254: one-shot, its output readable at port 0x61. */
static uint64_t pit_wait(void)
{
	uint16_t count = (uint16_t)(CALIBRATION_NS * PIT_HZ / 1000000000);

	outb(PIT_GATE, (uint8_t)((inb(PIT_GATE) & ~2) | 1));
	outb(PIT_COMMAND, 0xb0); /* channel 2, both bytes, mode 0 */
	outb(PIT_CHANNEL2, (uint8_t)count);
	outb(PIT_CHANNEL2, (uint8_t)(count >> 8));
	for (uint64_t tries = 0; !(inb(PIT_GATE) & 0x20); tries++)
		if (tries == 100000000)
			fatal("no timer to measure the CPU's clock by");
	return CALIBRATION_NS;
}

const char *clock_init(void)
{
	volatile uint64_t *hpet = NULL;
	const char *reference = "HPET";
	uint64_t start, ns = 0;

	if (acpi.hpet_phys)
		hpet = arch_map_device(acpi.hpet_phys, 0x400);
	lapic_count_start();
	start = rdtsc();
	if (hpet)
		ns = hpet_wait(hpet);
	if (ns == 0) {
		reference = "PIT";
		lapic_count_start();
		start = rdtsc();
		ns = pit_wait();
	}
	tsc_hz = (rdtsc() - start) * 1000000000 / ns;
	lapic_count_end(ns);
	if (tsc_hz == 0)
		fatal("the CPU's time-stamp counter does not count");
	tsc_start = start;
	ns_per_tsc = (uint64_t)(((unsigned __int128)1000000000 << 32) / tsc_hz);
	return reference;
}

void clock_delay_us(unsigned us)
{
	uint64_t end = arch_clock_ns() + us * 1000UL;

	while (arch_clock_ns() < end)
		arch_pause();
}
