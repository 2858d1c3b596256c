/*
 * tests/host/futex-memory.h - the user memory, the threads and the calls of futex*.c.
 *
 * User memory is a few words: some private to each of two processes, some that both
 * share, some that may only be read, and nothing beyond them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_HOST_FUTEX_MEMORY_H
#define XINIM_TESTS_HOST_FUTEX_MEMORY_H

#include "thread-machine.h"

#include "host.h"

#include <string.h>

#include "kernel/futex.h"
#include "kernel/ipc.h"
#include "kernel/sched.h"
#include "kernel/syscall.h"
#include "kernel/time.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define WORDS    1024
#define PRIVATE  0x10000UL /* WORDS words, a process's own */
#define SHARED   0x20000UL /* the same of both */
#define READABLE 0x30000UL /* the same once more, but not to be written to */

#define THREADS   24
#define SHARED_OP 0
#define OWN       XINIM_FUTEX_PRIVATE
#define NO_LIMIT  0 /* as the user's pointer to a time */
#define TIMES     0x40000UL
#define TIME(ns)  (TIMES + (ns)) /* a pointer to so much time from now */
#define ALL_BITS  0xffffffffu

syscall_handler sys_futex, sys_set_robust_list, sys_get_robust_list;

static struct process *one, *two;
static struct thread *threads[THREADS];
static _Alignas(8) uint32_t own[2][WORDS], common[WORDS];

/* --- user memory ----------------------------------------------------------------------- */

int space_page(
	struct space *s, uint64_t addr, unsigned access, unsigned flags, void **where)
{
	uint32_t *words = own[s == two->space];

	(void)flags;
	if (addr >= SHARED)
		words = common;
	if (addr >= READABLE && access & MAP_WRITE)
		return -EACCES;
	if (addr < PRIVATE || addr % 0x10000 >= sizeof(common) || addr >= TIMES)
		return -EFAULT;
	*where = (char *)words + addr % 0x10000;
	return 0;
}

int space_identity(struct space *s, uint64_t addr, const void **what, uint64_t *where)
{
	void *there;

	if (space_page(s, addr, MAP_READ, 0, &there) != 0)
		return -EFAULT;
	*what = addr >= SHARED ? (const void *)common : s;
	*where = addr >= SHARED ? addr % 0x10000 : addr;
	return 0;
}

static inline int copy(void *kernel, uint64_t user, size_t len, unsigned access)
{
	void *where;

	if (space_page(current_thread()->process->space, user, access, 0, &where) != 0)
		return -EFAULT;
	if (access == MAP_WRITE)
		memcpy(where, kernel, len);
	else
		memcpy(kernel, where, len);
	return 0;
}

int copy_from_user(void *dst, uint64_t src, size_t len)
{
	return copy(dst, src, len, MAP_READ);
}

int copy_to_user(uint64_t dst, const void *src, size_t len)
{
	return copy((void *)(uintptr_t)src, dst, len, MAP_WRITE);
}

bool user_page_awaited(void)
{
	return false;
}

int time_deadline(uint64_t from, bool absolute, uint64_t *deadline)
{
	(void)absolute;
	if (from && from < TIMES)
		return -EFAULT;
	*deadline = from ? machine_now + (from - TIMES) : UINT64_MAX;
	return 0;
}

bool time_sleep_until_date(uint64_t date)
{
	return thread_sleep_until(date);
}

/* --- calls -------------------------------------------------------------------------------- */

static inline int64_t futex_call(struct frame *f)
{
	return sys_futex(f->arg);
}

/* True: it has returned, what is in its frame. */
static inline bool futex(struct thread *t, uint64_t word, unsigned op, uint64_t value,
	uint64_t time, uint64_t word2, uint64_t value3)
{
	const uint64_t arg[6] = { word, op, value, time, word2, value3 };

	memcpy(t->frame->arg, arg, sizeof(arg));
	return machine_run(t, futex_call);
}

static inline int64_t at_once(struct thread *t, uint64_t word, unsigned op,
	uint64_t value, uint64_t time, uint64_t word2, uint64_t value3)
{
	CHECK(futex(t, word, op, value, time, word2, value3));
	return frame_result(t->frame);
}

static inline int64_t wake(struct thread *t, uint64_t word, unsigned how, uint64_t n)
{
	return at_once(t, word, XINIM_FUTEX_WAKE | how, n, 0, 0, 0);
}

static inline void result(const struct thread *t, int64_t r)
{
	CHECK(machine_free(t));
	CHECK_INT(frame_result(t->frame), r);
}

static inline void parties_init(void)
{
	machine_init();
	one = machine_process(10);
	two = machine_process(11);
	for (unsigned i = 0; i < THREADS; i++)
		threads[i] = machine_thread(i % 3 ? one : two, 16);
}

#endif
