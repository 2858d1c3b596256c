/*
 * newlib-port/libgloss/xinim/sigreturn.S - what a signal handler returns to.
 *
 * The kernel finds the interrupted state at RSP. Debuggers and unwinders know
 * these two instructions by their bytes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.text
	.globl	__xinim_sigreturn
	.hidden	__xinim_sigreturn
	.type	__xinim_sigreturn, @function
	nop				/* unwinders look one byte back */
__xinim_sigreturn:
	movq	$15, %rax		/* SYS_rt_sigreturn */
	syscall
	.size	__xinim_sigreturn, . - __xinim_sigreturn

	.section .note.GNU-stack, "", @progbits
