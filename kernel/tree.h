/*
 * kernel/tree.h - balanced binary trees, linked through their members.
 *
 * AVL trees: the heights of two siblings differ by one at the most, so every
 * operation takes O(log n) steps. The owner descends by itself (it knows what
 * the order is) and tells tree_insert() where it arrived. A tree may have
 * `update`, called for a node whenever its subtree has changed, children
 * first: it recomputes what the node keeps about its subtree (say, a maximum)
 * and tells whether that is different now. No operation allocates or fails.
 * Locking is the caller's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_TREE_H
#define XINIM_KERNEL_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/list.h"

struct tree_node {
	struct tree_node *parent;
	struct tree_node *child[2]; /* what comes before, what comes after */
	int height;                 /* 1 for a leaf */
};

struct tree {
	struct tree_node *root;
	bool (*update)(struct tree_node *n); /* NULL: nodes keep nothing */
};

/* Hangs n below parent on the given side, where there is no child; parent NULL: the root. */
void tree_insert(struct tree *t, struct tree_node *n, struct tree_node *parent, int side);
void tree_remove(struct tree *t, struct tree_node *n);
/* n's own share of what `update` computes has changed. */
void tree_changed(struct tree *t, struct tree_node *n);
/* The first (side 0) or last (side 1) node; NULL when empty. */
struct tree_node *tree_end(const struct tree *t, int side);
/* The node before (side 0) or after (side 1) n; NULL if none. */
struct tree_node *tree_step(const struct tree_node *n, int side);

#define tree_entry(n, type, member) list_entry(n, type, member)

#endif
