/* tests/guest/trace.h - the cases of trace.c and trace-smp.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>
#include <time.h>

#include <xinim/cap.h>
#include <xinim/ipc.h>
#include <xinim/message.h>
#include <xinim/syscall.h>
#include <xinim/task.h>
#include <xinim/trace.h>

#include "victim.h"

#define BAD_ADDRESS ((void *)0x10000) /* nothing is mapped there */

static struct xinim_trace_entry entry[XINIM_TRACE_READ];
static uint64_t lost;

/* Reads one entry; false if there is none. */
static bool next(struct xinim_trace_entry *e)
{
	return trace_read(XINIM_CAP_SELF, e, 1, &lost) == 1;
}

/* Skips to the entry of a kind for this call. */
static bool find(struct xinim_trace_entry *e, uint32_t number, uint32_t kind)
{
	while (next(e))
		if (e->number == number && e->kind == kind)
			return true;
	return false;
}

static void start(size_t entries)
{
	REQUIRE_EQ(trace_control(XINIM_CAP_SELF, XINIM_TRACE_ON, entries), 0);
}

static void stop(void)
{
	REQUIRE_EQ(trace_control(XINIM_CAP_SELF, XINIM_TRACE_OFF, 0), 0);
}

static void drop(void)
{
	EXPECT_EQ(trace_control(XINIM_CAP_SELF, XINIM_TRACE_DROP, 0), 0);
	EXPECT_EQ(trace_read(XINIM_CAP_SELF, entry, 1, NULL), -1);
	EXPECT_EQ(errno, ESRCH);
}

static void arguments_and_results(void)
{
	struct xinim_trace_entry in, out;
	struct timespec nap = { 0, 1000000 };

	start(0);
	xinim_syscall6(SYS_lseek, 11, 22, 33, 44, 55, 66);
	xinim_syscall1(600, 7);
	xinim_syscall1(1L << 40, 8);
	nanosleep(&nap, NULL);
	stop();
	/* The call that switched it on went in before and comes out traced by nobody. */
	REQUIRE(find(&in, SYS_lseek, XINIM_TRACE_ENTER));
	for (uint64_t i = 0; i < 6; i++)
		EXPECT_EQ(in.arg[i], 11 * (i + 1));
	EXPECT_EQ(in.pid, getpid());
	EXPECT_EQ(in.tid, xinim_syscall0(SYS_gettid));
	REQUIRE(next(&out));
	EXPECT_EQ(out.number, SYS_lseek);
	EXPECT_EQ(out.kind, XINIM_TRACE_EXIT);
	EXPECT_EQ(out.result, -ENOSYS);
	EXPECT(out.time >= in.time);
	REQUIRE(find(&in, 600, XINIM_TRACE_ENTER));
	EXPECT_EQ(in.arg[0], 7);
	REQUIRE(find(&out, 600, XINIM_TRACE_EXIT));
	EXPECT_EQ(out.result, -ENOSYS);
	REQUIRE(find(&in, UINT32_MAX, XINIM_TRACE_ENTER));
	REQUIRE(find(&in, SYS_nanosleep, XINIM_TRACE_ENTER));
	EXPECT_EQ(in.arg[0], (uintptr_t)&nap);
	REQUIRE(next(&out));
	EXPECT_EQ(out.number, SYS_nanosleep);
	EXPECT_EQ(out.result, 0);
	EXPECT(out.time >= in.time + 1000000);
	/* Switching it off is the last thing that is seen. */
	REQUIRE(next(&in));
	EXPECT_EQ(in.number, SYS_trace_control);
	EXPECT_EQ(in.kind, XINIM_TRACE_ENTER);
	EXPECT(!next(&in));
	EXPECT_EQ(lost, 0);
	drop();
}

/* A call of IPC with what is in its registers beside the words; the result. */
static int64_t ipc(long number, uint64_t cap, uint64_t label, uint64_t timeout)
{
	register uint64_t r12 __asm__("r12") = cap;
	register uint64_t r13 __asm__("r13") = label;
	register uint64_t r14 __asm__("r14") = timeout;
	int64_t result = number;
	uint64_t rbx = 0;

	__asm__ volatile("syscall"
			 : "+a"(result), "+b"(rbx), "+r"(r12), "+r"(r13), "+r"(r14)
			 : "D"(1UL), "S"(2UL)
			 : "rcx", "r11", "r8", "r9", "r10", "memory", "cc");
	return result;
}

