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

#define EXIT_PANIC 0x31 /* QEMU then exits with 99, Automake's hard error */

static char message[256];

void panic(const char *fmt, ...)
{
	static bool panicking;
	const struct thread *t = this_cpu()->current;
	va_list ap;

	if (__atomic_exchange_n(&panicking, true, __ATOMIC_SEQ_CST))
		arch_exit(EXIT_PANIC);
	arch_stop_cpus();
	log_break_lock();
	va_start(ap, fmt);
	kvsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	kprintf("\nPANIC: %s\n", message);
	kprintf("CPU %u", this_cpu()->id);
	if (t && t->process)
		kprintf(", PID %d (%s)", t->process->pid, t->process->name);
	kputs("\n");
	arch_backtrace((uint64_t)__builtin_frame_address(0));
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
