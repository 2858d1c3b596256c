/*
 * arch/x86_64/entry.S - into the kernel and out of it.
 *
 * SYSCALL changes neither the stack nor GS: SWAPGS gives the per-CPU area, the
 * user's RSP is parked there, and the kernel stack of the current thread comes
 * from it. No general register is touched before it is saved; all but RAX, RCX
 * and R11 go back as they came. NMI, #DB, #DF and #MC can come in between and
 * so run on stacks of their own (IST) and find out by the GS base which one is
 * loaded. Interrupts are off from entry to exit.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/asm.h"
#include "arch/x86_64/smap.inc"
#include "offsets.h"

/* From SYSCALL to the thread's frame, which gets what the call may need of the registers. */
	.macro enter_kernel
	swapgs
	movq %rsp, %gs:CPU_USER_RSP
	movq %gs:CPU_FRAME, %rsp
	movq %rcx, FRAME_RIP(%rsp)
	movq %gs:CPU_USER_RSP, %rcx
	movq %r11, FRAME_RFLAGS(%rsp)
	movq %rcx, FRAME_RSP(%rsp)
	movq %rdi, FRAME_ARG + 0(%rsp)
	movq %rsi, FRAME_ARG + 8(%rsp)
	movq %rdx, FRAME_ARG + 16(%rsp)
	movq %r10, FRAME_ARG + 24(%rsp)
	movq %r8, FRAME_ARG + 32(%rsp)
	movq %r9, FRAME_ARG + 40(%rsp)
	movq %rax, FRAME_ERROR(%rsp)
	incq TOP_CALLS(%rsp)
	.endm

	.macro load_arguments
	movq FRAME_ARG + 0(%rsp), %rdi
	movq FRAME_ARG + 8(%rsp), %rsi
	movq FRAME_ARG + 16(%rsp), %rdx
	movq FRAME_ARG + 24(%rsp), %r10
	movq FRAME_ARG + 32(%rsp), %r8
	movq FRAME_ARG + 40(%rsp), %r9
	.endm

/*
 * A system call's frame, made whole: RAX, what the C convention keeps, and RCX
 * and R11 as SYSCALL itself leaves them.
 */
	.macro complete_frame
	movq %rax, FRAME_RAX(%rsp)
	movq %rbx, FRAME_RBX(%rsp)
	movq %rbp, FRAME_RBP(%rsp)
	movq %r12, FRAME_R12(%rsp)
	movq %r13, FRAME_R13(%rsp)
	movq %r14, FRAME_R14(%rsp)
	movq %r15, FRAME_R15(%rsp)
	movq FRAME_RIP(%rsp), %rax
	movq %rax, FRAME_RCX(%rsp)
	movq FRAME_RFLAGS(%rsp), %rax
	movq %rax, FRAME_R11(%rsp)
	.endm

	.text

/*
 * RAX: number; RDI, RSI, RDX, R10, R8, R9: arguments; RCX: return address;
 * R11: flags. The frame's SS and CS are constant for a thread and stand there
 * since its creation.
 */
	.globl syscall_entry
	.balign 64
syscall_entry:
	enter_kernel
syscall_dispatch:
	cmpq $SYSCALL_SLOTS, %rax
	jae bad_number
	incq %gs:CPU_CALLS(, %rax, 8)
	leaq FRAME_ARG(%rsp), %rdi
	call *syscall_table(, %rax, 8)
syscall_return:
	cmpq $0, %gs:CPU_WORK
	jne syscall_work
syscall_fast_exit:
	/*
	 * With a non-canonical RCX, SYSRETQ faults in ring 0 on some CPUs. No
	 * page up to the hole is ever mapped, so this cannot be; it is checked
	 * all the same, since the price of being wrong is the kernel.
	 */
	testl $0xffff8000, FRAME_RIP + 4(%rsp)
	jnz syscall_slow_exit
	movq FRAME_RIP(%rsp), %rcx
	load_arguments
	movq FRAME_RFLAGS(%rsp), %r11
	movq FRAME_RSP(%rsp), %rsp
	swapgs
	sysretq

