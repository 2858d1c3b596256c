/*
 * kernel/timer.h - one-shot timers on the boot CPU's clock.
 *
 * A timer belongs to whoever embeds it. Times are arch_clock_ns() values;
 * timers of one deadline go off in the order in which they were armed. Arming,
 * cancelling and going off take O(log n) steps, each time. All functions want the kernel lock; a timer's function is called
 * with it, and may arm and cancel any timer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_TIMER_H
#define XINIM_KERNEL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/tree.h"

struct timer {
	struct tree_node node;
	bool armed;
	uint64_t deadline;
	uint64_t order; /* among equal deadlines */
	void (*fn)(struct timer *t);
};

void timer_init(struct timer *t, void (*fn)(struct timer *t));
/* One that is armed already gets the new deadline. */
void timer_arm(struct timer *t, uint64_t deadline);
/* Harmless on a timer that is not armed. */
void timer_cancel(struct timer *t);
static inline bool timer_armed(const struct timer *t)
{
	return t->armed;
}
/* Calls what is due at `now`, up to `most` of them. False: there are more. */
bool timer_expire(uint64_t now, unsigned most);
/* The earliest deadline; UINT64_MAX if there is none. */
uint64_t timer_next(void);

#endif
