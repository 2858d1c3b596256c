/*
 * servers/vfs/work.c - fibers among themselves: locks, gates, work for later.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/work.h"

#include "servers/lib/fiber.h"
#include "servers/vfs/vfs.h"

struct list work_queue = LIST_INIT(work_queue);

struct parked {
	struct fiber *fiber;
	struct parked *next;
	bool woken;
};

int work_park(void)
{
	if (fiber_own)
		call_hold(fiber_own);
	return fiber_park();
}

static void leave(struct gate *g, struct parked *p)
{
	struct parked **link = &g->first, *before = NULL;

	while (*link != p) {
		before = *link;
		link = &before->next;
	}
	*link = p->next;
	if (g->last == p)
		g->last = before;
}

int gate_wait(struct gate *g)
{
	struct parked p = { .fiber = fiber_current() };

	if (g->last)
		g->last->next = &p;
	else
		g->first = &p;
	g->last = &p;
	while (!p.woken) {
		int error = work_park();

		if (error && !p.woken) {
			leave(g, &p);
			return error;
		}
	}
	return 0;
}

static struct fiber *wake_first(struct gate *g)
{
	struct parked *p = g->first;

	g->first = p->next;
	if (!g->first)
		g->last = NULL;
	p->woken = true;
	fiber_wake(p->fiber);
	return p->fiber;
}

void gate_open(struct gate *g)
{
	while (g->first)
		wake_first(g);
}

struct gate work_turns;

int work_give_way(void)
{
	return gate_wait(&work_turns);
}

void work_turn(void)
{
	if (work_turns.first)
		wake_first(&work_turns);
}

int mutex_lock(struct mutex *m)
{
	struct fiber *self = fiber_current();
	int error = 0;

	if (m->owner && m->owner != self)
		error = gate_wait(&m->gate); /* mutex_unlock has made it ours */
	else
		m->owner = self;
	if (!error)
		m->depth++;
	return error;
}

void mutex_unlock(struct mutex *m)
{
	if (--m->depth > 0)
		return;
	m->owner = m->gate.first ? wake_first(&m->gate) : NULL;
}

void work_add(struct work *w)
{
	if (list_empty(&w->link))
		list_add_tail(&work_queue, &w->link);
}

void work_cancel(struct work *w)
{
	list_remove(&w->link);
}

void work_run(void)
{
	struct work *w = list_first(&work_queue, struct work, link);

	list_remove(&w->link);
	fiber_own = NULL; /* nobody's call */
	w->run(w);
}
