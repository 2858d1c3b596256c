/*
 * kernel/user.c - user memory, from the kernel.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/user.h"

#include "kernel/arch.h"
#include "kernel/process.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

int copy_from_user(void *dst, uint64_t src, size_t len)
{
	if (!user_range_ok(src, len) || arch_copy_from_user(dst, src, len) != 0)
		return -EFAULT;
	return 0;
}

int copy_to_user(uint64_t dst, const void *src, size_t len)
{
	if (!user_range_ok(dst, len) || arch_copy_to_user(dst, src, len) != 0)
		return -EFAULT;
	return 0;
}

bool user_page_awaited(void)
{
	struct thread *t = current_thread();
	unsigned access = t->missed_access;
	int error;

	if (!access)
		return false;
	t->missed_access = 0;
	error = space_fault(t->process->space, t->missed, access, VM_MAY_WAIT);
	return error == 0 || error == -EAGAIN;
}
