/*
 * kernel/sys_vm.c - address spaces by capability.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/pager.h"
#include "kernel/process.h"
#include "kernel/syscall.h"
#include "kernel/user.h"
#include "kernel/vm_object.h"

#include <xinim/errno.h>
#include <xinim/vm.h>

#define RIGHTS (XINIM_RIGHT_READ | XINIM_RIGHT_WRITE | XINIM_RIGHT_EXEC)
#define FLAGS                                                                           \
	(XINIM_VM_SHARED | XINIM_VM_GROWS_DOWN | XINIM_VM_FIXED | XINIM_VM_NO_REPLACE | \
		XINIM_VM_LOW_FIRST | XINIM_VM_POPULATE | XINIM_VM_LOCKED |              \
		XINIM_VM_GUARD)
_Static_assert(XINIM_RIGHT_READ == MAP_READ && XINIM_RIGHT_WRITE == MAP_WRITE &&
		XINIM_RIGHT_EXEC == MAP_EXEC && XINIM_VM_SHARED == VM_SHARED &&
		XINIM_VM_GROWS_DOWN == VM_GROWS_DOWN && XINIM_VM_FIXED == VM_FIXED &&
		XINIM_VM_NO_REPLACE == VM_NO_REPLACE &&
		XINIM_VM_LOW_FIRST == VM_LOW_FIRST && XINIM_VM_POPULATE == VM_POPULATE,
	"handed on as they are");

/* The object that m names, as far as its capability allows the rights asked for. */
static int find_object(const struct xinim_vm_map *m, struct vm_map_args *a)
{
	bool shared = m->flags & XINIM_VM_SHARED;
	uint32_t needed = m->rights & (uint32_t)~XINIM_RIGHT_WRITE;
	struct cap *c;
	int error;

	/* A private mapping is written to in copies: that needs no right to the object. */
	if (shared)
		needed = m->rights;
	error = cap_find(current_thread()->process, (uint64_t)m->object, XINIM_CAP_OBJECT,
		needed | XINIM_RIGHT_READ, &c);
	if (error)
		return error;
	a->kind = REGION_OBJECT;
	a->object = ((struct memory *)c->object)->object;
	a->offset = m->offset;
	a->max_rights = c->rights & RIGHTS;
	if (!shared)
		a->max_rights |= XINIM_RIGHT_WRITE;
	return 0;
}

/* vm_map(process, struct xinim_vm_map *): where it is. CONTROL on the process. */
SYSCALL_HANDLER_LOCKED(vm_map)
{
	struct vm_map_args a = { .kind = REGION_ANONYMOUS };
	struct xinim_vm_map m;
	struct process *p;
	int error = process_with_space(arg[0], XINIM_RIGHT_CONTROL, &p);

	if (error)
		return error;
	if (copy_from_user(&m, arg[1], sizeof(m)) != 0)
		return -EFAULT;
	if ((m.rights & ~RIGHTS) || (m.flags & ~FLAGS) || m.reserved)
		return -EINVAL;
	a.address = m.address;
	a.length = m.length;
	a.rights = m.rights;
	a.flags = m.flags & ~XINIM_VM_GUARD;
	a.limit = m.limit;
	if (m.flags & XINIM_VM_GUARD) {
		a.kind = REGION_GUARD;
		a.rights = 0;
	} else if (m.object) {
		error = find_object(&m, &a);
		if (error)
			return error;
	}
	return space_map(p->space, &a);
}

/* vm_unmap(process, address, length) */
SYSCALL_HANDLER_LOCKED(vm_unmap)
{
	struct process *p;
	int error = process_with_space(arg[0], XINIM_RIGHT_CONTROL, &p);

	return error ? error : space_unmap_in_steps(p->space, arg[1], arg[2]);
}

/* vm_protect(process, address, length, rights) */
SYSCALL_HANDLER_LOCKED(vm_protect)
{
	struct process *p;
	int error = process_with_space(arg[0], XINIM_RIGHT_CONTROL, &p);

	if (error)
		return error;
	if (arg[3] & ~(uint64_t)RIGHTS)
		return -EINVAL;
	return space_protect(p->space, arg[1], arg[2], (unsigned)arg[3]);
}
