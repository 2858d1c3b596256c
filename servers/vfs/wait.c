/*
 * servers/vfs/wait.c - waiting: queues, and times.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/wait.h"

#include <errno.h>

#include "servers/lib/fiber.h"
#include "servers/vfs/vfs.h"

struct list timers = LIST_INIT(timers);
static struct list sleeping = LIST_INIT(sleeping); /* calls */

void queue_wake_all(struct wait_queue *q, unsigned events)
{
	struct list *l, *next;

	list_for_each_safe (l, next, &q->waiters) {
		struct waiter *w = list_entry(l, struct waiter, link);

		w->wake(w, events);
	}
}

static void wake_sleep(struct waiter *w, unsigned events)
{
	(void)events;
	sleep_wake(w->sleep);
}

static void ring_sleep(struct clock_timer *t)
{
	struct sleep *s = list_entry(t, struct sleep, timer);

	s->late = true;
	fiber_wake(s->fiber);
}

void sleep_begin(struct sleep *s, struct call *c)
{
	s->fiber = fiber_current();
	s->call = c;
	s->timer.ring = ring_sleep;
	s->watched = 0;
	s->woken = s->late = s->interrupted = false;
}

void sleep_add(struct sleep *s, struct waiter *w, struct wait_queue *q)
{
	w->wake = wake_sleep;
	w->sleep = s;
	list_add_tail(&q->waiters, &w->link);
}

void sleep_wake(struct sleep *s)
{
	s->woken = true;
	fiber_wake(s->fiber);
}

void call_hold(struct call *c)
{
	if (c->held || !c->proc)
		return;
	c->held = true;
	c->proc->refs++;
	c->held_cred = c->proc->cred;
	c->held_cred->refs++;
}

void call_release(struct call *c)
{
	c->held = false;
	cred_put(c->held_cred);
	proc_put(c->proc);
}

int sleep_wait(struct sleep *s, int64_t until)
{
	struct call *c = s->call;
	int error = 0;

	if (s->woken)
		goto out;
	call_hold(c);
	if (until != FOREVER) {
		list_init(&s->timer.link);
		timer_set(&s->timer, until);
	}
	c->sleep = s;
	list_add_tail(&sleeping, &c->link);
	while (!s->woken && !s->late && !s->interrupted && !error)
		error = fiber_park();
	list_remove(&c->link);
	c->sleep = NULL;
	if (until != FOREVER)
		timer_clear(&s->timer);
out:
	if (!error && !s->woken)
		error = s->interrupted ? -EINTR : -ETIMEDOUT;
	s->woken = s->late = false;
	return error;
}

int queue_wait(struct call *c, struct wait_queue *q, int64_t until)
{
	struct sleep s;
	struct waiter w;
	int error;

	sleep_begin(&s, c);
	sleep_add(&s, &w, q);
	error = sleep_wait(&s, until);
	list_remove(&w.link);
	return error;
}

void calls_interrupted(void)
{
	struct call *c;

	list_for_each_entry (c, &sleeping, link) {
		if (c->sleep->watched &&
			os_watch_signals(c->id, c->sleep->watched, false) > 0)
			sleep_wake(c->sleep);
		if (!os_interrupted(c->id))
			continue;
		c->sleep->interrupted = true;
		fiber_wake(c->sleep->fiber);
	}
}

void timer_set(struct clock_timer *t, int64_t when)
{
	struct list *at = timers.prev;

	timer_clear(t);
	t->when = when;
	/* Most are set to go off after those that are there. */
	while (at != &timers && list_entry(at, struct clock_timer, link)->when > when)
		at = at->prev;
	list_insert(&t->link, at, at->next);
}

void timer_clear(struct clock_timer *t)
{
	list_remove(&t->link);
}

int64_t timers_run(void)
{
	while (!list_empty(&timers)) {
		struct clock_timer *t = list_first(&timers, struct clock_timer, link);

		if (t->when > os_now())
			return t->when;
		list_remove(&t->link);
		t->ring(t);
	}
	return FOREVER;
}
