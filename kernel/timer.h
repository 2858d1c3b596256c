/*
 * kernel/timer.h - one-shot timers on the boot CPU's clock.
 *
 * A timer belongs to whoever embeds it. Times are arch_clock_ns() values.
 * All functions want the kernel lock; a timer's function is called with it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_TIMER_H
#define XINIM_KERNEL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/list.h"

struct timer {
	struct list link; /* self-linked when not armed */
	uint64_t deadline;
	void (*fn)(struct timer *t);
};

void timer_init(struct timer *t, void (*fn)(struct timer *t));
void timer_arm(struct timer *t, uint64_t deadline);
/* Harmless on a timer that is not armed. */
void timer_cancel(struct timer *t);
/* Calls what is due at `now`. */
void timer_expire(uint64_t now);
/* The earliest deadline; UINT64_MAX if there is none. */
uint64_t timer_next(void);

#endif
