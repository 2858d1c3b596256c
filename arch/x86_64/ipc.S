/*
 * arch/x86_64/ipc.S - messages at register speed.
 *
 * The common case of ipc_call, of a routed system call and of
 * ipc_reply_receive: the partner waits already, no timeout, nobody has I/O
 * ports, nobody more urgent is ready. The message stays in the registers it is
 * in; two thread blocks and an endpoint are touched, and the CPU goes from one
 * user mode to the other. Whatever else is the case goes to the C code
 * (kernel/endpoint.c) before anything has been changed.
 *
 * Entered from syscall_entry: RSP at the frame, less the return address that
 * is never used; arguments, return address, flags and number are in the frame.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/asm.h"
#include "offsets.h"

#define STATE_RUNNING	 0
#define STATE_BLOCKED	 2
#define IPC_NONE	 0
#define IPC_RECEIVING	 1
#define IPC_WAIT_REPLY	 3
#define IPC_WAIT_ROUTED	 4
#define THREADS_MAX	 32768

	.macro save_callee_saved
	movq %rbx, FRAME_RBX(%rsp)
	movq %rbp, FRAME_RBP(%rsp)
	movq %r12, FRAME_R12(%rsp)
	movq %r13, FRAME_R13(%rsp)
	movq %r14, FRAME_R14(%rsp)
	movq %r15, FRAME_R15(%rsp)
	.endm

	.macro restore_callee_saved
	movq FRAME_RBX(%rsp), %rbx
	movq FRAME_RBP(%rsp), %rbp
	movq FRAME_R12(%rsp), %r12
	movq FRAME_R13(%rsp), %r13
	movq FRAME_R14(%rsp), %r14
	movq FRAME_R15(%rsp), %r15
	.endm

/* kernel_lock, for the case that nobody has it; uses RAX and RCX. */
	.macro lock_or otherwise
	xorl %eax, %eax
	movq %gs:0, %rcx
	lock cmpxchgq %rcx, kernel_lock_owner(%rip)
	jne \otherwise
	.endm

	.macro unlock
	movq $0, kernel_lock_owner(%rip)
	.endm

/*
 * Makes \thread, whose frame RSP becomes, this CPU's current one; from \prev. Uses RCX,
 * R11 and R14. Extended state moves as fpu_switch of fpu.c does it; where the CPU has no
 * XSAVE a thread that has some never comes here (THREAD_SLOW_FXSAVE).
 */
	.macro become thread, prev
	movl %ds, %ecx			/* what user mode loaded there is nobody else's business */
	movl %es, %r11d
	orl %r11d, %ecx
	movl %fs, %r11d
	orl %r11d, %ecx
	movl %gs, %r11d
	orl %r11d, %ecx
	jz 8f
	pushq %rax
	pushq %rdx
	call clear_selectors
	popq %rdx
	popq %rax
8:
	movq %gs:0, %rcx
	movq %rcx, THREAD_CPU(\thread)
	movq \thread, %gs:CPU_CURRENT
	movq THREAD_FRAME(\thread), %rsp
	movq %rsp, %gs:CPU_FRAME
	leaq FRAME_SIZE(%rsp), %rcx
	movq %rcx, %gs:CPU_RSP0
	movq THREAD_SPACE(\thread), %rcx
	cmpq THREAD_SPACE(\prev), %rcx
	je 1f
	movq %gs:CPU_BIT, %r11		/* as arch_switch_space does; under the lock */
	orq %r11, SPACE_CPUS(%rcx)
	movq SPACE_ROOT(%rcx), %rcx
	movq %rcx, %cr3
	/* User mode may have made a base 0 by loading a selector, but nothing else. */
1:	movq THREAD_FPU(\thread), %rcx
	orq THREAD_FPU(\prev), %rcx
	orq THREAD_FS_BASE(\thread), %rcx
	orq THREAD_FS_BASE(\prev), %rcx
	orq THREAD_GS_BASE(\thread), %rcx
	orq THREAD_GS_BASE(\prev), %rcx
	jz 3f
	movq %rax, %r14
	movq %rdx, %r11
	movl fpu_components(%rip), %eax
	xorl %edx, %edx
	movq THREAD_FPU(\prev), %rcx
	testq %rcx, %rcx
	jz 5f
	xsave64 (%rcx)
	movq THREAD_FPU(\thread), %rcx
	testq %rcx, %rcx
	jnz 6f
	movq $fpu_initial, %rcx		/* it finds nobody's registers */
	xrstor64 (%rcx)
	movq %cr0, %rcx
	orq $CR0_TS, %rcx
	movq %rcx, %cr0
	jmp 7f
