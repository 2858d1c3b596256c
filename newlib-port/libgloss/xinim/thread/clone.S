/*
 * newlib-port/libgloss/xinim/thread/clone.S - a thread's first and last instructions.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.text

/* long __xinim_clone(flags, stack, parent_tid, child_tid, tls) */
	.globl	__xinim_clone
	.hidden	__xinim_clone
	.type	__xinim_clone, @function
__xinim_clone:
	.cfi_startproc
	movq	%rcx, %r10
	movl	$56, %eax		/* SYS_clone */
	syscall
	testq	%rax, %rax
	jz	1f
	ret
	.cfi_endproc
	.cfi_startproc
	.cfi_undefined %rip		/* the outermost frame */
1:	xorl	%ebp, %ebp
	movq	%fs:0, %rdi
	call	__xinim_thread_begin
	ud2
	.cfi_endproc
	.size	__xinim_clone, . - __xinim_clone

/*
 * void __xinim_unmap_and_exit(map, size): nothing of the stack is touched once
 * it is gone, and no signal may come (all are blocked).
 */
	.globl	__xinim_unmap_and_exit
	.hidden	__xinim_unmap_and_exit
	.type	__xinim_unmap_and_exit, @function
__xinim_unmap_and_exit:
	movl	$11, %eax		/* SYS_munmap */
	syscall
1:	xorl	%edi, %edi
	movl	$60, %eax		/* SYS_exit */
	syscall
	jmp	1b
	.size	__xinim_unmap_and_exit, . - __xinim_unmap_and_exit

	.section .note.GNU-stack, "", @progbits
