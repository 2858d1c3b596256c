/*
 * newlib-port/libgloss/xinim/setjmp.S - come back to where one has been.
 *
 * In place of newlib's own, whose longjmp(env, 0) makes setjmp return 0 again
 * where ISO C wants 1. The buffer is <setjmp.h>'s, 8 words: RBX, RBP, R12 to R15,
 * RSP as it is after the return, and where to return to; sigsetjmp's has two more:
 * whether there is a mask, and the mask.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>

#define SIG_BLOCK   0
#define SIG_SETMASK 2
#define HAS_MASK    64
#define MASK        72

	.text
	.globl	sigsetjmp
	.type	sigsetjmp, @function
sigsetjmp:
	movslq	%esi, %rsi
	movq	%rsi, HAS_MASK(%rdi)
	testq	%rsi, %rsi
	jz	setjmp
	movq	%rdi, %r8
	leaq	MASK(%rdi), %rdx
	movl	$SIG_BLOCK, %edi
	xorl	%esi, %esi
	movl	$8, %r10d
	movl	$SYS_rt_sigprocmask, %eax
	syscall
	movq	%r8, %rdi
	/* Into setjmp. */
	.size	sigsetjmp, . - sigsetjmp

	.globl	setjmp
	.type	setjmp, @function
	.globl	_setjmp
	.set	_setjmp, setjmp
setjmp:
	movq	%rbx, (%rdi)
	movq	%rbp, 8(%rdi)
	movq	%r12, 16(%rdi)
	movq	%r13, 24(%rdi)
	movq	%r14, 32(%rdi)
	movq	%r15, 40(%rdi)
	leaq	8(%rsp), %rax
	movq	%rax, 48(%rdi)
	movq	(%rsp), %rax
	movq	%rax, 56(%rdi)
	xorl	%eax, %eax
	ret
	.size	setjmp, . - setjmp

	.globl	siglongjmp
	.type	siglongjmp, @function
siglongjmp:
	cmpq	$0, HAS_MASK(%rdi)
	jz	longjmp
	movq	%rdi, %r8
	movl	%esi, %r9d
	leaq	MASK(%rdi), %rsi
	movl	$SIG_SETMASK, %edi
	xorl	%edx, %edx
	movl	$8, %r10d
	movl	$SYS_rt_sigprocmask, %eax
	syscall
	movq	%r8, %rdi
	movl	%r9d, %esi
	/* Into longjmp. */
	.size	siglongjmp, . - siglongjmp

	.globl	longjmp
	.type	longjmp, @function
	.globl	_longjmp
	.set	_longjmp, longjmp
longjmp:
	movl	%esi, %eax
	testl	%eax, %eax
	jnz	1f
	incl	%eax
1:	movq	(%rdi), %rbx
	movq	8(%rdi), %rbp
	movq	16(%rdi), %r12
	movq	24(%rdi), %r13
	movq	32(%rdi), %r14
	movq	40(%rdi), %r15
	movq	48(%rdi), %rsp
	jmp	*56(%rdi)
	.size	longjmp, . - longjmp

	.section .note.GNU-stack, "", @progbits
