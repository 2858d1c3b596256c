/*
 * arch/x86_64/switch.S - from one kernel stack to another.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/asm.h"
#include "offsets.h"

/*
 * void switch_stacks(struct thread *prev, struct thread *next)
 * Keeps what the C calling convention has a function keep. SS is reloaded if
 * an interrupt left it null: AMD's SYSRET takes over SS's hidden part. A thread
 * that runs has a kernel_rsp of 0, so that one that leaves nothing on its stack
 * need not say so.
 */
	.text
	.globl switch_stacks
switch_stacks:
	pushq %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rsp, THREAD_KERNEL_RSP(%rdi)
	movq %rsi, %rdi
/* void switch_to_stack(struct thread *next): the same without a way back. */
	.globl switch_to_stack
switch_to_stack:
	movq THREAD_KERNEL_RSP(%rdi), %rsp
	movq $0, THREAD_KERNEL_RSP(%rdi)
	movl %ss, %eax
	cmpl $KERNEL_DS, %eax
	jne 2f
1:	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	ret
2:	movl $KERNEL_DS, %eax
	movl %eax, %ss
	jmp 1b

/*
 * void clear_selectors(void): DS, ES, FS and GS null, as they are at a thread's
 * start, so that none learns what another one loaded. The user's FS and GS bases
 * are 0 then, and the kernel's GS base is what it was.
 */
	.globl clear_selectors
clear_selectors:
	xorl %eax, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %fs
	swapgs
	movl %eax, %gs
	swapgs
	/* AMD leaves the bases alone. */
	xorl %edx, %edx
	movl $MSR_FS_BASE, %ecx
	wrmsr
	movl $MSR_KERNEL_GS_BASE, %ecx
	wrmsr
	ret

	.section .note.GNU-stack, "", @progbits
