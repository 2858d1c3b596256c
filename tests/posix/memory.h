/* tests/posix/memory.h - for tests of memory: free pages, and children that share or die.
 *
 * A child is a clone of the test that runs one function on a stack of its own;
 * in it errno works and so does all that takes no lock and prints nothing.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_MEMORY_H
#define XINIM_TESTS_POSIX_MEMORY_H

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#include "../guest/guest.h"

#define PAGE 4096UL
#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

/* The call has to fail so. */
#define EXPECT_ERROR(call, error)            \
	do {                                 \
		errno = 0;                   \
		EXPECT_EQ((long)(call), -1); \
		EXPECT_EQ(errno, (error));   \
	} while (0)

static inline struct xinim_stats_memory memory_stats(void)
{
	struct xinim_stats_memory m;

	if (stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) != sizeof(m))
		abort();
	return m;
}

static inline uint64_t memory_free_pages(void)
{
	return memory_stats().free_pages;
}

/*
 * Waits until the memory server answers. Before, mmap and some more are the
 * kernel's own, for servers that start.
 */
static inline bool memory_server_up(void)
{
	struct xinim_message m = { 0 };
	int endpoint = xinim_endpoint_create();

	/* The other modules start when PID 1 waits for something. */
	xinim_receive(endpoint, &m, 1);
	xinim_cap_close(endpoint);
	for (int i = 0; i < 10000; i++) {
		if (syscall(SYS_pkey_free, 1) == -1 && errno == EINVAL)
			return true;
		syscall(SYS_sched_yield);
	}
	return false;
}

static inline char *memory_map(size_t pages, int prot, int flags)
{
	char *p = mmap(NULL, pages * PAGE, prot, flags, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* How many of these pages are in memory; -1: some are not even mapped. */
static inline long memory_resident(const void *p, size_t pages)
{
	static unsigned char vec[65536];
	long n = 0;

	if (pages > sizeof(vec) || mincore((void *)(uintptr_t)p, pages * PAGE, vec) != 0)
		return -1;
	for (size_t i = 0; i < pages; i++)
		n += vec[i] & 1;
	return n;
}

/* --- children ------------------------------------------------------------------- */

struct memory_child {
	int cap;
	pid_t pid;
	int tid;
};

static char memory_child_stack[65536] __attribute__((aligned(16)));
static int (*memory_child_function)(void *);
static void *memory_child_argument;

static inline void memory_child_main(void)
{
	int status = memory_child_function(memory_child_argument);

	for (;;)
		syscall(SYS_exit_group, status);
}

/* A clone of this process, which is to run fn(argument): its result is the exit status. */
static inline struct memory_child memory_child_make(int (*fn)(void *), void *argument)
{
	struct memory_child c = { xinim_process_create("child"), 0, 0 };
	struct xinim_regs r = { 0 };

	memory_child_function = fn;
	memory_child_argument = argument;
	syscall(SYS_arch_prctl, 0x1003, &r.fs_base);
	r.rip = (uint64_t)memory_child_main;
	r.rsp = (uint64_t)(memory_child_stack + sizeof(memory_child_stack)) - 8;
	if (c.cap < 0)
		return c;
	if (xinim_process_control(c.cap, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) ||
		(c.tid = xinim_thread_create(c.cap, &r)) < 0) {
		xinim_process_control(c.cap, XINIM_PROCESS_KILL, 9, 0, 0);
		return c;
	}
	c.pid = (pid_t)xinim_process_control(c.cap, XINIM_PROCESS_PID, 0, 0, 0);
	return c;
}

static inline void memory_child_go(struct memory_child c)
{
	xinim_thread_control(c.cap, c.tid, XINIM_THREAD_START, 0);
}

static inline struct memory_child memory_child_start(int (*fn)(void *), void *argument)
{
	struct memory_child c = memory_child_make(fn, argument);

	memory_child_go(c);
	return c;
}

/* Its exit status, or minus the signal it died of; -1000: there was no child. */
static inline int memory_child_end(struct memory_child c)
{
	int status = 0;

	if (c.pid <= 0 || waitpid(c.pid, &status, 0) != c.pid)
		return -1000;
	xinim_cap_close(c.cap);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static inline int memory_in_child(int (*fn)(void *), void *argument)
{
	return memory_child_end(memory_child_start(fn, argument));
}

static inline int memory_read_byte(void *p)
{
	(void)*(volatile unsigned char *)p;
	return 0;
}

static inline int memory_write_byte(void *p)
{
	*(volatile unsigned char *)p = 1;
	return 0;
}

static inline int memory_run(void *p)
{
	((void (*)(void))(uintptr_t)p)();
	return 0;
}

/* Does reading, writing, executing there end in a signal? It, or 0. */
#define MEMORY_READ(p)  (-memory_in_child(memory_read_byte, (void *)(p)))
#define MEMORY_WRITE(p) (-memory_in_child(memory_write_byte, (void *)(p)))
#define MEMORY_RUN(p)   (-memory_in_child(memory_run, (void *)(p)))

#endif
