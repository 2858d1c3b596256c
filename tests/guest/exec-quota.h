/* tests/guest/exec-quota.h - what is charged stays so over exec; signals that wait are, too.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_EXEC_QUOTA_H
#define XINIM_TESTS_GUEST_EXEC_QUOTA_H

#include "embryo.h"

/* --- quotas over exec ------------------------------------------------------------------ */

#define KERNEL_LIMIT 32768UL
#define HELD_PAGES   64
#define ROOM_PAGES   96

static char held_page[PAGE];

/* Endpoints until there is no more; how many. */
static uint64_t take_endpoints(void)
{
	uint64_t n = 0;
	long cap;

	while ((cap = xinim_syscall0(SYS_endpoint_create)) > 0)
		n++;
	return cap == -ENOMEM ? n : 0;
}

/* The pages of an object, filled: its capability, or an error. */
static long take_pages(void)
{
	long o = xinim_syscall2(SYS_object_create, HELD_PAGES * PAGE, 0), error = 0;

	for (uint64_t i = 0; o > 0 && !error && i < HELD_PAGES; i++) {
		long n = xinim_syscall5(SYS_object_control, o, XINIM_OBJECT_WRITE,
			(long)(i * PAGE), PAGE, (long)held_page);

		error = n == PAGE ? 0 : n;
	}
	if (!error)
		return o;
	xinim_syscall1(SYS_cap_close, o);
	return error;
}

static void hoards_endpoints(uint64_t unused)
{
	(void)unused;
	if (take_endpoints() > 100)
		xinim_syscall3(ANY_CALL, 1, 2, 3);
	end(9);
}

static void hoards_when_told(uint64_t unused)
{
	xinim_syscall0(ANY_CALL); /* for its limit */
	hoards_endpoints(unused);
}

/* The new program: what the old one has is in its books. */
static void finds_endpoints(uint64_t unused)
{
	(void)unused;
	if (xinim_syscall0(SYS_endpoint_create) != -ENOMEM)
		end(10);
	for (long cap = 1; cap <= 5; cap++)
		if (xinim_syscall1(SYS_cap_close, cap) != 0)
			end(11);
	if (take_endpoints() != 5)
		end(12);
	/* And once more. */
	xinim_syscall3(ANY_CALL, 1, 2, 3);
	end(13);
}

static void finds_them_again(uint64_t unused)
{
	(void)unused;
	end(xinim_syscall0(SYS_endpoint_create) == -ENOMEM ? 7 : 14);
}

static void hoards_pages(uint64_t unused)
{
	(void)unused;
	xinim_syscall0(ANY_CALL); /* for its limit */
	if (take_pages() > 0 && take_pages() == -ENOMEM)
		xinim_syscall3(ANY_CALL, 1, 2, 3);
	end(9);
}

static void finds_pages(uint64_t unused)
{
	(void)unused;
	if (take_pages() != -ENOMEM)
		end(10);
	if (xinim_syscall1(SYS_cap_close, 1) != 0)
		end(11);
	end(take_pages() > 0 ? 7 : 12);
}

/* The process that makes this call next goes on at fn in memory of its own. */
static void have_it_execute(void (*fn)(uint64_t))
{
	struct xinim_regs r = fresh_regs();
	struct xinim_message m;
	uint64_t call = expect_call(ANY_CALL, &m);
	int embryo = make_embryo();

	r.rip = (uint64_t)fn;
	REQUIRE(call != 0 && embryo > 0);
	EXPECT_EQ(adopt(call, embryo, &r, NULL), 0);
	EXPECT_EQ(xinim_cap_close(embryo), 0);
}

