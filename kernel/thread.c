/*
 * kernel/thread.c - threads: made, put to sleep, freed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/thread.h"

#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/process.h"
#include "kernel/slab.h"
#include "kernel/stack.h"

unsigned thread_count;

static void sleep_over(struct timer *timer)
{
	struct thread *t =
		(struct thread *)((char *)timer - offsetof(struct thread, sleep));

	t->timed_out = true;
	sched_wake(t);
}

static struct thread *thread_new(unsigned priority)
{
	struct thread *t = kmalloc(sizeof(*t));

	if (!t)
		return NULL;
	t->state = THREAD_BLOCKED;
	t->priority = priority;
	list_init(&t->run_link);
	list_init(&t->process_link);
	timer_init(&t->sleep, sleep_over);
	return t;
}

static struct thread *thread_with_stack(unsigned priority)
{
	struct thread *t = thread_new(priority);

	if (!t)
		return NULL;
	t->stack = stack_alloc();
	if (!t->stack) {
		kfree(t);
		return NULL;
	}
	t->frame = (struct frame *)((char *)t->stack + KERNEL_STACK_SIZE) - 1;
	thread_count++;
	return t;
}

struct thread *thread_create(struct process *p, unsigned priority)
{
	struct thread *t = thread_with_stack(priority);

	if (!t)
		return NULL;
	t->process = p;
	t->space = &p->space->arch;
	list_add_tail(&p->threads, &t->process_link);
	return t;
}

struct thread *thread_create_kernel(void (*fn)(void *), void *arg, unsigned priority)
{
	struct thread *t = thread_with_stack(priority);

	if (!t)
		return NULL;
	t->process = &idle_process;
	arch_thread_init_kernel(t, fn, arg);
	return t;
}

struct thread *thread_adopt_boot(void)
{
	struct thread *t = thread_new(PRIORITY_BOOT);

	if (!t)
		return NULL;
	t->process = &idle_process;
	t->state = THREAD_RUNNING;
	t->cpu = this_cpu();
	thread_count++;
	return t;
}

void thread_free(struct thread *t)
{
	kassert(t->state == THREAD_DEAD);
	timer_cancel(&t->sleep);
	list_remove(&t->process_link);
	arch_thread_destroy(t);
	if (t->stack)
		stack_free(t->stack);
	kfree(t);
	thread_count--;
}

uint64_t thread_cpu_time(const struct thread *t)
{
	uint64_t ns = t->run_ns;

	if (t == current_thread())
		ns += arch_clock_ns() - t->run_start;
	return ns;
}

bool thread_sleep_until(uint64_t ns)
{
	struct thread *t = current_thread();

	t->timed_out = false;
	if (ns != UINT64_MAX) {
		timer_arm(&t->sleep, ns);
		/* Timers run on the boot CPU, which looks again whenever it switches itself. */
		if (this_cpu()->id != 0 && timer_next() == ns)
			arch_send_reschedule(cpus[0]);
	}
	sched_block();
	timer_cancel(&t->sleep);
	return t->timed_out;
}
