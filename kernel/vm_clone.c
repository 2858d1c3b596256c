/*
 * kernel/vm_clone.c - fork: an address space once more, pages shared until written to.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm.h"

#include "kernel/lock.h"
#include "kernel/vm_page.h"
#include "kernel/vm_region.h"

#define STEP_REGIONS 8 /* with a step's pages, at the most */

struct clone {
	struct space *from, *space; /* the original and the clone */
	struct region *to;
	struct arch_batch batch; /* of the original */
	uint64_t virt;           /* of the entry before */
	uint64_t *entry;         /* in the clone; NULL: none yet */
	uint64_t charged,
		most;    /* pages that were paid for in this step, and still are left */
	uint64_t budget; /* of the step, see vm_spend */
	int32_t seen;
	bool shared; /* by intention: both may write */
	bool ok;     /* false: out of memory */
};

static bool clone_page(void *ctx, uint64_t virt, uint64_t *entry)
{
	struct clone *c = ctx;
	uint64_t now = *entry;

	/* The walk goes down, mostly within one table. */
	if (c->entry && (virt ^ c->virt) < ARCH_TABLE_SPAN) {
		c->entry -= (c->virt - virt) >> PAGE_SHIFT;
	} else {
		c->entry = arch_entry(&c->space->arch, virt, true);
		if (!c->entry) {
			c->ok = false;
			return false;
		}
	}
	c->virt = virt;
	page_get(page_of(arch_entry_phys(now)));
	/* A private page has two owners now: neither may write to it. */
	if (!c->shared && arch_entry_writable(now)) {
		now = arch_entry_read_only(now);
		*entry = now;
		arch_batch_add(&c->batch, virt);
	}
	arch_entry_set(c->entry, now);
	c->most--;
	return vm_spend(&c->batch, &c->seen, &c->budget) && c->most > 0;
}

static void begin_step(struct clone *c)
{
	const struct quota *q = c->space->quota;
	uint64_t room = q->limit[QUOTA_PAGES] > q->use[QUOTA_PAGES]
		? q->limit[QUOTA_PAGES] - q->use[QUOTA_PAGES]
		: 0;

	c->charged = room < VM_STEP ? room : VM_STEP;
	c->most = c->charged;
	c->budget = VM_STEP;
	c->seen = VM_FREE_WALK;
	c->ok = c->charged > 0 &&
		quota_charge(c->space->quota, QUOTA_PAGES, c->charged) == 0;
	arch_batch_begin(&c->batch, &c->from->arch);
}

static void end_step(struct clone *c)
{
	arch_batch_end(&c->batch);
	c->space->pages += c->charged - c->most;
	quota_release(c->space->quota, QUOTA_PAGES, c->most);
}

static void next_step(struct clone *c)
{
	end_step(c);
	kernel_preemption_point();
	begin_step(c);
	c->entry = NULL;
}

/* Do n's pages come from where r's do, as far as both go? */
static bool same_source(const struct region *n, const struct region *r)
{
	return n->kind == r->kind && n->object == r->object &&
		(n->flags & VM_SHARED) == (r->flags & VM_SHARED) &&
		(n->kind != REGION_OBJECT ||
			n->offset - n->start == r->offset - r->start);
}

/* The highest region that begins below `end`. */
static struct region *region_below(struct space *s, uint64_t end)
{
	struct region *r = region_from(s, end - 1);

	if (!r && !list_empty(&s->regions))
		r = list_last(&s->regions, struct region, link);
	return r && r->start >= end ? region_prev(r) : r;
}

/* c->to gets its pages from r and, if others came between, what has become of it. */
static void clone_pages(struct clone *c, struct region *r)
{
	struct region *n = c->to;
	uint64_t end = n->end;

	c->shared = n->flags & VM_SHARED;
	c->entry = NULL;
	while (c->ok && r && r->end > n->start) {
		uint64_t from = r->start > n->start ? r->start : n->start;

		if (same_source(n, r))
			arch_walk(&c->batch, from, r->end < end ? r->end : end,
				clone_page, c);
		if (c->most > 0 && c->budget > 0) {
			end = from;
			r = from > n->start ? region_prev(r) : NULL;
		} else {
			end = c->virt;
			next_step(c);
			r = end > n->start ? region_below(c->from, end) : NULL;
		}
	}
}

/* What region r has from `at` on, once more. */
static void clone_region(struct clone *c, struct region *r, uint64_t at)
{
	struct region *n = region_create(c->space, r);

	if (!n) {
		c->ok = false;
		return;
	}
	if (at > n->start) {
		n->offset += at - n->start;
		n->start = at;
	}
	n->flags &= (uint16_t)~VM_WIRED; /* as POSIX has it: locks are not inherited */
	region_insert(c->space, n);
	c->to = n;
	if (region_counts(n) && !(n->flags & VM_WIPE_CLONE))
		clone_pages(c, r);
}

struct space *space_clone(struct space *s)
{
	struct quota *quota = quota_create_like(s->quota);
	struct space *to = quota ? space_create(quota) : NULL;
	struct clone c = { .from = s, .space = to };
	struct region *r;
	unsigned regions = 0;
	uint64_t at = 0;

	quota_put(quota);
	if (!to)
		return NULL;
	space_get(s);
	begin_step(&c);
	while (c.ok && (r = region_from(s, at))) {
		uint64_t end = r->end;

		if (!(r->flags & VM_NO_CLONE))
			clone_region(&c, r, at);
		at = end;
		if (++regions % STEP_REGIONS == 0)
			next_step(&c);
	}
	end_step(&c);
	to->heap_start = s->heap_start;
	to->heap_end = s->heap_end;
	to->map_high = s->map_high;
	to->barriers = s->barriers;
	to->strings = s->strings;
	to->env = s->env;
	to->strings_end = s->strings_end;
	for (unsigned i = 0; i < SPACE_LIMITS; i++)
		to->limit[i] = s->limit[i];
	space_destroy(s);
	if (c.ok)
		return to;
	space_destroy(to);
	return NULL;
}
