/*
 * kernel/vm_map.c - regions mapped, unmapped, and given other rights.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm.h"

#include "kernel/assert.h"
#include "kernel/lock.h"
#include "kernel/vm_object.h"
#include "kernel/vm_page.h"
#include "kernel/vm_region.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define STACK_LIMIT  (8UL << 20)
#define LOW_END      (2UL << 30) /* VM_LOW_FIRST: addresses that fit 31 bits */
#define PHYS_MAX     (1UL << 52)
#define STEP_REGIONS 6 /* that are unmapped in one go */

int vm_check_range(uint64_t start, uint64_t len, uint64_t *end)
{
	if (start & PAGE_MASK || len > XINIM_USER_LIMIT)
		return -EINVAL;
	len = (len + PAGE_MASK) & ~PAGE_MASK;
	if (len == 0 || start > XINIM_USER_LIMIT || len > XINIM_USER_LIMIT - start)
		return -EINVAL;
	*end = start + len;
	return 0;
}

int vm_cut(struct space *s, uint64_t start, uint64_t end)
{
	for (int i = 0; i < 2; i++) {
		uint64_t at = i ? end : start;
		struct region *r = region_find(s, at);

		if (r && r->start < at && region_split(r, at) != 0) {
			if (i && (r = region_find(s, start)))
				region_merge(r);
			return -ENOMEM;
		}
	}
	return 0;
}

void vm_join(struct space *s, uint64_t start, uint64_t end)
{
	struct region *r = region_from(s, start ? start - 1 : 0);
	unsigned spent = 0;

	while (r && r->start <= end) {
		uint64_t next;

		r = region_merge(r);
		next = r->end;
		r = vm_region_step(&spent, 12) ? region_from(s, next) : region_next(r);
	}
}

/* --- unmapping --------------------------------------------------------------- */

int space_unmap(struct space *s, uint64_t start, uint64_t len)
{
	struct region *r = region_from(s, start), *next;
	struct arch_batch b;
	struct list gone;
	struct list *l;
	uint64_t end;
	int error = vm_check_range(start, len, &end);

	if (error)
		return error;
	/* Only a hole in the middle of a region takes a new one. */
	if (r && r->start < start && r->end > end && region_split(r, end) != 0)
		return -ENOMEM;
	list_init(&gone);
	arch_batch_begin(&b, &s->arch);
	for (; r && r->start < end; r = next) {
		uint64_t from = r->start > start ? r->start : start;
		uint64_t to = r->end < end ? r->end : end;

		next = region_next(r);
		region_unmap_pages(r, &b, from, to, UINT64_MAX);
		if (from > r->start) {
			region_resize(r, r->start, from);
		} else if (to < r->end) {
			region_resize(r, to, r->end);
		} else {
			region_remove(r);
			list_add_tail(&gone, &r->link);
		}
	}
	/* With a region an object may go, and its pages: only when no CPU can reach them. */
	arch_batch_end(&b);
	while ((l = list_pop(&gone)))
		region_destroy(list_entry(l, struct region, link));
	return 0;
}

/* Where the highest few regions of [start, end) begin. */
static uint64_t step_start(struct space *s, uint64_t start, uint64_t end)
{
	struct region *r = region_from(s, end - 1);

	if (!r && !list_empty(&s->regions))
		r = list_last(&s->regions, struct region, link);
	for (unsigned n = 0; r && r->start > start; r = region_prev(r))
		if (++n > STEP_REGIONS && r->start < end)
			return r->start;
	return start;
}

int space_unmap_in_steps(struct space *s, uint64_t start, uint64_t len)
{
	uint64_t end, from;
	int error = vm_check_range(start, len, &end);

	if (error)
		return error;
	if (end - start <= VM_STEP_DROP * PAGE_SIZE) {
		error = space_unmap(s, start, len);
		vm_object_reap();
		return error;
	}
	error = vm_cut(s, start, end);
	if (error)
		return error;
	space_get(s);
	for (;;) {
		from = step_start(s, start, end);
		if (space_drop_some(s, from, end, VM_STEP_DROP)) {
			error = space_unmap(s, from, end - from);
			end = from;
			if (error || from == start)
				break;
		}
		kernel_preemption_point();
	}
	vm_object_reap();
	space_destroy(s);
	return error;
}

/* --- mapping ----------------------------------------------------------------- */

