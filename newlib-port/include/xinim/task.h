/*
 * newlib-port/include/xinim/task.h - processes and threads as mechanism, from C.
 *
 * <xinim/process.h> has the operations. All functions return what the kernel
 * does: a result, or an errno value negated.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_XINIM_TASK_H
#define _XINIM_XINIM_TASK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#include <xinim/cap.h>
#include <xinim/process.h>
#include <xinim/syscall.h>

static inline int xinim_process_create(const char *name)
{
	return (int)xinim_syscall1(SYS_process_create, (long)name);
}

static inline int64_t xinim_process_control(
	int process, int operation, uint64_t a, uint64_t b, uint64_t c)
{
	return xinim_syscall5(
		SYS_process_control, process, operation, (long)a, (long)b, (long)c);
}

static inline int xinim_thread_create(int process, const struct xinim_regs *regs)
{
	return (int)xinim_syscall2(SYS_thread_create, process, (long)regs);
}

static inline int xinim_thread_control(int process, int tid, int operation, uint64_t a)
{
	return (int)xinim_syscall4(SYS_thread_control, process, tid, operation, (long)a);
}

#endif
