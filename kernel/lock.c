/*
 * kernel/lock.c - the kernel lock: a ticket lock, so that CPUs take turns.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/lock.h"

#include "kernel/assert.h"
#include "kernel/cpu.h"

uint32_t kernel_next_ticket, kernel_now_serving; /* the IPC fast path takes it, too */
const struct cpu *kernel_lock_owner; /* read by others only to compare with themselves */

bool kernel_locked(void)
{
	return __atomic_load_n(&kernel_lock_owner, __ATOMIC_RELAXED) == this_cpu();
}

void kernel_lock_wait(uint32_t ticket)
{
	while (__atomic_load_n(&kernel_now_serving, __ATOMIC_ACQUIRE) != ticket)
		arch_spin_poll();
	__atomic_store_n(&kernel_lock_owner, this_cpu(), __ATOMIC_RELAXED);
}

void kernel_lock(void)
{
	kassert(!kernel_locked());
	kernel_lock_wait(__atomic_fetch_add(&kernel_next_ticket, 1, __ATOMIC_RELAXED));
}

void kernel_unlock(void)
{
	kassert(kernel_locked());
	__atomic_store_n(&kernel_lock_owner, NULL, __ATOMIC_RELAXED);
	__atomic_store_n(&kernel_now_serving, kernel_now_serving + 1, __ATOMIC_RELEASE);
}

bool kernel_lock_nested(void)
{
	if (kernel_locked())
		return false;
	kernel_lock();
	return true;
}

void kernel_preemption_point(void)
{
	kernel_unlock();
	arch_interrupt_window();
	kernel_lock();
}
