/*
 * newlib-port/libgloss/xinim/clock.h - the clocks, from the page that everybody can read.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_CLOCK_H
#define XINIM_LIBGLOSS_CLOCK_H

#include <stdint.h>
#include <time.h>

#include <xinim/abi.h>

/*
 * Nanoseconds of CLOCK_MONOTONIC, or with `date` since the Epoch, without a call.
 * 0: this machine's clock is not of the kind; ask the kernel.
 */
static inline uint64_t __xinim_clock_ns(int date)
{
	const volatile struct xinim_time_page *page =
		(const volatile struct xinim_time_page *)XINIM_TIME_PAGE;
	uint32_t sequence, low, high;
	uint64_t ns;

	do {
		sequence = page->sequence;
		/* Not before the loads ahead of it are done (Intel SDM, RDTSC). */
		__asm__ volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high) : : "memory");
		ns = ((uint64_t)high << 32 | low) - page->tsc_start;
		ns = (uint64_t)(((unsigned __int128)ns * page->ns_per_tsc) >> 32);
		if (date)
			ns += page->realtime_offset;
		if (page->ns_per_tsc == 0)
			return 0;
	} while (sequence & 1 || page->sequence != sequence);
	return ns;
}

#endif
