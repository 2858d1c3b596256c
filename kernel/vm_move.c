/*
 * kernel/vm_move.c - mappings resized and moved, advice, and what is there.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm.h"

#include "kernel/vm_object.h"
#include "kernel/vm_page.h"
#include "kernel/vm_region.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

/* --- mremap -------------------------------------------------------------------- */

struct move {
	struct arch_batch *batch;
	struct space *space;
	uint64_t distance; /* wraps when the new place is below */
	bool ok;           /* false: out of memory */
};

/* Makes the tables that the page's new place needs. */
static bool prepare_page(void *ctx, uint64_t virt, uint64_t *entry)
{
	struct move *m = ctx;

	(void)entry;
	m->ok = arch_entry(&m->space->arch, virt + m->distance, true) != NULL;
	return m->ok;
}

static bool move_page(void *ctx, uint64_t virt, uint64_t *entry)
{
	const struct move *m = ctx;
	uint64_t *to = arch_entry(&m->space->arch, virt + m->distance, false);

	arch_entry_set(to, *entry);
	if (arch_entry_cached(*entry))
		arch_batch_add(m->batch, virt);
	*entry = 0;
	return true;
}

/* Moves region r, whole, to `to`, with room for len bytes. Its old addresses are free then. */
static int move_region(struct region *r, uint64_t to, uint64_t len)
{
	struct space *s = r->space;
	struct region *n = region_create(s, r);
	struct arch_batch b;
	struct move m = { &b, s, to - r->start, true };

	if (!n)
		return -ENOMEM;
	n->start = to;
	n->end = to + len;
	n->flags &= (uint16_t)~VM_GROWS_DOWN;
	region_insert(s, n);
	arch_batch_begin(&b, &s->arch);
	arch_walk(&b, r->start, r->end, prepare_page, &m);
	if (!m.ok) {
		region_unmap_pages(n, &b, n->start, n->end, UINT64_MAX);
		arch_batch_end(&b);
		region_remove(n);
		region_destroy(n);
		return -ENOMEM;
	}
	arch_walk(&b, r->start, r->end, move_page, &m);
	arch_batch_end(&b);
	region_remove(r);
	region_destroy(r);
	n = region_merge(n);
	if (n->flags & VM_WIRED)
		region_fill(n, to, to + len);
	return 0;
}

/* Grows the mapping that ends with region r at `end` where it stands. */
static bool grow_here(struct region *r, uint64_t end, uint64_t new_end)
{
	if (r->end != end || new_end > XINIM_USER_LIMIT || new_end < end ||
		!region_range_free(r->space, end, new_end))
		return false;
	region_resize(r, r->start, new_end);
	r = region_merge(r);
	if (r->flags & VM_WIRED)
		region_fill(r, end, new_end);
	return true;
}

static int check_move(uint64_t old, uint64_t *old_len, uint64_t *new_len, unsigned flags,
	uint64_t new_address)
{
	uint64_t old_end, new_end;
	int error = vm_check_range(old, *old_len, &old_end);

	if (error)
		return error;
	if (*new_len == 0 || *new_len > XINIM_USER_LIMIT ||
		flags & ~(unsigned)(VM_MOVE_MAY | VM_MOVE_FIXED) ||
		flags == VM_MOVE_FIXED)
		return -EINVAL;
	*old_len = old_end - old;
	*new_len = (*new_len + PAGE_MASK) & ~PAGE_MASK;
	if (!(flags & VM_MOVE_FIXED))
		return 0;
	error = vm_check_range(new_address, *new_len, &new_end);
	if (!error &&
		(new_address < VM_LOWEST || (new_address < old_end && old < new_end)))
		error = -EINVAL;
	return error;
}

int64_t space_move(struct space *s, uint64_t old, uint64_t old_len, uint64_t new_len,
	unsigned flags, uint64_t new_address)
{
	int error = check_move(old, &old_len, &new_len, flags, new_address);
	struct region *r;
	uint64_t to = new_address;

	if (error)
		return error;
	r = region_find(s, old);
	if (!r || old_len > r->end - old)
		return -EFAULT;
	if (!(flags & VM_MOVE_FIXED)) {
		if (new_len == old_len)
			return (int64_t)old;
		if (new_len < old_len) {
			error = space_unmap(s, old + new_len, old_len - new_len);
			return error ? error : (int64_t)old;
		}
		if (grow_here(r, old + old_len, old + new_len))
			return (int64_t)old;
		if (!(flags & VM_MOVE_MAY))
			return -ENOMEM;
		to = vm_choose(s, 0, new_len, 0);
		if (to == UINT64_MAX)
			return -ENOMEM;
	} else {
		/* From here on errors leave holes, as Linux's do. */
		error = space_unmap(s, to, new_len);
		if (!error && new_len < old_len) {
			error = space_unmap(s, old + new_len, old_len - new_len);
			old_len = new_len;
		}
		if (error)
			return error;
	}
	error = vm_cut(s, old, old + old_len);
	if (error)
		return error;
	error = move_region(region_find(s, old), to, new_len);
	if (error) {
		vm_join(s, old, old + old_len);
		return error;
	}
	return (int64_t)to;
}

