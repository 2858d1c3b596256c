/*
 * kernel/user.h - user memory, from the kernel.
 *
 * A user address is an integer here, never a pointer. Each function checks
 * the whole range against the end of user memory first and tolerates faults
 * in it. With or without the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_USER_H
#define XINIM_KERNEL_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xinim/abi.h>

/* Does [addr, addr + len) lie below the end of user memory? */
static inline __attribute__((always_inline)) bool user_range_ok(
	uint64_t addr, uint64_t len)
{
	return len <= XINIM_USER_LIMIT && addr <= XINIM_USER_LIMIT - len;
}

/* 0 or -EFAULT; part of it may have been copied then. */
int copy_from_user(void *dst, uint64_t src, size_t len);
int copy_to_user(uint64_t dst, const void *src, size_t len);

/*
 * After a copy that failed with the lock held: if it was for want of a page
 * that a pager has been asked for, waits for that. True: it may work now.
 */
bool user_page_awaited(void);

#endif
