/*
 * kernel/panic.c - the end, said clearly.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdarg.h>

#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/log.h"
#include "kernel/printf.h"
#include "kernel/process.h"
#include "kernel/trace.h"

#define EXIT_PANIC 0x31 /* QEMU then exits with 99, Automake's hard error */

static char message[256];

/* Who was on the other CPUs. */
static void print_cpus(void)
{
	for (unsigned i = 0; i < cpu_count; i++) {
		const struct thread *t = cpus[i]->current;

		if (cpus[i] != this_cpu() && t && t->process)
			kprintf("CPU %u: thread %u of PID %d (%s), %u waiting\n", i,
				t->tid, t->process->pid, t->process->name,
				cpus[i]->queue.length);
	}
}

void panic(const char *fmt, ...)
{
	static bool panicking;
	const struct thread *t = this_cpu()->current;
	va_list ap;

	if (__atomic_exchange_n(&panicking, true, __ATOMIC_SEQ_CST))
		arch_exit(EXIT_PANIC);
	arch_stop_cpus();
	log_break_lock();
	log_hide_screen(false);
	va_start(ap, fmt);
	kvsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	kprintf("\nPANIC: %s\n", message);
	kprintf("CPU %u", this_cpu()->id);
	if (t && t->process)
		kprintf(", PID %d (%s)", t->process->pid, t->process->name);
	kputs("\n");
	arch_backtrace((uint64_t)__builtin_frame_address(0));
	print_cpus();
	if (t && t->process)
		trace_print(t->process);
	arch_exit(EXIT_PANIC);
}

void fatal(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	kvsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	kprintf("\nXINIM cannot start: %s.\n", message);
	arch_exit(EXIT_PANIC);
}
