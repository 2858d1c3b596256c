/*
 * servers/process/kernel.h - what the kernel is asked for, by name.
 *
 * `process` is a capability, or the number of a routed call that waits for our
 * answer. All return what the kernel does.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_KERNEL_H
#define XINIM_PROCESS_KERNEL_H

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include <xinim/message.h>
#include <xinim/process.h>
#include <xinim/task.h>

static inline int64_t kernel_process(
	uint64_t process, int operation, uint64_t a, uint64_t b, uint64_t c)
{
	return xinim_process_control((int64_t)process, operation, a, b, c);
}

static inline int kernel_open(int32_t pid)
{
	return (int)kernel_process(
		XINIM_CAP_SELF, XINIM_PROCESS_OPEN, (uint64_t)pid, 0, 0);
}

static inline void kernel_release(uint32_t pid)
{
	(void)kernel_process(XINIM_CAP_SELF, XINIM_PROCESS_RELEASE, pid, 0, 0);
}

/* It has ended: is it still to be seen? */
static inline void kernel_hide(uint32_t pid, bool hidden)
{
	(void)kernel_process(XINIM_CAP_SELF, XINIM_PROCESS_HIDE, pid, hidden, 0);
}

static inline int kernel_signal(
	uint64_t process, uint32_t tid, const siginfo_t *info, uint64_t flags)
{
	return (int)kernel_process(
		process, XINIM_PROCESS_SIGNAL, tid, (uintptr_t)info, flags);
}

static inline int kernel_times(uint64_t process, struct xinim_process_times *times)
{
	return (int)kernel_process(process, XINIM_PROCESS_TIMES, (uintptr_t)times, 0, 0);
}

/* Undoes xinim_process_create for one without threads. */
static inline void kernel_discard(int process)
{
	(void)kernel_process((uint64_t)process, XINIM_PROCESS_KILL, 0, 0, 0);
	(void)xinim_cap_close(process);
}

static inline int64_t kernel_object(
	int object, int operation, uint64_t a, uint64_t b, uint64_t c)
{
	return xinim_syscall5(
		SYS_object_control, object, operation, (long)a, (long)b, (long)c);
}

/* Copies to the caller; -EFAULT if not all of it could be. */
static inline int64_t kernel_to_caller(
	uint64_t call, uint64_t theirs, const void *from, size_t length)
{
	int64_t n = xinim_copy_to_caller(call, theirs, from, length);

	return n < 0 ? n : (size_t)n == length ? 0 : -EFAULT;
}

static inline int64_t kernel_from_caller(
	uint64_t call, void *to, uint64_t theirs, size_t length)
{
	int64_t n = xinim_copy_from_caller(call, to, theirs, length);

	return n < 0 ? n : (size_t)n == length ? 0 : -EFAULT;
}

#endif
