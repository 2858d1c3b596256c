/* tests/guest/switches.h - what goes with a thread from one switch to the next, and what not.
 *
 * Lent priorities, segment registers, notifications to who waits. All threads
 * are on one CPU, so that priorities alone say who runs.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_SWITCHES_H
#define XINIM_TESTS_GUEST_SWITCHES_H

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/task.h>

#include "guest.h"
#include "ipc.h"

#define CODE    __attribute__((target("general-regs-only"))) static
#define THREADS 8
#define WORK    3000000
#define USER_DS 0x1b
#define MAIN    14 /* priorities */
#define HIGH    12
#define MIDDLE  8
#define LOW     3

static char stacks[THREADS][8192] __attribute__((aligned(16)));
static unsigned used;
static volatile uint64_t spun;  /* by the thread of middle priority */
static volatile uint64_t noted; /* `spun` when the urgent one went on */
static volatile int done, e[2], n;

CODE int start(void (*fn)(uint64_t), uint64_t arg, unsigned priority)
{
	char *top = stacks[used++ % THREADS] + sizeof(stacks[0]);
	struct xinim_regs r = {
		.rip = (uint64_t)fn, .rdi = arg, .rsp = (uint64_t)top - 8
	};
	int tid = xinim_thread_create(XINIM_CAP_SELF, &r);

	if (tid > 0)
		xinim_thread_control(
			XINIM_CAP_SELF, tid, XINIM_THREAD_PRIORITY, priority);
	if (tid > 0)
		xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0);
	return tid;
}

static void nap(void)
{
	usleep(2000);
}

CODE void leave(void)
{
	xinim_syscall1(SYS_exit, 0);
}

CODE void work(void)
{
	for (volatile int i = 0; i < WORK; i++)
		continue;
}

/* --- lent priorities -------------------------------------------------------------- */

CODE void spinner(uint64_t unused)
{
	(void)unused;
	while (!done)
		spun++;
	leave();
}

/* Answers each call after some work, passing it on first if there is a server behind it. */
CODE void server(uint64_t which)
{
	struct ipc_message m = { 0 };
	int64_t call = ipc_receive((uint64_t)e[which], IPC_FOREVER, &m);

	for (;;) {
		struct ipc_message inner = { 0 };

		if (which == 0 && e[1])
			ipc_call((uint64_t)e[1], IPC_FOREVER, &inner);
		work();
		call = ipc_reply_receive(
			(uint64_t)e[which], (uint64_t)call, IPC_FOREVER, &m);
	}
}

CODE void caller(uint64_t unused)
{
	struct ipc_message m = { 0 };

	(void)unused;
	noted = ipc_call((uint64_t)e[0], IPC_FOREVER, &m) == 0 ? spun : UINT64_MAX;
	done = 1;
	leave();
}

/* Parks the first call, takes the second, answers the first, works for the second. */
CODE void parking_server(uint64_t unused)
{
	struct ipc_message m = { 0 };
	int64_t first = ipc_receive((uint64_t)e[0], IPC_FOREVER, &m);
	int64_t second = ipc_receive((uint64_t)e[0], IPC_FOREVER, &m);

	(void)unused;
	ipc_reply((uint64_t)first, &m);
	work();
	ipc_reply((uint64_t)second, &m);
	leave();
}

CODE void first_caller(uint64_t unused)
{
	struct ipc_message m = { 0 };

	(void)unused;
	ipc_call((uint64_t)e[0], IPC_FOREVER, &m);
	leave();
}

static void begin(int endpoints)
{
	done = 0;
	spun = 0;
	noted = UINT64_MAX;
	e[0] = (int)endpoint_create();
	e[1] = endpoints > 1 ? (int)endpoint_create() : 0;
}

static void end(int *tids, int count)
{
	done = 1;
	for (int i = 0; i < count; i++)
		xinim_thread_control(XINIM_CAP_SELF, tids[i], XINIM_THREAD_KILL, 0);
	nap();
	cap_close(e[0]);
	if (e[1])
		cap_close(e[1]);
}

/* Nobody of middle priority comes between an urgent caller and its answer. */
static void a_lent_priority(void)
{
	int tid;

	begin(1);
	tid = start(server, 0, LOW);
	nap();
	start(caller, 0, HIGH);
	start(spinner, 0, MIDDLE);
	nap();
	while (!done)
		nap();
	EXPECT_EQ(noted, 0);
	end(&tid, 1);
}

