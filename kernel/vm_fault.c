/*
 * kernel/vm_fault.c - pages put in on demand, and copied when two share one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm.h"

#include "kernel/lock.h"
#include "kernel/string.h"
#include "kernel/vm_object.h"
#include "kernel/vm_page.h"
#include "kernel/vm_region.h"
#include "kernel/vm_wait.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

/* A page for the space, owned by the entry it will be in. */
static struct page *new_page(struct space *s, bool zero)
{
	struct page *p;

	if (quota_charge(s->quota, QUOTA_PAGES, 1) != 0)
		return NULL;
	p = page_alloc_user(s->quota, zero);
	if (!p) {
		quota_release(s->quota, QUOTA_PAGES, 1);
		return NULL;
	}
	p->refs = 1;
	return p;
}

static void put_in(struct region *r, uint64_t *entry, const struct page *p)
{
	arch_entry_set(entry, region_entry(r, p));
	r->space->pages++;
}

static int add_zeroed(struct region *r, uint64_t *entry)
{
	struct page *p = new_page(r->space, true);

	if (!p)
		return -ENOMEM;
	put_in(r, entry, p);
	return 0;
}

static int add_from_object(
	struct region *r, uint64_t *entry, uint64_t virt, unsigned access, bool wait)
{
	struct space *s = r->space;
	uint64_t index = (r->offset + (virt - r->start)) >> PAGE_SHIFT;
	struct page *p, *copy;
	int error = vm_object_page(r->object, index, wait, &p);

	if (error)
		return error;
	if (access & MAP_WRITE && !(r->flags & VM_SHARED)) {
		copy = new_page(s, false);
		if (!copy)
			return -ENOMEM;
		arch_page_copy(page_virt(copy), page_virt(p));
		p = copy;
	} else {
		if (quota_charge(s->quota, QUOTA_PAGES, 1) != 0)
			return -ENOMEM;
		if (access & MAP_WRITE)
			p->flags |= PAGE_DIRTY;
		page_get(p);
	}
	put_in(r, entry, p);
	return 0;
}

static uint64_t physical_entry(const struct region *r, uint64_t virt)
{
	return arch_entry_make(r->offset + (virt - r->start),
		r->rights | (r->flags & VM_DEVICE ? MAP_DEVICE : 0) |
			(r->flags & VM_COMBINE ? MAP_COMBINE : 0));
}

/* A copy of a page that others have too takes its place. */
static int break_sharing(struct region *r, uint64_t *entry, uint64_t virt, struct page *p)
{
	struct page *copy = page_alloc_user(r->space->quota, false);
	struct arch_batch b;

	if (!copy)
		return -ENOMEM;
	arch_page_copy(page_virt(copy), page_virt(p));
	copy->refs = 1;
	arch_batch_begin(&b, &r->space->arch);
	if (arch_entry_cached(*entry))
		arch_batch_add(&b, virt);
	*entry = region_entry(r, copy);
	p->refs--; /* not the last one: it was shared */
	arch_batch_end(&b);
	return 0;
}

/* There is a page, and the access needs more than its entry allows. */
static int upgrade(struct region *r, uint64_t *entry, uint64_t virt, unsigned access)
{
	struct page *p;

	if (arch_entry_allows(*entry, access))
		return 0; /* another CPU was quicker, or this one remembered less */
	if (!region_counts(r)) {
		*entry = physical_entry(r, virt);
		return 0;
	}
	p = page_of(arch_entry_phys(*entry));
	if (access & MAP_WRITE) {
		if (r->flags & VM_SHARED)
			p->flags |= PAGE_DIRTY;
		else if (p->refs > 1)
			return break_sharing(r, entry, virt, p);
	}
	*entry = region_entry(r, p);
	return 0;
}

/* Resolves an access that the region's rights allow, or that does not ask them. */
static int resolve(struct region *r, uint64_t addr, unsigned access, bool wait)
{
	uint64_t virt = addr & ~PAGE_MASK;
	uint64_t *entry = arch_entry(&r->space->arch, virt, true);

	if (!entry)
		return -ENOMEM;
	if (*entry)
		return upgrade(r, entry, virt, access);
	switch (r->kind) {
	case REGION_ANONYMOUS:
		return add_zeroed(r, entry);
	case REGION_OBJECT:
		return add_from_object(r, entry, virt, access, wait);
	case REGION_PHYSICAL:
		arch_entry_set(entry, physical_entry(r, virt));
		return 0;
	default:
		return -EFAULT;
	}
}

/* The stack above addr, grown down to it; NULL if there is none that may. */
static struct region *grow_stack(struct space *s, uint64_t addr)
{
	struct region *r = region_from(s, addr), *prev, more;
	uint64_t start = addr & ~PAGE_MASK, limit = s->limit[XINIM_LIMIT_STACK];

	if (!r || !(r->flags & VM_GROWS_DOWN))
		return NULL;
	if (r->end - start > (limit == UINT64_MAX ? r->limit : limit))
		return NULL;
	more = *r;
	more.start = start;
	more.end = r->start;
	if (region_allowed(&more, false) != 0)
		return NULL;
	prev = region_prev(r);
	if (start < VM_LOWEST || (prev && start - prev->end < VM_GUARD_GAP))
		return NULL;
	region_resize(r, start, r->end);
	return r;
}

static struct region *region_at(struct space *s, uint64_t addr)
{
	struct region *r = region_find(s, addr);

	return r ? r : grow_stack(s, addr);
}