static void messages(void)
{
	long cap = xinim_syscall0(SYS_endpoint_create);
	struct xinim_trace_entry e;

	REQUIRE(cap > 0);
	start(0);
	EXPECT_EQ(ipc(SYS_ipc_call, (uint64_t)cap, 77, UINT64_MAX), -EDEADLK);
	EXPECT_EQ(ipc(SYS_ipc_send, 4000, 78, 0), -EBADF);
	EXPECT_EQ(ipc(SYS_ipc_receive, (uint64_t)cap, 0, 2000000), -ETIMEDOUT);
	EXPECT_EQ(xinim_syscall1(SYS_fork, 0), -ENOSYS);
	stop();
	REQUIRE(find(&e, SYS_ipc_call, XINIM_TRACE_ENTER));
	EXPECT_EQ(e.cap, cap);
	EXPECT_EQ(e.label, 77);
	EXPECT_EQ(e.timeout, UINT64_MAX);
	EXPECT_EQ(e.arg[0], 1);
	EXPECT_EQ(e.arg[1], 2);
	REQUIRE(find(&e, SYS_ipc_call, XINIM_TRACE_EXIT));
	EXPECT_EQ(e.result, -EDEADLK);
	REQUIRE(find(&e, SYS_ipc_send, XINIM_TRACE_EXIT));
	EXPECT_EQ(e.result, -EBADF);
	REQUIRE(find(&e, SYS_ipc_receive, XINIM_TRACE_ENTER));
	EXPECT_EQ(e.timeout, 2000000);
	REQUIRE(find(&e, SYS_ipc_receive, XINIM_TRACE_EXIT));
	EXPECT_EQ(e.result, -ETIMEDOUT);
	REQUIRE(find(&e, SYS_fork, XINIM_TRACE_EXIT));
	EXPECT_EQ(e.result, -ENOSYS);
	drop();
	EXPECT_EQ(xinim_syscall1(SYS_cap_close, cap), 0);
}

static void oldest_are_lost(void)
{
	struct xinim_trace_entry e;

	start(4);
	for (long i = 0; i < 100; i++)
		xinim_syscall1(SYS_getuid, i);
	stop();
	/* 100 calls in and out and the way in of the last, of which 4 are left. */
	REQUIRE(next(&e));
	EXPECT_EQ(lost, 2 * 100 + 1 - 4);
	EXPECT_EQ(e.number, SYS_getuid);
	EXPECT_EQ(e.kind, XINIM_TRACE_EXIT);
	EXPECT_EQ(e.arg[0], 98);
	EXPECT_EQ(trace_read(XINIM_CAP_SELF, entry, XINIM_TRACE_READ, &lost), 3);
	EXPECT_EQ(lost, 0);
	EXPECT_EQ(entry[1].arg[0], 99);
	EXPECT_EQ(entry[1].kind, XINIM_TRACE_EXIT);
	EXPECT_EQ(entry[2].number, SYS_trace_control);
	drop();
}

static void off_means_off(void)
{
	struct xinim_trace_entry e;

	start(16);
	stop();
	EXPECT(next(&e));
	while (next(&e))
		continue;
	for (int i = 0; i < 10; i++)
		getppid();
	EXPECT(!next(&e));
	EXPECT_EQ(lost, 0);
	drop();
}

static char child_stack[16384] __attribute__((aligned(16)));

/* In a process of its own, a copy of this one: bare calls only. */
static void child(uint64_t endpoint)
{
	xinim_syscall1(SYS_getppid, 21);
	for (uint64_t i = 0; i < 3; i++)
		ipc(SYS_ipc_call, endpoint, 100 + i, UINT64_MAX);
	for (;;)
		xinim_syscall1(SYS_exit_group, 9);
}

