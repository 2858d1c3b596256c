/*
 * servers/vfs/wait.h - waiting: queues, and times.
 *
 * Who waits makes a struct sleep, puts waiters on the queues it wants to hear
 * of, and parks in sleep_wait until one of them is woken, the time comes, or
 * the caller is interrupted. As any of it may have happened for somebody else's
 * benefit, what was waited for is looked at again afterwards.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_WAIT_H
#define XINIM_VFS_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "servers/lib/list.h"

#define FOREVER INT64_MAX

struct call;
struct fiber;

struct wait_queue {
	struct list waiters;
};

struct waiter {
	struct list link;
	/* Something happened there: POLLIN ..., 0: anything. Must not park. */
	void (*wake)(struct waiter *w, unsigned events);
	struct sleep *sleep; /* of the plain kind */
};

/* A time at which something is to be done; in the list of all while it is set. */
struct clock_timer {
	struct list link;
	int64_t when;
	void (*ring)(struct clock_timer *t); /* must not park */
};

struct sleep {
	struct fiber *fiber;
	struct call *call;
	struct clock_timer timer;
	uint64_t watched; /* signals whose coming wakes it, though they are blocked */
	bool woken, late, interrupted;
};

static inline void queue_init(struct wait_queue *q)
{
	list_init(&q->waiters);
}

void queue_wake_all(struct wait_queue *q, unsigned events);
/* Something happened there: those who wait hear of it. */
static inline void queue_wake(struct wait_queue *q, unsigned events)
{
	if (!list_empty(&q->waiters))
		queue_wake_all(q, events);
}

void sleep_begin(struct sleep *s, struct call *c);
/* A waiter that wakes s. */
void sleep_add(struct sleep *s, struct waiter *w, struct wait_queue *q);
void sleep_wake(struct sleep *s);
/*
 * Until woken (0), the clock's time `until` (-ETIMEDOUT), or the caller is
 * interrupted (-EINTR) or gone. -ENOMEM. Can be called again afterwards.
 */
int sleep_wait(struct sleep *s, int64_t until);
/* The plain case: until q is woken. */
int queue_wait(struct call *c, struct wait_queue *q, int64_t until);

void timer_set(struct clock_timer *t, int64_t when);
void timer_clear(struct clock_timer *t);
/* Rings those whose time has come; the next one's time, FOREVER if there is none. */
int64_t timers_run(void);
extern struct list timers;

#endif
