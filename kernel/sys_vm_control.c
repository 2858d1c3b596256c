/*
 * kernel/sys_vm_control.c - address spaces: moved, advised, locked, looked at.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/syscall.h"
#include "kernel/user.h"
#include "kernel/vm_object.h"

#include <xinim/errno.h>
#include <xinim/vm.h>

#define RESIDENT_CHUNK 256 /* pages that are looked at in one go */

_Static_assert(XINIM_VM_MOVE_MAY == VM_MOVE_MAY && XINIM_VM_MOVE_FIXED == VM_MOVE_FIXED &&
		XINIM_VM_LOCKED == VM_WIRED && (int)XINIM_VM_OBJECT == REGION_OBJECT &&
		(int)XINIM_VM_DEVICE == REGION_PHYSICAL &&
		(int)XINIM_VM_NOTHING == REGION_GUARD,
	"handed on as they are");

/* XINIM_VM_MOVE: the new address carries the flags, which page addresses leave room for. */
static int64_t move(
	struct space *s, uint64_t old, uint64_t length, uint64_t new_length, uint64_t how)
{
	unsigned flags = how & PAGE_MASK;

	if (!(flags & VM_MOVE_FIXED) && how != flags)
		return -EINVAL;
	return space_move(s, old, length, new_length, flags, how & ~PAGE_MASK);
}

static int64_t advise(struct space *s, uint64_t start, uint64_t length, uint64_t advice)
{
	static const uint8_t meaning[] = {
		[XINIM_VM_WILL_NEED] = VM_WILL_NEED,
		[XINIM_VM_DONT_NEED] = VM_DONT_NEED,
		[XINIM_VM_CLONE_NO] = VM_CLONE_NO,
		[XINIM_VM_CLONE_YES] = VM_CLONE_YES,
		[XINIM_VM_CHECK] = VM_CHECK,
		[XINIM_VM_CHECK_UNLOCKED] = VM_CHECK_UNLOCKED,
		[XINIM_VM_FREE] = VM_FREE,
		[XINIM_VM_FILL_READ] = VM_FILL_READ,
		[XINIM_VM_FILL_WRITE] = VM_FILL_WRITE,
		[XINIM_VM_CLONE_WIPE] = VM_CLONE_WIPE,
		[XINIM_VM_CLONE_KEEP] = VM_CLONE_KEEP,
	};

	if (advice >= sizeof(meaning))
		return -EINVAL;
	return space_advise(s, start, length, meaning[advice]);
}

static int64_t resident(struct process *p, uint64_t start, uint64_t length, uint64_t to)
{
	uint64_t count = length / PAGE_SIZE + (length % PAGE_SIZE != 0);
	uint8_t bytes[RESIDENT_CHUNK];
	int error;

	if (start & PAGE_MASK || !user_range_ok(start, length))
		return -EINVAL;
	if (!user_range_ok(to, count))
		return -EFAULT;
	for (uint64_t done = 0, n; done < count; done += n) {
		n = count - done < RESIDENT_CHUNK ? count - done : RESIDENT_CHUNK;
		if (p->exiting)
			return -ESRCH;
		error = space_resident(p->space, start + done * PAGE_SIZE, n, bytes);
		if (error)
			return error;
		if (copy_to_user(to + done, bytes, n) != 0)
			return -EFAULT;
		if (n < count - done)
			kernel_preemption_point();
	}
	return 0;
}

int space_tell_region(const struct space *s, uint64_t above, struct xinim_vm_region *r)
{
	struct vm_region_info i;
	int error = space_region_info(s, above, &i);

	if (error)
		return error;
	*r = (struct xinim_vm_region){
		.start = i.start,
		.end = i.end,
		.offset = i.kind == REGION_OBJECT ? i.offset : 0,
		.rights = i.rights,
		.max_rights = i.max_rights,
		.kind = i.kind,
		.flags = i.flags &
			(XINIM_VM_SHARED | XINIM_VM_GROWS_DOWN | XINIM_VM_LOCKED),
		.object = i.object ? i.object->number : 0,
	};
	return 0;
}

static int64_t info(const struct space *s, uint64_t above, uint64_t to)
{
	struct xinim_vm_region r;
	int error = space_tell_region(s, above, &r);

	return error ? error : copy_to_user(to, &r, sizeof(r));
}

static int64_t lock(struct space *s, uint64_t start, uint64_t length, uint64_t how)
{
	if (how &
		~(uint64_t)(XINIM_VM_LOCK_LATER | XINIM_VM_LOCK_NOW |
			XINIM_VM_LOCK_FUTURE))
		return -EINVAL;
	if (length)
		return space_lock(s, start, length, how & XINIM_VM_LOCK_LATER);
	return start ? -EINVAL : space_lock_all(s, (unsigned)how);
}

static int64_t unlock(struct space *s, uint64_t start, uint64_t length)
{
	if (length)
		return space_advise(s, start, length, VM_UNWIRE);
	if (start)
		return -EINVAL;
	space_unlock_all(s);
	return 0;
}

/* The loader's: where the heap of a space begins, and where chosen addresses end. */
static int64_t layout(struct space *s, uint64_t heap, uint64_t high)
{
	if (heap >= XINIM_USER_LIMIT || high & PAGE_MASK || high > XINIM_USER_LIMIT ||
		high < VM_LOWEST)
		return -EINVAL;
	s->heap_start = heap;
	s->heap_end = heap;
	s->map_high = high;
	return 0;
}

/* The loader's: where the program's strings are. */
static int64_t strings(struct space *s, uint64_t at, uint64_t length, uint64_t env)
{
	if (!user_range_ok(at, length) || env < at || env - at > length)
		return -EINVAL;
	s->strings = at;
	s->env = env;
	s->strings_end = at + length;
	return 0;
}

/* vm_control(process, operation, address, length, a, b): see <xinim/vm.h>. */
SYSCALL_HANDLER_LOCKED(vm_control)
{
	struct process *p;
	int64_t result;
	int error = process_with_space(arg[0], XINIM_RIGHT_CONTROL, &p);

	if (error)
		return error;
	switch (arg[1]) {
	case XINIM_VM_MOVE:
		return move(p->space, arg[2], arg[3], arg[4], arg[5]);
	case XINIM_VM_ADVISE:
		return advise(p->space, arg[2], arg[3], arg[4]);
	case XINIM_VM_RESIDENT:
		cap_object_get(&p->cap); /* it may go while others run */
		result = resident(p, arg[2], arg[3], arg[4]);
		cap_object_put(&p->cap);
		return result;
	case XINIM_VM_INFO:
		return info(p->space, arg[2], arg[4]);
	case XINIM_VM_BRK:
		return (int64_t)space_brk(p->space, arg[2]);
	case XINIM_VM_LOCK:
		return lock(p->space, arg[2], arg[3], arg[4]);
	case XINIM_VM_UNLOCK:
		return unlock(p->space, arg[2], arg[3]);
	case XINIM_VM_LAYOUT:
		return layout(p->space, arg[2], arg[4]);
	case XINIM_VM_STRINGS:
		return strings(p->space, arg[2], arg[3], arg[4]);
	default:
		return -EINVAL;
	}
}
