/* tests/guest/control.h - PID 1 as the server of all calls and the controller.
 *
 * A child is a clone of this program whose one thread makes bare calls; what it
 * asks of a server arrives here. The case handles it as it likes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_CONTROL_H
#define XINIM_TESTS_GUEST_CONTROL_H

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/message.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#include "guest.h"

#define PAGE   4096UL
#define STACK  16384
#define RW     (XINIM_RIGHT_READ | XINIM_RIGHT_WRITE)
#define SECOND 1000000000L

static char child_stack[STACK] __attribute__((aligned(16)));
static int endpoint; /* where the process server's calls arrive, and events */

static int64_t control(int64_t process, int op, uint64_t a, uint64_t b, uint64_t c)
{
	return xinim_process_control(process, op, a, b, c);
}

/* In a child: bare calls only. */
static void end(uint64_t status)
{
	for (;;)
		xinim_syscall1(SYS_exit_group, (long)status);
}

/* Of a process that we made, even when it has ended. */
static int pid_of(int process)
{
	static int pids[128];
	int pid = (int)control(process, XINIM_PROCESS_PID, 0, 0, 0);

	if (pid > 0)
		pids[process & 127] = pid;
	return pids[process & 127];
}

/* A process with a copy of our memory, and its one thread at fn; started. */
static inline int start_child(void (*fn)(uint64_t), uint64_t arg)
{
	struct xinim_regs r = { 0 };
	int p = xinim_process_create("child"), tid;

	if (p < 0)
		return p;
	r.rip = (uint64_t)fn;
	r.rdi = arg;
	r.rsp = (uint64_t)(child_stack + STACK) - 8;
	if (control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) != 0)
		return -1;
	tid = xinim_thread_create(p, &r);
	if (tid < 0 || pid_of(p) < 0 ||
		xinim_thread_control(p, tid, XINIM_THREAD_START, 0) != 0)
		return -1;
	return p;
}

/* The next call to the endpoint; notifications are passed over. Its number, or an error. */
static inline int64_t next_call(struct xinim_message *m)
{
	int64_t call;

	do {
		*m = (struct xinim_message){ 0 };
		call = xinim_receive(endpoint, m, 5 * SECOND);
	} while (call == 0);
	return call;
}

/* The call that is routed here next has to be this one; its number, 0: it is not. */
static inline uint64_t expect_call(long number, struct xinim_message *m)
{
	int64_t call = next_call(m);

	EXPECT(call > 0);
	if (call <= 0)
		return 0;
	EXPECT_EQ(m->label, number);
	return m->label == (uint64_t)number ? (uint64_t)call : 0;
}

static inline void answer(uint64_t call, int64_t result)
{
	struct xinim_message m = { .word = { (uint64_t)result } };

	EXPECT_EQ(xinim_reply(call, &m), 0);
}

/* The next event, waited for. */
static inline struct xinim_process_event next_event(void)
{
	struct xinim_process_event e = { 0 };
	struct xinim_message m = { 0 };
	int64_t error;

	while ((error = control(XINIM_CAP_SELF, XINIM_PROCESS_EVENT, (uint64_t)&e, 0,
			0)) == -EAGAIN)
		if (xinim_receive(endpoint, &m, 5 * SECOND) != 0)
			break;
	EXPECT_EQ(error, 0);
	return e;
}

/* Waits for the end of this process and forgets it; its exit status, or minus its signal. */
static inline int reap(int pid)
{
	struct xinim_process_event e = next_event();

	EXPECT_EQ(e.pid, pid);
	EXPECT_EQ(e.kind, XINIM_PROCESS_ENDED);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_RELEASE, (uint64_t)pid, 0, 0), 0);
	return e.status & 0x7f ? -(e.status & 0x7f) : e.status >> 8;
}

/* Its end, and the capability to it closed. */
static inline int outcome(int process)
{
	int pid = pid_of(process), status;

	EXPECT(pid > 1);
	status = reap(pid);
	EXPECT_EQ(xinim_cap_close(process), 0);
	return status;
}

static void serve_all(void)
{
	endpoint = xinim_endpoint_create();
	EXPECT(endpoint > 0);
	EXPECT_EQ(xinim_notification_bind(XINIM_CAP_SELF, endpoint), 0);
	EXPECT_EQ(xinim_route_serve(XINIM_ROUTE_PROCESS, endpoint), 0);
}

#endif
