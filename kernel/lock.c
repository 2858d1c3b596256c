/*
 * kernel/lock.c - the kernel lock.
 *
 * Whoever comes first when it is free gets it. Turns in order would be fairer,
 * but in a virtual machine the CPU whose turn it is may not be running, and
 * all others would wait for that; the lock is held for so short that nobody
 * waits long.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/lock.h"

#include "kernel/assert.h"
#include "kernel/cpu.h"

uint32_t kernel_lock_taken;          /* the IPC fast path takes it, too */
const struct cpu *kernel_lock_owner; /* read by others only to compare with themselves */

bool kernel_locked(void)
{
	return __atomic_load_n(&kernel_lock_owner, __ATOMIC_RELAXED) == this_cpu();
}

void kernel_lock(void)
{
	kdebug(!arch_interrupts_on());
	kdebug(!kernel_locked());
	while (__atomic_exchange_n(&kernel_lock_taken, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(&kernel_lock_taken, __ATOMIC_RELAXED))
			arch_spin_poll();
	__atomic_store_n(&kernel_lock_owner, this_cpu(), __ATOMIC_RELAXED);
}

void kernel_unlock(void)
{
	kdebug(kernel_locked());
	kdebug(!arch_interrupts_on());
	__atomic_store_n(&kernel_lock_owner, NULL, __ATOMIC_RELAXED);
	__atomic_store_n(&kernel_lock_taken, 0, __ATOMIC_RELEASE);
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
