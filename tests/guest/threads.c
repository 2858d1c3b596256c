/*
 * tests/guest/threads.c - threads and processes by the kernel's own calls.
 *
 * A thread here has no C library state of its own: it makes bare calls only.
 *
 * guest-cpus: 2
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/message.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#include "guest.h"

#define STACK 16384
#define DONE  1

static int done; /* notification: a thread is through */
static volatile uint64_t counter;
static char stacks[8][STACK] __attribute__((aligned(16)));

/* Threads start at fn with arg in RDI and a stack that looks like a call's. */
static int make(int slot, void (*fn)(uint64_t), uint64_t arg)
{
	struct xinim_regs r = { 0 };

	r.rip = (uint64_t)fn;
	r.rdi = arg;
	r.rsp = (uint64_t)(stacks[slot] + STACK) - 8;
	return xinim_thread_create(XINIM_CAP_SELF, &r);
}

static int control(int tid, int operation, uint64_t a)
{
	return xinim_thread_control(XINIM_CAP_SELF, tid, operation, a);
}

static int run(int slot, void (*fn)(uint64_t), uint64_t arg)
{
	int tid = make(slot, fn, arg);

	if (tid > 0)
		control(tid, XINIM_THREAD_START, 0);
	return tid;
}

static void leave(void)
{
	xinim_notification_signal(done, DONE);
	for (;;)
		xinim_syscall1(SYS_exit, 0);
}

static bool wait_done(void)
{
	return xinim_notification_wait(done, DONE, XINIM_FOREVER) == DONE;
}

/*
 * Until no thread has this number any more: another CPU takes the time that the
 * machine below gives it, which may be seconds.
 */
static bool gone(int tid)
{
	while (control(tid, XINIM_THREAD_START, 0) != -ESRCH)
		xinim_syscall0(SYS_sched_yield);
	return true;
}

static void count(uint64_t n)
{
	counter += n;
	leave();
}

static void spin(uint64_t unused)
{
	(void)unused;
	for (;;)
		counter++;
}

static void starts_stopped(void)
{
	int tid;

	counter = 0;
	tid = make(0, count, 5);
	REQUIRE(tid > 0);
	EXPECT(tid != getpid());
	for (int i = 0; i < 100; i++)
		xinim_syscall0(SYS_sched_yield);
	EXPECT_EQ(counter, 0);
	EXPECT_EQ(control(tid, XINIM_THREAD_START, 0), 0);
	EXPECT(wait_done());
	EXPECT_EQ(counter, 5);
	EXPECT(gone(tid));
}

/* Stopped, it has its registers; changed, it goes on with the new ones. */
static void stop_and_change(void)
{
	struct xinim_regs r;
	uint64_t seen;
	int tid = run(0, spin, 0x1234), error;

	REQUIRE(tid > 0);
	EXPECT_EQ(control(tid, XINIM_THREAD_GET_REGS, (uint64_t)&r), -EBUSY);
	while (counter < 1000)
		xinim_syscall0(SYS_sched_yield);
	EXPECT_EQ(control(tid, XINIM_THREAD_STOP, 0), 0);
	while ((error = control(tid, XINIM_THREAD_GET_REGS, (uint64_t)&r)) == -EBUSY)
		xinim_syscall0(SYS_sched_yield);
	EXPECT_EQ(error, 0);
	EXPECT_EQ(r.cs, 0x23);
	EXPECT_EQ(r.ss, 0x1b);
	EXPECT(r.rsp <= (uint64_t)(stacks[0] + STACK));
	EXPECT(r.rsp > (uint64_t)stacks[0]);
	seen = counter;
	for (int i = 0; i < 1000; i++)
		xinim_syscall0(SYS_sched_yield);
	EXPECT_EQ(counter, seen);
	counter = 0;
	r.rip = (uint64_t)count;
	r.rdi = 77;
	r.rsp = (uint64_t)(stacks[0] + STACK) - 8;
	r.rflags = UINT64_MAX; /* what a user may not have is left out */
	r.rflags &= ~0x100UL;  /* but the trap flag it might */
	r.rflags &= ~0x400UL;
	EXPECT_EQ(control(tid, XINIM_THREAD_SET_REGS, (uint64_t)&r), 0);
	EXPECT_EQ(control(tid, XINIM_THREAD_START, 0), 0);
	EXPECT(wait_done());
	EXPECT_EQ(counter, 77);
	EXPECT(gone(tid));
}

