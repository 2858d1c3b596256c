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
 * an interrupt left it null: AMD's SYSRET takes over SS's hidden part.
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

	.section .note.GNU-stack, "", @progbits
