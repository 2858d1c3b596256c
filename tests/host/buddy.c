/*
 * tests/host/buddy.c - kernel/buddy.c against a map of who has each frame.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/buddy.h"

#define MAX_FRAMES 9000
#define MAX_BLOCKS 4000

static struct buddy b;
static struct page *frames;
static uint64_t nframes;

/* The model: what each frame is, and the blocks handed out. */
enum { M_RESERVED, M_FREE, M_USED };
static uint8_t model[MAX_FRAMES];
static struct block {
	struct page *p;
	unsigned order;
} blocks[MAX_BLOCKS];
static unsigned nblocks;

static void start(uint64_t n)
{
	free(frames);
	frames = malloc(n * sizeof(*frames));
	memset(frames, 0xa5, n * sizeof(*frames));
	nframes = n;
	nblocks = 0;
	memset(model, M_RESERVED, sizeof(model));
	buddy_init(&b, frames, n);
}

static void add(uint64_t first, uint64_t count)
{
	buddy_add(&b, first, count);
	memset(model + first, M_FREE, count);
}

static uint64_t model_free(void)
{
	uint64_t n = 0;

	for (uint64_t f = 0; f < nframes; f++)
		n += model[f] == M_FREE;
	return n;
}

/* Every free block is where the model has free frames, aligned, with a buddy
 * that is not wholly free too; together they are all the free frames. */
static void check_all(void)
{
	uint64_t total = 0;

	for (unsigned order = 0; order <= BUDDY_MAX_ORDER; order++) {
		uint64_t size = 1ull << order;
		struct page *p;

		CHECK_INT(b.nonempty >> order & 1, !list_empty(&b.free[order]));
		list_for_each_entry (p, &b.free[order], link) {
			uint64_t f = (uint64_t)(p - frames), other = f ^ size;

			CHECK(f % size == 0 && f + size <= nframes);
			CHECK_INT(p->state, PAGE_FREE);
			CHECK_INT(p->order, order);
			for (uint64_t i = 0; i < size; i++) {
				CHECK_INT(model[f + i], M_FREE);
				CHECK(i == 0 || frames[f + i].state == PAGE_TAIL);
			}
			CHECK(order == BUDDY_MAX_ORDER || other >= nframes ||
				frames[other].state != PAGE_FREE ||
				frames[other].order != order);
			total += size;
		}
	}
	CHECK_INT(total, model_free());
	CHECK_INT(total, buddy_free_count(&b));
}

/* Could the model give out an aligned block that ends below `below`? */
static bool model_has(unsigned order, uint64_t below)
{
	uint64_t size = 1ull << order;

	for (uint64_t f = 0; f + size <= nframes && f + size <= below; f += size) {
		uint64_t i = 0;

		while (i < size && model[f + i] == M_FREE)
			i++;
		if (i == size)
			return true;
	}
	return false;
}

static void alloc(unsigned order, uint64_t below)
{
	bool limited = below < nframes;
	struct page *p =
		limited ? buddy_alloc_below(&b, order, below) : buddy_alloc(&b, order);
	uint64_t f, size = 1ull << order;

	CHECK_INT(p != NULL, model_has(order, below));
	if (p == NULL)
		return;
	f = (uint64_t)(p - frames);
	CHECK(f % size == 0 && f + size <= below);
	CHECK(p->state == PAGE_USED && p->order == order && p->refs == 0 &&
		p->flags == 0);
	for (uint64_t i = 0; i < size; i++)
		CHECK_INT(model[f + i], M_FREE);
	memset(model + f, M_USED, size);
	p->refs = 77;
	p->flags = 0xffff;
	blocks[nblocks++] = (struct block){ p, order };
}

static void release(unsigned i)
{
	struct block k = blocks[i];

	memset(model + (k.p - frames), M_FREE, 1ull << k.order);
	buddy_free(&b, k.p, k.order);
	blocks[i] = blocks[--nblocks];
}

/* Alloc and free at random, then free all: everything merges again. */
static void exercise(unsigned rounds, unsigned max_order)
{
	uint64_t before;

	check_all();
	before = buddy_free_count(&b);
	for (unsigned round = 0; round < rounds; round++) {
		unsigned order = (unsigned)host_below(max_order + 1);

		if (nblocks == MAX_BLOCKS || (nblocks > 0 && host_below(100) < 48))
			release((unsigned)host_below(nblocks));
		else if (host_below(4) == 0)
			alloc(order, host_below(nframes));
		else
			alloc(order, nframes);
		if (round % 64 == 0)
			check_all();
	}
	while (nblocks > 0)
		release((unsigned)host_below(nblocks));
	check_all();
	CHECK_INT(buddy_free_count(&b), before);
}

