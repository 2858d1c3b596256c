/*
 * servers/memory/map.c - mmap, munmap, mprotect, mremap.
 *
 * The kernel checks and does; here is what the numbers of Linux's ABI mean, in
 * the order in which Linux finds fault with them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/memory/memory.h"

#include <sys/mman.h>

#define PROT_SEM 8
#define RIGHTS   (PROT_READ | PROT_WRITE | PROT_EXEC)
_Static_assert(PROT_READ == XINIM_RIGHT_READ && PROT_WRITE == XINIM_RIGHT_WRITE &&
		PROT_EXEC == XINIM_RIGHT_EXEC,
	"handed on as they are");

#define FIXED (MAP_FIXED | MAP_FIXED_NOREPLACE)

/* --- mmap ---------------------------------------------------------------------- */

/* What mmap checks of every mapping, a file's too; the length in whole pages. */
static int check_mmap(const struct server_call *c, uint64_t *length)
{
	uint64_t address = c->arg[0], flags = c->arg[3], offset = c->arg[5], end;

	if (offset & PAGE_MASK)
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS) && (int32_t)c->arg[4] < 0)
		return -EBADF;
	if (c->arg[1] == 0)
		return -EINVAL;
	if (c->arg[1] > XINIM_USER_LIMIT)
		return -ENOMEM;
	*length = (c->arg[1] + PAGE_MASK) & ~PAGE_MASK;
	if (offset + *length < offset)
		return -EOVERFLOW;
	if (flags & FIXED) {
		if (address & PAGE_MASK)
			return -EINVAL;
		if (memory_range(address, *length, &end) != 0)
			return -ENOMEM;
	}
	return 0;
}

/* How the kernel is to map anonymous memory with these flags. Or a negative errno. */
static int64_t kernel_flags(uint64_t flags)
{
	uint32_t k = 0;

	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
		if (flags & MAP_GROWSDOWN)
			return -EINVAL;
		k = XINIM_VM_SHARED;
		break;
	case MAP_PRIVATE:
		break;
	default:
		/* MAP_SHARED_VALIDATE is for files: that is how Linux has it. */
		return -EINVAL;
	}
	if (flags & MAP_HUGETLB)
		return -ENOMEM; /* there is no pool of large pages */
	if (flags & MAP_FIXED_NOREPLACE)
		k |= XINIM_VM_NO_REPLACE;
	else if (flags & MAP_FIXED)
		k |= XINIM_VM_FIXED;
	else if (flags & MAP_32BIT)
		k |= XINIM_VM_LOW_FIRST;
	if (flags & MAP_GROWSDOWN)
		k |= XINIM_VM_GROWS_DOWN;
	if (flags & MAP_LOCKED)
		k |= XINIM_VM_LOCKED;
	if ((flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE)
		k |= XINIM_VM_POPULATE;
	return k;
}

int64_t memory_to_vfs(const struct server_call *c)
{
	int error = xinim_route_forward(XINIM_ROUTE_VFS, c->id);

	/* ESRCH: the caller is gone, and wants no answer. */
	if (error == 0 || error == -ESRCH)
		return SERVER_PARKED;
	return error == -EPIPE ? -ENODEV : error;
}

int64_t memory_mmap(const struct server_call *c)
{
	struct xinim_vm_map m = { .address = c->arg[0],
		.rights = (uint32_t)c->arg[2] & RIGHTS };
	int error = check_mmap(c, &m.length);
	int64_t flags;

	if (error)
		return error;
	if (!(c->arg[3] & MAP_ANONYMOUS))
		return memory_to_vfs(c);
	flags = kernel_flags(c->arg[3]);
	if (flags < 0)
		return flags;
	m.flags = (uint32_t)flags;
	return xinim_vm_map((int64_t)c->id, &m);
}

/* --- munmap, mprotect ------------------------------------------------------------ */

int64_t memory_munmap(const struct server_call *c)
{
	return xinim_vm_unmap((int64_t)c->id, c->arg[0], c->arg[1]);
}

/*
 * The start of the growing region that address lies in, for PROT_GROWSDOWN:
 * from there on the rights change. Or a negative errno.
 */
static int64_t growing_start(const struct server_call *c, uint64_t address)
{
	struct xinim_vm_region r;
	int64_t error = xinim_vm_control(
		(int64_t)c->id, XINIM_VM_INFO, address, sizeof(r), (uint64_t)&r, 0);

	if (error || r.start > address)
		return -ENOMEM;
	return r.flags & XINIM_VM_GROWS_DOWN ? (int64_t)r.start : -EINVAL;
}

int64_t memory_mprotect(const struct server_call *c)
{
	uint64_t start = c->arg[0], end, rights = c->arg[2];
	int64_t grows = 0;

	if (start & PAGE_MASK)
		return -EINVAL;
	/* Nothing grows upwards here. */
	if (rights & ~(uint64_t)(RIGHTS | PROT_SEM | PROT_GROWSDOWN))
		return -EINVAL;
	if (c->arg[1] == 0)
		return 0;
	if (memory_range(start, c->arg[1], &end) != 0)
		return -ENOMEM;
	if (rights & PROT_GROWSDOWN)
		grows = growing_start(c, start);
	if (grows < 0)
		return grows;
	if (grows)
		start = (uint64_t)grows;
	return xinim_vm_protect((int64_t)c->id, start, end - start, rights & RIGHTS);
}

/* --- mremap ---------------------------------------------------------------------- */

#define MREMAP_ALL (MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)

static int check_mremap(const struct server_call *c)
{
	uint64_t old = c->arg[0], new_length = c->arg[2], flags = c->arg[3];
	uint64_t to = c->arg[4], end, old_end;

	if (flags & ~(uint64_t)MREMAP_ALL || old & PAGE_MASK)
		return -EINVAL;
	if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) && !(flags & MREMAP_MAYMOVE))
		return -EINVAL;
	if (new_length == 0 || new_length > UINT64_MAX - PAGE_MASK)
		return -EINVAL;
	if (flags & MREMAP_DONTUNMAP &&
		((new_length ^ c->arg[1]) & ~PAGE_MASK || c->arg[1] == 0))
		return -EINVAL;
	if (memory_range(old, c->arg[1], &old_end) != 0)
		return -EFAULT;
	if (!(flags & MREMAP_FIXED))
		return new_length > XINIM_USER_LIMIT ? -ENOMEM : 0;
	if (to & PAGE_MASK || memory_range(to, new_length, &end) != 0)
		return -EINVAL;
	return to < old_end && old < end ? -EINVAL : 0;
}

int64_t memory_mremap(const struct server_call *c)
{
	int error = check_mremap(c);
	uint64_t flags = c->arg[3], where = flags & MREMAP_FIXED ? c->arg[4] : 0;

	if (error)
		return error;
	/* The new place is a whole page's address: the flags go below it. */
	return xinim_vm_control((int64_t)c->id, XINIM_VM_MOVE, c->arg[0], c->arg[1],
		c->arg[2], where | flags);
}
