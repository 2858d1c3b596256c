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
#include <xinim/vm.h>

static inline int xinim_process_create(const char *name)
{
	return (int)xinim_syscall2(SYS_process_create, (long)name, 0);
}

/* With this PID, for who has `control'; -EINVAL, -EEXIST. 0: the next free one. */
static inline int xinim_process_create_numbered(const char *name, int pid)
{
	return (int)xinim_syscall2(SYS_process_create, (long)name, pid);
}

/* `process`: a capability, or the number of a system call that was routed to us. */
static inline int64_t xinim_process_control(
	int64_t process, int operation, uint64_t a, uint64_t b, uint64_t c)
{
	return xinim_syscall5(
		SYS_process_control, process, operation, (long)a, (long)b, (long)c);
}

static inline int xinim_thread_create(int64_t process, const struct xinim_regs *regs)
{
	return (int)xinim_syscall3(SYS_thread_create, process, (long)regs, 0);
}

/* A thread like the one that waits in `call`; start may be NULL. */
static inline int xinim_thread_clone(
	int64_t process, const struct xinim_thread_start *start, uint64_t call)
{
	return (int)xinim_syscall3(SYS_thread_create, process, (long)start, (long)call);
}

static inline int xinim_thread_control(
	int64_t process, int tid, int operation, uint64_t a)
{
	return (int)xinim_syscall4(SYS_thread_control, process, tid, operation, (long)a);
}

static inline int64_t xinim_vm_map(int64_t process, const struct xinim_vm_map *args)
{
	return xinim_syscall2(SYS_vm_map, process, (long)args);
}

static inline int xinim_vm_unmap(int64_t process, uint64_t address, uint64_t length)
{
	return (int)xinim_syscall3(SYS_vm_unmap, process, (long)address, (long)length);
}

static inline int xinim_vm_protect(
	int64_t process, uint64_t address, uint64_t length, uint32_t rights)
{
	return (int)xinim_syscall4(
		SYS_vm_protect, process, (long)address, (long)length, (long)rights);
}

static inline int64_t xinim_vm_control(int64_t process, int operation, uint64_t address,
	uint64_t length, uint64_t a, uint64_t b)
{
	return xinim_syscall6(SYS_vm_control, process, operation, (long)address,
		(long)length, (long)a, (long)b);
}

static inline int xinim_object_create(uint64_t size)
{
	return (int)xinim_syscall2(SYS_object_create, (long)size, XINIM_CAP_SELF);
}

/* One that the process pays for: a capability to it, or a routed call of its. */
static inline int xinim_object_create_for(int64_t process, uint64_t size)
{
	return (int)xinim_syscall2(SYS_object_create, (long)size, process);
}

static inline int64_t xinim_object_control(int object, int operation, uint64_t a)
{
	return xinim_syscall3(SYS_object_control, object, operation, (long)a);
}

/* An operation with more arguments than one. */
static inline int64_t xinim_object_operate(
	int object, int operation, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	return xinim_syscall6(SYS_object_control, object, operation, (long)a, (long)b,
		(long)c, (long)d);
}

#endif
