/*
 * kernel/syscall.h - system call handlers and their table.
 *
 * A handler gets the six argument registers in place, in the caller's frame,
 * and returns the result or a negative errno. It is called with interrupts
 * off and without the kernel lock: most take it, the quick ones do not.
 * Unused arguments are not looked at. One that runs under the lock cannot wait
 * for a page of its caller's that a pager has to supply: it answers -EFAULT, and
 * runs again when the page has come. So it changes nothing before that.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_SYSCALL_H
#define XINIM_KERNEL_SYSCALL_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

typedef int64_t syscall_handler(const uint64_t arg[6]);

/* Opens a handler's definition; arg may stay unused. */
#define SYSCALL_HANDLER(name) \
	int64_t sys_##name(const uint64_t arg[6] __attribute__((unused)))

/* The same for one that runs under the kernel lock. */
#define SYSCALL_HANDLER_LOCKED(name)                              \
	static int64_t do_##name(const uint64_t arg[6]);          \
	SYSCALL_HANDLER(name)                                     \
	{                                                         \
		int64_t result;                                   \
		kernel_lock();                                    \
		do                                                \
			result = do_##name(arg);                  \
		while (result == -EFAULT && user_page_awaited()); \
		kernel_unlock();                                  \
		return result;                                    \
	}                                                         \
	static int64_t do_##name(const uint64_t arg[6] __attribute__((unused)))

/* Calls that the kernel serves itself while their server does not: see kernel/route.c. */
#define SYSCALL_FALLBACKS          \
	SYSCALL_FALLBACK(write)    \
	SYSCALL_FALLBACK(fstat)    \
	SYSCALL_FALLBACK(ioctl)    \
	SYSCALL_FALLBACK(mmap)     \
	SYSCALL_FALLBACK(mprotect) \
	SYSCALL_FALLBACK(munmap)   \
	SYSCALL_FALLBACK(wait4)

#define SYSCALL_FALLBACK(name) syscall_handler sys_##name;
SYSCALL_FALLBACKS
#undef SYSCALL_FALLBACK

/*
 * Routed calls that name a process by their first argument, and that the kernel
 * answers itself when that is the caller: see kernel/sys_kill.c.
 */
#define SYSCALLS_TO_SELF                 \
	SYSCALL_TO_SELF(kill)            \
	SYSCALL_TO_SELF(tgkill)          \
	SYSCALL_TO_SELF(rt_sigqueueinfo) \
	SYSCALL_TO_SELF(rt_tgsigqueueinfo)

#define SYSCALL_TO_SELF(name) syscall_handler sys_##name;
SYSCALLS_TO_SELF
#undef SYSCALL_TO_SELF

/* What such a handler returns to have the call routed after all. */
#define SYSCALL_NOT_MINE INT64_MIN

/* Hands a call over to the server of its slot. */
syscall_handler syscall_routed;
/* The same, once the slot's handler in syscall_own has been asked where it can tell. */
syscall_handler syscall_to_self;
extern syscall_handler *const syscall_own[XINIM_SYSCALL_SLOTS];

extern syscall_handler *const syscall_table[XINIM_SYSCALL_SLOTS];

/* The numbers, for who has a call repeated as another one. */
enum {
#define SYSCALL(number, name, nargs, server) NUMBER_##name = number,
#include <xinim/syscalls.def>
#undef SYSCALL
};

/* What a slot is called; NULL: a number nobody uses. */
struct syscall_info {
	const char *name;
	uint8_t nargs;
	bool served;
};
extern const struct syscall_info syscall_infos[XINIM_SYSCALL_SLOTS];

/* A prototype for each handler that the kernel has. */
#define SYSCALL_PROTOTYPE_kernel(name) syscall_handler sys_##name;
#define SYSCALL_PROTOTYPE_process(name)
#define SYSCALL_PROTOTYPE_memory(name)
#define SYSCALL_PROTOTYPE_vfs(name)
#define SYSCALL_PROTOTYPE_none(name)
#define SYSCALL(number, name, nargs, server) SYSCALL_PROTOTYPE_##server(name)
#include <xinim/syscalls.def>
#undef SYSCALL

#endif