static int check_kind(const struct vm_map_args *a, uint64_t len)
{
	switch (a->kind) {
	case REGION_ANONYMOUS:
	case REGION_GUARD:
		if (a->object || a->flags & (VM_DEVICE | VM_COMBINE))
			return -EINVAL;
		if (a->kind == REGION_GUARD && (a->rights || a->flags & VM_SHARED))
			return -EINVAL;
		break;
	case REGION_OBJECT:
		if (!a->object || a->flags & (VM_DEVICE | VM_COMBINE) ||
			a->offset & PAGE_MASK)
			return -EINVAL;
		if (a->offset >> PAGE_SHIFT > VM_OBJECT_MAX_PAGES - (len >> PAGE_SHIFT))
			return -EOVERFLOW;
		break;
	case REGION_PHYSICAL:
		if (a->object || !(a->flags & VM_SHARED) || a->offset & PAGE_MASK ||
			a->offset > PHYS_MAX - len)
			return -EINVAL;
		break;
	default:
		return -EINVAL;
	}
	if (a->flags & VM_GROWS_DOWN &&
		(a->kind != REGION_ANONYMOUS || a->flags & VM_SHARED ||
			a->limit & PAGE_MASK || (a->limit && a->limit < len)))
		return -EINVAL;
	return 0;
}

static int check_args(const struct vm_map_args *a, uint64_t *len)
{
	unsigned max = a->max_rights ? a->max_rights : VM_RIGHTS;
	int error;

	if (a->length == 0 || a->flags & ~(unsigned)VM_ALL_FLAGS ||
		(a->rights | max) & ~(unsigned)VM_RIGHTS)
		return -EINVAL;
	if (a->length > XINIM_USER_LIMIT)
		return -ENOMEM;
	if (a->rights & ~max)
		return -EACCES;
	*len = (a->length + PAGE_MASK) & ~PAGE_MASK;
	error = check_kind(a, *len);
	if (!error && a->flags & (VM_FIXED | VM_NO_REPLACE)) {
		uint64_t end;

		error = vm_check_range(a->address, *len, &end);
		if (!error && a->address < VM_LOWEST)
			error = -EPERM;
	}
	return error;
}

uint64_t vm_choose(const struct space *s, uint64_t hint, uint64_t len, unsigned flags)
{
	uint64_t at = hint & ~PAGE_MASK, end;

	if (at >= VM_LOWEST && vm_check_range(at, len, &end) == 0 &&
		region_range_free(s, at, end))
		return at;
	if (flags & VM_LOW_FIRST)
		return region_gap(s, VM_LOWEST, LOW_END, len, true);
	at = region_gap(s, VM_LOWEST, s->map_high, len, false);
	if (at == UINT64_MAX)
		at = region_gap(s, VM_LOWEST, XINIM_USER_LIMIT, len, false);
	return at;
}

/* What the arguments say, for [at, at + len). */
static struct region describe(
	struct space *s, const struct vm_map_args *a, uint64_t at, uint64_t len)
{
	struct region r = {
		.space = s,
		.start = at,
		.end = at + len,
		.rights = (uint8_t)a->rights,
		.max_rights = (uint8_t)(a->max_rights ? a->max_rights : VM_RIGHTS),
		.kind = (uint8_t)a->kind,
		.flags = a->flags & VM_KEPT_FLAGS,
		.object = a->object,
	};

	if (s->wire_more && a->kind != REGION_PHYSICAL && a->kind != REGION_GUARD)
		r.flags |= VM_WIRED;
	if (a->flags & VM_GROWS_DOWN)
		r.limit = a->limit ? a->limit : len > STACK_LIMIT ? len : STACK_LIMIT;
	if (a->kind == REGION_OBJECT || a->kind == REGION_PHYSICAL)
		r.offset = a->offset;
	return r;
}

/* The region described, new and not in the space yet. NULL: out of memory. */
static struct region *make_region(struct space *s, struct region *like)
{
	bool shared = like->kind == REGION_ANONYMOUS && like->flags & VM_SHARED;
	struct region *r;

	if (shared) {
		/* Clones share it: so it is an object that nobody else names. */
		like->kind = REGION_OBJECT;
		like->object = vm_object_create(
			s->quota, (like->end - like->start) >> PAGE_SHIFT);
		if (!like->object)
			return NULL;
	}
	r = region_create(s, like);
	if (shared)
		vm_object_put(like->object); /* the region's reference is left, if any */
	return r;
}

/* Puts in the region described; what is in its place goes. NULL: out of memory. */
static struct region *enter(struct space *s, struct region *like, bool free)
{
	struct region *r = free ? region_extend(s, like) : NULL;