static void receive_for_ever(uint64_t endpoint)
{
	struct xinim_message m = { 0 };

	xinim_receive((int)endpoint, &m, XINIM_FOREVER);
	counter = 999;
	leave();
}

static void sleep_for_ever(uint64_t unused)
{
	struct {
		int64_t s, ns;
	} year = { 31536000, 0 };

	(void)unused;
	xinim_syscall2(SYS_nanosleep, (long)&year, 0);
	counter = 999;
	leave();
}

/* Killed while it waits in the kernel, or spins: it never comes back. */
static void kill_waiting(void)
{
	int endpoint = xinim_endpoint_create();
	int tids[3];

	counter = 0;
	tids[0] = run(0, receive_for_ever, (uint64_t)endpoint);
	tids[1] = run(1, sleep_for_ever, 0);
	tids[2] = run(2, spin, 0);
	for (int i = 0; i < 1000; i++)
		xinim_syscall0(SYS_sched_yield);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(control(tids[i], XINIM_THREAD_KILL, 0), 0);
	for (int i = 0; i < 3; i++)
		EXPECT(gone(tids[i]));
	EXPECT(counter != 999);
	EXPECT_EQ(xinim_cap_close(endpoint), 0);
}

/* Answers each call with the sum of its words and the label; stops at label 0. */
static void server(uint64_t endpoint)
{
	struct xinim_message m = { 0 };
	uint64_t answer = 0;

	for (;;) {
		int64_t call =
			xinim_reply_receive((int)endpoint, answer, &m, XINIM_FOREVER);

		if (call <= 0 || m.label == 0)
			break;
		m.word[0] += m.word[1] + m.word[2] + m.word[3] + m.word[4] + m.word[5] +
			m.label + m.badge;
		m.label = 0;
		answer = (uint64_t)call;
	}
	leave();
}

static void messages(void)
{
	int endpoint = xinim_endpoint_create();
	int badged = xinim_cap_derive(endpoint, XINIM_RIGHT_WRITE, 1000000);
	struct xinim_message m;
	int tid = run(0, server, (uint64_t)endpoint);

	REQUIRE(tid > 0 && badged > 0);
	for (uint64_t i = 1; i <= 20000; i++) {
		m = (struct xinim_message){ .word = { i, 2, 3, 4, 5, 6 }, .label = i };
		if (xinim_call(badged, &m, XINIM_FOREVER) != 0 ||
			m.word[0] != 2 * i + 20 + 1000000) {
			EXPECT_EQ(m.word[0], 2 * i + 20 + 1000000);
			break;
		}
	}
	m = (struct xinim_message){ .label = 0 };
	EXPECT_EQ(xinim_call(endpoint, &m, 1000000000), -ETIMEDOUT);
	EXPECT(wait_done());
	EXPECT(gone(tid));
	EXPECT_EQ(xinim_cap_close(badged), 0);
	EXPECT_EQ(xinim_cap_close(endpoint), 0);
}

static volatile int got_cap;
static volatile uint64_t got_label;

static void receive_cap(uint64_t endpoint)
{
	struct xinim_message m = { 0 };
	int64_t call = xinim_receive((int)endpoint, &m, XINIM_FOREVER);

	got_cap = (int)m.word[5];
	got_label = m.label;
	m.label = 0;
	xinim_reply((uint64_t)call, &m);
	leave();
}

