/*
 * arch/x86_64/trampoline.S - from a CPU's first real-mode instruction to C.
 *
 * Copied to TRAMPOLINE (smp.c), a page below 1 MiB. Runs on boot.S's page
 * tables, which map that page at its physical address, until ap_main.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/asm.h"

#define TRAMPOLINE    0x8000
#define HERE(symbol)  (TRAMPOLINE + symbol - trampoline_start)
#define PHYS(symbol)  (symbol - 0xffffffff80000000)

	.section .rodata
	.globl trampoline_start, trampoline_end
	.balign 16
trampoline_start:
	.code16
	cli
	cld
	xorw %ax, %ax
	movw %ax, %ds
	lgdtl HERE(gdt_pointer)
	movl %cr0, %eax
	orl $1, %eax
	movl %eax, %cr0
	ljmpl $0x18, $HERE(protected)

	.code32
protected:
	movl $KERNEL_DS, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	movl $CR4_PAE, %eax
	movl %eax, %cr4
	movl $PHYS(boot_pml4), %eax
	movl %eax, %cr3
	movl $MSR_EFER, %ecx
	rdmsr
	orl $EFER_LME | EFER_NXE | EFER_SCE, %eax
	wrmsr
	movl $CR0_PG | CR0_WP | CR0_NE | CR0_MP | 1, %eax
	movl %eax, %cr0
	ljmp $KERNEL_CS, $HERE(long_mode)

	.code64
long_mode:
	movabsq $ap_entry, %rax
	jmp *%rax

	.balign 8
gdt:
	.quad 0
	.quad 0x00af9b000000ffff	/* 0x08: 64-bit code */
	.quad 0x00cf93000000ffff	/* 0x10: data */
	.quad 0x00cf9b000000ffff	/* 0x18: 32-bit code */
gdt_pointer:
	.word . - gdt - 1
	.long HERE(gdt)
trampoline_end:

	.text
ap_entry:
	movq kernel_space(%rip), %rax	/* its root: the stack is mapped only there */
	movq %rax, %cr3
	movq ap_stack(%rip), %rsp
	movq ap_cpu(%rip), %rdi
	xorl %ebp, %ebp
	call ap_main
	ud2

	.section .note.GNU-stack, "", @progbits
