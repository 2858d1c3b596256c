/*
 * newlib-port/libgloss/xinim/crt0.S - where a program starts.
 *
 * The kernel leaves argc at RSP, then argv, envp and the auxiliary vector
 * (System V ABI, AMD64 supplement, 3.4.1); RSP is a multiple of 16.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.text
	.globl	_start
	.type	_start, @function
_start:
	.cfi_startproc
	.cfi_undefined %rip		/* the outermost frame */
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	leaq	main(%rip), %rsi	/* asked for here, before any library: one may have it */
	call	__xinim_start
	ud2				/* it does not come back */
	.cfi_endproc
	.size	_start, . - _start

	.section .note.GNU-stack, "", @progbits