/* By a capability; its messages to one who is not traced go through all the same. */
static void another_process(void)
{
	int endpoint = xinim_endpoint_create(), p = xinim_process_create("child");
	struct xinim_regs r = { 0 };
	struct xinim_trace_entry e[XINIM_TRACE_READ];
	struct xinim_message m = { 0 };
	int64_t slot, call;
	int tid, pid, status, weak, n;

	REQUIRE(p > 0 && endpoint > 0);
	pid = (int)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0), 0);
	slot = xinim_process_control(
		p, XINIM_PROCESS_GIVE, (uint64_t)endpoint, XINIM_RIGHT_WRITE, 0);
	REQUIRE(slot > 0);
	weak = xinim_cap_derive(p, XINIM_RIGHT_READ, 0);
	EXPECT_EQ(trace_control(weak, XINIM_TRACE_ON, 0), -1);
	EXPECT_EQ(errno, EPERM);
	EXPECT_EQ(trace_read(weak, e, 1, NULL), -1);
	EXPECT_EQ(errno, EPERM);
	EXPECT_EQ(trace_control(p, XINIM_TRACE_ON, 0), 0);
	r.rip = (uint64_t)child;
	r.rdi = (uint64_t)slot;
	r.rsp = (uint64_t)(child_stack + sizeof(child_stack)) - 8;
	tid = xinim_thread_create(p, &r);
	EXPECT_EQ(xinim_thread_control(p, tid, XINIM_THREAD_START, 0), 0);
	for (uint64_t i = 0; i < 3; i++) {
		call = xinim_receive(endpoint, &m, XINIM_FOREVER);
		REQUIRE(call > 0);
		EXPECT_EQ(m.label, 100 + i);
		m.word[0] = 500 + i;
		EXPECT_EQ(xinim_reply((uint64_t)call, &m), 0);
	}
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 9 << 8);
	/* It has ended, and been waited for; what it did can still be read. */
	EXPECT_EQ(trace_control(p, XINIM_TRACE_ON, 0), -1);
	EXPECT_EQ(errno, ESRCH);
	n = trace_read(p, e, XINIM_TRACE_READ, &lost);
	EXPECT_EQ(lost, 0);
	REQUIRE_EQ(n, 2 + 2 * 3 + 1);
	EXPECT_EQ(e[0].number, SYS_getppid);
	EXPECT_EQ(e[0].arg[0], 21);
	EXPECT_EQ(e[0].pid, pid);
	EXPECT_EQ(e[0].tid, tid);
	EXPECT_EQ(e[1].result, getpid());
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(e[2 + 2 * i].number, SYS_ipc_call);
		EXPECT_EQ(e[2 + 2 * i].cap, slot);
		EXPECT_EQ(e[2 + 2 * i].label, 100 + i);
		EXPECT_EQ(e[3 + 2 * i].kind, XINIM_TRACE_EXIT);
		EXPECT_EQ(e[3 + 2 * i].result, 0);
		EXPECT_EQ(e[3 + 2 * i].arg[0], 500 + i);
	}
	EXPECT_EQ(e[8].number, SYS_exit_group);
	EXPECT_EQ(e[8].kind, XINIM_TRACE_ENTER);
	EXPECT_EQ(xinim_cap_close(weak), 0);
	EXPECT_EQ(xinim_cap_close(p), 0);
	EXPECT_EQ(xinim_cap_close(endpoint), 0);
}

static int control_fails(int process, int op, size_t entries)
{
	errno = 0;
	return trace_control(process, op, entries) == -1 ? errno : 0;
}

static int read_fails(int process, void *buf, size_t count, void *lost_to)
{
	errno = 0;
	return trace_read(process, buf, count, lost_to) == -1 ? errno : 0;
}

