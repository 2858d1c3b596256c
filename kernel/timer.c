/*
 * kernel/timer.c - one-shot timers, in a list by deadline.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/timer.h"

static struct list armed = LIST_INIT(armed);

void timer_init(struct timer *t, void (*fn)(struct timer *t))
{
	list_init(&t->link);
	t->fn = fn;
}

void timer_arm(struct timer *t, uint64_t deadline)
{
	struct timer *later;

	list_remove(&t->link);
	t->deadline = deadline;
	list_for_each_entry (later, &armed, link) {
		if (later->deadline > deadline)
			break;
	}
	list_add_tail(&later->link, &t->link);
}

void timer_cancel(struct timer *t)
{
	list_remove(&t->link);
}

void timer_expire(uint64_t now)
{
	while (!list_empty(&armed)) {
		struct timer *t = list_first(&armed, struct timer, link);

		if (t->deadline > now)
			return;
		list_remove(&t->link);
		t->fn(t);
	}
}

uint64_t timer_next(void)
{
	if (list_empty(&armed))
		return UINT64_MAX;
	return list_first(&armed, struct timer, link)->deadline;
}
