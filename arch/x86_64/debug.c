/*
 * arch/x86_64/debug.c - registers and call chains in the log, and the end.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/io.h"
#include "arch/x86_64/machine.h"
#include "kernel/log.h"
#include "kernel/stack.h"
#include "kernel/symbols.h"

#define BACKTRACE_MAX 32

uint16_t arch_debug_exit_port;

void arch_print_frame(const struct frame *f)
{
	const uint64_t *arg = f->arg;

	kprintf("  rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx\n",
		(unsigned long)f->rax, (unsigned long)f->rbx, (unsigned long)f->rcx,
		(unsigned long)arg[FRAME_RDX]);
	kprintf("  rsi %016lx  rdi %016lx  rbp %016lx  rsp %016lx\n",
		(unsigned long)arg[FRAME_RSI], (unsigned long)arg[FRAME_RDI],
		(unsigned long)f->rbp, (unsigned long)f->rsp);
	kprintf("  r8  %016lx  r9  %016lx  r10 %016lx  r11 %016lx\n",
		(unsigned long)arg[FRAME_R8], (unsigned long)arg[FRAME_R9],
		(unsigned long)arg[FRAME_R10], (unsigned long)f->r11);
	kprintf("  r12 %016lx  r13 %016lx  r14 %016lx  r15 %016lx\n",
		(unsigned long)f->r12, (unsigned long)f->r13, (unsigned long)f->r14,
		(unsigned long)f->r15);
	kprintf("  rip %016lx  cs %02lx  ss %02lx  rflags %lx  error %lx  cr2 %lx  cr3 %lx\n",
		(unsigned long)f->rip, (unsigned long)f->cs, (unsigned long)f->ss,
		(unsigned long)f->rflags, (unsigned long)f->error,
		(unsigned long)read_cr2(), (unsigned long)read_cr3());
}

/* Is [addr, addr + 16) on some kernel stack? Only there are frame pointers followed. */
static bool on_kernel_stack(uint64_t addr)
{
	return stack_contains(addr) ||
		(addr >= (uint64_t)boot_stack && addr + 16 <= (uint64_t)boot_stack_top);
}

static void print_call(uint64_t addr)
{
	uint64_t offset = 0;
	const char *name = symbol_lookup(addr - 1, &offset);

	/* Not where a call returns to, but what an exception came before: a first instruction. */
	if (!name) {
		name = symbol_lookup(addr, &offset);
		offset--;
	}
	if (name)
		kprintf("  %016lx %s+0x%lx\n", (unsigned long)addr, name,
			(unsigned long)offset + 1);
	else
		kprintf("  %016lx\n", (unsigned long)addr);
}

void arch_backtrace(uint64_t fp)
{
	kputs("Backtrace:\n");
	for (unsigned i = 0; i < BACKTRACE_MAX; i++) {
		const uint64_t *frame = (const uint64_t *)fp;

		if (fp % 8 || !on_kernel_stack(fp) || frame[1] < KERNEL_BASE)
			return;
		print_call(frame[1]);
		if (frame[0] <= fp)
			return;
		fp = frame[0];
	}
}

void arch_exit(unsigned value)
{
	if (arch_debug_exit_port)
		outl(arch_debug_exit_port, value);
	kputs("The machine is halted.\n");
	for (;;)
		__asm__ volatile("cli; hlt");
}