/* A capability goes along in a message, and is what it was. */
static void pass_capability(void)
{
	int endpoint = xinim_endpoint_create();
	int gift = xinim_notification_create();
	struct xinim_message m = { .word = { 0 }, .label = XINIM_LABEL_CAP | 42 };
	struct xinim_cap_info info;

	m.word[5] = (uint64_t)gift;
	run(0, receive_cap, (uint64_t)endpoint);
	EXPECT_EQ(xinim_call(endpoint, &m, XINIM_FOREVER), 0);
	EXPECT(wait_done());
	EXPECT_EQ(got_label, XINIM_LABEL_CAP | 42);
	REQUIRE(got_cap > 0 && got_cap != gift);
	EXPECT_EQ(xinim_cap_info(got_cap, &info), 0);
	EXPECT_EQ(info.type, XINIM_CAP_NOTIFICATION);
	EXPECT_EQ(xinim_notification_signal(got_cap, 8), 0);
	EXPECT_EQ(xinim_notification_wait(gift, 8, 0), 8);
	/* What was passed on is taken back by revoking what it came from. */
	EXPECT_EQ(xinim_cap_revoke(gift), 0);
	EXPECT_EQ(xinim_notification_signal(got_cap, 8), -EBADF);
	m = (struct xinim_message){ .label = XINIM_LABEL_CAP };
	m.word[5] = 4000;
	EXPECT_EQ(xinim_call(endpoint, &m, 0), -EBADF);
	m.label = XINIM_LABEL_NOTIFICATION;
	EXPECT_EQ(xinim_call(endpoint, &m, 0), -EINVAL);
	EXPECT_EQ(xinim_cap_close(gift), 0);
	EXPECT_EQ(xinim_cap_close(endpoint), 0);
}

static void processes(void)
{
	struct xinim_stats_memory before, after;
	char byte = 1;
	int p, status, pid, given;

	stats_read(XINIM_STATS_MEMORY, 0, &before, sizeof(before));
	p = xinim_process_create("child");
	REQUIRE(p > 0);
	pid = (int)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0);
	EXPECT(pid > 4);
	given = (int)xinim_process_control(
		p, XINIM_PROCESS_GIVE, (uint64_t)done, XINIM_RIGHT_WRITE, 0);
	EXPECT_EQ(given, 1);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_GIVE, 4000, 1, 0), -EBADF);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_GIVE, (uint64_t)done, 64, 0),
		-EINVAL);
	EXPECT_EQ(xinim_process_control(
			  p, XINIM_PROCESS_WRITE, 0x400000, (uint64_t)&byte, 1),
		-EFAULT);
	EXPECT_EQ(xinim_process_control(
			  p, XINIM_PROCESS_READ, 0x400000, (uint64_t)&byte, 1),
		-EFAULT);
	EXPECT_EQ(xinim_process_control(p, 99, 0, 0, 0), -EINVAL);
	EXPECT_EQ(waitpid(pid, &status, WNOHANG), 0);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0), -ESRCH);
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == 9);
	EXPECT_EQ(xinim_cap_close(p), 0);
	stats_read(XINIM_STATS_MEMORY, 0, &after, sizeof(after));
	EXPECT_EQ(after.processes, before.processes);
	EXPECT_EQ(xinim_process_create(NULL), -EFAULT);
	EXPECT_EQ(xinim_process_create("a name that is longer than thirty-one bytes"),
		-ENAMETOOLONG);
}

static void own_memory(void)
{
	static uint64_t from = 0x1122334455667788, to;

	EXPECT_EQ(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_READ,
			  (uint64_t)&from, (uint64_t)&to, 8),
		8);
	EXPECT_EQ(to, from);
	EXPECT_EQ(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_PID, 0, 0, 0),
		getpid());
}

static void errors(void)
{
	struct xinim_regs r = { 0 };

	EXPECT_EQ(xinim_thread_create(XINIM_CAP_SELF, NULL), -EFAULT);
	EXPECT_EQ(xinim_thread_create(done, &r), -EBADF);
	EXPECT_EQ(xinim_thread_create(4095, &r), -EBADF);
	r.rip = 0x800000000000;
	EXPECT_EQ(xinim_thread_create(XINIM_CAP_SELF, &r), -EINVAL);
	r.rip = 0x400000;
	r.fs_base = UINT64_MAX;
	EXPECT_EQ(xinim_thread_create(XINIM_CAP_SELF, &r), -EINVAL);
	EXPECT_EQ(control(0, XINIM_THREAD_KILL, 0), -ESRCH);
	EXPECT_EQ(control(32767, XINIM_THREAD_KILL, 0), -ESRCH);
	EXPECT_EQ(control(getpid(), 99, 0), -EINVAL);
	EXPECT_EQ(control(getpid(), XINIM_THREAD_PRIORITY, 0), -EINVAL);
	EXPECT_EQ(control(getpid(), XINIM_THREAD_PRIORITY, 32), -EINVAL);
	EXPECT_EQ(control(getpid(), XINIM_THREAD_PRIORITY, 31), -EPERM);
	EXPECT_EQ(control(getpid(), XINIM_THREAD_GET_REGS, (uint64_t)&r), -EBUSY);
}