/*
 * The same for a thread that is traced: C looks at the call first, and again
 * on the way out, to which CPU_WORK leads it.
 */
	.globl syscall_entry_traced
	.balign 64
syscall_entry_traced:
	enter_kernel
	movq %rbx, FRAME_RBX(%rsp)
	movq %r12, FRAME_R12(%rsp)
	movq %r13, FRAME_R13(%rsp)
	movq %r14, FRAME_R14(%rsp)
	movq %rsp, %rdi
	call trace_enter
	load_arguments
	movq FRAME_ERROR(%rsp), %rax
	jmp syscall_dispatch

bad_number:
	incq %gs:CPU_INVALID_CALLS
	movq $-38, %rax			/* -ENOSYS */
	jmp syscall_return

/* Something to do before user mode: the frame must be whole for it. */
syscall_work:
	complete_frame
	movq %rsp, %rdi
	xorl %ebp, %ebp
	call call_exit_work
	jmp return_to_user

/* The registers come from the user's stack: C reads them into the whole frame. */
	.globl sys_rt_sigreturn
sys_rt_sigreturn:
	addq $8, %rsp
	complete_frame
	movq %rsp, %rdi
	xorl %ebp, %ebp
	call signal_return
	jmp return_to_user

syscall_slow_exit:
	complete_frame

/* RSP: a whole frame of a user thread. Leaves through IRETQ, which takes any RIP. */
	.globl return_to_user
return_to_user:
	movq FRAME_R15(%rsp), %r15
	movq FRAME_R14(%rsp), %r14
	movq FRAME_R13(%rsp), %r13
	movq FRAME_R12(%rsp), %r12
	movq FRAME_RBP(%rsp), %rbp
	movq FRAME_RBX(%rsp), %rbx
	movq FRAME_RAX(%rsp), %rax
	movq FRAME_RCX(%rsp), %rcx
	movq FRAME_R11(%rsp), %r11
	load_arguments
	addq $FRAME_RIP, %rsp
	swapgs
	.globl user_iretq
user_iretq:
	iretq

/* A new user thread's first run: sched_finish_switch has been called. */
	.globl thread_enter_user
thread_enter_user:
	call sched_finish_switch
	movq %gs:CPU_FRAME, %rsp
	movq %rsp, %rdi
	xorl %ebp, %ebp
	call user_first_entry
	jmp return_to_user

/*
 * void enter_user(struct thread *next): the same from the scheduler, by a thread
 * that leaves nothing on its stack.
 */
	.globl enter_user
enter_user:
	movq THREAD_FRAME(%rdi), %rsp
	xorl %ebp, %ebp
	call sched_finish_switch
	movq %rsp, %rdi
	movq $0, kernel_lock_owner(%rip)
	cmpq $0, %gs:CPU_WORK
	je return_to_user
	call call_exit_work
	jmp return_to_user

/* A new kernel thread's first run: R12 the function, R13 its argument. */
	.globl thread_enter_kernel
thread_enter_kernel:
	call sched_finish_switch
	movq %r13, %rdi
	xorl %ebp, %ebp
	call *%r12
	ud2

