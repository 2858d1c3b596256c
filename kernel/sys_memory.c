/*
 * kernel/sys_memory.c - brk, and what there is of mmap without a memory server.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/syscall.h"

#include <xinim/errno.h>

/* brk(address): as Linux, the break that holds now, whatever was asked for. */
SYSCALL_HANDLER_LOCKED(brk)
{
	return (int64_t)space_brk(current_thread()->process->space, arg[0]);
}

/* Linux's PROT_ bits are the kernel's rights. */
static bool prot_ok(uint64_t prot)
{
	return !(prot & ~(uint64_t)(MAP_READ | MAP_WRITE | MAP_EXEC));
}

/*
 * mmap(address, length, prot, flags, fd, offset): anonymous memory. ENODEV: files
 * are for the servers; EINVAL; else as space_map.
 */
SYSCALL_HANDLER_LOCKED(mmap)
{
	uint64_t flags = arg[3], type = flags & XINIM_MAP_TYPE;
	struct vm_map_args a = {
		.address = arg[0],
		.length = arg[1],
		.kind = REGION_ANONYMOUS,
		.rights = (unsigned)arg[2],
	};

	if (!prot_ok(arg[2]) || (type != XINIM_MAP_SHARED && type != XINIM_MAP_PRIVATE))
		return -EINVAL;
	if (!(flags & XINIM_MAP_ANONYMOUS))
		return -ENODEV;
	if (type == XINIM_MAP_SHARED)
		a.flags |= VM_SHARED;
	if (flags & XINIM_MAP_FIXED_NOREPLACE)
		a.flags |= VM_NO_REPLACE;
	else if (flags & XINIM_MAP_FIXED)
		a.flags |= VM_FIXED;
	if (flags & XINIM_MAP_32BIT)
		a.flags |= VM_LOW_FIRST;
	if (flags & XINIM_MAP_POPULATE)
		a.flags |= VM_POPULATE;
	return space_map(current_thread()->process->space, &a);
}

SYSCALL_HANDLER_LOCKED(munmap)
{
	return space_unmap_in_steps(current_thread()->process->space, arg[0], arg[1]);
}

SYSCALL_HANDLER_LOCKED(mprotect)
{
	if (!prot_ok(arg[2]))
		return -EINVAL;
	if (arg[1] == 0 && !(arg[0] & PAGE_MASK))
		return 0;
	return space_protect(
		current_thread()->process->space, arg[0], arg[1], (unsigned)arg[2]);
}
