/*
 * servers/process/heap.h - who is the next whose time comes.
 *
 * Pure: a binary heap of pointers by deadline. Adding, removing and changing
 * cost its logarithm. A struct heap_node is a member of what waits.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_HEAP_H
#define XINIM_PROCESS_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_node {
	uint64_t deadline;
	size_t index; /* its place, from 1; 0: it is in no heap */
};

struct heap {
	struct heap_node **node; /* the first is not used */
	size_t count, room;
};

/* -ENOMEM. It must be in no heap. */
int heap_add(struct heap *h, struct heap_node *n);
/* One that is in no heap is left alone. */
void heap_remove(struct heap *h, struct heap_node *n);

/* Deadlines have been changed in place: puts all in order again. */
void heap_order(struct heap *h);

/* The earliest; NULL: none. */
static inline struct heap_node *heap_first(const struct heap *h)
{
	return h->count ? h->node[1] : NULL;
}

#endif