static void errors(void)
{
	long cap = xinim_syscall0(SYS_endpoint_create);

	EXPECT_EQ(control_fails(XINIM_CAP_SELF, 4, 0), EINVAL);
	EXPECT_EQ(control_fails(XINIM_CAP_SELF, -1, 0), EINVAL);
	EXPECT_EQ(control_fails(XINIM_CAP_SELF, XINIM_TRACE_ON, XINIM_TRACE_MAX + 1),
		EINVAL);
	EXPECT_EQ(control_fails(XINIM_CAP_SELF, XINIM_TRACE_ON, SIZE_MAX), EINVAL);
	EXPECT_EQ(control_fails(4000, XINIM_TRACE_ON, 0), EBADF);
	EXPECT_EQ(control_fails(-1, XINIM_TRACE_ON, 0), EBADF);
	EXPECT_EQ(control_fails((int)cap, XINIM_TRACE_ON, 0), EBADF);
	EXPECT_EQ(read_fails(XINIM_CAP_SELF, entry, 1, NULL), ESRCH);
	EXPECT_EQ(read_fails(4000, entry, 1, NULL), EBADF);
	EXPECT_EQ(trace_control(XINIM_CAP_SELF, XINIM_TRACE_OFF, 0), 0);
	start(XINIM_TRACE_MAX);
	EXPECT_EQ(control_fails(XINIM_CAP_SELF, XINIM_TRACE_ON, 0), EBUSY);
	EXPECT_EQ(read_fails(XINIM_CAP_SELF, BAD_ADDRESS, 1, NULL), EFAULT);
	EXPECT_EQ(read_fails(XINIM_CAP_SELF, (void *)-4096L, 1, NULL), EFAULT);
	EXPECT_EQ(read_fails(XINIM_CAP_SELF, entry, 1, BAD_ADDRESS), EFAULT);
	EXPECT_EQ(trace_read(XINIM_CAP_SELF, entry, 0, &lost), 0);
	/* Nothing was taken out: five calls, and the way in of the sixth. */
	EXPECT_EQ(trace_read(XINIM_CAP_SELF, entry, SIZE_MAX, NULL), 5 * 2 + 1);
	drop();
	EXPECT_EQ(xinim_syscall1(SYS_cap_close, cap), 0);
}

static void memory_comes_back(void)
{
	uint64_t before;

	for (size_t size = 1; size <= XINIM_TRACE_MAX; size += XINIM_TRACE_MAX - 1) {
		start(size); /* what the allocator keeps in store, it has now */
		drop();
	}
	before = victim_memory().free_pages;
	for (int i = 0; i < 50; i++) {
		start(XINIM_TRACE_MAX);
		stop();
		start(1); /* in place of the other ring */
		drop();
	}
	EXPECT_EQ(victim_memory().free_pages, before);
}

/* Traces itself while others do the same, and are moved about. */
static int traces_itself(void)
{
	static struct xinim_trace_entry some[XINIM_TRACE_READ];
	uint64_t count = 0;
	int n;

	for (int round = 0; round < 3; round++) {
		if (trace_control(XINIM_CAP_SELF, XINIM_TRACE_ON, 128) != 0)
			return 1;
		for (long i = 0; i < 20; i++)
			if (xinim_syscall1(SYS_getppid, i) != 1 ||
				xinim_syscall0(SYS_sched_yield) != 0)
				return 2;
		if (trace_control(XINIM_CAP_SELF, XINIM_TRACE_OFF, 0) != 0)
			return 3;
		for (count = 0; (n = trace_read(XINIM_CAP_SELF, some, XINIM_TRACE_READ,
					 &lost)) > 0;)
			for (int i = 0; i < n; i++)
				count += some[i].number == SYS_getppid &&
					some[i].pid == getpid();
		if (count != 40)
			return 4;
		if (lost != 0 || xinim_syscall0(SYS_getppid) != 1)
			return 5;
	}
	return 0;
}

static int calls_all_the_time(void)
{
	for (int i = 0; i < 20000; i++)
		if (getppid() != 1)
			return 1;
	return 0;
}

static const struct guest_case cases[] = {
	{ "many trace themselves", victims_watch },
	{ "arguments and results", arguments_and_results },
	{ "messages", messages },
	{ "the oldest are lost", oldest_are_lost },
	{ "off means off", off_means_off },
	{ "another process", another_process },
	{ "errors", errors },
	{ "memory comes back", memory_comes_back },
};
