/*
 * kernel/timer.c - one-shot timers, in a balanced tree by deadline.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/timer.h"

static struct tree timers;
static struct timer *first; /* the earliest; NULL: none is armed */
static uint64_t armed_so_far;

static struct timer *timer_of(struct tree_node *n)
{
	return tree_entry(n, struct timer, node);
}

static bool before(const struct timer *a, const struct timer *b)
{
	if (a->deadline != b->deadline)
		return a->deadline < b->deadline;
	return a->order < b->order;
}

void timer_init(struct timer *t, void (*fn)(struct timer *t))
{
	*t = (struct timer){ .fn = fn };
}

void timer_arm(struct timer *t, uint64_t deadline)
{
	struct tree_node *n, *parent = NULL;
	int side = 0;

	timer_cancel(t);
	t->deadline = deadline;
	t->order = armed_so_far++;
	t->armed = true;
	for (n = timers.root; n; n = n->child[side]) {
		parent = n;
		side = !before(t, timer_of(n));
	}
	if (!first || before(t, first))
		first = t;
	tree_insert(&timers, &t->node, parent, side);
}

void timer_cancel(struct timer *t)
{
	if (!timer_armed(t))
		return;
	if (first == t) {
		struct tree_node *next = tree_step(&t->node, 1);

		first = next ? timer_of(next) : NULL;
	}
	tree_remove(&timers, &t->node);
	t->armed = false;
}

bool timer_expire(uint64_t now, unsigned most)
{
	for (; first && first->deadline <= now; most--) {
		struct timer *t = first;

		if (most == 0)
			return false;
		timer_cancel(t);
		t->fn(t);
	}
	return true;
}

uint64_t timer_next(void)
{
	return first ? first->deadline : UINT64_MAX;
}
