/*
 * tests/guest/abuse.h - the cases of abuse.c and abuse-smp.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <xinim/trace.h>
#include <xinim/vm.h>

#include "clones.h"

#define PAGE   4096UL
#define PARKED 100

static char *pages; /* writable, readable, none; at the same address in all clones */
static char own[4 * PAGE];
static volatile uint64_t *shared;

static void call_once(uint64_t timeout)
{
	struct ipc_message m = { .word = { (uint64_t)pages } };

	end((uint64_t)-ipc_call(FIRST, timeout, &m));
}

static void protect(char *at, unsigned rights)
{
	EXPECT_EQ(xinim_syscall4(
			  SYS_vm_protect, XINIM_CAP_SELF, (long)at, PAGE, (long)rights),
		0);
}

/* Copies that end in the middle, on either side; and those that are no copies. */
static void copies_across_pages(void)
{
	int e = (int)endpoint_create();
	struct ipc_message m = { 0 };
	uint64_t theirs;
	int64_t call;

	REQUIRE(clone_start(call_once, (uint64_t)XINIM_FOREVER, e, 0, NULL) > 0);
	call = ipc_receive((uint64_t)e, IPC_FOREVER, &m);
	REQUIRE(call > 0);
	theirs = m.word[0];
#define COPY(to, at, mine, n)                                                            \
	ipc_copy((uint64_t)call, to ? XINIM_COPY_TO_CALLER : XINIM_COPY_FROM_CALLER, at, \
		mine, n)
	EXPECT_EQ(COPY(1, theirs + 4000, own, 2 * PAGE), 96);
	EXPECT_EQ(COPY(1, theirs + PAGE, own, 1), -EFAULT);
	EXPECT_EQ(COPY(0, theirs, own, 3 * PAGE), 2 * PAGE);
	EXPECT_EQ(COPY(0, theirs + 2 * PAGE - 1, own, 2), 1);
	EXPECT_EQ(COPY(0, theirs + 2 * PAGE, own, 1), -EFAULT);
	EXPECT_EQ(COPY(0, theirs, pages + 4090, PAGE),
		6); /* our own next page may not be written */
	EXPECT_EQ(COPY(0, theirs, pages + PAGE, 8), -EFAULT);
	EXPECT_EQ(COPY(1, theirs, pages + 2 * PAGE, 8), -EFAULT);
	EXPECT_EQ(COPY(0, theirs, own, 0), 0);
	EXPECT_EQ(COPY(0, theirs, own, UINT64_MAX), -EFAULT);
	EXPECT_EQ(COPY(0, UINT64_MAX - 7, own, 8), -EFAULT);
	EXPECT_EQ(COPY(0, theirs, (void *)(UINT64_MAX - 3), 8), -EFAULT);
	EXPECT_EQ(COPY(0, 0xffff800000000000, own, 8), -EFAULT);
	EXPECT_EQ(COPY(1, theirs, (void *)0xffffffff80100000, 8), -EFAULT);
	EXPECT_EQ(ipc_copy((uint64_t)call, 2, theirs, own, 1), -EINVAL);
	EXPECT_EQ(ipc_copy((uint64_t)call + (1UL << 32), 0, theirs, own, 1), -ESRCH);
	EXPECT_EQ(ipc_reply((uint64_t)call, &m), 0);
	EXPECT_EQ(COPY(0, theirs, own, 1), -ESRCH);
	EXPECT_EQ(ipc_reply((uint64_t)call, &m), -ESRCH);
	clone_ends(1, 0);
	EXPECT_EQ(cap_close(e), 0);
}

/* Calls until one was received, and that one's time is over as well. */
static void call_in_vain(uint64_t unused)
{
	struct ipc_message m = { .word = { (uint64_t)pages } };
	int64_t result;

	(void)unused;
	do
		result = ipc_call(FIRST, 1000000, &m);
	while (!shared[0]);
	end((uint64_t)-result);
}

