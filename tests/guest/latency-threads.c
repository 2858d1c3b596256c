/* tests/guest/latency-threads.c - latency.h, with thousands of threads and processes.
 *
 * guest-qemu: -icount shift=0,sleep=off -device edu
 * guest-manifest: after pci
 * guest-manifest: pci 1234:11e8
 * guest-manifest: route process
 * guest-memory: 768
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <limits.h>
#include <signal.h>

#include <xinim/abi.h>
#include <xinim/message.h>
#include <xinim/stats.h>

#include "device.h"
#include "ipc.h"
#include "latency.h"

#define THREADS  1000 /* of a process: about what its quota allows */
#define CHILDREN 2000
#define NUMBERS  32768 /* of threads and processes that there can be */
#define DMA      (4L << 20)
#define EDU      0x123411e8

static char stack[16384] __attribute__((aligned(16)));

/* --- what the threads of the other process do: bare calls, all on one stack ---------- */

__attribute__((noreturn, target("general-regs-only"))) static void sleeps(uint64_t until)
{
	struct timespec due = { (time_t)(until / 1000000000),
		(long)(until % 1000000000) };

	for (;;)
		xinim_syscall4(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME,
			(long)&due, 0);
}

__attribute__((noreturn, target("general-regs-only"))) static void yields(uint64_t unused)
{
	(void)unused;
	for (;;)
		xinim_syscall1(SYS_sched_yield, 0);
}

__attribute__((noreturn, target("general-regs-only"))) static void calls(uint64_t cap)
{
	struct ipc_message m = { 0 };

	ipc_call(cap, IPC_FOREVER, &m);
	for (;;)
		xinim_syscall1(SYS_exit, 0);
}

__attribute__((noreturn, target("general-regs-only"))) static void waits(uint64_t cap)
{
	xinim_syscall3(SYS_notification_wait, (long)cap, 2, -1);
	for (;;)
		xinim_syscall1(SYS_exit, 0);
}

static volatile uint32_t word = 1, other_word;
static volatile long woken;

__attribute__((noreturn, target("general-regs-only"))) static void waits_for_word(
	uint64_t unused)
{
	(void)unused;
	xinim_syscall4(
		SYS_futex, (long)&word, XINIM_FUTEX_WAIT | XINIM_FUTEX_PRIVATE, 1, 0);
	for (;;)
		xinim_syscall3(SYS_notification_wait, 1, 2, -1);
}

/* Its process's memory is a copy of ours: what it has seen it tells by its end. */
__attribute__((noreturn, target("general-regs-only"))) static void wakes_all(uint64_t n)
{
	if (xinim_syscall5(SYS_futex, (long)&word,
		    XINIM_FUTEX_REQUEUE | XINIM_FUTEX_PRIVATE, 0, INT_MAX,
		    (long)&other_word) != (long)n)
		xinim_syscall1(SYS_exit_group, 9);
	woken = xinim_syscall3(SYS_futex, (long)&other_word,
		XINIM_FUTEX_WAKE | XINIM_FUTEX_PRIVATE, INT_MAX);
	for (;;)
		xinim_syscall1(SYS_exit_group, woken == (long)n ? 7 : 8);
}

/* A call that is routed to a server which is to come. */
__attribute__((noreturn, target("general-regs-only"))) static void asks(uint64_t unused)
{
	(void)unused;
	for (;;)
		xinim_syscall1(SYS_unshare, 0);
}

/* Receives so many calls, and is there with them. */
__attribute__((noreturn, target("general-regs-only"))) static void receives(uint64_t n)
{
	struct ipc_message m = { 0 };

	while (n-- > 0)
		ipc_receive(1, IPC_FOREVER, &m);
	for (;;)
		xinim_syscall3(SYS_notification_wait, 2, 1, -1);
}

/* A process with our memory and these capabilities, as its numbers 1 and 2. */
static int process(int64_t first, int64_t second)
{
	int p = xinim_process_create("crowd");

	if (p < 0)
		return p;
	if (xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) != 0 ||
		(first > 0 &&
			xinim_process_control(p, XINIM_PROCESS_GIVE, (uint64_t)first,
				XINIM_RIGHT_ALL, 0) != 1) ||
		(second > 0 &&
			xinim_process_control(p, XINIM_PROCESS_GIVE, (uint64_t)second,
				XINIM_RIGHT_ALL, 0) != 2))
		return -1;
	return p;
}

static bool threads(int p, int n, void (*run)(uint64_t), uint64_t arg)
{
	struct xinim_regs r = { .rip = (uint64_t)run,
		.rdi = arg,
		.rsp = (uint64_t)(stack + sizeof(stack)) - 8 };

	while (n-- > 0) {
		int tid = xinim_thread_create(p, &r);

		if (tid < 0 ||
			xinim_thread_control(p, tid, XINIM_THREAD_PRIORITY, 1) != 0 ||
			xinim_thread_control(p, tid, XINIM_THREAD_START, 0) != 0)
			return false;
	}
	return true;
}

