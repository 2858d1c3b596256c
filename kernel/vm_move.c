/*
 * kernel/vm_move.c - mappings resized and moved.
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
	struct space *space;
	uint64_t old, to, len; /* the range, and where it goes */
	bool counted;          /* its pages are: see region_counts */
	struct arch_batch batch;
	uint64_t budget; /* of a step, see vm_spend */
	int32_t seen;
	uint64_t stopped; /* the last page looked at */
	bool ok;          /* false: out of memory */
};

/* Makes the tables that the page's new place needs. */
static bool prepare_page(void *ctx, uint64_t virt, uint64_t *entry)
{
	struct move *m = ctx;

	(void)entry;
	m->ok = arch_entry(&m->space->arch, virt - m->old + m->to, true) != NULL;
	m->stopped = virt;
	return m->ok && vm_spend(&m->batch, &m->seen, &m->budget);
}

/* Somebody touched the new place before the page came: what that made goes. */
static void drop_early(struct move *m, uint64_t *entry, uint64_t virt)
{
	struct page *p = page_of(arch_entry_phys(*entry));

	if (m->counted) {
		if (page_put(p))
			list_add_head(&m->batch.pages, &p->link);
		m->space->pages--;
		quota_release(m->space->quota, QUOTA_PAGES, 1);
	}
	if (arch_entry_cached(*entry))
		arch_batch_add(&m->batch, virt);
	arch_entry_clear(entry);
}

static bool move_page(void *ctx, uint64_t virt, uint64_t *entry)
{
	struct move *m = ctx;
	uint64_t *to = arch_entry(&m->space->arch, virt - m->old + m->to, true);

	m->ok = to != NULL;
	if (!m->ok)
		return false;
	m->stopped = virt;
	if (*to)
		drop_early(m, to, virt - m->old + m->to);
	arch_entry_set(to, *entry);
	if (arch_entry_cached(*entry))
		arch_batch_add(&m->batch, virt);
	*entry = 0;
	return vm_spend(&m->batch, &m->seen, &m->budget);
}

/* Are the old place and the new one still what they were? */
static bool both_there(const struct move *m)
{
	const struct region *r = region_find(m->space, m->old);
	const struct region *n = region_find(m->space, m->to);

	return r && n && r->end - m->old >= m->len && n->end - m->to >= m->len &&
		r->kind == n->kind && r->object == n->object &&
		(r->kind == REGION_ANONYMOUS || r->kind == REGION_GUARD ||
			r->offset + (m->old - r->start) ==
				n->offset + (m->to - n->start));
}

/*
 * Does `visit` for all pages, in steps. -EFAULT: others unmapped one place or the
 * other meanwhile; -ENOMEM.
 */
static int each_page(
	struct move *m, bool (*visit)(void *ctx, uint64_t virt, uint64_t *entry))
{
	uint64_t end = m->old + m->len;

	while (end > m->old) {
		if (!both_there(m))
			return -EFAULT;
		m->budget = VM_STEP_DROP;
		m->seen = VM_FREE_WALK;
		m->ok = true;
		arch_batch_begin(&m->batch, &m->space->arch);
		arch_walk(&m->batch, m->old, end, visit, m);
		arch_batch_end(&m->batch);
		if (!m->ok)
			return -ENOMEM;
		if (m->budget > 0)
			return 0;
		end = m->stopped;
		kernel_preemption_point();
	}
	return 0;
}

/*
 * Moves region r, whole, to `to`, with room for len bytes. Its old addresses are
 * free then, or (keep) a region still, with no page. First come tables for all
 * pages, so that nothing is left halfway for want of memory; only who unmaps beside
 * it at the same time can have that happen.
 */
static int move_region(struct region *r, uint64_t to, uint64_t len, bool keep)
{
	struct space *s = r->space;
	struct region *n = region_create(s, r);
	struct move m = {
		.space = s,
		.old = r->start,
		.to = to,
		.len = r->end - r->start,
		.counted = region_counts(r),
	};
	bool wired = r->flags & VM_WIRED;
	int error;

	if (!n)
		return -ENOMEM;
	n->start = to;
	n->end = to + len;
	n->flags &= (uint16_t)~VM_GROWS_DOWN;
	region_insert(s, n);
	space_get(s);
	error = each_page(&m, prepare_page);
	if (error) {
		space_unmap_in_steps(s, to, len);
	} else {
		error = each_page(&m, move_page);
		/* What others touched there meanwhile goes as well. */
		if (!error && !keep)
			space_unmap_in_steps(s, m.old, m.len);
		vm_join(s, to, to + len);
		if (!error && wired)
			space_fill(s, to, to + len, 0);
	}
	space_destroy(s);
	return error;
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
		space_fill(r->space, end, new_end, 0);
	return true;
}

