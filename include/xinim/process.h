/*
 * include/xinim/process.h - processes and threads as mechanism.
 *
 * A capability to a process, with CONTROL, is power over it; XINIM_CAP_SELF is
 * the caller's own. Who decides what processes there are, and as whom they
 * run, is the process server; these calls only carry it out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_H
#define XINIM_PROCESS_H

#include <stdint.h>

/* A thread's registers: the layout of Linux's struct user_regs_struct. */
struct xinim_regs {
	uint64_t r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8;
	uint64_t rax, rcx, rdx, rsi, rdi, orig_rax;
	uint64_t rip, cs, rflags, rsp, ss;
	uint64_t fs_base, gs_base;
	uint64_t ds, es, fs, gs; /* always 0 */
};
_Static_assert(sizeof(struct xinim_regs) == 216, "Linux struct user_regs_struct");

/* process_control(process, operation, argument, ...) */
enum xinim_process_op {
	XINIM_PROCESS_PID,   /* its PID */
	XINIM_PROCESS_GIVE,  /* a capability of mine (GRANT): its slot there; rights */
	XINIM_PROCESS_READ,  /* from its memory: address, own address, length */
	XINIM_PROCESS_WRITE, /* to its memory, whatever the region's rights: the same */
	XINIM_PROCESS_CLONE, /* its memory becomes a copy of another process's (READ) */
	XINIM_PROCESS_KILL,  /* it ends: status as wait4 reports it */
};

/* thread_control(process, tid, operation, argument) */
enum xinim_thread_op {
	XINIM_THREAD_START,    /* a new or stopped thread runs */
	XINIM_THREAD_STOP,     /* it stops on its way to user mode, some time soon */
	XINIM_THREAD_GET_REGS, /* of a thread that does not run: struct xinim_regs * */
	XINIM_THREAD_SET_REGS,
	XINIM_THREAD_PRIORITY, /* 1 to 31, not above the caller's own */
	XINIM_THREAD_KILL,
};

#endif
