/*
 * kernel/vm_space.c - address spaces made and taken apart, and the break.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm.h"

#include "kernel/assert.h"
#include "kernel/lock.h"
#include "kernel/slab.h"
#include "kernel/vm_object.h"
#include "kernel/vm_page.h"
#include "kernel/vm_region.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define STACK_LIMIT  (8UL << 20)
#define STACK_START  (32 * PAGE_SIZE) /* of a stack there from the start */
#define REGION_PAGES 4 /* a region takes as long to free as so many pages */

struct space *space_create(struct quota *quota)
{
	struct space *s = kmalloc(sizeof(*s));

	if (!s)
		return NULL;
	s->refs = 1;
	s->quota = quota ? quota_get(quota) : quota_create();
	if (!s->quota)
		goto free;
	if (arch_space_init(&s->arch, s->quota) != 0)
		goto put;
	s->refs = 1;
	list_init(&s->regions);
	s->tree.update = region_update_gap;
	for (unsigned i = 0; i < SPACE_LIMITS; i++)
		s->limit[i] = UINT64_MAX;
	s->map_high = XINIM_USER_LIMIT - PAGE_SIZE - STACK_LIMIT - VM_GUARD_GAP;
	return s;

put:
	quota_put(s->quota);
free:
	kfree(s);
	return NULL;
}

void space_follow_quota(struct space *s)
{
	struct quota *q = s->quota;

	s->quota = quota_get(q);
	s->arch.quota = s->quota;
	quota_put(q);
}

/* As space_empty_some; `last`: nobody looks for a region any more, so the tree may be wrong. */
static bool empty_some(struct space *s, uint64_t pages, bool last)
{
	while (!list_empty(&s->regions)) {
		struct region *r = list_last(&s->regions, struct region, link);
		struct arch_batch b;

		if (pages == 0)
			return false;
		arch_batch_begin(&b, &s->arch);
		pages = region_unmap_pages(r, &b, r->start, r->end, pages);
		arch_batch_end(&b);
		if (pages == 0)
			return false;
		if (last)
			region_forget(r);
		else
			region_remove(r);
		region_destroy(r);
		pages -= pages < REGION_PAGES ? pages : REGION_PAGES;
	}
	return true;
}

bool space_empty_some(struct space *s, uint64_t pages)
{
	return empty_some(s, pages, false);
}

void space_destroy(struct space *s)
{
	if (--s->refs > 0)
		return;
	arch_space_leave(&s->arch);
	while (!empty_some(s, VM_STEP_DROP, true))
		kernel_preemption_point();
	kassert(s->pages == 0 && s->size == 0);
	arch_space_destroy(&s->arch);
	quota_put(s->quota);
	kfree(s);
	vm_object_reap();
}

struct space *space_replace(const struct space *s)
{
	return space_create(s->quota);
}

int space_add_region(struct space *s, uint64_t start, uint64_t end, unsigned rights)
{
	const struct vm_map_args args = {
		.address = start,
		.length = end - start,
		.rights = rights,
		.flags = VM_NO_REPLACE,
	};
	int64_t at = end > start ? space_map(s, &args) : -EINVAL;

	return at < 0 ? (int)at : 0;
}

int space_add_stack(struct space *s, uint64_t top, uint64_t limit)
{
	uint64_t size = limit < STACK_START ? limit : STACK_START;
	const struct vm_map_args args = {
		.address = top - size,
		.length = size,
		.rights = MAP_READ | MAP_WRITE,
		.flags = VM_NO_REPLACE | VM_GROWS_DOWN,
		.limit = limit,
	};
	int64_t at = top > limit ? space_map(s, &args) : -EINVAL;

	if (at < 0)
		return (int)at;
	if (top > limit + VM_GUARD_GAP + VM_LOWEST)
		s->map_high = top - limit - VM_GUARD_GAP;
	return 0;
}

/* Does the room that a stack above keeps for itself begin below `end`? */
static bool stack_in_the_way(const struct space *s, uint64_t at, uint64_t end)
{
	const struct region *r = region_from(s, at);

	return r && r->flags & VM_GROWS_DOWN &&
		(end > r->end - r->limit || r->end - r->limit - end < VM_GUARD_GAP);
}

uint64_t space_brk(struct space *s, uint64_t wanted)
{
	uint64_t old = (s->heap_end + PAGE_MASK) & ~PAGE_MASK;
	uint64_t end = (wanted + PAGE_MASK) & ~PAGE_MASK;

	if (wanted < s->heap_start || wanted >= XINIM_USER_LIMIT)
		return s->heap_end;
	if (end > old &&
		(stack_in_the_way(s, old, end) ||
			space_add_region(s, old, end, MAP_READ | MAP_WRITE) != 0))
		return s->heap_end;
	space_get(s);
	if (end < old && space_unmap_in_steps(s, end, old - end) != 0)
		wanted = s->heap_end;
	s->heap_end = wanted;
	space_destroy(s);
	return wanted;
}
