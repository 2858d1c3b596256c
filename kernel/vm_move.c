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

/*
 * Moves region r, whole, to `to`, with room for len bytes. Its old addresses are
 * free then, or (keep) a region still, with no page.
 */
static int move_region(struct region *r, uint64_t to, uint64_t len, bool keep)
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
	if (!keep) {
		region_remove(r);
		region_destroy(r);
	}
	n = region_merge(n);
	if (n->flags & VM_WIRED)
		space_fill(s, to, to + len, 0);
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
			error = space_unmap(s, old + new_len, old_len - new_len);
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
	error = move_region(region_find(s, old), to, new_len, flags & VM_MOVE_KEEP);
	if (error) {
		vm_join(s, old, old + old_len);
		return error;
	}
	return (int64_t)to;
}
