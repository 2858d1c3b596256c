/*
 * newlib-port/libgloss/xinim/sigreturn.S - what a signal handler returns to.
 *
 * The kernel finds the interrupted state at RSP. Debuggers know these two instructions by
 * their bytes; to unwinders each register is said to be where ucontext_t has it, so that
 * what a handler throws is an exception of what was interrupted.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.text
	.globl	__xinim_sigreturn
	.hidden	__xinim_sigreturn
	.type	__xinim_sigreturn, @function
/* A signed LEB128 in two bytes (DWARF 4, 7.6), of RSP + 40 + 8 * \index: gregs[\index]. */
	.macro	greg	index
	.cfi_escape 0x77, ((40 + 8 * \index) & 0x7f) | 0x80, (40 + 8 * \index) >> 7
	.endm
/* Register NUMBER is at that address: DW_CFA_expression. */
	.macro	saved	number, index
	.cfi_escape 0x10, \number, 3
	greg	\index
	.endm

	.cfi_startproc simple
	.cfi_signal_frame
	.cfi_escape 0x0f, 4		/* DW_CFA_def_cfa_expression: what RSP was */
	greg	15
	.cfi_escape 0x06		/* DW_OP_deref */
	saved	0, 13			/* RAX */
	saved	1, 12			/* RDX */
	saved	2, 14			/* RCX */
	saved	3, 11			/* RBX */
	saved	4, 9			/* RSI */
	saved	5, 8			/* RDI */
	saved	6, 10			/* RBP */
	saved	8, 0			/* R8 to R15 */
	saved	9, 1
	saved	10, 2
	saved	11, 3
	saved	12, 4
	saved	13, 5
	saved	14, 6
	saved	15, 7
	saved	16, 16			/* RIP */
	nop				/* unwinders look one byte back */
__xinim_sigreturn:
	movq	$15, %rax		/* SYS_rt_sigreturn */
	syscall
	.cfi_endproc
	.size	__xinim_sigreturn, . - __xinim_sigreturn

	.section .note.GNU-stack, "", @progbits
