/*
 * tests/host/thread-machine.c - threads and processes for kernel/endpoint.c and its like.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread-machine.h"

#include "host.h"

#include <sanitizer/common_interface_defs.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/quota.h"
#include "kernel/sched.h"
#include "kernel/vm_object.h"
#include "servers/lib/fiber_swap.h"

#include <xinim/errno.h>

#define SET_GS     0x1001 /* arch_prctl's, of Linux */
#define STACK_SIZE (256 * 1024)
#define MAX        64 /* threads */
#define FIRST_TID  100

/* Its thread comes first: the kernel knows no more of it. */
struct fiber {
	struct thread thread;
	struct thread_top top;
	void *sp;    /* while another one runs */
	jmp_buf out; /* of a call that leaves nothing on the stack */
	char *stack;
	void *fake;
	machine_call *call;
	bool in_call, stackless, signalled;
};

static struct cpu cpu;
static struct fiber *fibers[MAX];
static void *driver;
static void *driver_fake;
static const void *driver_stack;
static size_t driver_size;

struct thread *thread_table[THREADS_MAX];
struct numbers thread_numbers;
struct process idle_process;
struct cpu *cpus[MAX_CPUS];
unsigned cpu_count = 1;
uint64_t machine_now = 1000;
void (*machine_between)(void);
unsigned machine_steps;

static struct fiber *of(const struct thread *t)
{
	return (struct fiber *)t;
}

/* --- whose books ---------------------------------------------------------------------- */

struct quota *process_quota(const struct process *p)
{
	return p->space->quota;
}

struct quota *quota_current(void)
{
	return cpu.current ? cpu.current->process->space->quota : NULL;
}

/* --- the stacks ----------------------------------------------------------------------- */

static void back_to_driver(struct fiber *f)
{
	__sanitizer_start_switch_fiber(&f->fake, driver_stack, driver_size);
	fiber_swap(&f->sp, driver);
	__sanitizer_finish_switch_fiber(f->fake, &driver_stack, &driver_size);
}

static void body(void)
{
	struct fiber *f = of(cpu.current);

	__sanitizer_finish_switch_fiber(NULL, &driver_stack, &driver_size);
	for (;;) {
		if (setjmp(f->out) == 0) {
			int64_t result = f->call(f->thread.frame);

			frame_set_result(f->thread.frame, result);
			f->in_call = false;
			f->thread.state =
				THREAD_BLOCKED; /* not to be woken: see sched_wake */
		}
		back_to_driver(f);
	}
}

static void enter(struct fiber *f)
{
	CHECK(!cpu.current);
	f->thread.state = THREAD_RUNNING;
	cpu.current = &f->thread;
	__sanitizer_start_switch_fiber(&driver_fake, f->stack, STACK_SIZE);
	fiber_swap(&driver, f->sp);
	__sanitizer_finish_switch_fiber(driver_fake, NULL, NULL);
	cpu.current = NULL;
}

bool machine_free(const struct thread *t)
{
	return !of(t)->in_call;
}

bool machine_run(struct thread *t, machine_call *call)
{
	struct fiber *f = of(t);

	CHECK(!f->in_call);
	f->call = call;
	f->in_call = true;
	enter(f);
	return !f->in_call;
}

bool machine_go_on(struct thread *t)
{
	struct fiber *f = of(t);

	CHECK(f->in_call && t->state == THREAD_READY);
	if (f->stackless) { /* all is in its frame */
		f->stackless = false;
		f->in_call = false;
		t->state = THREAD_BLOCKED;
		CHECK_INT(t->ipc_state, IPC_NONE);
	} else {
		enter(f);
	}
	return !f->in_call;
}

void machine_go_on_all(void)
{
	for (bool more = true; more;) {
		more = false;
		for (unsigned i = 0; i < MAX; i++) {
			struct fiber *f = fibers[i];

			if (f && f->in_call && f->thread.state == THREAD_READY) {
				machine_go_on(&f->thread);
				more = true;
			}
		}
	}
}

/* --- the scheduler ----------------------------------------------------------------------- */

void sched_wake(struct thread *t)
{
	/* Who is in user mode waits for nothing. */
	if (of(t)->in_call && t->state == THREAD_BLOCKED)
		t->state = THREAD_READY;
}

void sched_block_stackless(void)
{
	struct fiber *f = of(cpu.current);

	f->thread.state = THREAD_BLOCKED;
	f->stackless = true;
	longjmp(f->out, 1);
}

void sched_switch_to_stackless(struct thread *next)
{
	CHECK(next->state == THREAD_BLOCKED && of(next)->stackless);
	CHECK_INT(next->ipc_state, IPC_NONE);
	next->state = THREAD_READY;
	sched_block_stackless();
}

bool sched_wake_direct(struct thread *t)
{
	sched_wake(t);
	return false;
}

void process_is_ready(struct process *p)
{
	p->is_ready = true;
}

void route_process_exit(struct process *p)
{
	(void)p;
}

void vm_object_reap(void)
{
}

void sched_set_priority(struct thread *t, unsigned priority)
{
	t->priority = priority;
}