static void exec_keeps_quota(void)
{
	struct xinim_process_times t = { 0 };
	struct xinim_message m;
	uint64_t before = free_pages(), call;
	int p = start_child(hoards_when_told, 0);

	call = expect_call(ANY_CALL, &m);
	REQUIRE(p > 0 && call != 0);
	EXPECT_EQ(
		control(p, XINIM_PROCESS_LIMIT, XINIM_LIMIT_KERNEL, KERNEL_LIMIT, 0), 0);
	answer(call, 0);
	have_it_execute(finds_endpoints);
	have_it_execute(finds_them_again);
	EXPECT_EQ(outcome(p), 7);

	p = start_child(hoards_pages, 0);
	call = expect_call(ANY_CALL, &m);
	REQUIRE(p > 0 && call != 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_TIMES, (uint64_t)&t, 0, 0), 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_LIMIT, XINIM_LIMIT_RESIDENT,
			  t.resident + ROOM_PAGES * PAGE, 0),
		0);
	answer(call, 0);
	have_it_execute(finds_pages);
	EXPECT_EQ(outcome(p), 7);
	EXPECT(before - free_pages() <= 64 || free_pages() > before);
}

/* What a vforked child took in its parent's memory stays in the parent's books. */
static void vforks_hoarder(uint64_t unused)
{
	long pid = xinim_syscall0(SYS_vfork);

	(void)unused;
	if (pid == 0)
		hoards_endpoints(0);
	/* The child's table of capabilities is its own by now. */
	end(take_endpoints() < 30 ? 7 : 15);
}

static void finds_room(uint64_t unused)
{
	(void)unused;
	if (take_endpoints() < 30)
		end(16);
	xinim_syscall0(ANY_CALL); /* holds them until the parent has looked */
	end(7);
}

static void vfork_exec_keeps_quota(void)
{
	int p = start_child(vforks_hoarder, 0), child = xinim_process_create("vfork"),
	    tid;
	struct xinim_message m;
	uint64_t call = expect_call(SYS_vfork, &m), held;

	REQUIRE(p > 0 && child > 0 && call != 0 && pid_of(child) > 0);
	EXPECT_EQ(
		control(p, XINIM_PROCESS_LIMIT, XINIM_LIMIT_KERNEL, KERNEL_LIMIT, 0), 0);
	EXPECT_EQ(control(child, XINIM_PROCESS_SHARE, call, 0, 0), 0);
	tid = xinim_thread_clone(child, NULL, call);
	REQUIRE(tid > 0);
	EXPECT_EQ(xinim_thread_control(child, tid, XINIM_THREAD_START, 0), 0);
	have_it_execute(finds_room);
	held = expect_call(ANY_CALL, &m);
	REQUIRE(held != 0);
	answer(call, tid);
	EXPECT_EQ(outcome(p), 7);
	answer(held, 0);
	EXPECT_EQ(outcome(child), 7);
}

/* --- queued signals -------------------------------------------------------------------- */

static void holds_signals(uint64_t unused)
{
	uint64_t all = UINT64_MAX;

	(void)unused;
	xinim_syscall4(SYS_rt_sigprocmask, 0, (long)&all, 0, 8);
	xinim_syscall0(ANY_CALL);
	/* Those in the queue are paid for as what it has made itself is. */
	if (xinim_syscall0(SYS_endpoint_create) != -ENOMEM)
		end(8);
	xinim_syscall0(ANY_CALL);
	end(7);
}

static void signals_are_charged(void)
{
	struct xinim_siginfo info = { .si_signo = 40, .si_code = -1 };
	int p = start_child(holds_signals, 0);
	struct xinim_message m;
	uint64_t call = expect_call(ANY_CALL, &m), n = 0;
	int64_t error;

	REQUIRE(p > 0 && call != 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_LIMIT, XINIM_LIMIT_SIGNALS, 1 << 20, 0), 0);
	EXPECT_EQ(
		control(p, XINIM_PROCESS_LIMIT, XINIM_LIMIT_KERNEL, KERNEL_LIMIT, 0), 0);
	while ((error = control(p, XINIM_PROCESS_SIGNAL, 0, (uint64_t)&info, 0)) == 0)
		n++;
	EXPECT_EQ(error, -EAGAIN);
	EXPECT(n > 10 && n * sizeof(info) <= KERNEL_LIMIT);
	/* A standard one comes all the same, without details. */
	info.si_signo = 10;
	EXPECT_EQ(control(p, XINIM_PROCESS_SIGNAL, 0, (uint64_t)&info, 0), 0);
	answer(call, 0);
	call = expect_call(ANY_CALL, &m);
	REQUIRE(call != 0);
	answer(call, 0);
	EXPECT_EQ(outcome(p), 7);
}

#endif