static void test_shapes(void)
{
	for (uint64_t n = 1; n < 70; n++) { /* every size, no power of two needed */
		start(n);
		add(0, n);
		exercise(100, 6);
	}
	for (int round = 0; round < 40; round++) { /* holes */
		uint64_t f = host_below(20);

		start(1000 + host_below(2000));
		while (f < nframes) {
			uint64_t count = 1 + host_below(300);

			if (count > nframes - f)
				count = nframes - f;
			add(f, count);
			f += count + (host_below(3) == 0 ? 0 : host_below(50));
		}
		exercise(2000, 8);
	}
	start(MAX_FRAMES); /* blocks of the highest order, and a rest at the top */
	add(1, MAX_FRAMES - 1);
	exercise(3000, BUDDY_MAX_ORDER);
}

/* Ranges added piece by piece, in any order, merge as if added at once. */
static void test_adjacent(void)
{
	unsigned order[64];

	start(64ull << 5);
	for (unsigned i = 0; i < 64; i++)
		order[i] = i;
	for (unsigned i = 63; i > 0; i--) {
		unsigned k = (unsigned)host_below(i + 1), t = order[i];

		order[i] = order[k];
		order[k] = t;
	}
	for (unsigned i = 0; i < 64; i++) {
		add((uint64_t)order[i] << 5, 32);
		check_all();
	}
	CHECK_INT(b.nonempty, 1u << BUDDY_MAX_ORDER);
}

static void test_exhaust(void)
{
	start(100);
	CHECK(buddy_alloc(&b, 0) == NULL); /* nothing handed in yet */
	add(0, 100);
	CHECK(buddy_alloc(&b, BUDDY_MAX_ORDER + 1) == NULL);
	CHECK(buddy_alloc(&b, 31) == NULL);
	CHECK(buddy_alloc(&b, 63) == NULL);
	CHECK(buddy_alloc(&b, 7) == NULL);
	CHECK(buddy_alloc_below(&b, 0, 0) == NULL);
	CHECK(buddy_alloc_below(&b, 3, 7) == NULL);
	CHECK(buddy_alloc_below(&b, BUDDY_MAX_ORDER + 1, 100) == NULL);
	for (int i = 0; i < 100; i++)
		alloc(0, nframes);
	CHECK(buddy_alloc(&b, 0) == NULL);
	CHECK_INT(buddy_free_count(&b), 0);
	check_all();
	while (nblocks > 0)
		release(nblocks - 1);
	check_all();
}

static void test_misuse(void)
{
	struct page *p, *q;

	start(64);
	add(8, 40);
	CHECK_PANIC(buddy_add(&b, 8, 1));
	CHECK_PANIC(buddy_add(&b, 0, 9));
	CHECK_PANIC(buddy_add(&b, 47, 4));
	CHECK_PANIC(buddy_add(&b, 60, 5));
	CHECK_PANIC(buddy_add(&b, 65, 0));
	CHECK_PANIC(buddy_add(&b, UINT64_MAX, 2));
	buddy_add(&b, 64, 0);
	check_all(); /* refused means unchanged */
	p = buddy_alloc(&b, 2);
	q = buddy_alloc(&b, 0);
	CHECK_PANIC(buddy_add(&b, (uint64_t)(p - frames), 1));
	CHECK_PANIC(buddy_free(&b, p, 1));
	CHECK_PANIC(buddy_free(&b, p + 1, 0));
	CHECK_PANIC(buddy_free(&b, frames, 0));
	CHECK_PANIC(buddy_free(&b, frames + 63, 0));
	CHECK_PANIC(buddy_free(&b, frames + 64, 0));
	buddy_free(&b, p, 2);
	CHECK_PANIC(buddy_free(&b, p, 2));
	buddy_free(&b, q, 0);
	CHECK_PANIC(buddy_free(&b, q, 0));
	check_all();
}

int main(void)
{
	test_shapes();
	test_adjacent();
	test_exhaust();
	test_misuse();
	free(frames);
	return host_report();
}
