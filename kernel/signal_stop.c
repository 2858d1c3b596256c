/*
 * kernel/signal_stop.c - processes that a signal stops, and that go on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/signal.h"
#include "kernel/thread.h"

#define AT_ONCE         16  /* threads of a process */
#define LOOKED_AT_ONCE  256 /* threads, of whichever process */
#define LOOKS_OF_CHANGE 15 /* to stop or resume one takes as long as to look at so many */

static void change(struct thread *t)
{
	if (t->process->signals.stopped)
		thread_stop(t, THREAD_STOP_SIGNAL);
	else
		thread_resume(t, THREAD_STOP_SIGNAL);
}

/* All of p's threads have heard of it. */
static void told(struct process *p)
{
	if (p->signals.stopped)
		process_tell_job(
			p, XINIM_PROCESS_STOPPED, p->signals.stopped << 8 | 0x7f);
	else
		process_tell_job(p, XINIM_PROCESS_CONTINUED, 0xffff);
}

/* The first few at once, of many the others in steps. */
static void change_some(struct process *p)
{
	unsigned n = 0;
	struct thread *t;

	p->signals.changing = false;
	list_for_each_entry (t, &p->threads, process_link) {
		if (n++ == AT_ONCE) {
			p->signals.changing = true;
			return;
		}
		change(t);
	}
	told(p);
}

void signal_stop(struct process *p, int signal)
{
	if (p->signals.stopped)
		return;
	p->signals.stopped = (uint8_t)signal;
	change_some(p);
}

void signal_go_on(struct process *p)
{
	if (!p->signals.stopped)
		return;
	p->signals.stopped = 0;
	change_some(p);
}

void signal_finish(struct process *p)
{
	uint8_t stopped = p->signals.stopped;
	uint32_t tid = 0;
	unsigned spent = 0;

	if (!p->signals.changing)
		return;
	p->signals.changing = false;
	cap_object_get(&p->cap);
	/* If it is to be otherwise meanwhile, that is for who wants it so. */
	while (p->signals.stopped == stopped &&
		(tid = numbers_next(&thread_numbers, tid + 1)) < NUMBERS_MAX) {
		struct thread *t = thread_find(tid);

		spent++;
		if (t->process == p) {
			change(t);
			spent += LOOKS_OF_CHANGE;
		}
		if (spent >= LOOKED_AT_ONCE) {
			spent = 0;
			kernel_preemption_point();
		}
	}
	if (p->signals.stopped == stopped)
		told(p);
	cap_object_put(&p->cap);
}

void signal_adopt(struct thread *t)
{
	if (t->process->signals.stopped)
		thread_stop(t, THREAD_STOP_SIGNAL);
}
