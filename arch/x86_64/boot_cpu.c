/*
 * arch/x86_64/boot_cpu.c - the boot CPU's tables and registers, told line by line.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/cpu.h"
#include "kernel/log.h"
#include "kernel/main.h"

static void init_gdt(void)
{
	kputs("[GDT] Initializing Global Descriptor Table...\n"
	      "[GDT] Setting up 64-bit segments\n");
	gdt_load(this_cpu());
	kprintf("[GDT] Kernel code segment: 0x%02X (Ring %u)\n", KERNEL_CS,
		KERNEL_CS & 3);
	kprintf("[GDT] Kernel data segment: 0x%02X (Ring %u)\n", KERNEL_DS,
		KERNEL_DS & 3);
	kprintf("[GDT] User data segment:   0x%02X (Ring %u)\n", USER_DS, USER_DS & 3);
	kprintf("[GDT] User code segment:   0x%02X (Ring %u)\n", USER_CS, USER_CS & 3);
	kprintf("[GDT] TSS segment:         0x%02X\n", TSS_SELECTOR);
	kputs("[GDT] Loaded new GDT\n"
	      "[GDT] All segments reloaded \xe2\x9c\x93\n");
}

static void init_tss(void)
{
	struct cpu *c = this_cpu();

	kputs("[TSS] Initializing Task State Segment...\n"
	      "[TSS] Setting up Ring 0 stack\n");
	if (tss_init(c) != 0)
		fatal("no memory for the boot CPU's interrupt stacks");
	c->arch.tss.rsp[0] = (uint64_t)boot_stack_top;
	tss_load(c);
	idt_use_ist();
	kputs("[TSS] TSS loaded \xe2\x9c\x93\n");
}

/* The boot CPU's turn, told line by line with what the registers then hold. */
static void init_syscall(void)
{
	uint64_t star;

	kputs("[SYSCALL] Initializing fast syscall mechanism...\n");
	cpu_init_syscall();
	star = rdmsr(MSR_STAR);
	kputs("[SYSCALL] Enabled SCE in IA32_EFER\n");
	kprintf("[SYSCALL] Set IA32_STAR: kernel_cs=0x%x, user_cs_base=0x%x\n",
		(unsigned)(star >> 32) & 0xffff, (unsigned)(star >> 48));
	kprintf("[SYSCALL] Set IA32_LSTAR: handler=0x%lx\n",
		(unsigned long)rdmsr(MSR_LSTAR));
	kputs("[SYSCALL] Set IA32_FMASK: will clear IF, DF, TF, AC, NT, IOPL and the "
	      "arithmetic flags\n");
	if (rdmsr(MSR_EFER) & EFER_SCE)
		kputs("[SYSCALL] Verification: SCE enabled \xe2\x9c\x93\n");
	else
		kputs("[SYSCALL] ERROR: SCE not enabled!\n");
	kputs("[SYSCALL] Initialization complete\n");
}

void arch_init_boot_cpu(void)
{
	boot_heading("Week 8 Phase 3: GDT and TSS Setup");
	init_gdt();
	kputs("\n");
	init_tss();
	boot_heading("Week 8 Phase 4: Syscall Setup");
	init_syscall();
}
