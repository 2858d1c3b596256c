/*
 * kernel/sys_sched.c - which CPUs a thread runs on, by call.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/syscall.h"
#include "kernel/user.h"

#include <xinim/errno.h>

/* The thread that a call names, 0 the caller. NULL: there is none of that number. */
static struct thread *find(uint64_t arg)
{
	int32_t tid = (int32_t)arg;
	struct thread *t = current_thread();

	if (tid)
		t = tid > 0 ? thread_find((uint32_t)tid) : NULL;
	return t && t->process != &idle_process ? t : NULL;
}

/* Root may move everybody, others what is of the same user: sched_setaffinity(2). */
static bool may_move(const struct thread *t)
{
	const struct xinim_identity *self = &current_thread()->process->id;
	const struct xinim_identity *id = &t->process->id;

	return t->process == current_thread()->process || self->euid == 0 ||
		self->euid == id->euid || self->euid == id->uid;
}

/*
 * sched_setaffinity(tid, length, mask): as Linux, of the mask's bytes the first
 * eight are looked at, and missing ones are 0. EINVAL: none of these CPUs runs.
 */
SYSCALL_HANDLER_LOCKED(sched_setaffinity)
{
	uint32_t len = (uint32_t)arg[1];
	struct thread *t;
	uint64_t mask = 0;

	if (copy_from_user(&mask, arg[2], len < sizeof(mask) ? len : sizeof(mask)) != 0)
		return -EFAULT;
	t = find(arg[0]);
	if (!t)
		return -ESRCH;
	if (!may_move(t))
		return -EPERM;
	if (!(mask & sched_online()))
		return -EINVAL;
	sched_set_affinity(t, mask);
	return 0;
}

/*
 * sched_getaffinity(tid, length, mask): the bytes written. EINVAL, as Linux:
 * the length has not a bit for every CPU or is not a multiple of 8.
 */
SYSCALL_HANDLER_LOCKED(sched_getaffinity)
{
	uint32_t len = (uint32_t)arg[1];
	struct thread *t;
	uint64_t mask;

	if (len < (cpu_count + 7) / 8 || len % sizeof(mask) != 0)
		return -EINVAL;
	t = find(arg[0]);
	if (!t)
		return -ESRCH;
	mask = t->affinity & sched_online();
	return copy_to_user(arg[2], &mask, sizeof(mask)) ? -EFAULT
							 : (int64_t)sizeof(mask);
}

/* getcpu(cpu, node, unused): where the caller runs; node 0. Either may be NULL. */
SYSCALL_HANDLER(getcpu)
{
	uint32_t cpu = this_cpu()->id, node = 0;

	if (arg[0] && copy_to_user(arg[0], &cpu, sizeof(cpu)) != 0)
		return -EFAULT;
	if (arg[1] && copy_to_user(arg[1], &node, sizeof(node)) != 0)
		return -EFAULT;
	return 0;
}
