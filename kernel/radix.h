/*
 * kernel/radix.h - sparse arrays of pointers, by index.
 *
 * A tree of nodes of 64 slots, as high as its largest index needs. Nodes come
 * with kmalloc and go when their last slot is emptied. Locking is the caller's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_RADIX_H
#define XINIM_KERNEL_RADIX_H

#include <stdbool.h>
#include <stdint.h>

#define RADIX_NODE_SIZE 576

struct radix_node;

struct radix {
	struct radix_node *root;
	unsigned levels; /* 0 while empty */
	uint64_t count;  /* slots in use */
	uint64_t nodes;  /* of RADIX_NODE_SIZE bytes or less */
};

/* What is at `index`; NULL: nothing. */
void *radix_get(const struct radix *r, uint64_t index);
/* Puts value (not NULL) at index, in place of what was there. 0 or -ENOMEM. */
int radix_set(struct radix *r, uint64_t index, void *value);
/* Empties the slot at index and returns what was there. */
void *radix_remove(struct radix *r, uint64_t index);
/* The first used slot from *index on: its value, with *index set; NULL: none. */
void *radix_next(const struct radix *r, uint64_t *index);

#endif
