/*
 * newlib-port/libgloss/xinim/context.S - getcontext, setcontext and swapcontext.
 *
 * What a call keeps and what it is given are in <sys/ucontext.h>'s structure: general
 * registers, the two control words of floating point where FXSAVE has them (Intel SDM
 * volume 1, 10.5.1), the signal mask. A context is entered as if the call that saved it
 * had returned 0. Through fpregs, so that a signal handler's context can be entered, too.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>

#define SIG_BLOCK   0
#define SIG_SETMASK 2

#define UC_R8     40
#define UC_R9     48
#define UC_R12    72
#define UC_R13    80
#define UC_R14    88
#define UC_R15    96
#define UC_RDI    104
#define UC_RSI    112
#define UC_RBP    120
#define UC_RBX    128
#define UC_RDX    136
#define UC_RCX    152
#define UC_RSP    160
#define UC_RIP    168
#define UC_FPREGS 224
#define UC_MASK   296
#define UC_FPMEM  304
#define FP_CWD    0
#define FP_MXCSR  24

/* Everything but the mask, of who called us, into %rdi. */
	.macro	save
	movq	%rbx, UC_RBX(%rdi)
	movq	%rbp, UC_RBP(%rdi)
	movq	%r12, UC_R12(%rdi)
	movq	%r13, UC_R13(%rdi)
	movq	%r14, UC_R14(%rdi)
	movq	%r15, UC_R15(%rdi)
	movq	%rdi, UC_RDI(%rdi)
	movq	%rsi, UC_RSI(%rdi)
	movq	%rdx, UC_RDX(%rdi)
	movq	%rcx, UC_RCX(%rdi)
	movq	%r8, UC_R8(%rdi)
	movq	%r9, UC_R9(%rdi)
	movq	(%rsp), %rcx
	movq	%rcx, UC_RIP(%rdi)
	leaq	8(%rsp), %rcx
	movq	%rcx, UC_RSP(%rdi)
	leaq	UC_FPMEM(%rdi), %rcx
	movq	%rcx, UC_FPREGS(%rdi)
	fnstcw	FP_CWD(%rcx)
	stmxcsr	FP_MXCSR(%rcx)
	.endm

	.text
	.globl	getcontext
	.type	getcontext, @function
getcontext:
	save
	leaq	UC_MASK(%rdi), %rdx
	xorl	%esi, %esi
	movl	$SIG_BLOCK, %edi
	movl	$8, %r10d
	movl	$SYS_rt_sigprocmask, %eax
	syscall
	testl	%eax, %eax
	jnz	__xinim_context_fail
	ret
	.size	getcontext, . - getcontext

	.globl	swapcontext
	.type	swapcontext, @function
swapcontext:
	save
	leaq	UC_MASK(%rdi), %rdx
	movq	%rsi, %r9
	jmp	enter
	.size	swapcontext, . - swapcontext

	.globl	setcontext
	.type	setcontext, @function
setcontext:
	xorl	%edx, %edx
	movq	%rdi, %r9
enter:
	leaq	UC_MASK(%r9), %rsi
	movl	$SIG_SETMASK, %edi
	movl	$8, %r10d
	movl	$SYS_rt_sigprocmask, %eax
	syscall
	testl	%eax, %eax
	jnz	__xinim_context_fail
	movq	%r9, %rdx
	movq	UC_FPREGS(%rdx), %rcx
	testq	%rcx, %rcx
	jz	1f
	/* Not fldcw alone: an exception that waits would come with it. */
	fnclex
	fldcw	FP_CWD(%rcx)
	ldmxcsr	FP_MXCSR(%rcx)
1:	movq	UC_RSP(%rdx), %rsp
	movq	UC_RBX(%rdx), %rbx
	movq	UC_RBP(%rdx), %rbp
	movq	UC_R12(%rdx), %r12
	movq	UC_R13(%rdx), %r13
	movq	UC_R14(%rdx), %r14
	movq	UC_R15(%rdx), %r15
	pushq	UC_RIP(%rdx)
	movq	UC_RDI(%rdx), %rdi
	movq	UC_RSI(%rdx), %rsi
	movq	UC_RCX(%rdx), %rcx
	movq	UC_R8(%rdx), %r8
	movq	UC_R9(%rdx), %r9
	movq	UC_RDX(%rdx), %rdx
	xorl	%eax, %eax
	ret
	.size	setcontext, . - setcontext

	/* What a function of makecontext returns to; RBX has uc_link. */
	.globl	__xinim_context_end
	.type	__xinim_context_end, @function
__xinim_context_end:
	movq	%rbx, %rdi
	call	__xinim_context_leave
	ud2
	.size	__xinim_context_end, . - __xinim_context_end

	.section .note.GNU-stack, "", @progbits
