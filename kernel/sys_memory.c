/*
 * kernel/sys_memory.c - brk.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/syscall.h"

/* brk(address): as Linux, the break that holds now, whatever was asked for. */
SYSCALL_HANDLER_LOCKED(brk)
{
	return (int64_t)space_brk(current_thread()->process->space, arg[0]);
}
