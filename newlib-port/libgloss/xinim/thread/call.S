/*
 * newlib-port/libgloss/xinim/thread/call.S - calls that need their instructions in order.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.text

/*
 * long __xinim_cancellable(number, a, b, c, d, e, f)
 *
 * From begin to end nothing has happened yet that could not be taken back: the
 * cancellation signal's handler, finding the thread there, makes it go on at
 * cancelled. Once the call is made, RIP is past the instruction, whose result
 * counts; a call that is to be restarted has RIP at it.
 */
	.globl	__xinim_cancellable
	.type	__xinim_cancellable, @function
__xinim_cancellable:
	.cfi_startproc
	.globl	__xinim_cancellable_begin
	.hidden	__xinim_cancellable_begin
__xinim_cancellable_begin:
	movl	%fs:0x38, %eax		/* struct thread's cancel */
	andl	$11, %eax		/* WANTED, OFF, ENDING */
	cmpl	$1, %eax
	je	__xinim_cancellable_cancelled
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	8(%rsp), %r9
	syscall
	.globl	__xinim_cancellable_end
	.hidden	__xinim_cancellable_end
__xinim_cancellable_end:
	ret
	.globl	__xinim_cancellable_cancelled
	.hidden	__xinim_cancellable_cancelled
__xinim_cancellable_cancelled:
	movq	$-125, %rax		/* -ECANCELED */
	ret
	.cfi_endproc
	.size	__xinim_cancellable, . - __xinim_cancellable

/* Where the handler sends a thread that may be cancelled anywhere. */
	.globl	__xinim_cancel_anywhere
	.hidden	__xinim_cancel_anywhere
	.type	__xinim_cancel_anywhere, @function
__xinim_cancel_anywhere:
	.cfi_startproc
	.cfi_undefined %rip
	subq	$128, %rsp		/* a leaf's red zone */
	andq	$-16, %rsp
	cld
	call	__xinim_cancel_self@PLT
	ud2
	.cfi_endproc
	.size	__xinim_cancel_anywhere, . - __xinim_cancel_anywhere

/* void __xinim_once_run(void (*routine)(void), struct __xinim_cleanup *node) */
	.globl	__xinim_once_run
	.hidden	__xinim_once_run
	.type	__xinim_once_run, @function
__xinim_once_run:
	.cfi_startproc
	.cfi_personality 0x1b, __xinim_once_left	/* pcrel, sdata4 */
	pushq	%rbx
	.cfi_def_cfa_offset 16
	.cfi_offset %rbx, -16
	movq	%rsi, %rbx		/* where __xinim_once_left looks for it */
	call	*%rdi
	popq	%rbx
	.cfi_restore %rbx
	.cfi_def_cfa_offset 8
	ret
	.cfi_endproc
	.size	__xinim_once_run, . - __xinim_once_run

	.section .note.GNU-stack, "", @progbits