/* Made and gone again and again: no page is lost. */
static void many(void)
{
	struct xinim_stats_memory before, after;

	for (int round = 0; round < 2; round++) {
		stats_read(XINIM_STATS_MEMORY, 0, &before, sizeof(before));
		for (int i = 0; i < 500; i++) {
			int tid = run(0, count, 1);

			if (tid < 0 || !wait_done() || !gone(tid)) {
				EXPECT(tid > 0);
				return;
			}
		}
		stats_read(XINIM_STATS_MEMORY, 0, &after, sizeof(after));
	}
	EXPECT_EQ(after.threads, before.threads);
	EXPECT_EQ(after.free_pages, before.free_pages);
}

static volatile uint32_t word;

static long futex(
	volatile uint32_t *w, int op, uint32_t value, void *timeout, uint32_t value3)
{
	return xinim_syscall6(SYS_futex, (long)w, op, value, (long)timeout, 0, value3);
}

static void wait_on_word(uint64_t value)
{
	while (word == (uint32_t)value)
		futex(&word, XINIM_FUTEX_WAIT | XINIM_FUTEX_PRIVATE, (uint32_t)value,
			NULL, 0);
	counter = 1 + (uint64_t)word;
	leave();
}

static void futexes(void)
{
	struct {
		int64_t s, ns;
	} soon = { 0, 1000000 }, bad = { 0, 1000000000 };
	long woken = 0;
	int tid;

	word = 7;
	counter = 0;
	EXPECT_EQ(futex(&word, XINIM_FUTEX_WAIT, 8, NULL, 0), -EAGAIN);
	EXPECT_EQ(futex(&word, XINIM_FUTEX_WAIT, 7, &soon, 0), -ETIMEDOUT);
	EXPECT_EQ(futex(&word, XINIM_FUTEX_WAIT, 7, &bad, 0), -EINVAL);
	EXPECT_EQ(futex(&word, XINIM_FUTEX_WAIT_BITSET, 7, NULL, 0), -EINVAL);
	/* An absolute time that is long past. */
	EXPECT_EQ(futex(&word, XINIM_FUTEX_WAIT_BITSET, 7, &soon, 1), -ETIMEDOUT);
	EXPECT_EQ(futex((uint32_t *)1, XINIM_FUTEX_WAKE, 1, NULL, 0), -EINVAL);
	EXPECT_EQ(futex((uint32_t *)4, XINIM_FUTEX_WAIT, 1, NULL, 0), -EFAULT);
	EXPECT_EQ(futex((uint32_t *)-4096, XINIM_FUTEX_WAKE, 1, NULL, 0), -EFAULT);
	EXPECT_EQ(futex(&word, 77, 1, NULL, 0), -ENOSYS);
	EXPECT_EQ(futex(&word, XINIM_FUTEX_WAKE, 1, NULL, 0), 0);
	tid = run(0, wait_on_word, 7);
	/* Woken without a change it waits again. */
	while (woken == 0) {
		xinim_syscall0(SYS_sched_yield);
		woken = futex(&word, XINIM_FUTEX_WAKE | XINIM_FUTEX_PRIVATE, 10, NULL, 0);
	}
	EXPECT_EQ(woken, 1);
	EXPECT_EQ(counter, 0);
	word = 9;
	futex(&word, XINIM_FUTEX_WAKE | XINIM_FUTEX_PRIVATE, 10, NULL, 0);
	EXPECT(wait_done());
	EXPECT_EQ(counter, 10);
	EXPECT(gone(tid));
}

static const struct guest_case cases[] = {
	{ "a thread starts stopped, runs, ends", starts_stopped },
	{ "stop, change registers, go on", stop_and_change },
	{ "kill a thread that waits or spins", kill_waiting },
	{ "messages between threads", messages },
	{ "a capability in a message", pass_capability },
	{ "processes", processes },
	{ "own memory", own_memory },
	{ "futexes", futexes },
	{ "errors", errors },
	{ "many threads", many },
};

int main(int argc, char **argv)
{
	done = xinim_notification_create();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
