/*
 * newlib-port/libgloss/xinim/vfork.S - borrow the parent's memory until exec or _exit.
 *
 * The child runs on the parent's stack and would overwrite the return address:
 * it waits in RDX, which the kernel keeps.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.text
	.globl	vfork
	.type	vfork, @function
vfork:
	.cfi_startproc
	popq	%rdx
	.cfi_adjust_cfa_offset -8
	.cfi_register %rip, %rdx
	movl	$58, %eax		/* SYS_vfork */
	syscall
	pushq	%rdx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rip, 0
	testq	%rax, %rax
	js	1f
	ret
1:	movq	%rax, %rdi
	jmp	__xinim_vfork_failed
	.cfi_endproc
	.size	vfork, . - vfork

	.section .note.GNU-stack, "", @progbits
