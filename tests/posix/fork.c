/* tests/posix/fork.c - fork, vfork, exit and wait, one after another.
 *
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#define MANY 300

static int value = 1;

static void copies_memory(void)
{
	int local = 5, status;
	pid_t pid = fork();

	REQUIRE(pid >= 0);
	if (pid == 0) {
		if (value != 1 || local != 5)
			_exit(1);
		value = 2;
		local = 6;
		_exit(value == 2 && local == 6 ? 42 : 1);
	}
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT(WIFEXITED(status));
	EXPECT_EQ(WEXITSTATUS(status), 42);
	EXPECT_EQ(value, 1);
	EXPECT_EQ(local, 5);
}

static pid_t parent;

static void check_numbers(void)
{
	CHILD_EXPECT(getpid() != parent);
	CHILD_EXPECT(getppid() == parent);
	CHILD_EXPECT(gettid() == getpid());
	CHILD_EXPECT(getpgrp() == getpgid(parent));
}

static void numbers(void)
{
	parent = getpid();
	EXPECT_EQ(in_child(check_numbers), 0);
}

static void registers(void)
{
	register long kept __asm__("r12") = 0x1234567890;
	double f = 1.5, g = f * 3;
	pid_t pid;

	__asm__ volatile("" : "+r"(kept), "+m"(f));
	pid = fork();
	__asm__ volatile("" : "+r"(kept));
	if (pid == 0)
		_exit(kept == 0x1234567890 && g == 4.5 ? 0 : 1);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(kept, 0x1234567890);
}

static void vfork_borrows(void)
{
	static volatile int seen;
	pid_t pid = vfork();

	if (pid == 0) {
		seen = 7;
		_exit(3);
	}
	REQUIRE(pid > 0);
	EXPECT_EQ(seen, 7);
	EXPECT_EQ(reap(pid), 3);
}

static void die_by_signal(void)
{
	kill(getpid(), SIGKILL);
}

static void statuses(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(256 + 17);
	EXPECT_EQ(reap(pid), 17);
	EXPECT_EQ(in_child(die_by_signal), 1000 + SIGKILL);
}

/* As many as a shell makes in a day's work, and no page is missing afterwards. */
static void many(void)
{
	long before;

	in_child(die_by_signal);
	before = free_pages();
	for (int i = 0; i < MANY; i++) {
		pid_t pid = i % 2 ? vfork() : fork();

		if (pid == 0)
			_exit(i & 0x7f);
		REQUIRE(pid > 0);
		REQUIRE_EQ(reap(pid), i & 0x7f);
	}
	EXPECT_EQ(free_pages(), before);
}

static void at_once(void)
{
	enum { N = 64 };
	pid_t pids[N];
	long before = 0, after = -1;

	/* The servers' tables grow for a while; what is lost would be in every round. */
	for (int round = 0; round < 20 && before != after; round++) {
		before = after;
		for (int i = 0; i < N; i++) {
			pids[i] = fork();
			REQUIRE(pids[i] >= 0);
			if (pids[i] == 0)
				_exit(getppid() == parent ? i : 100);
		}
		for (int i = N - 1; i >= 0; i--)
			EXPECT_EQ(reap(pids[i]), i);
		EXPECT_ERROR(waitpid(-1, NULL, 0), ECHILD);
		after = free_pages();
	}
	EXPECT_EQ(after, before);
}

static void fork_tree(void)
{
	/* Each generation has two children: 2^4 leaves, all waited for. */
	for (int depth = 0; depth < 4; depth++) {
		pid_t a = fork(), b;

		if (a == 0)
			continue;
		CHILD_EXPECT(a > 0);
		b = fork();
		if (b == 0)
			continue;
		CHILD_EXPECT(b > 0);
		CHILD_EXPECT(reap(a) == 0);
		CHILD_EXPECT(reap(b) == 0);
		return;
	}
}

static void tree(void)
{
	EXPECT_EQ(in_child(fork_tree), 0);
}

/* The parent's part of a clone, whatever the child is to send it. */
static int reap_any(long pid)
{
	int status = -1;

	if (pid == 0)
		_exit(0);
	EXPECT_EQ(waitpid((pid_t)pid, &status, 0x40000000), pid);
	return status;
}

static void clone_errors(void)
{
	EXPECT_ERROR(syscall(SYS_clone, 0x10000L, 0L, 0L, 0L, 0L), EINVAL);
	EXPECT_ERROR(syscall(SYS_clone, 0x800L | SIGCHLD, 0L, 0L, 0L, 0L), EINVAL);
	/* All of these eight bits: Linux takes them, and sends nothing. */
	EXPECT_EQ(reap_any(syscall(SYS_clone, 65L, 0L, 0L, 0L, 0L)), 0);
	EXPECT_ERROR(syscall(SYS_clone, 0x20000000L | SIGCHLD, 0L, 0L, 0L, 0L), EINVAL);
	EXPECT_ERROR(syscall(SYS_clone3, 0L, 64L), EFAULT);
	EXPECT_ERROR(syscall(SYS_clone3, 0L, 63L), EINVAL);
	EXPECT_ERROR(syscall(SYS_clone3, 0L, 5000L), E2BIG);
}

static void clone_tids(void)
{
	static volatile int parent_tid, child_tid;
	uint64_t args[8] = { 0x100000 | 0x1000000, 0, (uintptr_t)&child_tid,
		(uintptr_t)&parent_tid, SIGCHLD, 0, 0, 0 };
	pid_t pid = (pid_t)syscall(SYS_clone3, args, sizeof(args));

	if (pid == 0)
		_exit(child_tid == getpid() ? 9 : 1);
	REQUIRE(pid > 0);
	EXPECT_EQ(parent_tid, pid);
	EXPECT_EQ(child_tid, 0);
	EXPECT_EQ(reap(pid), 9);
}

static const struct guest_case cases[] = {
	{ "copies_memory", copies_memory },
	{ "numbers", numbers },
	{ "registers", registers },
	{ "vfork_borrows", vfork_borrows },
	{ "statuses", statuses },
	{ "many", many },
	{ "at_once", at_once },
	{ "tree", tree },
	{ "clone_errors", clone_errors },
	{ "clone_tids", clone_tids },
};
GUEST_MAIN(cases)