/* --- advice -------------------------------------------------------------------- */

static int advise_region(struct region *r, uint64_t start, uint64_t end, unsigned advice)
{
	struct arch_batch b;
	int error;

	switch (advice) {
	case VM_DONT_NEED:
		if (r->flags & VM_WIRED || !region_counts(r))
			return -EINVAL;
		arch_batch_begin(&b, &r->space->arch);
		region_unmap_pages(r, &b, start, end, UINT64_MAX);
		arch_batch_end(&b);
		return 0;
	case VM_WIRE:
		error = region_fill(r, start, end);
		if (!error)
			r->flags |= VM_WIRED;
		return error;
	case VM_UNWIRE:
		r->flags &= (uint16_t)~VM_WIRED;
		return 0;
	case VM_CLONE_NO:
		r->flags |= VM_NO_CLONE;
		return 0;
	case VM_CLONE_YES:
		r->flags &= (uint16_t)~VM_NO_CLONE;
		return 0;
	default:
		return region_fill(r, start, end);
	}
}

int space_advise(struct space *s, uint64_t start, uint64_t len, unsigned advice)
{
	uint64_t end, at = start;
	bool hole = false;
	int error = vm_check_range(start, len, &end);

	if (error || advice > VM_CLONE_YES)
		return -EINVAL;
	if (advice != VM_DONT_NEED && advice != VM_WILL_NEED &&
		vm_cut(s, start, end) != 0)
		return -ENOMEM;
	for (struct region *r = region_from(s, start); r && r->start < end && !error;
		r = region_next(r)) {
		uint64_t from = r->start > start ? r->start : start;

		if (from > at)
			hole = true;
		at = r->end < end ? r->end : end;
		error = advise_region(r, from, at, advice);
	}
	vm_join(s, start, end);
	if (error)
		return error;
	return hole || at < end ? -ENOMEM : 0;
}

/* Bytes of regions that are wired, those of [start, end) apart. */
static uint64_t wired_outside(const struct space *s, uint64_t start, uint64_t end)
{
	const struct region *r;
	uint64_t bytes = 0;

	list_for_each_entry (r, &s->regions, link) {
		if (!(r->flags & VM_WIRED))
			continue;
		if (r->start < start)
			bytes += (r->end < start ? r->end : start) - r->start;
		if (r->end > end)
			bytes += r->end - (r->start > end ? r->start : end);
	}
	return bytes;
}

int space_lock(struct space *s, uint64_t start, uint64_t len)
{
	uint64_t end, limit = s->limit[XINIM_LIMIT_LOCKED];
	int error = vm_check_range(start, len, &end);

	if (error)
		return error;
	if (limit != UINT64_MAX && wired_outside(s, start, end) + (end - start) > limit)
		return -ENOMEM;
	return space_advise(s, start, len, VM_WIRE);
}

/* --- what is there --------------------------------------------------------------- */

static bool resident(struct region *r, uint64_t virt)
{
	const uint64_t *e = arch_entry(&r->space->arch, virt, false);

	if (e && *e)
		return true;
	return r->kind == REGION_PHYSICAL ||
		(r->object &&
			vm_object_peek(r->object,
				(r->offset + (virt - r->start)) >> PAGE_SHIFT));
}

int space_resident(struct space *s, uint64_t start, uint64_t count, uint8_t *out)
{
	uint64_t end;

	if (count > XINIM_USER_LIMIT >> PAGE_SHIFT ||
		vm_check_range(start, count << PAGE_SHIFT, &end) != 0)
		return -EINVAL;
	for (uint64_t v = start; v < end; v += PAGE_SIZE) {
		struct region *r = region_find(s, v);

		if (!r)
			return -ENOMEM;
		*out++ = resident(r, v);
	}
	return 0;
}

int space_identity(struct space *s, uint64_t addr, const void **what, uint64_t *where)
{
	const struct region *r = region_find(s, addr);

	if (!r || !r->rights)
		return -EFAULT;
	*what = s;
	*where = addr;
	if (r->object && r->flags & VM_SHARED) {
		*what = r->object;
		*where = r->offset + (addr - r->start);
	}
	return 0;
}

int space_region_info(const struct space *s, uint64_t addr, struct vm_region_info *out)
{
	const struct region *r = region_from(s, addr);

	if (!r)
		return -ENOENT;
	*out = (struct vm_region_info){
		.start = r->start,
		.end = r->end,
		.offset = r->offset,
		.rights = r->rights,
		.max_rights = r->max_rights,
		.kind = r->kind,
		.flags = r->flags,
		.object = r->object,
	};
	return 0;
}
