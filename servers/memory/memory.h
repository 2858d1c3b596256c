/*
 * servers/memory/memory.h - what the parts of the memory server share.
 *
 * A handler gets a call and returns its result, a negative errno, or
 * SERVER_PARKED. The kernel holds the regions; what a handler has to know of
 * them it asks by vm_control. While a call is pending its number is as good as
 * a capability to the caller's process.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_MEMORY_H
#define XINIM_SERVERS_MEMORY_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include <xinim/abi.h>
#include <xinim/task.h>
#include <xinim/vm.h>

#include "servers/lib/server.h"

#define PID_PROCESS 3
#define PAGE_SIZE   4096UL
#define PAGE_MASK   (PAGE_SIZE - 1)

/* In our notification word, next to the kernel's own bits: an object of ours is unmapped. */
#define MEMORY_NOTIFY_UNMAPPED (1UL << 16)

typedef int64_t memory_handler(const struct server_call *c);

/* map.c */
memory_handler memory_mmap, memory_munmap, memory_mprotect, memory_mremap;
/* A file's pages are the VFS server's: the call is its from now on. SERVER_PARKED, -ENODEV */
int64_t memory_to_vfs(const struct server_call *c);
/* advise.c */
memory_handler memory_madvise, memory_msync, memory_mincore;
/* lock.c */
memory_handler memory_mlock, memory_mlock2, memory_munlock, memory_mlockall,
	memory_munlockall;
/* shm.c */
memory_handler memory_shmget, memory_shmat, memory_shmdt;
/* shm_control.c */
memory_handler memory_shmctl;

/*
 * [start, start + length) in whole pages, start rounded down. 0, or -EINVAL: it
 * wraps around; -ENOMEM: it ends past what a program may use.
 */
static inline int memory_range(uint64_t start, uint64_t length, uint64_t *end)
{
	uint64_t to;

	if (__builtin_add_overflow(start, length, &to) || to > UINT64_MAX - PAGE_MASK)
		return -EINVAL;
	*end = (to + PAGE_MASK) & ~PAGE_MASK;
	return *end > XINIM_USER_LIMIT ? -ENOMEM : 0;
}

#endif