	if (r)
		return r;
	r = make_region(s, like);
	if (!r)
		return NULL;
	/* In steps as far as it goes; what others put there meanwhile goes as well. */
	if (!free &&
		(space_unmap_in_steps(s, like->start, like->end - like->start) != 0 ||
			space_unmap(s, like->start, like->end - like->start) != 0)) {
		region_destroy(r);
		return NULL;
	}
	region_insert(s, r);
	return region_merge(r);
}

int64_t space_map(struct space *s, const struct vm_map_args *args)
{
	struct region like, *r;
	uint64_t len, at = args->address;
	bool free;
	int error = check_args(args, &len);

	if (error)
		return error;
	if (args->flags & VM_NO_REPLACE) {
		if (!region_range_free(s, at, at + len))
			return -EEXIST;
	} else if (!(args->flags & VM_FIXED)) {
		at = vm_choose(s, args->address, len, args->flags);
		if (at == UINT64_MAX)
			return -ENOMEM;
	}
	if (args->flags & VM_WIRED && s->limit[XINIM_LIMIT_LOCKED] == 0)
		return -EPERM;
	like = describe(s, args, at, len);
	free = !(args->flags & VM_FIXED) || region_range_free(s, at, at + len);
	error = region_allowed(&like, !free);
	if (error)
		return error;
	space_get(s);
	r = enter(s, &like, free);
	if (!r)
		error = -ENOMEM;
	else
		s->last = r;
	if (r &&
		(args->flags & (VM_POPULATE | VM_WIRED) ||
			(r->flags & VM_WIRED && !s->wire_later))) {
		bool wired = r->flags & VM_WIRED;

		error = space_fill(s, at, at + len, 0);
		if (error && wired)
			space_unmap_in_steps(s, at, len);
		else
			error = 0;
	}
	space_destroy(s);
	return error ? error : (int64_t)at;
}

/* --- rights ------------------------------------------------------------------ */

/* Is all of [start, end) in regions, whose max_rights allow these, and the limits? */
static int check_covered(struct space *s, uint64_t start, uint64_t end, unsigned rights)
{
	const struct region *r = region_from(s, start);
	uint64_t data = s->data, at = start;
	unsigned spent = 0;

	while (at < end) {
		if (!r || r->start > at)
			return -ENOMEM;
		if (rights & ~(unsigned)r->max_rights ||
			(r->kind == REGION_GUARD && rights))
			return -EACCES;
		if (rights & ~(unsigned)r->rights & MAP_WRITE &&
			!(r->flags & (VM_SHARED | VM_GROWS_DOWN)))
			data += (r->end < end ? r->end : end) - at;
		at = r->end;
		if (at < end)
			r = vm_region_step(&spent, 1) ? region_from(s, at)
						      : region_next(r);
	}
	return data > s->data && data > s->limit[XINIM_LIMIT_DATA] ? -ENOMEM : 0;
}

/*
 * A step's work on what is left: the region at *at, from *top down, and those above
 * it up to `end`.
 */
static void protect_some(
	struct space *s, uint64_t *at, uint64_t *top, uint64_t end, unsigned rights)
{
	uint64_t most = VM_STEP;
	struct arch_batch b;

	arch_batch_begin(&b, &s->arch);
	while (*at < end && most > 0) {
		struct region *r = region_from(s, *at);

		if (!r || r->start >= end) {
			*at = end;
			break;
		}
		region_set(r, rights, r->flags);
		*top = region_protect_pages(
			r, &b, r->start, r->end < *top ? r->end : *top, &most);
		if (most == 0)
			break;
		*at = r->end;
		*top = end;
		most -= most < STEP_REGIONS ? most : STEP_REGIONS;
	}
	arch_batch_end(&b);
}

int space_protect(struct space *s, uint64_t start, uint64_t len, unsigned rights)
{
	uint64_t end;
	int error = vm_check_range(start, len, &end);

	if (!error && rights & ~(unsigned)VM_RIGHTS)
		error = -EINVAL;
	if (error)
		return error;
	space_get(s);
	error = check_covered(s, start, end, rights);
	if (!error)
		error = vm_cut(s, start, end);
	if (error) {
		space_destroy(s);
		return error;
	}
	for (uint64_t at = start, top = end;;) {
		protect_some(s, &at, &top, end, rights);
		if (at >= end)
			break;
		kernel_preemption_point();
		/* Others may have joined what was cut. */
		error = vm_cut(s, at, end);
		if (error)
			break;
	}
	vm_join(s, start, end);
	space_destroy(s);
	return error;
}
