/*
 * kernel/timer.h - one-shot timers on the boot CPU's clock.
 *
 * A timer belongs to whoever embeds it. Times are arch_clock_ns() values;
 * timers of one deadline go off in the order in which they were armed. Arming
 * takes a few steps however many there are, cancelling and going off O(log n)
 * on average. All functions want the kernel lock; a timer's function is called
 * with it, and may arm and cancel any timer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_TIMER_H
#define XINIM_KERNEL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

/* A node of a pairing heap. */
struct timer {
	struct timer *child; /* the first of those that come later */
	struct timer *next;  /* sibling */
	struct timer **link; /* what points here; NULL: not armed */
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
	return t->link != (void *)0;
}
/* Calls what is due at `now`. */
void timer_expire(uint64_t now);
/* The earliest deadline; UINT64_MAX if there is none. */
uint64_t timer_next(void);

#endif