int space_fault(struct space *s, uint64_t addr, unsigned access, unsigned flags)
{
	struct region *r = addr < XINIM_USER_LIMIT ? region_at(s, addr) : NULL;
	int error;

	if (!r)
		return -EFAULT;
	/* What may be written or executed may be read: the machine has it so. */
	if (access == MAP_READ ? !r->rights : !(r->rights & access))
		return -EACCES;
	s->faults++;
	error = resolve(r, addr, access, flags & VM_MAY_WAIT);
	return error == -ENOMEM ? vm_wait_for_memory(s->quota, flags & VM_MAY_WAIT)
				: error;
}

int space_page(
	struct space *s, uint64_t addr, unsigned access, unsigned flags, void **where)
{
	uint64_t phys;

	if (addr >= XINIM_USER_LIMIT)
		return -EFAULT;
	phys = arch_translate(&s->arch, addr, access);
	if (phys == UINT64_MAX) {
		int error = space_fault(s, addr, access, flags);

		if (error)
			return error;
		phys = arch_translate(&s->arch, addr, access);
	}
	if (phys == UINT64_MAX) /* a device's: no memory to copy */
		return -EFAULT;
	*where = phys_to_virt(phys);
	return 0;
}

int space_write(struct space *s, uint64_t addr, const void *data, uint64_t len)
{
	const char *from = data;

	while (len) {
		uint64_t offset = addr & PAGE_MASK, n = PAGE_SIZE - offset;
		struct region *r = addr < XINIM_USER_LIMIT ? region_at(s, addr) : NULL;
		uint64_t *entry;
		int error;

		if (!r || !region_counts(r))
			return -EFAULT;
		error = resolve(r, addr, MAP_WRITE, true);
		if (error)
			return error;
		entry = arch_entry(&s->arch, addr & ~PAGE_MASK, false);
		if (n > len)
			n = len;
		memcpy((char *)phys_to_virt(arch_entry_phys(*entry)) + offset, from, n);
		from += n;
		addr += n;
		len -= n;
	}
	return 0;
}

int space_fill(struct space *s, uint64_t start, uint64_t end, unsigned access)
{
	struct region *r = NULL;
	unsigned done = 0, looked = 0;
	int error = 0;

	space_get(s);
	for (uint64_t v = start; v < end && !error; v += PAGE_SIZE) {
		if (!r || v >= r->end)
			r = region_from(s, v);
		if (!r || r->start >= end)
			break;
		if (v < r->start)
			v = r->start;
		if (!r->rights) {
			v = r->end - PAGE_SIZE;
			r = NULL;
			vm_region_step(&looked, 4);
			continue;
		}
		error = resolve(r, v,
			access                          ? access
				: r->rights & MAP_WRITE ? MAP_WRITE
							: MAP_READ,
			false);
		if (++done % VM_STEP_FILL == 0) {
			kernel_preemption_point();
			r = NULL;
		}
	}
	space_destroy(s);
	return error;
}

/* --- what many pages have in common ------------------------------------------- */

struct pages_walk {
	struct region *region;
	struct arch_batch *batch;
	uint64_t count, most;
	uint64_t stopped; /* at this address, because it was `most` */
	int32_t seen;     /* see vm_spend */
};

static bool unmap_page(void *ctx, uint64_t virt, uint64_t *entry)
{
	struct pages_walk *w = ctx;

	if (region_counts(w->region)) {
		struct page *p = page_of(arch_entry_phys(*entry));

		if (page_put(p))
			list_add_head(&w->batch->pages, &p->link);
		w->count++;
	}
	if (arch_entry_cached(*entry))
		arch_batch_add(w->batch, virt);
	*entry = 0;
	return vm_spend(w->batch, &w->seen, &w->most);
}

uint64_t region_unmap_pages(struct region *r, struct arch_batch *b, uint64_t start,
	uint64_t end, uint64_t most)
{
	struct pages_walk w = { r, b, 0, most, end, b->walked + VM_FREE_WALK };

	arch_walk(b, start, end, unmap_page, &w);
	r->space->most_pages = space_most_pages(r->space);
	r->space->pages -= w.count;
	quota_release(r->space->quota, QUOTA_PAGES, w.count);
	return w.most;
}

bool space_drop_some(struct space *s, uint64_t start, uint64_t end, uint64_t most)
{
	struct region *r = region_from(s, start);
	struct arch_batch b;

	arch_batch_begin(&b, &s->arch);
	for (; r && r->start < end && most > 0; r = region_next(r))
		most = region_unmap_pages(r, &b, r->start > start ? r->start : start,
			r->end < end ? r->end : end, most);
	arch_batch_end(&b);
	return most > 0;
}

static bool protect_page(void *ctx, uint64_t virt, uint64_t *entry)
{
	struct pages_walk *w = ctx;
	uint64_t now;

	if (region_counts(w->region))
		now = region_entry(w->region, page_of(arch_entry_phys(*entry)));
	else
		now = physical_entry(w->region, virt);
	if (arch_entry_narrows(*entry, now))
		arch_batch_add(w->batch, virt);
	*entry = now;
	w->stopped = virt;
	return vm_spend(w->batch, &w->seen, &w->most);
}

uint64_t region_protect_pages(struct region *r, struct arch_batch *b, uint64_t start,
	uint64_t end, uint64_t *most)
{
	struct pages_walk w = { r, b, 0, *most, end, b->walked + VM_FREE_WALK };

	arch_walk(b, start, end, protect_page, &w);
	*most = w.most;
	return w.most ? start : w.stopped;
}
