/*
 * kernel/core.c - what a process was at when a signal ended it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/core.h"

#include "kernel/arch.h"
#include "kernel/log.h"
#include "kernel/process.h"
#include "kernel/signal.h"
#include "kernel/user.h"

#define STACK_WORDS 16
#define REGIONS     32 /* more are only counted: the log is everybody's */

static void print_stack(uint64_t at)
{
	uint64_t word[4];

	for (unsigned i = 0; i < STACK_WORDS; i += 4, at += sizeof(word)) {
		if (copy_from_user(word, at, sizeof(word)) != 0)
			return;
		kprintf("  %016lx: %016lx %016lx %016lx %016lx\n", (unsigned long)at,
			(unsigned long)word[0], (unsigned long)word[1],
			(unsigned long)word[2], (unsigned long)word[3]);
	}
}

static void print_regions(const struct space *s)
{
	const struct region *r;
	unsigned n = 0;

	list_for_each_entry (r, &s->regions, link) {
		if (n++ >= REGIONS)
			continue;
		kprintf("  %016lx-%016lx %c%c%c%c\n", (unsigned long)r->start,
			(unsigned long)r->end, r->rights & MAP_READ ? 'r' : '-',
			r->rights & MAP_WRITE ? 'w' : '-',
			r->rights & MAP_EXEC ? 'x' : '-',
			r->flags & VM_SHARED ? 's' : 'p');
	}
	if (n > REGIONS)
		kprintf("  and %u more\n", n - REGIONS);
}

bool core_print(const struct frame *f, int signal)
{
	const struct thread *t = current_thread();
	const struct process *p = t->process;

	if (!p->signals.dump || signal_default(signal) != SIGNAL_DUMPS)
		return false;
	kprintf("[CORE] PID %d (%s), thread %u: signal %d\n", p->pid, p->name, t->tid,
		signal);
	arch_print_frame(f);
	print_stack(frame_stack(f));
	print_regions(p->space);
	return true;
}