static void a_chain(void)
{
	int tids[2];

	begin(2);
	tids[0] = start(server, 0, LOW);
	tids[1] = start(server, 1, LOW - 1);
	nap();
	start(caller, 0, HIGH);
	start(spinner, 0, MIDDLE);
	while (!done)
		nap();
	EXPECT_EQ(noted, 0);
	end(tids, 2);
}

/* Works before it receives again: until then it has the priority of who waits for that. */
CODE void busy_server(uint64_t unused)
{
	struct ipc_message m = { 0 };
	int64_t call = ipc_receive((uint64_t)e[0], IPC_FOREVER, &m);

	(void)unused;
	ipc_reply((uint64_t)call, &m);
	n = 1;
	work();
	call = ipc_receive((uint64_t)e[0], IPC_FOREVER, &m);
	work();
	ipc_reply((uint64_t)call, &m);
	leave();
}

/* The urgent caller finds nobody who receives, and somebody of middle priority. */
static void a_queue(void)
{
	n = 0;
	begin(1);
	start(busy_server, 0, LOW);
	nap();
	start(first_caller, 0, LOW);
	while (!n)
		usleep(100);
	start(caller, 0, HIGH);
	start(spinner, 0, MIDDLE);
	while (!done)
		nap();
	EXPECT_EQ(noted, 0);
	end(NULL, 0);
}

/* The second call comes when the server has the first one's priority: it lends its own. */
static void a_second_call(void)
{
	begin(1);
	start(parking_server, 0, LOW);
	nap();
	start(first_caller, 0, HIGH);
	nap();
	start(caller, 0, HIGH - 1);
	start(spinner, 0, MIDDLE);
	while (!done)
		nap();
	EXPECT_EQ(noted, 0);
	end(NULL, 0);
}

/* --- segment registers --------------------------------------------------------------- */

CODE void load_selectors(void)
{
	__asm__ volatile(
		"movl %0, %%ds; movl %0, %%es; movl %0, %%fs; movl %0, %%gs" ::"r"(
			USER_DS));
}

CODE uint32_t selectors(void)
{
	uint32_t ds, es, fs, gs;

	__asm__ volatile("movl %%ds, %0; movl %%es, %1; movl %%fs, %2; movl %%gs, %3"
			 : "=r"(ds), "=r"(es), "=r"(fs), "=r"(gs));
	return ds | es | fs | gs;
}

CODE void load_and_yield(uint64_t unused)
{
	(void)unused;
	while (!done) {
		load_selectors();
		xinim_syscall0(SYS_sched_yield);
	}
	leave();
}

/* Tells its own selectors, and then leaves some in the registers. */
CODE void telling_server(uint64_t base)
{
	struct ipc_message m = { 0 };
	int64_t call;

	xinim_syscall2(SYS_arch_prctl, XINIM_ARCH_SET_FS, (long)base);
	call = ipc_receive((uint64_t)e[0], IPC_FOREVER, &m);
	for (;;) {
		uint64_t at_base;

		m.word[0] = selectors();
		__asm__ volatile("movq %%fs:0, %0" : "=r"(at_base));
		m.word[1] = at_base;
		load_selectors();
		call = ipc_reply_receive((uint64_t)e[0], (uint64_t)call, IPC_FOREVER, &m);
	}
}

static volatile uint64_t told[3];

/* With the server's FS base, which it makes 0 for itself before it calls. */
CODE void telling_client(uint64_t base)
{
	struct ipc_message m = { 0 };

	xinim_syscall2(SYS_arch_prctl, XINIM_ARCH_SET_FS, (long)base);
	load_selectors();
	__asm__ volatile("movl %0, %%fs" ::"r"(0));
	ipc_call((uint64_t)e[0], IPC_FOREVER, &m);
	told[0] = m.word[0];
	told[1] = m.word[1];
	told[2] = selectors();
	done = 1;
	leave();
}

static void selectors_after_a_yield(void)
{
	uint32_t found = 0;

	done = 0;
	start(load_and_yield, 0, MAIN);
	for (int i = 0; i < 100; i++) {
		xinim_syscall0(SYS_sched_yield);
		found |= selectors();
	}
	EXPECT_EQ(found, 0);
	done = 1;
	nap();
}