5:	movq THREAD_FPU(\thread), %rcx
	testq %rcx, %rcx
	jz 7f
	clts
6:	xrstor64 (%rcx)
7:	movl THREAD_FS_BASE(\thread), %eax
	movl THREAD_FS_BASE + 4(\thread), %edx
	movl $MSR_FS_BASE, %ecx
	wrmsr
	movq THREAD_GS_BASE(\thread), %rcx
	orq THREAD_GS_BASE(\prev), %rcx
	jz 9f
	movl THREAD_GS_BASE(\thread), %eax
	movl THREAD_GS_BASE + 4(\thread), %edx
	movl $MSR_KERNEL_GS_BASE, %ecx
	wrmsr
9:	movq %r14, %rax
	movq %r11, %rdx
3:
	.endm

/* To user mode: all registers but RCX, R11 and RSP hold what the user is to see. */
	.macro leave
	cmpq $0, %gs:CPU_WORK
	jne ipc_work
	testl $0xffff8000, FRAME_RIP + 4(%rsp)
	jnz ipc_work
	movq FRAME_RIP(%rsp), %rcx
	movq FRAME_RFLAGS(%rsp), %r11
	movq FRAME_RSP(%rsp), %rsp
	swapgs
	sysretq
	.endm

	.text

/* --- ipc_call, and a routed system call ------------------------------------------ */

	.globl sys_ipc_call
	.balign 64
sys_ipc_call:
	addq $8, %rsp
	save_callee_saved
	movq FRAME_ARG(%rsp), %rdi
	movq %gs:CPU_CURRENT, %rbx
	cmpq $-1, %r14
	jne call_slow
	lock_or call_slow
	movq THREAD_PROCESS(%rbx), %rcx
	movl PROCESS_NCAPS(%rcx), %eax
	cmpq %rax, %r12
	jae call_unlock
	movq PROCESS_CAPS(%rcx), %rcx
	movq (%rcx, %r12, 8), %rcx
	testq %rcx, %rcx
	jz call_unlock
	movq CAP_SEND(%rcx), %rbp
	testq %rbp, %rbp
	jz call_unlock
	movq %r13, %rax
	shrq $62, %rax			/* a label with a capability, or not the sender's */
	jnz call_unlock
	movq CAP_BADGE(%rcx), %r12
	movq ENDPOINT_RECEIVERS(%rbp), %r15
	testq %r15, %r15
	jz call_unlock
	movq THREAD_SLOW(%rbx), %rax
	orq THREAD_SLOW(%r15), %rax
	jnz call_unlock
	movl THREAD_BASE_PRIORITY(%r15), %eax	/* a lent one may go before this call ends */
	cmpl THREAD_PRIORITY(%rbx), %eax
	jb call_unlock
	movl $IPC_WAIT_REPLY, THREAD_IPC_STATE(%rbx)

/* RBX: the caller, RBP: the endpoint, R15: who receives, R12: badge, R13: label. */
deliver:
	movq THREAD_IPC_NEXT(%r15), %rax
	movq %rax, ENDPOINT_RECEIVERS(%rbp)
	movl $STATE_BLOCKED, THREAD_STATE(%rbx)
	movq $0, THREAD_STATE(%r15)	/* running, in no IPC */
	movq THREAD_PROCESS(%r15), %rax
	movq %rax, THREAD_IPC_SERVER(%rbx)
	movq THREAD_CALL_ID(%rbx), %rax
	addq call_step(%rip), %rax
	btrq $63, %rax			/* no error number */
	movq %rax, THREAD_CALL_ID(%rbx)
	become %r15, %rbx
	incq TOP_IPC_FAST(%rsp)
	unlock
	movq FRAME_RBX(%rsp), %rbx
	movq FRAME_RBP(%rsp), %rbp
	movq FRAME_R14(%rsp), %r14
	movq FRAME_R15(%rsp), %r15
	leave

call_unlock:
	unlock
call_slow:
	movq $ipc_slow_call, %rax
	jmp slow

/*
 * A routed call that may be about the caller alone: then the kernel's own handler is
 * asked first, which returns SYSCALL_NOT_MINE if it is not.
 */
	.globl syscall_to_self
	.balign 64
