/*
 * kernel/radix.c - sparse arrays of pointers, by index.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/radix.h"

#include <stddef.h>

#include <xinim/errno.h>

#include "kernel/slab.h"

#define BITS       6
#define SLOTS      (1u << BITS)
#define MAX_LEVELS 11 /* 64 bits of index */

struct radix_node {
	void *slot[SLOTS]; /* nodes, or values on the lowest level */
	unsigned used;
};

_Static_assert(sizeof(struct radix_node) <= RADIX_NODE_SIZE, "nodes are that small");

static struct radix_node *make_node(struct radix *r)
{
	struct radix_node *n = kmalloc(sizeof(*n));

	if (n)
		r->nodes++;
	return n;
}

static void free_node(struct radix *r, struct radix_node *n)
{
	r->nodes--;
	kfree(n);
}

/* Does an index lie in what `levels` levels reach? */
static bool reaches(unsigned levels, uint64_t index)
{
	return levels >= MAX_LEVELS || index >> (levels * BITS) == 0;
}

static unsigned slot_of(uint64_t index, unsigned level)
{
	return (unsigned)(index >> (level * BITS)) & (SLOTS - 1);
}

void *radix_get(const struct radix *r, uint64_t index)
{
	const struct radix_node *n = r->root;

	if (!reaches(r->levels, index) || !n)
		return NULL;
	for (unsigned level = r->levels - 1; level > 0; level--) {
		n = n->slot[slot_of(index, level)];
		if (!n)
			return NULL;
	}
	return n->slot[slot_of(index, 0)];
}

/* One level more, on the way to where index is reached. */
static int add_level(struct radix *r, uint64_t index)
{
	struct radix_node *n = make_node(r);

	if (!n)
		return -ENOMEM;
	if (r->root) {
		n->slot[0] = r->root;
		n->used = 1;
		r->levels++;
	} else {
		/* Nothing to keep: as high as need be at once. */
		for (r->levels = 1; !reaches(r->levels, index);)
			r->levels++;
	}
	r->root = n;
	return 0;
}

/* Frees the empty nodes on the way to index, and levels that hold nothing. */
static void prune(struct radix *r, uint64_t index)
{
	struct radix_node *way[MAX_LEVELS];
	struct radix_node *n = r->root;
	unsigned top = r->levels, level = top;

	while (level > 0 && n) {
		way[--level] = n;
		n = level > 0 ? n->slot[slot_of(index, level)] : NULL;
	}
	for (; level < top && way[level]->used == 0; level++) {
		free_node(r, way[level]);
		if (level + 1 == top) {
			r->root = NULL;
			r->levels = 0;
			return;
		}
		way[level + 1]->slot[slot_of(index, level + 1)] = NULL;
		way[level + 1]->used--;
	}
	while (r->levels > 1 && r->root->used == 1 && r->root->slot[0]) {
		n = r->root;
		r->root = n->slot[0];
		r->levels--;
		free_node(r, n);
	}
}

int radix_set(struct radix *r, uint64_t index, void *value)
{
	struct radix_node *n;
	void **slot;

	while (!r->root || !reaches(r->levels, index))
		if (add_level(r, index) != 0)
			goto no_memory;
	n = r->root;
	for (unsigned level = r->levels - 1; level > 0; level--) {
		slot = &n->slot[slot_of(index, level)];
		if (!*slot) {
			*slot = make_node(r);
			if (!*slot)
				goto no_memory;
			n->used++;
		}
		n = *slot;
	}
	slot = &n->slot[slot_of(index, 0)];
	if (!*slot) {
		n->used++;
		r->count++;
	}
	*slot = value;
	return 0;

no_memory:
	if (r->root)
		prune(r, index);
	return -ENOMEM;
}

void *radix_remove(struct radix *r, uint64_t index)
{
	struct radix_node *n = r->root;
	void *value;

	if (!radix_get(r, index))
		return NULL;
	for (unsigned level = r->levels - 1; level > 0; level--)
		n = n->slot[slot_of(index, level)];
	value = n->slot[slot_of(index, 0)];
	n->slot[slot_of(index, 0)] = NULL;
	r->count--;
	if (--n->used == 0 || r->levels > 1)
		prune(r, index);
	return value;
}

/* As radix_next, below n. */
static void *next_below(const struct radix_node *n, unsigned level, uint64_t *index)
{
	uint64_t span = 1ull << (level * BITS); /* indexes a slot stands for */

	for (unsigned i = slot_of(*index, level); i < SLOTS; i++) {
		void *found = n->slot[i];

		if (found && level > 0)
			found = next_below(found, level - 1, index);
		else if (!found)
			*index = (*index & ~(span - 1)) + span;
		if (found)
			return found;
	}
	return NULL;
}

void *radix_next(const struct radix *r, uint64_t *index)
{
	if (!r->root || !reaches(r->levels, *index))
		return NULL;
	return next_below(r->root, r->levels - 1, index);
}
