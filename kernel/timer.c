/*
 * kernel/timer.c - one-shot timers, in a pairing heap by deadline.
 *
 * Fredman, Sedgewick, Sleator, Tarjan: "The pairing heap: a new form of
 * self-adjusting heap" (Algorithmica 1, 1986). No recursion: a heap may be as
 * deep as it has timers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/timer.h"

#include <stddef.h>

static struct timer *root;
static uint64_t armed_so_far;

static bool before(const struct timer *a, const struct timer *b)
{
	if (a->deadline != b->deadline)
		return a->deadline < b->deadline;
	return a->order < b->order;
}

/* One heap of two, neither of which is linked to anything. */
static struct timer *meld(struct timer *a, struct timer *b)
{
	if (before(b, a)) {
		struct timer *t = a;

		a = b;
		b = t;
	}
	b->next = a->child;
	if (b->next)
		b->next->link = &b->next;
	b->link = &a->child;
	a->child = b;
	return a;
}

/* One heap of a row of siblings: pairs from the left, then these from the right. */
static struct timer *meld_row(struct timer *row)
{
	struct timer *pairs = NULL, *all = NULL;

	while (row) {
		struct timer *a = row, *b = a->next;

		row = b ? b->next : NULL;
		a->next = NULL;
		if (b) {
			b->next = NULL;
			a = meld(a, b);
		}
		a->next = pairs;
		pairs = a;
	}
	while (pairs) {
		struct timer *a = pairs;

		pairs = a->next;
		a->next = NULL;
		all = all ? meld(all, a) : a;
	}
	return all;
}

/* Adds a heap that is linked to nothing. */
static void add(struct timer *t)
{
	root = root ? meld(root, t) : t;
	root->link = &root;
}

void timer_init(struct timer *t, void (*fn)(struct timer *t))
{
	*t = (struct timer){ .fn = fn };
}

void timer_arm(struct timer *t, uint64_t deadline)
{
	timer_cancel(t);
	t->deadline = deadline;
	t->order = armed_so_far++;
	add(t);
}

void timer_cancel(struct timer *t)
{
	struct timer *later;

	if (!timer_armed(t))
		return;
	later = meld_row(t->child);
	*t->link = t->next;
	if (t->next)
		t->next->link = t->link;
	t->child = NULL;
	t->next = NULL;
	t->link = NULL;
	if (later)
		add(later);
}

void timer_expire(uint64_t now)
{
	while (root && root->deadline <= now) {
		struct timer *t = root;

		timer_cancel(t);
		t->fn(t);
	}
}

uint64_t timer_next(void)
{
	return root ? root->deadline : UINT64_MAX;
}