syscall_to_self:
	movq %gs:CPU_CURRENT, %rcx
	movq THREAD_PROCESS(%rcx), %rcx
	movl PROCESS_PID(%rcx), %ecx
	cmpl %ecx, FRAME_ARG + 8(%rsp)	/* the return address stands below the frame */
	jne syscall_routed
	pushq %rax
	call *syscall_own(, %rax, 8)
	popq %rcx
	movq %rax, %rdx
	negq %rdx			/* overflows for that one only */
	jo 1f
	ret
1:	movq %rcx, %rax
	movq FRAME_ARG + 16(%rsp), %rsi
	movq FRAME_ARG + 24(%rsp), %rdx
	movq FRAME_ARG + 32(%rsp), %r10
	movq FRAME_ARG + 40(%rsp), %r8
	movq FRAME_ARG + 48(%rsp), %r9

	.globl syscall_routed
	.balign 64
syscall_routed:
	addq $8, %rsp
	save_callee_saved
	movq %rax, %r13
	movq FRAME_ARG(%rsp), %rdi
	movq %gs:CPU_CURRENT, %rbx
	lock_or routed_slow
	movq route_table(, %r13, 8), %rbp
	testq %rbp, %rbp
	jz routed_unlock
	movq THREAD_PROCESS(%rbx), %rcx
	movl PROCESS_PID(%rcx), %r12d
	movq ENDPOINT_RECEIVERS(%rbp), %r15
	testq %r15, %r15
	jz routed_unlock
	movq THREAD_SLOW(%rbx), %rax
	orq THREAD_SLOW(%r15), %rax
	jnz routed_unlock
	movl THREAD_BASE_PRIORITY(%r15), %eax	/* a lent one may go before this call ends */
	cmpl THREAD_PRIORITY(%rbx), %eax
	jb routed_unlock
	movl $IPC_WAIT_ROUTED, THREAD_IPC_STATE(%rbx)
	jmp deliver

routed_unlock:
	unlock
routed_slow:
	movq $ipc_slow_routed, %rax
	jmp slow

/* --- ipc_reply_receive ----------------------------------------------------------- */

	.globl sys_ipc_reply_receive
	.balign 64
sys_ipc_reply_receive:
	addq $8, %rsp
	save_callee_saved
	movq FRAME_ARG(%rsp), %rdi
	movq %gs:CPU_CURRENT, %r15
	cmpq $-1, %r14
	jne reply_slow
	testq %r13, %r13		/* the answer has a capability */
	js reply_slow
	lock_or reply_slow
	movq THREAD_PROCESS(%r15), %r14
	movl PROCESS_NCAPS(%r14), %eax
	cmpq %rax, %r12
	jae reply_unlock
	movq PROCESS_CAPS(%r14), %rcx
	movq (%rcx, %r12, 8), %rcx
	testq %rcx, %rcx
	jz reply_unlock
	movq CAP_RECEIVE(%rcx), %rbp
	testq %rbp, %rbp
	jz reply_unlock
	movl %ebx, %ecx
	andl $THREADS_MAX - 1, %ecx	/* another thread's call has another number */
	movq thread_table(, %rcx, 8), %r13
	testq %r13, %r13
	jz reply_unlock
	cmpq THREAD_CALL_ID(%r13), %rbx
	jne reply_unlock
	cmpq THREAD_IPC_SERVER(%r13), %r14
	jne reply_unlock
	cmpq $0, ENDPOINT_PENDING(%rbp)
	jne reply_unlock
	movq THREAD_SLOW(%r13), %rax
	orq THREAD_SLOW(%r15), %rax
	jnz reply_unlock
	movl THREAD_PRIORITY(%r13), %ecx
	movl %gs:CPU_OCCUPIED, %eax
	shrl %cl, %eax
	cmpl $1, %eax
	ja reply_unlock
	movl THREAD_IPC_STATE(%r13), %ebx
	leal -IPC_WAIT_REPLY(%rbx), %eax
	cmpl $1, %eax
	ja reply_unlock
	/* R13: the caller; R15: the server, which waits again. */
	movq ENDPOINT_RECEIVERS(%rbp), %rax
	movq %rax, THREAD_IPC_NEXT(%r15)
	movq %r15, ENDPOINT_RECEIVERS(%rbp)
	movq %rbp, THREAD_IPC_ENDPOINT(%r15)
	movl $STATE_BLOCKED, THREAD_STATE(%r15)
	movl $IPC_RECEIVING, THREAD_IPC_STATE(%r15)
	movq $0, THREAD_STATE(%r13)	/* running, in no IPC */
	cmpl $IPC_WAIT_ROUTED, %ebx
	je reply_routed
	become %r13, %r15
	incq TOP_IPC_FAST(%rsp)
	unlock
	xorl %eax, %eax
	restore_callee_saved
	leave