bool thread_sleep_until(uint64_t ns)
{
	struct thread *t = cpu.current;

	t->timed_out = false;
	if (ns != UINT64_MAX)
		timer_arm(&t->sleep, ns);
	t->state = THREAD_BLOCKED;
	back_to_driver(of(t));
	timer_cancel(&t->sleep);
	return t->timed_out;
}

static void sleep_over(struct timer *timer)
{
	struct thread *t =
		(struct thread *)((char *)timer - offsetof(struct thread, sleep));

	t->timed_out = true;
	sched_wake(t);
}

void thread_arm_timer(struct timer *timer, uint64_t deadline)
{
	timer_arm(timer, deadline);
}

uint64_t arch_clock_ns(void)
{
	return machine_now;
}

void machine_pass(uint64_t ns)
{
	machine_now += ns;
	CHECK(timer_expire(machine_now, UINT32_MAX));
}

bool kernel_locked(void)
{
	return true;
}

void kernel_lock(void)
{
}

void kernel_unlock(void)
{
}

void kernel_preemption_point(void)
{
	struct thread *t = cpu.current;
	const void *stack = driver_stack;
	size_t size = driver_size;
	void *was = driver, *fake = driver_fake;

	machine_steps++;
	if (!machine_between)
		return;
	/* Meanwhile t's stack is what runs the others. */
	cpu.current = NULL;
	machine_between();
	cpu.current = t;
	driver = was;
	driver_fake = fake;
	driver_stack = stack;
	driver_size = size;
}

/* --- signals ------------------------------------------------------------------------------- */

bool signal_interrupts(const struct thread *t)
{
	return t->killed || of(t)->signalled;
}

int64_t signal_restart(int64_t code)
{
	return code;
}

void machine_signal(struct thread *t)
{
	of(t)->signalled = true;
	if (of(t)->in_call && t->state == THREAD_BLOCKED)
		ipc_interrupt(t, false);
}

void machine_signal_over(struct thread *t)
{
	of(t)->signalled = false;
}

/* --- processes and threads -------------------------------------------------------------------- */

struct thread *thread_find(uint32_t tid)
{
	return tid < THREADS_MAX ? thread_table[tid] : NULL;
}

struct process *machine_process(int32_t pid)
{
	struct process *p = calloc(1, sizeof(*p));

	p->pid = pid;
	p->space = calloc(1, sizeof(*p->space));
	p->space->quota = quota_create();
	list_init(&p->threads);
	list_init(&p->endpoints);
	notification_init(&p->events);
	return p;
}

struct thread *machine_thread(struct process *p, unsigned priority)
{
	struct fiber *f = calloc(1, sizeof(*f));
	struct thread *t = &f->thread;
	uint64_t *first;
	unsigned i = 0;

	while (fibers[i])
		i++;
	fibers[i] = f;
	t->frame = &f->top.frame;
	t->process = p;
	t->priority = priority;
	t->base_priority = priority;
	t->tid = FIRST_TID + i;
	t->call_id = t->tid;
	t->state = THREAD_BLOCKED;
	thread_table[t->tid] = t;
	numbers_add(&thread_numbers, t->tid);
	list_init(&t->ipc_link);
	list_init(&t->lender_link);
	list_init(&t->lenders);
	timer_init(&t->ipc_timer, ipc_timed_out);
	timer_init(&t->sleep, sleep_over);
	list_add_tail(&p->threads, &t->process_link);
	f->stack = calloc(1, STACK_SIZE);
	/* Where body() begins, as if called: six registers, and its address. */
	first = (uint64_t *)(f->stack + STACK_SIZE) - 8;
	first[6] = (uint64_t)body;
	f->sp = first;
	return t;
}

void machine_thread_end(struct thread *t)
{
	struct fiber *f = of(t);

	CHECK(!f->in_call);
	CHECK(!t->lent_to && !timer_armed(&t->ipc_timer) && !timer_armed(&t->sleep));
	while (!ipc_drop_lenders(t))
		;
	list_remove(&t->process_link);
	thread_table[t->tid] = NULL;
	numbers_remove(&thread_numbers, t->tid);
	fibers[t->tid - FIRST_TID] = NULL;
	free(f->stack);
	free(f);
}

void machine_each(void (*visit)(struct thread *t))
{
	for (unsigned i = 0; i < MAX; i++)
		if (fibers[i])
			visit(&fibers[i]->thread);
}

static void check_lending(struct thread *t)
{
	uint32_t priority = t->base_priority;
	const struct thread *lender;

	list_for_each_entry (lender, &t->lenders, lender_link) {
		CHECK(lender->lent_to == t);
		if (lender->priority > priority)
			priority = lender->priority;
	}
	CHECK_INT(t->priority, priority);
	if (t->lent_to) {
		unsigned n = 0;

		for (const struct thread *to = t->lent_to; to && n <= MAX;
			to = to->lent_to)
			n++;
		CHECK(n <= MAX); /* no circle */
		CHECK(of(t)->in_call);
	} else {
		CHECK(list_empty(&t->lender_link));
	}
}

void machine_check_lending(void)
{
	machine_each(check_lending);
}

void machine_init(void)
{
	cpu.self = &cpu;
	cpus[0] = &cpu;
	/* Where this_cpu() and current_thread() look; the C library has no use for GS. */
	if (syscall(SYS_arch_prctl, SET_GS, &cpu) != 0)
		abort();
}