/* --- exceptions and interrupts -------------------------------------------- */

	.macro save_registers
	subq $FRAME_VECTOR, %rsp
	movq %r15, FRAME_R15(%rsp)
	movq %r14, FRAME_R14(%rsp)
	movq %r13, FRAME_R13(%rsp)
	movq %r12, FRAME_R12(%rsp)
	movq %rbp, FRAME_RBP(%rsp)
	movq %rbx, FRAME_RBX(%rsp)
	movq %rax, FRAME_RAX(%rsp)
	movq %rcx, FRAME_RCX(%rsp)
	movq %r11, FRAME_R11(%rsp)
	movq %rdi, FRAME_ARG + 0(%rsp)
	movq %rsi, FRAME_ARG + 8(%rsp)
	movq %rdx, FRAME_ARG + 16(%rsp)
	movq %r10, FRAME_ARG + 24(%rsp)
	movq %r8, FRAME_ARG + 32(%rsp)
	movq %r9, FRAME_ARG + 40(%rsp)
	.endm

	.macro restore_registers
	movq FRAME_R15(%rsp), %r15
	movq FRAME_R14(%rsp), %r14
	movq FRAME_R13(%rsp), %r13
	movq FRAME_R12(%rsp), %r12
	movq FRAME_RBP(%rsp), %rbp
	movq FRAME_RBX(%rsp), %rbx
	movq FRAME_RAX(%rsp), %rax
	movq FRAME_RCX(%rsp), %rcx
	movq FRAME_R11(%rsp), %r11
	load_arguments
	addq $FRAME_RIP, %rsp
	.endm

common_entry:
	cld
	smap_site 0
	testb $3, FRAME_CS - FRAME_VECTOR(%rsp)
	jz from_kernel
	swapgs
	save_registers
	movq %rsp, %rdi
	xorl %ebp, %ebp
	call trap_from_user
	jmp return_to_user
from_kernel:
	cmpq $user_iretq, FRAME_RIP - FRAME_VECTOR(%rsp)
	je bad_iret
	save_registers
	movq %rsp, %rdi
	/* A frame of its own in the backtrace: as if the interrupted code had called. */
	pushq FRAME_RIP(%rsp)
	pushq %rbp
	movq %rsp, %rbp
	call trap_from_kernel
	addq $16, %rsp
	restore_registers
	iretq

/*
 * IRETQ to user mode faults, in the kernel, if RIP is not canonical; the
 * user's registers and GS are already in place then.
 */
bad_iret:
	swapgs
	save_registers
	movq %rsp, %rdi
	xorl %ebp, %ebp
	call trap_bad_return
	ud2

/*
 * #DB in user mode: its work may block or end the thread, so the frame moves
 * from the IST stack to the thread's own.
 */
debug_from_user:
	cld
	smap_site 0
	swapgs
	save_registers
	movq %rsp, %rsi
	movq %gs:CPU_FRAME, %rdi
	movq %rdi, %rsp
	movl $FRAME_SIZE / 8, %ecx
	rep movsq
	movq %rsp, %rdi
	xorl %ebp, %ebp
	call trap_from_user
	jmp return_to_user

/* On an IST stack, with either GS: RBX remembers whether to swap back. */
debug_entry:
	testb $3, FRAME_CS - FRAME_VECTOR(%rsp)
	jnz debug_from_user
paranoid_entry:
	cld
	smap_site 0
	save_registers
	movl $MSR_GS_BASE, %ecx
	rdmsr
	xorl %ebx, %ebx
	testl %edx, %edx		/* a kernel address is negative */
	js 1f
	swapgs
	incl %ebx
1:	movq %rsp, %rdi
	pushq FRAME_RIP(%rsp)
	pushq %rbp
	movq %rsp, %rbp
	call trap_paranoid
	addq $16, %rsp
	testl %ebx, %ebx
	jz 2f
	swapgs
2:	restore_registers
	iretq

/* One stub a vector: push an error code where the CPU does not, then the vector. */
	.altmacro
	.macro stub number
	.balign 16
stub_\number:
	.if !(\number == 8 || (\number >= 10 && \number <= 14) || \number == 17 || \number == 21 || \number == 29 || \number == 30)
	pushq $0
	.endif
	pushq $\number
	.if \number == 1
	jmp debug_entry
	.elseif \number == 2 || \number == 8 || \number == 18
	jmp paranoid_entry
	.else
	jmp common_entry
	.endif
	.endm

	.balign 16
	.globl interrupt_stubs
interrupt_stubs:
	.set vector, 0
	.rept 256
	stub %vector
	.set vector, vector + 1
	.endr

	.section .note.GNU-stack, "", @progbits
