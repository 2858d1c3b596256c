/*
 * arch/x86_64/offsets.c - struct offsets for assembly.
 *
 * Compiled to assembly, never linked: a rule in Makefrag.am turns the marked
 * lines into offsets.h.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/cap.h"
#include "kernel/cpu.h"
#include "kernel/ipc.h"
#include "kernel/process.h"
#include "kernel/thread.h"

#define OFFSET(name, type, member) \
	__asm__ volatile("\n->" #name " %c0" ::"i"(__builtin_offsetof(type, member)))

void offsets(void);

void offsets(void)
{
	OFFSET(CPU_USER_RSP, struct cpu, user_rsp);
	OFFSET(CPU_FRAME, struct cpu, frame);
	OFFSET(CPU_CURRENT, struct cpu, current);
	OFFSET(CPU_WORK, struct cpu, work);
	OFFSET(CPU_INVALID_CALLS, struct cpu, invalid_calls);
	OFFSET(CPU_CALLS, struct cpu, calls);
	OFFSET(CPU_BIT, struct cpu, arch.bit);
	OFFSET(CPU_RSP0, struct cpu, arch.tss.rsp[0]);
	OFFSET(CPU_OCCUPIED, struct cpu, queue.occupied);

	OFFSET(THREAD_KERNEL_RSP, struct thread, kernel_rsp);
	OFFSET(THREAD_FRAME, struct thread, frame);
	OFFSET(THREAD_PROCESS, struct thread, process);
	OFFSET(THREAD_SPACE, struct thread, space);
	OFFSET(THREAD_FS_BASE, struct thread, arch.fs_base);
	OFFSET(THREAD_GS_BASE, struct thread, arch.gs_base);
	OFFSET(THREAD_SLOW, struct thread, slow);
	OFFSET(THREAD_FPU, struct thread, arch.fpu);
	OFFSET(THREAD_CPU, struct thread, cpu);
	OFFSET(THREAD_STATE, struct thread, state);
	OFFSET(THREAD_IPC_STATE, struct thread, ipc_state);
	OFFSET(THREAD_PRIORITY, struct thread, priority);
	OFFSET(THREAD_BASE_PRIORITY, struct thread, base_priority);
	OFFSET(THREAD_CALL_ID, struct thread, call_id);
	OFFSET(THREAD_IPC_SERVER, struct thread, ipc_server);
	OFFSET(THREAD_IPC_NEXT, struct thread, ipc_next);
	OFFSET(THREAD_IPC_ENDPOINT, struct thread, ipc_endpoint);

	OFFSET(PROCESS_PID, struct process, pid);
	OFFSET(PROCESS_CAPS, struct process, caps);
	OFFSET(PROCESS_NCAPS, struct process, ncaps);
	OFFSET(CAP_SEND, struct cap, send);
	OFFSET(CAP_RECEIVE, struct cap, receive);
	OFFSET(CAP_BADGE, struct cap, badge);
	OFFSET(ENDPOINT_RECEIVERS, struct endpoint, receivers);
	OFFSET(ENDPOINT_PENDING, struct endpoint, pending);
	OFFSET(SPACE_ROOT, struct arch_space, root);
	OFFSET(SPACE_CPUS, struct arch_space, cpus);

	OFFSET(FRAME_R15, struct frame, r15);
	OFFSET(FRAME_R14, struct frame, r14);
	OFFSET(FRAME_R13, struct frame, r13);
	OFFSET(FRAME_R12, struct frame, r12);
	OFFSET(FRAME_RBP, struct frame, rbp);
	OFFSET(FRAME_RBX, struct frame, rbx);
	OFFSET(FRAME_RAX, struct frame, rax);
	OFFSET(FRAME_RCX, struct frame, rcx);
	OFFSET(FRAME_R11, struct frame, r11);
	OFFSET(FRAME_ARG, struct frame, arg);
	OFFSET(FRAME_VECTOR, struct frame, vector);
	OFFSET(FRAME_ERROR, struct frame, error);
	OFFSET(FRAME_RIP, struct frame, rip);
	OFFSET(FRAME_CS, struct frame, cs);
	OFFSET(FRAME_RFLAGS, struct frame, rflags);
	OFFSET(FRAME_RSP, struct frame, rsp);
	OFFSET(FRAME_SS, struct frame, ss);
	OFFSET(TOP_CALLS, struct thread_top, calls);
	OFFSET(TOP_IPC_FAST, struct thread_top, ipc_fast);
	OFFSET(TOP_IPC_SLOW, struct thread_top, ipc_slow);
	__asm__ volatile("\n->FRAME_SIZE %c0" ::"i"(sizeof(struct frame)));
}
