/*
 * kernel/sys_vm.c - address spaces and memory objects by capability.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/slab.h"
#include "kernel/syscall.h"
#include "kernel/user.h"
#include "kernel/vm_object.h"

#include <xinim/errno.h>
#include <xinim/vm.h>

#define RIGHTS (XINIM_RIGHT_READ | XINIM_RIGHT_WRITE | XINIM_RIGHT_EXEC)
#define FLAGS                                                                           \
	(XINIM_VM_SHARED | XINIM_VM_GROWS_DOWN | XINIM_VM_FIXED | XINIM_VM_NO_REPLACE | \
		XINIM_VM_LOW_FIRST | XINIM_VM_POPULATE | XINIM_VM_LOCKED | XINIM_VM_GUARD)
_Static_assert(XINIM_RIGHT_READ == MAP_READ && XINIM_RIGHT_WRITE == MAP_WRITE &&
		XINIM_RIGHT_EXEC == MAP_EXEC && XINIM_VM_SHARED == VM_SHARED &&
		XINIM_VM_GROWS_DOWN == VM_GROWS_DOWN && XINIM_VM_FIXED == VM_FIXED &&
		XINIM_VM_NO_REPLACE == VM_NO_REPLACE &&
		XINIM_VM_LOW_FIRST == VM_LOW_FIRST && XINIM_VM_POPULATE == VM_POPULATE,
	"handed on as they are");

/* What a capability to a memory object points at. */
struct memory {
	struct cap_object cap;
	struct vm_object *object;
};

static void memory_destroy(struct cap_object *o)
{
	struct memory *m = (struct memory *)o;

	vm_object_put(m->object);
	kfree(m);
}

/* object_create(size): a capability, with all rights, to `size` bytes of zeroes. */
SYSCALL_HANDLER_LOCKED(object_create)
{
	struct process *self = current_thread()->process;
	uint64_t pages = arg[0] / PAGE_SIZE + (arg[0] % PAGE_SIZE != 0);
	struct memory *m;
	int slot;

	if (pages == 0 || pages > VM_OBJECT_MAX_PAGES)
		return -EINVAL;
	m = kmalloc(sizeof(*m));
	if (!m)
		return -ENOMEM;
	m->object = vm_object_create(self->space->quota, pages);
	if (!m->object) {
		kfree(m);
		return -ENOMEM;
	}
	cap_object_init(&m->cap, XINIM_CAP_OBJECT, memory_destroy);
	slot = cap_insert(self, &m->cap, XINIM_RIGHT_ALL, 0, NULL);
	cap_object_put(&m->cap);
	return slot;
}

/* object_control(object, operation, argument): see <xinim/vm.h>. */
SYSCALL_HANDLER_LOCKED(object_control)
{
	uint32_t rights = arg[1] == XINIM_OBJECT_RESIZE ? XINIM_RIGHT_WRITE : 0;
	struct vm_object *o;
	struct cap *c;
	int error =
		cap_find(current_thread()->process, arg[0], XINIM_CAP_OBJECT, rights, &c);

	if (error)
		return error;
	o = ((struct memory *)c->object)->object;
	switch (arg[1]) {
	case XINIM_OBJECT_SIZE:
		return (int64_t)(o->size * PAGE_SIZE);
	case XINIM_OBJECT_RESIZE:
		return vm_object_resize(
			o, arg[2] / PAGE_SIZE + (arg[2] % PAGE_SIZE != 0));
	default:
		return -EINVAL;
	}
}

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
	int error = process_by_cap(arg[0], XINIM_RIGHT_CONTROL, &p);

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
	int error = process_by_cap(arg[0], XINIM_RIGHT_CONTROL, &p);

	return error ? error : space_unmap(p->space, arg[1], arg[2]);
}

/* vm_protect(process, address, length, rights) */
SYSCALL_HANDLER_LOCKED(vm_protect)
{
	struct process *p;
	int error = process_by_cap(arg[0], XINIM_RIGHT_CONTROL, &p);

	if (error)
		return error;
	if (arg[3] & ~(uint64_t)RIGHTS)
		return -EINVAL;
	return space_protect(p->space, arg[1], arg[2], (unsigned)arg[3]);
}