/* Until all of lower priority wait for something. */
static void settle(void)
{
	usleep(20000);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void expect_end(int p)
{
	EXPECT(waitpid(-1, NULL, 0) > 0);
	xinim_cap_close(p);
}

/* --- the cases -------------------------------------------------------------------------- */

static void killed(void)
{
	int p = process(0, 0);

	REQUIRE(p > 0);
	REQUIRE(threads(p, THREADS, sleeps, UINT64_MAX >> 2));
	settle();
	latency_begin();
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	expect_end(p);
	latency_check("kill", 10);
}

static void due_at_once(void)
{
	int p = process(0, 0);
	uint64_t when = now() + 200000000;

	REQUIRE(p > 0);
	REQUIRE(threads(p, THREADS, sleeps, when));
	REQUIRE(now() < when);
	latency_begin();
	usleep((when - now()) / 1000 + 20000);
	printf("  %d sleepers that are due at once: %lu instructions\n", THREADS,
		(unsigned long)latency_worst);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	expect_end(p);
}

/* A server ends, with calls that it has received and calls that wait. */
static void server_ended(void)
{
	int64_t e = xinim_endpoint_create(), n = xinim_notification_create();
	int server, callers;

	REQUIRE(e > 0 && n > 0);
	server = process(e, n);
	callers = process(e, n);
	REQUIRE(server > 0 && callers > 0);
	REQUIRE(threads(callers, THREADS, calls, 1));
	REQUIRE(threads(server, 1, receives, THREADS / 2));
	settle();
	latency_begin();
	EXPECT_EQ(xinim_process_control(server, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	usleep(1000);
	latency_check("server", 10);
	latency_begin();
	/* What is ours has nobody else now: who waits there waits for nothing. */
	EXPECT_EQ(xinim_cap_revoke((int)e), 0);
	EXPECT_EQ(xinim_cap_close((int)e), 0);
	waitpid(-1, NULL, 0);
	waitpid(-1, NULL, 0);
	latency_check("endpoint", 1);
	xinim_cap_close(server);
	xinim_cap_close(callers);
	xinim_cap_close((int)n);
}

/* The endpoint's maker ends, while many wait there. */
static void maker_ended(void)
{
	int64_t n = xinim_notification_create();
	int p, tid;

	/* A copy of us that makes an endpoint cannot tell: so the calls go to themselves. */
	REQUIRE(n > 0);
	p = process(n, 0);
	REQUIRE(p > 0);
	REQUIRE(threads(p, THREADS, waits, 1));
	settle();
	latency_begin();
	for (int i = 0; i < 10; i++)
		EXPECT_EQ(xinim_syscall2(SYS_notification_signal, n, 4), 0);
	usleep(1000);
	latency_check("signal", 10);
	latency_begin();
	tid = xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0);
	EXPECT_EQ(tid, 0);
	expect_end(p);
	latency_check("waiters", 10);
	xinim_cap_close((int)n);
}

static void counted(void)
{
	struct xinim_stats_process s;
	struct xinim_stats_ipc ipc;
	struct xinim_process_times times;
	int p = process(0, 0), pid;

	REQUIRE(p > 0);
	REQUIRE(threads(p, THREADS, sleeps, UINT64_MAX >> 2));
	settle();
	pid = (int)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0);
	latency_begin();
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(xinim_syscall4(SYS_stats_read, XINIM_STATS_PROCESS, pid,
				  (long)&s, sizeof(s)),
			sizeof(s));
		EXPECT_EQ(s.threads, THREADS);
		EXPECT_EQ(s.pid, pid);
	}
	usleep(1000);
	latency_check("process", 10);
	latency_begin();
	for (int i = 0; i < 10; i++)
		EXPECT_EQ(xinim_syscall4(SYS_stats_read, XINIM_STATS_IPC, 0, (long)&ipc,
				  sizeof(ipc)),
			sizeof(ipc));
	usleep(1000);
	latency_check("counts", 10);
	latency_begin();
	for (int i = 0; i < 10; i++)
		EXPECT_EQ(xinim_process_control(
				  p, XINIM_PROCESS_TIMES, (uint64_t)&times, 0, 0),
			0);
	usleep(1000);
	latency_check("times", 10);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	expect_end(p);
}

/* One word that a thousand threads wait for, then another one. */
static void word_changed(void)
{
	int64_t n = xinim_notification_create();
	int p = process(n, 0), status = 0;

	REQUIRE(n > 0 && p > 0);
	REQUIRE(threads(p, THREADS, waits_for_word, 0));
	settle();
	latency_begin();
	REQUIRE(threads(p, 1, wakes_all, THREADS));
	EXPECT(waitpid(-1, &status, 0) > 0);
	EXPECT_EQ(status, 7 << 8);
	latency_check("futex", 10);
	xinim_cap_close(p);
	xinim_cap_close((int)n);
}