/* A system call's answer: one result; every other register as it was. */
reply_routed:
	movq %rdi, %rax
	become %r13, %r15
	incq TOP_IPC_FAST(%rsp)
	unlock
	restore_callee_saved
	movq FRAME_ARG + 0(%rsp), %rdi
	movq FRAME_ARG + 8(%rsp), %rsi
	movq FRAME_ARG + 16(%rsp), %rdx
	movq FRAME_ARG + 24(%rsp), %r10
	movq FRAME_ARG + 32(%rsp), %r8
	movq FRAME_ARG + 40(%rsp), %r9
	leave

reply_unlock:
	unlock
reply_slow:
	movq $ipc_slow_reply_receive, %rax
	jmp slow

/* --- the other calls, and the slow way -------------------------------------------- */

	.macro slow_call name
	.globl sys_\name
sys_\name:
	addq $8, %rsp
	save_callee_saved
	movq $\name\()_handler, %rax
	jmp slow
	.endm

	.set ipc_send_handler, ipc_slow_send
	.set ipc_receive_handler, ipc_slow_receive
	.set ipc_reply_handler, ipc_slow_reply
	slow_call ipc_send
	slow_call ipc_receive
	slow_call ipc_reply

	.macro whole_call name
	.globl sys_\name
sys_\name:
	addq $8, %rsp
	save_callee_saved
	movq $\name\()_call, %rbp
	jmp whole
	.endm

	whole_call notification_wait

	.globl sys_notification_signal
sys_notification_signal:
	addq $8, %rsp
	save_callee_saved
	lock_or signal_wait
signal_locked:
	movq %rsp, %rdi
	xorl %ebp, %ebp
	call notification_signal_call
	movq %rax, FRAME_RAX(%rsp)
	testq %rdx, %rdx
	jz whole_return
	/* Who waited is more urgent: the way there is short. */
	movq %gs:CPU_CURRENT, %rbx
	movq %rdx, %rbp
	become %rbp, %rbx
	jmp whole_return
signal_wait:
	call kernel_lock
	jmp signal_locked

/* RAX: the C function; the frame is whole. */
slow:
	movq %rax, %rbp
	incq TOP_IPC_SLOW(%rsp)
/* RBP: the same for calls that are no messages. */
whole:
	call kernel_lock
	movq %rbp, %rax
	movq %rsp, %rdi
	xorl %ebp, %ebp
	call *%rax
	/* It did not wait: the result, and perhaps a message in the frame. */
	movq %rax, FRAME_RAX(%rsp)
whole_return:
	unlock
	restore_callee_saved
	movq FRAME_ARG + 0(%rsp), %rdi
	movq FRAME_ARG + 8(%rsp), %rsi
	movq FRAME_ARG + 16(%rsp), %rdx
	movq FRAME_ARG + 24(%rsp), %r10
	movq FRAME_ARG + 32(%rsp), %r8
	movq FRAME_ARG + 40(%rsp), %r9
	movq FRAME_RAX(%rsp), %rax
	leave

/* Something is to be done before user mode: registers back into the frame first. */
ipc_work:
	movq %rax, FRAME_RAX(%rsp)
	movq %rdi, FRAME_ARG + 0(%rsp)
	movq %rsi, FRAME_ARG + 8(%rsp)
	movq %rdx, FRAME_ARG + 16(%rsp)
	movq %r10, FRAME_ARG + 24(%rsp)
	movq %r8, FRAME_ARG + 32(%rsp)
	movq %r9, FRAME_ARG + 40(%rsp)
	save_callee_saved
	movq FRAME_RIP(%rsp), %rcx
	movq %rcx, FRAME_RCX(%rsp)
	movq FRAME_RFLAGS(%rsp), %rcx
	movq %rcx, FRAME_R11(%rsp)
	movq %rsp, %rdi
	xorl %ebp, %ebp
	call call_exit_work
	jmp return_to_user

	.section .rodata
	.balign 8
call_step:
	.quad 1 << 32

	.section .note.GNU-stack, "", @progbits