/* It is answered after its time, and then once more: nobody gets that. */
static void too_late(void)
{
	int e = (int)endpoint_create();
	struct ipc_message m = { 0 };
	int64_t call;

	shared[0] = 0;
	REQUIRE(clone_start(call_in_vain, 0, e, 0, NULL) > 0);
	call = ipc_receive((uint64_t)e, IPC_FOREVER, &m);
	REQUIRE(call > 0);
	shared[0] = 1;
	clone_ends(1, ETIMEDOUT << 8);
	EXPECT_EQ(ipc_reply((uint64_t)call, &m), -ESRCH);
	EXPECT_EQ(ipc_reply_receive((uint64_t)e, (uint64_t)call, 0, &m), -ESRCH);
	EXPECT_EQ(ipc_copy((uint64_t)call, 0, m.word[0], own, 1), -ESRCH);
	EXPECT_EQ(cap_close(e), 0);
}

/* Has its answer, and waits for something else. */
static void call_and_wait(uint64_t how)
{
	struct ipc_message m = { .word = { (uint64_t)pages } };

	CHECK(ipc_call(FIRST, IPC_FOREVER, &m) == 0);
	shared[0] = 1;
	if (how == 0)
		CHECK(notification_wait(SECOND, 1, XINIM_FOREVER) == 1);
	else if (how == 1)
		CHECK(notification_wait(SECOND, 1, 60000000000) == 1);
	else
		while (!shared[1])
			xinim_syscall0(SYS_sched_yield);
	end(pages[0] == 'p' ? 0 : 1);
}

static void call_later(uint64_t unused)
{
	(void)unused;
	while (!shared[0])
		xinim_syscall0(SYS_sched_yield);
	call_once((uint64_t)XINIM_FOREVER);
}

/* By whichever path the answer went: with it the server's right to copy is over. */
static void after_the_answer(void)
{
	int e = (int)endpoint_create(), n = (int)notification_create();
	struct ipc_message m = { 0 };

	for (uint64_t how = 0; how < 6; how++) {
		int64_t call, other = 0;
		uint64_t theirs;

		shared[0] = shared[1] = 0;
		if (how >= 3)
			REQUIRE(clone_start(call_later, 0, e, 0, NULL) > 0);
		REQUIRE(clone_start(call_and_wait, how % 3, e, n, NULL) > 0);
		call = ipc_receive((uint64_t)e, IPC_FOREVER, &m);
		REQUIRE(call > 0);
		theirs = m.word[0];
		if (how < 3)
			EXPECT_EQ(ipc_reply((uint64_t)call, &m), 0);
		else
			other = ipc_reply_receive(
				(uint64_t)e, (uint64_t)call, IPC_FOREVER, &m);
		while (!shared[0])
			xinim_syscall0(SYS_sched_yield);
		for (unsigned i = 0; i < 1000; i++) {
			EXPECT_EQ(COPY(1, theirs, own, 8), -ESRCH);
			EXPECT_EQ(COPY(0, theirs, own, 8), -ESRCH);
			xinim_syscall0(SYS_sched_yield);
		}
		shared[1] = 1;
		EXPECT_EQ(notification_signal(n, 1), 0);
		if (how >= 3)
			EXPECT_EQ(ipc_reply((uint64_t)other, &m), 0);
		clone_ends(how < 3 ? 1 : 2, 0);
		notification_wait(n, 1, 0);
	}
	EXPECT_EQ(cap_close(e), 0);
	EXPECT_EQ(cap_close(n), 0);
}

/* Answers another server's caller. */
static void thief(uint64_t call)
{
	struct ipc_message m = { 0 };

	CHECK(ipc_reply(call, &m) == -ESRCH);
	CHECK(ipc_copy(call, 0, (uint64_t)pages, own, 1) == -ESRCH);
	CHECK(xinim_process_control((int64_t)call, XINIM_PROCESS_PID, 0, 0, 0) < 0);
	end(0);
}

