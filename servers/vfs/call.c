/*
 * servers/vfs/call.c - system calls: who makes them, and who handles them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>

#include "servers/lib/fiber.h"
#include "servers/vfs/syscalls.h"

int64_t (*const call_handlers[XINIM_SYSCALL_SLOTS])(struct call *c) = {
#define X(name) [SYS_##name] = sys_##name,
	VFS_CALLS(X)
#undef X
};

void call_clean_up(struct call *c)
{
	if (c->paths)
		path_buffers_free(c);
	if (c->held)
		call_release(c);
}

int call_signal_mask(struct call *c, uint64_t set, uint64_t size)
{
	uint64_t mask;

	if (size != sizeof(mask))
		return -EINVAL;
	if (user_get(c, &mask, set, sizeof(mask)) != 0)
		return -EFAULT;
	return os_signal_mask(c->id, mask) > 0 ? -ERESTARTNOHAND : 0;
}
