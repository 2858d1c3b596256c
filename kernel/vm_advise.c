/*
 * kernel/vm_advise.c - advice, memory that is locked, and what is there.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm.h"

#include "kernel/lock.h"
#include "kernel/vm_object.h"
#include "kernel/vm_page.h"
#include "kernel/vm_region.h"

#include <xinim/abi.h>
#include <xinim/errno.h>
#include <xinim/vm.h>

/* --- advice -------------------------------------------------------------------- */

/* May this be said of r? */
static int check_advice(const struct region *r, unsigned advice)
{
	bool own = r->kind == REGION_ANONYMOUS; /* shared memory is an object */

	switch (advice) {
	case VM_FREE:
		if (!own)
			return -EINVAL;
		/* fall through */
	case VM_DONT_NEED:
		return r->flags & VM_WIRED || !region_counts(r) ? -EINVAL : 0;
	case VM_CLONE_WIPE:
		return own ? 0 : -EINVAL;
	case VM_FILL_READ:
		return r->rights ? 0 : -EINVAL;
	case VM_FILL_WRITE:
		return r->rights & MAP_WRITE ? 0 : -EINVAL;
	case VM_CHECK_UNLOCKED:
		return r->flags & VM_WIRED ? -EBUSY : 0;
	default:
		return 0;
	}
}

/* The flags that a region has after the advice. */
static unsigned advised_flags(const struct region *r, unsigned advice)
{
	unsigned flags = r->flags;

	switch (advice) {
	case VM_WIRE:
	case VM_WIRE_LATER:
		/* A device's memory is where it is. */
		return r->kind == REGION_PHYSICAL || r->kind == REGION_GUARD
			? flags
			: flags | VM_WIRED;
	case VM_UNWIRE:
		return flags & ~(unsigned)VM_WIRED;
	case VM_CLONE_NO:
		return flags | VM_NO_CLONE;
	case VM_CLONE_YES:
		return flags & ~(unsigned)VM_NO_CLONE;
	case VM_CLONE_WIPE:
		return flags | VM_WIPE_CLONE;
	case VM_CLONE_KEEP:
		return flags & ~(unsigned)VM_WIPE_CLONE;
	default:
		return flags;
	}
}

static int advise_region(struct region *r, uint64_t start, uint64_t end, unsigned advice)
{
	struct space *s = r->space;
	int error = check_advice(r, advice);

	if (error)
		return error;
	switch (advice) {
	case VM_DONT_NEED:
	case VM_FREE:
		while (!space_drop_some(s, start, end, VM_STEP_DROP))
			kernel_preemption_point();
		return 0;
	case VM_WILL_NEED:
		/* Of memory that is nowhere yet there is nothing to fetch. */
		if (r->kind == REGION_OBJECT)
			space_fill(s, start, end, MAP_READ);
		return 0;
	case VM_FILL_READ:
		return space_fill(s, start, end, MAP_READ);
	case VM_FILL_WRITE:
		return space_fill(s, start, end, MAP_WRITE);
	case VM_WIRE:
		error = space_fill(s, start, end, 0);
		/* Others may have changed the region meanwhile. */
		if (!error && vm_cut(s, start, end) != 0)
			error = -ENOMEM;
		r = region_find(s, start);
		/* fall through */
	default:
		if (!error && r)
			region_set(r, r->rights, advised_flags(r, advice));
		return error;
	}
}

/* Does it change the regions themselves, so that they have to be cut to size? */
static bool cuts(unsigned advice)
{
	switch (advice) {
	case VM_WIRE:
	case VM_WIRE_LATER:
	case VM_UNWIRE:
	case VM_CLONE_NO:
	case VM_CLONE_YES:
	case VM_CLONE_WIPE:
	case VM_CLONE_KEEP:
		return true;
	default:
		return false;
	}
}

int space_advise(struct space *s, uint64_t start, uint64_t len, unsigned advice)
{
	uint64_t end, at = start;
	unsigned spent = 0;
	bool hole = false;
	int error = vm_check_range(start, len, &end);

	if (error || advice >= VM_ADVICES)
		return -EINVAL;
	if (cuts(advice) && vm_cut(s, start, end) != 0)
		return -ENOMEM;
	space_get(s);
	for (struct region *r = region_from(s, start);
		r && r->start < end && at < end && !error; r = region_from(s, at)) {
		uint64_t from = r->start > start ? r->start : start;

		if (from > at)
			hole = true;
		at = r->end < end ? r->end : end;
		error = advise_region(r, from, at, advice);
		/* Others may join what was cut. */
		if (!error && at < end && vm_region_step(&spent, 8) && cuts(advice) &&
			vm_cut(s, at, end) != 0)
			error = -ENOMEM;
	}
	if (cuts(advice))
		vm_join(s, start, end);
	space_destroy(s);
	if (error)
		return error;
	return hole || at < end ? -ENOMEM : 0;
}

/* --- locked memory ----------------------------------------------------------------- */

/* Bytes of [start, end) that are locked. */
static uint64_t wired_within(struct space *s, uint64_t start, uint64_t end)
{
	const struct region *r = region_from(s, start);
	unsigned spent = 0;
	uint64_t bytes = 0;

	while (r && r->start < end) {
		uint64_t next = r->end;

		if (r->flags & VM_WIRED)
			bytes += (next < end ? next : end) -
				(r->start > start ? r->start : start);
		r = vm_region_step(&spent, 1) ? region_from(s, next) : region_next(r);
	}
	return bytes;
}

int space_lock(struct space *s, uint64_t start, uint64_t len, bool later)
{
	uint64_t end, limit = s->limit[XINIM_LIMIT_LOCKED], have;
	int error = vm_check_range(start, len, &end);

	if (error)
		return error;
	if (limit == 0)
		return -EPERM;
	space_get(s);
	if (s->wired + (end - start) > limit) {
		have = wired_within(s, start, end);
		if (s->wired - have + (end - start) > limit)
			error = -ENOMEM;
	}
	if (!error)
		error = space_advise(s, start, len, later ? VM_WIRE_LATER : VM_WIRE);
	space_destroy(s);
	return error;
}

int space_lock_all(struct space *s, unsigned how)
{
	bool later = how & XINIM_VM_LOCK_LATER;
	struct region *r;
	unsigned spent = 0;
	int error = 0;

	if (s->limit[XINIM_LIMIT_LOCKED] == 0)
		return -EPERM;
	if (how & XINIM_VM_LOCK_NOW && s->size > s->limit[XINIM_LIMIT_LOCKED])
		return -ENOMEM;
	s->wire_more = how & XINIM_VM_LOCK_FUTURE;
	s->wire_later = later;
	if (!(how & XINIM_VM_LOCK_NOW))
		return 0;
	space_get(s);
	for (uint64_t at = 0; (r = region_from(s, at));) {
		int failed;

		at = r->end;
		failed = advise_region(
			r, r->start, r->end, later ? VM_WIRE_LATER : VM_WIRE);
		if (!error)
			error = failed;
		vm_region_step(&spent, 8);
	}
	vm_join(s, 0, XINIM_USER_LIMIT);
	space_destroy(s);
	return error;
}

void space_unlock_all(struct space *s)
{
	struct region *r;
	unsigned spent = 0;

	s->wire_more = false;
	space_get(s);
	for (uint64_t at = 0; (r = region_from(s, at));) {
		at = r->end;
		region_set(r, r->rights, r->flags & ~(unsigned)VM_WIRED);
		vm_region_step(&spent, 4);
	}
	vm_join(s, 0, XINIM_USER_LIMIT);
	space_destroy(s);
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