static void not_its_to_answer(void)
{
	int e = (int)endpoint_create();
	struct ipc_message m = { 0 };
	int64_t call;

	REQUIRE(clone_start(call_once, (uint64_t)XINIM_FOREVER, e, 0, NULL) > 0);
	call = ipc_receive((uint64_t)e, IPC_FOREVER, &m);
	REQUIRE(call > 0);
	REQUIRE(clone_start(thief, (uint64_t)call, e, 0, NULL) > 0);
	clone_ends(1, 0);
	EXPECT_EQ(ipc_reply((uint64_t)call, &m), 0);
	clone_ends(1, 0);
	EXPECT_EQ(cap_close(e), 0);
}

static void parks(uint64_t n)
{
	struct ipc_message m = { 0 };

	while (n-- > 0)
		CHECK(ipc_receive(FIRST, IPC_FOREVER, &m) > 0);
	CHECK(notification_signal(SECOND, 1) == 0);
	notification_wait(SECOND, 2, XINIM_FOREVER);
	end(0);
}

/* With half of them received and half still waiting. The endpoint is ours, and stays. */
static void a_server_dies_with_all(void)
{
	int e = (int)endpoint_create(), n = (int)notification_create(), p, status,
	    epipe = 0, killed = 0;
	struct ipc_message m = { 0 };

	REQUIRE(clone_start(parks, PARKED / 2, e, n, &p) > 0);
	for (unsigned i = 0; i < PARKED; i++)
		REQUIRE(clone_start(call_once, (uint64_t)XINIM_FOREVER, e, 0, NULL) > 0);
	EXPECT_EQ(notification_wait(n, 1, XINIM_FOREVER), 1);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT_EQ(cap_close(p), 0);
	for (unsigned i = 0; i < PARKED / 2 + 1; i++) {
		REQUIRE(waitpid(-1, &status, 0) > 0);
		epipe += status == EPIPE << 8;
		killed += status == 9;
	}
	EXPECT_EQ(epipe, PARKED / 2);
	EXPECT_EQ(killed, 1);
	/* The others are ours to answer. */
	for (unsigned i = 0; i < PARKED / 2; i++) {
		int64_t call = ipc_receive((uint64_t)e, IPC_FOREVER, &m);

		REQUIRE(call > 0);
		EXPECT_EQ(ipc_reply((uint64_t)call, &m), 0);
	}
	clone_ends(PARKED / 2, 0);
	EXPECT_EQ(ipc_receive((uint64_t)e, 0, &m), -EAGAIN);
	EXPECT_EQ(cap_close(e), 0);
	EXPECT_EQ(cap_close(n), 0);
}

/* Each of them passes a capability that it may not pass, and one that it has not. */
static void passes(uint64_t unused)
{
	struct ipc_message m = { .label = XINIM_LABEL_CAP };
	long weak = cap_derive(SECOND, XINIM_RIGHT_WRITE, 0);
	struct xinim_cap_info info;

	(void)unused;
	CHECK(weak > 0);
	CHECK(cap_derive(weak, XINIM_RIGHT_WRITE, 0) == -EPERM);
	CHECK(cap_derive(SECOND, XINIM_RIGHT_ALL + 1, 0) == -EINVAL);
	CHECK(notification_wait((int)weak, 1, 0) == -EPERM);
	CHECK(notification_bind((int)weak, FIRST) == -EPERM);
	m.word[5] = (uint64_t)weak;
	CHECK(ipc_call(FIRST, IPC_FOREVER, &m) == -EPERM);
	CHECK(ipc_send(FIRST, IPC_FOREVER, &m) == -EPERM);
	m.word[5] = 1234;
	CHECK(ipc_call(FIRST, IPC_FOREVER, &m) == -EBADF);
	m.word[5] = SECOND;
	CHECK(ipc_call(FIRST, IPC_FOREVER, &m) == 0);
	/* It has been taken back with all that came of it, our copy of it apart. */
	CHECK(cap_info(SECOND, &info) == -EBADF && cap_info((int)weak, &info) == -EBADF);
	end(0);
}