static void selectors_after_a_message(void)
{
	static const uint64_t secret[2] = { 0x5ec7e7, 0 };
	int tid;

	begin(1);
	tid = start(telling_server, (uint64_t)secret, LOW);
	nap();
	start(telling_client, (uint64_t)secret, LOW);
	for (int i = 0; i < 100 && !done; i++)
		nap();
	EXPECT_EQ(told[0], 0);
	EXPECT_EQ(told[1], secret[0]);
	EXPECT_EQ(told[2], 0);
	end(&tid, 1);
}

/* --- notifications --------------------------------------------------------------------- */

static volatile int64_t got[4];

CODE void waiter(uint64_t slot)
{
	got[slot] = notification_wait(n, slot < 2 ? 1 : 2, IPC_FOREVER);
	if (slot == 3)
		got[slot] = notification_wait(n, 4, 1000000);
	leave();
}

/* Notes what the waiter has when the signal's call comes back. */
CODE void signaller(uint64_t unused)
{
	(void)unused;
	notification_signal(n, 1);
	got[1] = got[0];
	leave();
}

/* Who waits and is more urgent runs before the signal's call comes back. */
static void the_more_urgent_first(void)
{
	got[0] = got[1] = 0;
	start(waiter, 0, HIGH);
	start(signaller, 0, LOW);
	nap();
	EXPECT_EQ(got[0], 1);
	EXPECT_EQ(got[1], 1);
	start(waiter, 0, LOW);
	nap();
	got[0] = 0;
	EXPECT_EQ(notification_signal(n, 1 | 8), 0);
	EXPECT_EQ(got[0], 0);
	nap();
	EXPECT_EQ(got[0], 1);
	EXPECT_EQ(notification_wait(n, 8, 0), 8);
}

static void bits_go_to_one_waiter(void)
{
	got[0] = got[1] = got[2] = got[3] = 0;
	start(waiter, 0, LOW);
	start(waiter, 1, LOW);
	start(waiter, 2, LOW);
	nap();
	EXPECT_EQ(notification_signal(n, 1), 0);
	nap();
	EXPECT_EQ(got[0], 1);
	EXPECT_EQ(got[1], 0);
	EXPECT_EQ(notification_signal(n, 3), 0);
	nap();
	EXPECT_EQ(got[1], 1);
	EXPECT_EQ(got[2], 2);
	start(waiter, 3, LOW);
	nap();
	EXPECT_EQ(notification_signal(n, 2), 0);
	nap();
	EXPECT_EQ(got[3], -ETIMEDOUT);
}

/* Who waits keeps the notification, and dies when it is told to. */
static void a_waiter_without_a_capability(void)
{
	int last = n, tid;

	got[0] = -1;
	tid = start(waiter, 0, LOW);
	nap();
	EXPECT_EQ(cap_close(last), 0);
	nap();
	EXPECT_EQ(got[0], -1);
	EXPECT_EQ(xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_KILL, 0), 0);
	nap();
	EXPECT_EQ(got[0], -1);
	EXPECT_EQ(
		xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_KILL, 0), -ESRCH);
	n = (int)notification_create();
	EXPECT(n > 0);
}

static const struct guest_case cases[] = {
	{ "a_lent_priority", a_lent_priority },
	{ "a_queue", a_queue },
	{ "a_chain", a_chain },
	{ "a_second_call", a_second_call },
	{ "selectors_after_a_yield", selectors_after_a_yield },
	{ "selectors_after_a_message", selectors_after_a_message },
	{ "the_more_urgent_first", the_more_urgent_first },
	{ "bits_go_to_one_waiter", bits_go_to_one_waiter },
	{ "a_waiter_without_a_capability", a_waiter_without_a_capability },
};

int main(int argc, char **argv)
{
	static const uint64_t mask = 1;

	if (xinim_syscall3(SYS_sched_setaffinity, 0, sizeof(mask), (long)&mask) != 0)
		return 1;
	xinim_thread_control(XINIM_CAP_SELF, getpid(), XINIM_THREAD_PRIORITY, MAIN);
	n = (int)notification_create();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}

#endif
