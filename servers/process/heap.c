/*
 * servers/process/heap.c - who is the next whose time comes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/heap.h"

#include <errno.h>
#include <stdlib.h>

#define ROOM_AT_FIRST 64

static void put(struct heap *h, size_t at, struct heap_node *n)
{
	h->node[at] = n;
	n->index = at;
}

static void sift_up(struct heap *h, struct heap_node *n, size_t at)
{
	while (at > 1 && h->node[at / 2]->deadline > n->deadline) {
		put(h, at, h->node[at / 2]);
		at /= 2;
	}
	put(h, at, n);
}

static void sift_down(struct heap *h, struct heap_node *n, size_t at)
{
	for (;;) {
		size_t child = at * 2;

		if (child > h->count)
			break;
		if (child < h->count &&
			h->node[child + 1]->deadline < h->node[child]->deadline)
			child++;
		if (h->node[child]->deadline >= n->deadline)
			break;
		put(h, at, h->node[child]);
		at = child;
	}
	put(h, at, n);
}

int heap_add(struct heap *h, struct heap_node *n)
{
	if (h->count + 2 > h->room) {
		size_t room = h->room ? h->room * 2 : ROOM_AT_FIRST;
		struct heap_node **more = realloc(h->node, room * sizeof(*more));

		if (!more)
			return -ENOMEM;
		h->node = more;
		h->room = room;
	}
	sift_up(h, n, ++h->count);
	return 0;
}

void heap_remove(struct heap *h, struct heap_node *n)
{
	size_t at = n->index;
	struct heap_node *last;

	if (!at)
		return;
	n->index = 0;
	last = h->node[h->count--];
	if (last == n)
		return;
	if (at > 1 && h->node[at / 2]->deadline > last->deadline)
		sift_up(h, last, at);
	else
		sift_down(h, last, at);
}

void heap_order(struct heap *h)
{
	for (size_t at = h->count / 2; at > 0; at--)
		sift_down(h, h->node[at], at);
}
