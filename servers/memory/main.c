/*
 * servers/memory/main.c - the memory server: mmap, advice, locks, shared memory.
 *
 * It decides what a call means and has the kernel do it; it keeps no record of
 * who has mapped what. Its only state is the table of shared memory segments.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "servers/lib/memory_protocol.h"
#include "servers/memory/memory.h"
#include "servers/memory/shm.h"

static const struct server memory;

static int start(void *state)
{
	(void)state;
	server_log(&memory, "Hello from Ring 3! My PID is: %d", (int)getpid());
	return 0;
}

/*
 * Protection keys are for processors that have them, and none is told of here:
 * the answers are Linux's on one without.
 */
static int64_t no_key(const struct server_call *c)
{
	switch (c->number) {
	case SYS_pkey_alloc:
		return c->arg[0] || c->arg[1] & ~3UL ? -EINVAL : -ENOSPC;
	case SYS_pkey_mprotect:
		return (int32_t)c->arg[3] == -1 ? memory_mprotect(c) : -EINVAL;
	default:
		return -EINVAL;
	}
}

static int64_t call(void *state, const struct server_call *c)
{
	(void)state;
	if (c->number == MEMORY_GROUPS || c->number == MEMORY_FORGET)
		return shm_groups_told(c);
	switch (c->number) {
	case SYS_mmap:
		return memory_mmap(c);
	case SYS_munmap:
		return memory_munmap(c);
	case SYS_mprotect:
		return memory_mprotect(c);
	case SYS_mremap:
		return memory_mremap(c);
	case SYS_madvise:
		return memory_madvise(c);
	case SYS_msync:
		return memory_msync(c);
	case SYS_mincore:
		return memory_mincore(c);
	case SYS_mlock:
		return memory_mlock(c);
	case SYS_mlock2:
		return memory_mlock2(c);
	case SYS_munlock:
		return memory_munlock(c);
	case SYS_mlockall:
		return memory_mlockall(c);
	case SYS_munlockall:
		return memory_munlockall(c);
	case SYS_shmget:
		return memory_shmget(c);
	case SYS_shmat:
		return memory_shmat(c);
	case SYS_shmdt:
		return memory_shmdt(c);
	case SYS_shmctl:
		return memory_shmctl(c);
	case SYS_pkey_alloc:
	case SYS_pkey_free:
	case SYS_pkey_mprotect:
		return no_key(c);
	default:
		return -ENOSYS;
	}
}

static void notified(void *state, uint64_t bits)
{
	(void)state;
	if (bits & MEMORY_NOTIFY_UNMAPPED)
		shm_unmapped();
}

static const struct server memory = {
	.name = "Memory Manager",
	.route = XINIM_ROUTE_MEMORY,
	.start = start,
	.call = call,
	.notified = notified,
};

int main(void)
{
	return server_run(&memory);
}
