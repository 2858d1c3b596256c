/*
 * kernel/buddy.h - page frames, handed out in blocks of 2^order.
 *
 * One struct page per frame of physical memory from frame 0 up, holes and
 * reserved frames included; frame number = page - frames. A free block is a
 * PAGE_FREE head, on the list of its order, followed by PAGE_TAIL frames; an
 * allocated one a PAGE_USED head followed by tails. Freeing merges with the
 * buddy (frame number with bit `order` flipped) as long as that is wholly
 * free, so every operation but buddy_add() is O(BUDDY_MAX_ORDER).
 *
 * Never touches the memory itself. Locking is the caller's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_BUDDY_H
#define XINIM_KERNEL_BUDDY_H

#include <stdint.h>

#include "kernel/list.h"

#define BUDDY_MAX_ORDER 11 /* 8 MiB of 4 KiB frames */

enum page_state { PAGE_RESERVED, PAGE_FREE, PAGE_USED, PAGE_TAIL };

struct page {
	struct list link; /* the free list; the owner's while PAGE_USED */
	uint32_t refs;    /* the owner's; 0 when handed out */
	uint8_t order;    /* of the block this frame heads */
	uint8_t state;    /* enum page_state */
	uint16_t flags;   /* the owner's; 0 when handed out */
};

_Static_assert(sizeof(struct page) == 24, "one page record is 24 bytes");

struct buddy {
	struct page *frames;
	uint64_t nframes;
	uint64_t nfree;    /* frames */
	unsigned nonempty; /* bit n: free[n] has a block */
	struct list free[BUDDY_MAX_ORDER + 1];
};

/* All `nframes` frames start as reserved. */
void buddy_init(struct buddy *b, struct page *frames, uint64_t nframes);

/* Hands reserved frames [first, first + count) in as free. Panics if the
 * range leaves the array or any frame in it is not reserved. */
void buddy_add(struct buddy *b, uint64_t first, uint64_t count);

/* A block of 2^order frames, aligned to its size, or NULL when there is none
 * (also for an order above BUDDY_MAX_ORDER). */
struct page *buddy_alloc(struct buddy *b, unsigned order);

/* As buddy_alloc(), but the whole block lies below frame `max_frame`, for
 * devices that reach only so far. Walks the free lists. */
struct page *buddy_alloc_below(struct buddy *b, unsigned order, uint64_t max_frame);

/* Gives back what buddy_alloc() returned for the same order; panics on
 * anything else, a second time included. */
void buddy_free(struct buddy *b, struct page *p, unsigned order);

/* Free frames. */
uint64_t buddy_free_count(const struct buddy *b);

#endif