static void passing_and_taking_back(void)
{
	int e = (int)endpoint_create(), n = (int)notification_create();
	struct ipc_message m = { 0 };
	struct xinim_cap_info info;
	int64_t call;

	REQUIRE(clone_start(passes, 0, e, n, NULL) > 0);
	call = ipc_receive((uint64_t)e, IPC_FOREVER, &m);
	REQUIRE(call > 0);
	EXPECT_EQ(m.label, XINIM_LABEL_CAP);
	EXPECT_EQ(cap_info((int)m.word[5], &info), 0);
	EXPECT_EQ(info.type, XINIM_CAP_NOTIFICATION);
	EXPECT_EQ(cap_revoke(n), 0);
	EXPECT_EQ(cap_info((int)m.word[5], &info), -EBADF);
	EXPECT_EQ(ipc_reply((uint64_t)call, &m), 0);
	clone_ends(1, 0);
	EXPECT_EQ(notification_bind(n, e), 0);
	EXPECT_EQ(notification_bind(n, e), -EBUSY);
	EXPECT_EQ(notification_bind(e, n), -EBADF);
	EXPECT_EQ(cap_close(n), 0);
	EXPECT_EQ(cap_close(e), 0);
}

/* Others' processes are none of ours to trace, to read or to end. */
static void pries(uint64_t pid)
{
	struct xinim_trace_entry entry;

	for (long cap = 0; cap < 64; cap++) {
		if (cap == 0)
			continue;
		CHECK(xinim_syscall3(SYS_trace_control, cap, XINIM_TRACE_ON, 0) < 0);
		CHECK(xinim_syscall4(SYS_trace_read, cap, (long)&entry, 1, 0) < 0);
		CHECK(xinim_process_control(cap, XINIM_PROCESS_KILL, 9, 0, 0) < 0);
		CHECK(xinim_thread_control(cap, (int)pid, XINIM_THREAD_STOP, 0) < 0);
	}
	CHECK(xinim_thread_control(XINIM_CAP_SELF, (int)pid, XINIM_THREAD_STOP, 0) ==
		-ESRCH);
	CHECK(xinim_thread_control(XINIM_CAP_SELF, (int)pid, XINIM_THREAD_KILL, 0) ==
		-ESRCH);
	CHECK(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_OPEN, pid, 0, 0) ==
		-EPERM);
	CHECK(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_MACHINE, 2, 0, 0) ==
		-EPERM);
	CHECK(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_SET_CLOCK, 1UL << 60, 0,
		      0) == -EPERM);
	CHECK(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_LIMIT, XINIM_LIMIT_CAPS,
		      1UL << 20, 0) == -EPERM);
	CHECK(xinim_syscall3(SYS_route_control, XINIM_ROUTE_SERVE, XINIM_ROUTE_VFS,
		      FIRST) == -EPERM);
	CHECK(xinim_syscall3(SYS_route_control, XINIM_ROUTE_CONNECT, XINIM_ROUTE_VFS,
		      0) == -EPERM);
	end(0);
}

static void prying(void)
{
	int e = (int)endpoint_create();

	REQUIRE(clone_start(pries, (uint64_t)getpid(), e, 0, NULL) > 0);
	clone_ends(1, 0);
	EXPECT_EQ(cap_close(e), 0);
}

static const struct guest_case cases[] = {
	{ "copies across pages", copies_across_pages },
	{ "too late", too_late },
	{ "after the answer", after_the_answer },
	{ "not its to answer", not_its_to_answer },
	{ "a server dies with all its callers", a_server_dies_with_all },
	{ "passing and taking back", passing_and_taking_back },
	{ "prying", prying },
};

int main(int argc, char **argv)
{
	struct xinim_vm_map map = { .length = 3 * PAGE,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE };

	pages = (char *)xinim_vm_map(XINIM_CAP_SELF, &map);
	memset(pages, 'p', 3 * PAGE);
	protect(pages + PAGE, XINIM_RIGHT_READ);
	protect(pages + 2 * PAGE, 0);
	map = (struct xinim_vm_map){ .length = PAGE,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE,
		.flags = XINIM_VM_SHARED,
		.object = xinim_object_create(PAGE) };
	shared = (uint64_t *)xinim_vm_map(XINIM_CAP_SELF, &map);
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
