/*
 * kernel/vm_clone.c - fork: an address space once more, pages shared until written to.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm.h"

#include "kernel/vm_page.h"
#include "kernel/vm_region.h"

struct clone {
	struct arch_batch *batch; /* of the original */
	struct region *to;
	uint64_t virt;   /* of the entry before */
	uint64_t *entry; /* in the clone; NULL: none yet */
	uint64_t count;
	bool ok;
};

static bool clone_page(void *ctx, uint64_t virt, uint64_t *entry)
{
	struct clone *c = ctx;
	uint64_t now = *entry;

	/* The walk goes down, mostly within one table. */
	if (c->entry && (virt ^ c->virt) < ARCH_TABLE_SPAN) {
		c->entry -= (c->virt - virt) >> PAGE_SHIFT;
	} else {
		c->entry = arch_entry(&c->to->space->arch, virt, true);
		if (!c->entry) {
			c->ok = false;
			return false;
		}
	}
	c->virt = virt;
	page_get(page_of(arch_entry_phys(now)));
	/* A private page has two owners now: neither may write to it. */
	if (!(c->to->flags & VM_SHARED) && arch_entry_writable(now)) {
		now = arch_entry_read_only(now);
		*entry = now;
		arch_batch_add(c->batch, virt);
	}
	arch_entry_set(c->entry, now);
	c->count++;
	return true;
}

/* Region r in space `to`, with its pages. */
static bool clone_region(struct space *to, struct region *r, struct arch_batch *b)
{
	struct region *n = region_create(to, r);
	struct clone c = { .batch = b, .to = n, .ok = true };

	if (!n)
		return false;
	n->flags &= (uint16_t)~VM_WIRED; /* as POSIX has it: locks are not inherited */
	region_insert(to, n);
	if (region_counts(r) && !(r->flags & VM_WIPE_CLONE))
		arch_walk(b, r->start, r->end, clone_page, &c);
	to->pages += c.count;
	return c.ok;
}

struct space *space_clone(struct space *s)
{
	struct quota *quota = quota_create_like(s->quota);
	struct space *to = quota ? space_create(quota) : NULL;
	struct arch_batch b;
	struct region *r;
	bool ok;

	quota_put(quota);
	if (!to)
		return NULL;
	ok = quota_charge(to->quota, QUOTA_PAGES, s->pages) == 0;
	if (ok) {
		arch_batch_begin(&b, &s->arch);
		list_for_each_entry (r, &s->regions, link) {
			if (!(r->flags & VM_NO_CLONE))
				ok = ok && clone_region(to, r, &b);
		}
		arch_batch_end(&b);
		quota_release(to->quota, QUOTA_PAGES, s->pages - to->pages);
	}
	if (!ok) {
		space_destroy(to);
		return NULL;
	}
	to->heap_start = s->heap_start;
	to->heap_end = s->heap_end;
	to->map_high = s->map_high;
	for (unsigned i = 0; i < SPACE_LIMITS; i++)
		to->limit[i] = s->limit[i];
	return to;
}
