/*
 * kernel/tree.c - balanced binary trees, linked through their members.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/tree.h"

static int height(const struct tree_node *n)
{
	return n ? n->height : 0;
}

/* Recomputes what n keeps; true if anything is different. */
static bool refresh(struct tree *t, struct tree_node *n)
{
	int a = height(n->child[0]), b = height(n->child[1]);
	int now = (a > b ? a : b) + 1;
	bool changed = now != n->height;

	n->height = now;
	if (t->update && t->update(n))
		changed = true;
	return changed;
}

/* Puts `n` (or nothing) where `old` hangs below `parent`. */
static void replace_child(struct tree *t, struct tree_node *parent, struct tree_node *old,
	struct tree_node *n)
{
	if (!parent)
		t->root = n;
	else
		parent->child[parent->child[1] == old] = n;
	if (n)
		n->parent = parent;
}

/* Lifts n's child on `side` over n; returns it. */
static struct tree_node *lift(struct tree *t, struct tree_node *n, int side)
{
	struct tree_node *up = n->child[side], *inner = up->child[!side];

	replace_child(t, n->parent, n, up);
	n->child[side] = inner;
	if (inner)
		inner->parent = n;
	up->child[!side] = n;
	n->parent = up;
	refresh(t, n);
	refresh(t, up);
	return up;
}

/* Restores balance and kept values from n upwards. */
static void repair(struct tree *t, struct tree_node *n)
{
	while (n) {
		bool changed = refresh(t, n);
		int lean = height(n->child[1]) - height(n->child[0]);

		if (lean < -1 || lean > 1) {
			int side = lean > 0;
			struct tree_node *c = n->child[side];

			if (height(c->child[!side]) > height(c->child[side]))
				lift(t, c, !side);
			n = lift(t, n, side);
			changed = true;
		}
		if (!changed)
			return;
		n = n->parent;
	}
}

void tree_insert(struct tree *t, struct tree_node *n, struct tree_node *parent, int side)
{
	n->parent = parent;
	n->child[0] = NULL;
	n->child[1] = NULL;
	n->height = 0; /* nothing yet: repair() sees a change */
	if (parent)
		parent->child[side] = n;
	else
		t->root = n;
	repair(t, n);
}

void tree_remove(struct tree *t, struct tree_node *n)
{
	struct tree_node *start;

	if (n->child[0] && n->child[1]) {
		struct tree_node *next = n->child[1];

		while (next->child[0])
			next = next->child[0];
		/* The next one takes n's place; repair begins where it was. */
		start = next->parent == n ? next : next->parent;
		replace_child(t, next->parent, next, next->child[1]);
		next->child[0] = n->child[0];
		next->child[0]->parent = next;
		next->child[1] = n->child[1];
		if (next->child[1])
			next->child[1]->parent = next;
		next->height = 0; /* so that its parent hears of it in any case */
		replace_child(t, n->parent, n, next);
		if (start != next)
			repair(t, start);
		start = next;
	} else {
		start = n->parent;
		replace_child(t, n->parent, n, n->child[n->child[0] == NULL]);
	}
	repair(t, start);
}

void tree_changed(struct tree *t, struct tree_node *n)
{
	repair(t, n);
}

struct tree_node *tree_end(const struct tree *t, int side)
{
	struct tree_node *n = t->root;

	while (n && n->child[side])
		n = n->child[side];
	return n;
}

struct tree_node *tree_step(const struct tree_node *n, int side)
{
	if (n->child[side]) {
		struct tree_node *c = n->child[side];

		while (c->child[!side])
			c = c->child[!side];
		return c;
	}
	while (n->parent && n->parent->child[side] == n)
		n = n->parent;
	return n->parent;
}