static int check_move(uint64_t old, uint64_t *old_len, uint64_t *new_len, unsigned flags,
	uint64_t new_address)
{
	uint64_t old_end = old, new_end;
	int error = *old_len ? vm_check_range(old, *old_len, &old_end) : 0;

	if (error)
		return error;
	if (old & PAGE_MASK || *new_len == 0 || *new_len > XINIM_USER_LIMIT ||
		flags & ~(unsigned)(VM_MOVE_MAY | VM_MOVE_FIXED | VM_MOVE_KEEP) ||
		(flags && !(flags & VM_MOVE_MAY)) || (*old_len == 0 && !flags))
		return -EINVAL;
	*old_len = old_end - old;
	*new_len = (*new_len + PAGE_MASK) & ~PAGE_MASK;
	if (flags & VM_MOVE_KEEP && *new_len != *old_len)
		return -EINVAL;
	if (!(flags & VM_MOVE_FIXED))
		return 0;
	error = vm_check_range(new_address, *new_len, &new_end);
	if (!error &&
		(new_address < VM_LOWEST || (new_address < old_end && old < new_end)))
		error = -EINVAL;
	return error;
}

/* What is shared at `old`, mapped once more. */
static int64_t map_again(struct space *s, const struct region *r, uint64_t old,
	uint64_t len, unsigned flags, uint64_t new_address)
{
	const struct vm_map_args args = {
		.address = new_address,
		.length = len,
		.kind = r->kind,
		.rights = r->rights,
		.max_rights = r->max_rights,
		.flags = (r->flags & (VM_SHARED | VM_DEVICE | VM_COMBINE)) |
			(flags & VM_MOVE_FIXED ? VM_FIXED : 0),
		.object = r->object,
		.offset = r->offset + (old - r->start),
	};

	return r->flags & VM_SHARED ? space_map(s, &args) : -EINVAL;
}

/* May r have `more` bytes more, wherever that is? As region_allowed. */
static int check_growth(const struct region *r, uint64_t more)
{
	struct region like = *r;

	like.end = like.start + more;
	return region_allowed(&like, false);
}

/*
 * For VM_MOVE_FIXED: nothing is left at the new place, nor of the old one what has no
 * room there. From here on errors leave holes, as Linux's do. -ENOMEM, -EFAULT.
 */
static int make_room(
	struct space *s, uint64_t old, uint64_t *old_len, uint64_t to, uint64_t new_len)
{
	struct region *r;
	int error;

	space_get(s);
	error = space_unmap_in_steps(s, to, new_len);
	if (!error && new_len < *old_len) {
		error = space_unmap_in_steps(s, old + new_len, *old_len - new_len);
		*old_len = new_len;
	}
	/* Others may have come between. */
	if (!error)
		error = space_unmap(s, to, new_len);
	r = region_find(s, old);
	if (!error && (!r || *old_len > r->end - old))
		error = -EFAULT;
	space_destroy(s);
	return error;
}

/*
 * How much of the old range has to be one mapping: what stays of it, and is moved or
 * grows. One that is cut where it stands may be as many as it likes.
 */
static uint64_t needs_one_region(uint64_t old_len, uint64_t new_len, unsigned flags)
{
	if (new_len > old_len || flags & VM_MOVE_KEEP)
		return old_len;
	return flags & VM_MOVE_FIXED ? new_len : 0;
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
	if (!r || needs_one_region(old_len, new_len, flags) > r->end - old)
		return -EFAULT;
	if (old_len == 0)
		return map_again(s, r, old, new_len, flags, new_address);
	if (new_len > old_len || flags & VM_MOVE_KEEP)
		error = check_growth(
			r, flags & VM_MOVE_KEEP ? new_len : new_len - old_len);
	if (error)
		return error;
	if (!(flags & VM_MOVE_FIXED)) {
		if (new_len == old_len && !(flags & VM_MOVE_KEEP))
			return (int64_t)old;
		if (new_len < old_len) {
			error = space_unmap_in_steps(s, old + new_len, old_len - new_len);
			return error ? error : (int64_t)old;
		}
		if (new_len > old_len && grow_here(r, old + old_len, old + new_len))
			return (int64_t)old;
		if (!(flags & VM_MOVE_MAY))
			return -ENOMEM;
		to = vm_choose(s, 0, new_len, 0);
		if (to == UINT64_MAX)
			return -ENOMEM;
	} else {
		error = make_room(s, old, &old_len, to, new_len);
		if (error)
			return error;
	}
	error = vm_cut(s, old, old + old_len);
	if (error)
		return error;
	error = move_region(region_find(s, old), to, new_len, flags & VM_MOVE_KEEP);
	if (error) {
		vm_join(s, old, old + old_len);
		return error;
	}
	return (int64_t)to;
}
