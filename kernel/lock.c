/*
 * kernel/lock.c - the kernel lock: a ticket lock, so that CPUs take turns.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/lock.h"

#include "kernel/assert.h"
#include "kernel/cpu.h"

static uint32_t next_ticket, now_serving;
static const struct cpu *owner; /* read by others only to compare with themselves */

bool kernel_locked(void)
{
	return __atomic_load_n(&owner, __ATOMIC_RELAXED) == this_cpu();
}

void kernel_lock(void)
{
	uint32_t ticket;

	kassert(!kernel_locked());
	ticket = __atomic_fetch_add(&next_ticket, 1, __ATOMIC_RELAXED);
	while (__atomic_load_n(&now_serving, __ATOMIC_ACQUIRE) != ticket)
		arch_spin_poll();
	__atomic_store_n(&owner, this_cpu(), __ATOMIC_RELAXED);
}

void kernel_unlock(void)
{
	kassert(kernel_locked());
	__atomic_store_n(&owner, NULL, __ATOMIC_RELAXED);
	__atomic_store_n(&now_serving, now_serving + 1, __ATOMIC_RELEASE);
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
