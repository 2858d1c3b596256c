/*
 * servers/vfs/cache_pager.c - the page cache: pages that others touch.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <xinim/vm.h>

#include "servers/vfs/cache_io.h"

#define AROUND    8        /* pages read at once when one is touched */
#define POLL_TIME 10000000 /* ns: when to look again for a page that others supply */
#define TRIES     8

static struct gate arrived; /* a page that was wanted is there, or will not be */

static void supply_wanted(struct page_cache *c, uint64_t page, uint64_t end)
{
	while (page < end) {
		uint64_t size_end = (c->inode->size + PAGE_BYTES - 1) / PAGE_BYTES;
		uint64_t want = end - page < AROUND ? AROUND : end - page;
		int error = -EIO;

		if (want > size_end - page)
			want = size_end > page ? size_end - page : 0;
		for (int i = 0; want && i < TRIES && page < size_end; i++) {
			error = cache_fetch(c, page, want, NULL, true);
			if (error || cache_has(c, page))
				break;
			error = -EIO;
			size_end = (c->inode->size + PAGE_BYTES - 1) / PAGE_BYTES;
		}
		if (error)
			os_object_fail(c->object, page * PAGE_BYTES, PAGE_BYTES);
		gate_open(&arrived);
		page++;
	}
}

static bool take_event(void)
{
	struct xinim_object_event e;
	struct page_cache *c;

	if (os_object_event(&e) != 0)
		return false;
	c = (struct page_cache *)(uintptr_t)e.badge;
	inode_get(c->inode);
	if (e.kind == XINIM_OBJECT_UNMAPPED) {
		cache_look(c);
	} else {
		cache_used(c);
		supply_wanted(
			c, e.offset / PAGE_BYTES, (e.offset + e.length) / PAGE_BYTES);
	}
	inode_put(c->inode);
	return true;
}

void cache_notified(void)
{
	while (take_event())
		;
}

static void look_again(struct clock_timer *t)
{
	(void)t;
	gate_open(&arrived);
}

int cache_caller_waits(void)
{
	static struct clock_timer timer = { .link = LIST_INIT(timer.link),
		.ring = look_again };

	if (take_event())
		return 0;
	if (list_empty(&timer.link))
		timer_set(&timer, os_now() + POLL_TIME);
	return gate_wait(&arrived);
}
