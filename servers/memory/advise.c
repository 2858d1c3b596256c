/*
 * servers/memory/advise.c - madvise, msync, mincore.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/memory/memory.h"

#include <sys/mman.h>

/* madvise's numbers are int: what is above is not looked at, as Linux has it. */
static int64_t kernel_advice(int32_t advice)
{
	switch (advice) {
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_COLD:
	case MADV_PAGEOUT:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
		/*
		 * Of what nobody does here (read ahead, swap, core files), an advice
		 * has to name memory that is there, and no more.
		 */
		return XINIM_VM_CHECK;
	case MADV_WILLNEED:
		return XINIM_VM_WILL_NEED;
	case MADV_POPULATE_READ:
		return XINIM_VM_FILL_READ;
	case MADV_POPULATE_WRITE:
		return XINIM_VM_FILL_WRITE;
	case MADV_DONTNEED:
		return XINIM_VM_DONT_NEED;
	case MADV_FREE:
		return XINIM_VM_FREE;
	case MADV_DONTFORK:
		return XINIM_VM_CLONE_NO;
	case MADV_DOFORK:
		return XINIM_VM_CLONE_YES;
	case MADV_WIPEONFORK:
		return XINIM_VM_CLONE_WIPE;
	case MADV_KEEPONFORK:
		return XINIM_VM_CLONE_KEEP;
	default:
		return -EINVAL;
	}
}

int64_t memory_madvise(const struct server_call *c)
{
	int64_t advice = kernel_advice((int32_t)c->arg[2]);
	uint64_t start = c->arg[0], end;
	int error;

	if (advice < 0)
		return advice;
	if (start & PAGE_MASK)
		return -EINVAL;
	error = memory_range(start, c->arg[1], &end);
	if (error || end == start)
		return error;
	return xinim_vm_control(
		(int64_t)c->id, XINIM_VM_ADVISE, start, end - start, (uint64_t)advice, 0);
}

/* Is a file mapped there, such that what is written to it is for others? */
static bool has_file(const struct server_call *c, uint64_t at, uint64_t end)
{
	struct xinim_vm_region r;

	for (; at < end; at = r.end) {
		if (xinim_vm_control(
			    (int64_t)c->id, XINIM_VM_INFO, at, 0, (uint64_t)&r, 0) != 0 ||
			r.start >= end)
			return false;
		if (r.kind == XINIM_VM_OBJECT && r.flags & XINIM_VM_SHARED)
			return true;
	}
	return false;
}

/*
 * What was written to a file's pages is in the file for all who look, as they are the
 * VFS server's own; MS_SYNC has it bring them to the disk, too. Anonymous memory is
 * nowhere else.
 */
int64_t memory_msync(const struct server_call *c)
{
	uint64_t start = c->arg[0], flags = (uint32_t)c->arg[2], end;
	int64_t error;

	if (flags & ~(uint64_t)(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
		(flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC) ||
		start & PAGE_MASK)
		return -EINVAL;
	if (memory_range(start, c->arg[1], &end) != 0)
		return -ENOMEM;
	if (end == start)
		return 0;
	error = xinim_vm_control((int64_t)c->id, XINIM_VM_ADVISE, start, end - start,
		flags & MS_INVALIDATE ? XINIM_VM_CHECK_UNLOCKED : XINIM_VM_CHECK, 0);
	if (error || !(flags & MS_SYNC) || !has_file(c, start, end))
		return error;
	error = memory_to_vfs(c);
	return error == -ENODEV ? 0 : error; /* no VFS server: no file of a disk */
}

int64_t memory_mincore(const struct server_call *c)
{
	static uint8_t present[PAGE_SIZE];
	uint64_t at = c->arg[0], to = c->arg[2], end;
	int64_t error;

	if (at & PAGE_MASK)
		return -EINVAL;
	if (memory_range(at, c->arg[1], &end) != 0)
		return -ENOMEM;
	while (at < end) {
		uint64_t pages = (end - at) / PAGE_SIZE;

		if (pages > sizeof(present))
			pages = sizeof(present);
		error = xinim_vm_control((int64_t)c->id, XINIM_VM_RESIDENT, at,
			pages * PAGE_SIZE, (uint64_t)present, 0);
		if (!error)
			error = xinim_copy_to_caller(c->id, to, present, pages);
		if (error < 0)
			return error;
		at += pages * PAGE_SIZE;
		to += pages;
	}
	return 0;
}