static void priorities_changed(void)
{
	int p = process(0, 0);

	REQUIRE(p > 0);
	REQUIRE(threads(p, THREADS, sleeps, UINT64_MAX >> 2));
	settle();
	latency_begin();
	for (int i = 0; i < 4; i++)
		EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_PRIORITY, 1, 0, 0), 0);
	latency_check("priorities", 1);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	expect_end(p);
}

/* All stopped on their way to user mode, from where each has to be sent on. */
static void stopped(void)
{
	struct xinim_siginfo stop = { .si_signo = SIGSTOP },
			     go_on = { .si_signo = SIGCONT };
	int p = process(0, 0);

	REQUIRE(p > 0);
	REQUIRE(threads(p, THREADS, yields, 0));
	settle();
	/* Of what is long the watcher sees a part, another one each time. */
	latency_begin();
	for (int i = 0; i < 20; i++) {
		EXPECT_EQ(xinim_process_control(
				  p, XINIM_PROCESS_SIGNAL, 0, (uint64_t)&stop, 0),
			0);
		usleep(2000 + 7 * (useconds_t)i);
		EXPECT_EQ(xinim_process_control(
				  p, XINIM_PROCESS_SIGNAL, 0, (uint64_t)&go_on, 0),
			0);
		usleep(2000);
	}
	latency_check("stop", 10);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	expect_end(p);
}

/* The server for which a thousand wait is there. */
static void server_came(void)
{
	int64_t e = xinim_endpoint_create();
	int p = process(0, 0);
	struct xinim_message m = { 0 };

	REQUIRE(e > 0 && p > 0);
	REQUIRE(threads(p, THREADS, asks, 0));
	settle();
	latency_begin();
	EXPECT_EQ(xinim_syscall3(
			  SYS_route_control, XINIM_ROUTE_SERVE, XINIM_ROUTE_PROCESS, e),
		0);
	latency_check("server", 1);
	for (int i = 0; i < THREADS; i++) {
		int64_t call = xinim_receive((int)e, &m, 0);

		REQUIRE(call > 0);
		EXPECT_EQ(m.label, SYS_unshare);
	}
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	expect_end(p);
	xinim_cap_close((int)e);
}

/* Numbers, most of which have been had by others already. */
static void numbers(void)
{
	static int kept[CHILDREN];
	int first, pid = 0, p;

	for (int i = 0; i < CHILDREN; i++) {
		kept[i] = xinim_process_create("kept");
		REQUIRE(kept[i] > 0);
	}
	first = (int)xinim_process_control(kept[0], XINIM_PROCESS_PID, 0, 0, 0);
	for (int i = 0; i < NUMBERS && pid != first - 1; i++) {
		p = xinim_process_create("passing");
		REQUIRE(p > 0);
		pid = (int)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0);
		xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0);
		xinim_cap_close(p);
		waitpid(-1, NULL, WNOHANG);
	}
	EXPECT_EQ(pid, first - 1);
	latency_begin();
	p = xinim_process_create("next");
	REQUIRE(p > 0);
	EXPECT(xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0) > pid + CHILDREN);
	usleep(1000);
	latency_check("number", 10);
	xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0);
	xinim_cap_close(p);
	for (int i = 0; i < CHILDREN; i++) {
		xinim_process_control(kept[i], XINIM_PROCESS_KILL, 0, 0, 0);
		xinim_cap_close(kept[i]);
	}
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

static void for_devices(void)
{
	long edu = device_find(XINIM_CAP_PCI, EDU, 0), dma, at;

	REQUIRE(edu > 0);
	latency_begin();
	dma = device(edu, XINIM_PCI_DMA, DMA, 0, 0);
	REQUIRE(dma > 0);
	latency_check("dma", 10);
	at = device(dma, XINIM_DEVICE_MAP, 0, DMA, XINIM_DEVICE_WRITE);
	REQUIRE(at > 0);
	for (long i = 0; i < DMA; i += 4096)
		*(volatile char *)(at + i) = 1;
	latency_begin();
	EXPECT_EQ(xinim_cap_close((int)dma), 0);
	latency_check("dma close", 1);
}

static const struct guest_case cases[] = {
	{ "killed", killed },
	{ "due_at_once", due_at_once },
	{ "server_ended", server_ended },
	{ "maker_ended", maker_ended },
	{ "counted", counted },
	{ "numbers", numbers },
	{ "for_devices", for_devices },
	{ "word_changed", word_changed },
	{ "priorities_changed", priorities_changed },
	{ "stopped", stopped },
	{ "server_came", server_came },
};

int main(int argc, char **argv)
{
	if (latency_start() <= 0)
		return 1;
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
