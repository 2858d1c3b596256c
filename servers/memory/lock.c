/*
 * servers/memory/lock.c - mlock and its like.
 *
 * No page is ever taken away from a program to be fetched again later. So
 * memory that is locked is memory that is there at once, for good, and counted
 * against RLIMIT_MEMLOCK; the kernel does both.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/memory/memory.h"

#include <sys/mman.h>

/* Locks or unlocks the pages that [address, address + length) touches. */
static int64_t change(const struct server_call *c, int operation, uint64_t flags)
{
	uint64_t start = c->arg[0] & ~PAGE_MASK, end;
	int error = memory_range(c->arg[0], c->arg[1], &end);

	if (error)
		return error;
	if (c->arg[1] == 0)
		return 0;
	return xinim_vm_control((int64_t)c->id, operation, start, end - start, flags, 0);
}

int64_t memory_mlock(const struct server_call *c)
{
	return change(c, XINIM_VM_LOCK, 0);
}

int64_t memory_mlock2(const struct server_call *c)
{
	uint64_t flags = (uint32_t)c->arg[2];

	if (flags & ~(uint64_t)MLOCK_ONFAULT)
		return -EINVAL;
	return change(c, XINIM_VM_LOCK, flags & MLOCK_ONFAULT ? XINIM_VM_LOCK_LATER : 0);
}

int64_t memory_munlock(const struct server_call *c)
{
	return change(c, XINIM_VM_UNLOCK, 0);
}

int64_t memory_mlockall(const struct server_call *c)
{
	uint64_t flags = (uint32_t)c->arg[0];
	uint64_t how = 0;

	if (flags == 0 || flags == MCL_ONFAULT ||
		flags & ~(uint64_t)(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT))
		return -EINVAL;
	if (flags & MCL_CURRENT)
		how |= XINIM_VM_LOCK_NOW;
	if (flags & MCL_FUTURE)
		how |= XINIM_VM_LOCK_FUTURE;
	if (flags & MCL_ONFAULT)
		how |= XINIM_VM_LOCK_LATER;
	return xinim_vm_control((int64_t)c->id, XINIM_VM_LOCK, 0, 0, how, 0);
}

int64_t memory_munlockall(const struct server_call *c)
{
	return xinim_vm_control((int64_t)c->id, XINIM_VM_UNLOCK, 0, 0, 0, 0);
}
