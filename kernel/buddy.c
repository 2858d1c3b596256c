/*
 * kernel/buddy.c - page frames in blocks of 2^order.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/buddy.h"

#include <stdbool.h>
#include <stddef.h>

#include "kernel/assert.h"

static uint64_t frame_of(const struct buddy *b, const struct page *p)
{
	return (uint64_t)(p - b->frames);
}

/* Puts the block headed by `p` on its free list. */
static void push(struct buddy *b, struct page *p, unsigned order)
{
	p->state = PAGE_FREE;
	p->order = (uint8_t)order;
	list_add_head(&b->free[order], &p->link);
	b->nonempty |= 1u << order;
	b->nfree += 1ull << order;
}

/* Takes the free block headed by `p` off its list. */
static void pull(struct buddy *b, struct page *p)
{
	list_remove(&p->link);
	if (list_empty(&b->free[p->order]))
		b->nonempty &= ~(1u << p->order);
	b->nfree -= 1ull << p->order;
}

/* Frees the block at frame `f`, growing it while its buddy is free too. */
static void release(struct buddy *b, uint64_t f, unsigned order)
{
	for (; order < BUDDY_MAX_ORDER; order++) {
		uint64_t other = f ^ (1ull << order);
		struct page *o = b->frames + other;

		/* A buddy that starts in the array lies in it when it is free. */
		if (other >= b->nframes || o->state != PAGE_FREE || o->order != order)
			break;
		pull(b, o);
		b->frames[f > other ? f : other].state = PAGE_TAIL;
		f = f < other ? f : other;
	}
	push(b, b->frames + f, order);
}

/* Hands out the first 2^order frames of the free block headed by `p`. */
static struct page *take(struct buddy *b, struct page *p, unsigned order)
{
	unsigned have = p->order;

	pull(b, p);
	while (have > order) {
		have--;
		push(b, p + (1ull << have), have);
	}
	p->state = PAGE_USED;
	p->order = (uint8_t)order;
	p->refs = 0;
	p->flags = 0;
	return p;
}

void buddy_init(struct buddy *b, struct page *frames, uint64_t nframes)
{
	b->frames = frames;
	b->nframes = nframes;
	b->nfree = 0;
	b->nonempty = 0;
	for (unsigned i = 0; i <= BUDDY_MAX_ORDER; i++)
		list_init(&b->free[i]);
	for (uint64_t f = 0; f < nframes; f++) {
		frames[f] = (struct page){ .state = PAGE_RESERVED };
		list_init(&frames[f].link);
	}
}

void buddy_add(struct buddy *b, uint64_t first, uint64_t count)
{
	kassert(first <= b->nframes && count <= b->nframes - first);
	for (uint64_t f = first; f < first + count; f++)
		kassert(b->frames[f].state == PAGE_RESERVED);
	for (uint64_t f = first; f < first + count; f++)
		b->frames[f].state = PAGE_TAIL;
	while (count > 0) {
		unsigned order = 0;

		while (order < BUDDY_MAX_ORDER && first % (2ull << order) == 0 &&
			count >= 2ull << order)
			order++;
		release(b, first, order);
		first += 1ull << order;
		count -= 1ull << order;
	}
}

struct page *buddy_alloc(struct buddy *b, unsigned order)
{
	unsigned fit;

	if (order > BUDDY_MAX_ORDER)
		return NULL;
	fit = b->nonempty >> order << order;
	if (fit == 0)
		return NULL;
	fit = (unsigned)__builtin_ctz(fit);
	return take(b, list_first(&b->free[fit], struct page, link), order);
}

struct page *buddy_alloc_below(struct buddy *b, unsigned order, uint64_t max_frame)
{
	for (unsigned i = order; i <= BUDDY_MAX_ORDER; i++) {
		struct page *p;

		list_for_each_entry (p, &b->free[i], link) {
			if (frame_of(b, p) + (1ull << order) <= max_frame)
				return take(b, p, order);
		}
	}
	return NULL;
}

void buddy_free(struct buddy *b, struct page *p, unsigned order)
{
	kassert(p >= b->frames && frame_of(b, p) < b->nframes);
	kassert(p->state == PAGE_USED);
	kassert(p->order == order);
	release(b, frame_of(b, p), order);
}

uint64_t buddy_free_count(const struct buddy *b)
{
	return b->nfree;
}
