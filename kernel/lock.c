/*
 * kernel/lock.c - the kernel lock.
 *
 * Whoever finds it free takes it. Turns by ticket would be fairer, but under a
 * hypervisor that has fewer CPUs than it shows, the next one in turn is most
 * often not running, and all wait for it. Long work offers the lock to others.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/lock.h"

#include "kernel/assert.h"
#include "kernel/cpu.h"

#define TURN_SPINS 1000 /* how long a preemption point offers the lock to who waits */

const struct cpu *kernel_lock_owner; /* NULL: free; the IPC fast path takes it, too */
static uint32_t waiting;             /* CPUs that spin for it */

static const struct cpu *owner(void)
{
	return __atomic_load_n(&kernel_lock_owner, __ATOMIC_RELAXED);
}

bool kernel_locked(void)
{
	return owner() == this_cpu();
}

static bool try_lock(void)
{
	const struct cpu *nobody = NULL;

	return __atomic_compare_exchange_n(&kernel_lock_owner, &nobody, this_cpu(), false,
		__ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

void kernel_lock(void)
{
	kdebug(!arch_interrupts_on());
	kdebug(!kernel_locked());
	if (try_lock())
		return;
	__atomic_fetch_add(&waiting, 1, __ATOMIC_RELAXED);
	do
		while (owner())
			arch_spin_poll();
	while (!try_lock());
	__atomic_fetch_sub(&waiting, 1, __ATOMIC_RELAXED);
}

void kernel_unlock(void)
{
	kdebug(kernel_locked());
	kdebug(!arch_interrupts_on());
	__atomic_store_n(&kernel_lock_owner, NULL, __ATOMIC_RELEASE);
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
	for (unsigned i = 0; i < TURN_SPINS && !owner(); i++) {
		if (!__atomic_load_n(&waiting, __ATOMIC_RELAXED))
			break;
		arch_spin_poll();
	}
	kernel_lock();
	if (this_cpu()->work & CPU_WORK_RESCHED)
		sched_preempt();
}
