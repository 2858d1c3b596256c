/*
 * kernel/sys_membarrier.c - membarrier: all CPUs are made to see memory in order.
 *
 * One thread pays for the barriers of all others: each CPU that may run one of them
 * is interrupted, and whatever it had under way is done when it answers. Numbers
 * and rules are Linux's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/syscall.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define ALL                                                                         \
	(XINIM_MEMBARRIER_GLOBAL | XINIM_MEMBARRIER_GLOBAL_EXPEDITED |              \
		XINIM_MEMBARRIER_REGISTER_GLOBAL | XINIM_MEMBARRIER_PRIVATE |       \
		XINIM_MEMBARRIER_REGISTER_PRIVATE | XINIM_MEMBARRIER_PRIVATE_CORE | \
		XINIM_MEMBARRIER_REGISTER_PRIVATE_CORE)

/* Only who has said so before may disturb its own threads. */
static int64_t own_threads(struct space *s, unsigned registration)
{
	if (!(s->barriers & registration))
		return -EPERM;
	arch_barrier(&s->arch);
	return 0;
}

/* membarrier(command, flags, cpu). EINVAL: no such command, flags; EPERM: not registered. */
SYSCALL_HANDLER_LOCKED(membarrier)
{
	struct space *s = current_thread()->process->space;
	uint32_t command = (uint32_t)arg[0];

	if ((uint32_t)arg[1])
		return -EINVAL;
	switch (command) {
	case XINIM_MEMBARRIER_QUERY:
		return ALL;
	case XINIM_MEMBARRIER_GLOBAL:
	case XINIM_MEMBARRIER_GLOBAL_EXPEDITED:
		arch_barrier(NULL);
		return 0;
	case XINIM_MEMBARRIER_REGISTER_GLOBAL:
	case XINIM_MEMBARRIER_REGISTER_PRIVATE:
	case XINIM_MEMBARRIER_REGISTER_PRIVATE_CORE:
		s->barriers |= (uint8_t)command;
		return 0;
	case XINIM_MEMBARRIER_PRIVATE:
		return own_threads(s, XINIM_MEMBARRIER_REGISTER_PRIVATE);
	case XINIM_MEMBARRIER_PRIVATE_CORE:
		return own_threads(s, XINIM_MEMBARRIER_REGISTER_PRIVATE_CORE);
	default:
		return -EINVAL;
	}
}
