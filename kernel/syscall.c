/*
 * kernel/syscall.c - the table of 512 slots, made from include/xinim/syscalls.def.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/syscall.h"

#include <xinim/errno.h>

static int64_t not_implemented(const uint64_t arg[6])
{
	(void)arg;
	return -ENOSYS;
}

#define HANDLER_kernel(name)  sys_##name
#define HANDLER_process(name) syscall_routed
#define HANDLER_memory(name)  syscall_routed
#define HANDLER_vfs(name)     syscall_routed
#define HANDLER_none(name)    not_implemented

/* Every slot starts out as not_implemented, so that none is ever null. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
syscall_handler *const syscall_table[XINIM_SYSCALL_SLOTS] = {
	[0 ... XINIM_SYSCALL_SLOTS - 1] = not_implemented,
#define SYSCALL(number, name, nargs, server) [number] = HANDLER_##server(name),
#include <xinim/syscalls.def>
#undef SYSCALL
#define SYSCALL_TO_SELF(name) [NUMBER_##name] = syscall_to_self,
	SYSCALLS_TO_SELF
#undef SYSCALL_TO_SELF
};
#pragma GCC diagnostic pop

syscall_handler *const syscall_own[XINIM_SYSCALL_SLOTS] = {
#define SYSCALL_TO_SELF(name) [NUMBER_##name] = sys_##name,
	SYSCALLS_TO_SELF
#undef SYSCALL_TO_SELF
};

#define SERVED_kernel  true
#define SERVED_process false
#define SERVED_memory  false
#define SERVED_vfs     false
#define SERVED_none    false

const struct syscall_info syscall_infos[XINIM_SYSCALL_SLOTS] = {
#define SYSCALL(number, name, nargs, server) [number] = { #name, nargs, SERVED_##server },
#include <xinim/syscalls.def>
#undef SYSCALL
};
