/* tests/posix/core.c - RLIMIT_CORE: what a process was at is in the log, for who wants it.
 *
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: CORE.* signal 15
 * guest-expect: no core yet
 * guest-expect: CORE. PID .*, thread .*: signal 3
 * guest-expect: rip
 * guest-expect: r-xp
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <sys/prctl.h>
#include <sys/resource.h>

/* The status of a child that has this limit and then does that; 0: it ended otherwise. */
static int end_of(rlim_t limit, void (*body)(void))
{
	const struct rlimit r = { limit, RLIM_INFINITY };
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (setrlimit(RLIMIT_CORE, &r) != 0)
			_exit(1);
		body();
		_exit(2);
	}
	return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) ? status : 0;
}

static void quit(void)
{
	raise(SIGQUIT);
}

static void terminate(void)
{
	raise(SIGTERM);
}

static void fault(void)
{
	static volatile uintptr_t nowhere = 8;

	*(volatile int *)nowhere = 1;
}

static void quit_hidden(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	raise(SIGQUIT);
}

static void quit_shown_again(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	raise(SIGQUIT);
}

static void quit_as_other(void)
{
	setuid(1000);
	raise(SIGQUIT);
}

/* The limit is inherited; the status is handed on as it came. */
static void quit_in_child(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		raise(SIGQUIT);
		_exit(2);
	}
	if (waitpid(pid, &status, 0) == pid && WCOREDUMP(status))
		raise(SIGQUIT);
}

/* One that waits in a server's call is no different. */
static void quit_in_wait(void)
{
	pid_t waiter = getpid(), killer = fork();

	if (killer == 0) {
		sleep_ms(20);
		kill(waiter, SIGQUIT);
		pause();
	}
	waitpid(killer, NULL, 0);
}

static void expect_core(void (*body)(void), int sig)
{
	int status = end_of(RLIM_INFINITY, body);

	EXPECT_EQ(WTERMSIG(status), sig);
	EXPECT(WCOREDUMP(status));
}

static void expect_none(rlim_t limit, void (*body)(void), int sig)
{
	int status = end_of(limit, body);

	EXPECT_EQ(WTERMSIG(status), sig);
	EXPECT(!WCOREDUMP(status));
}

static void not_wanted(void)
{
	struct rlimit r;

	EXPECT_EQ(getrlimit(RLIMIT_CORE, &r), 0);
	EXPECT_EQ(r.rlim_cur, 0);
	expect_none(0, quit, SIGQUIT);
	expect_none(0, fault, SIGSEGV);
	expect_none(RLIM_INFINITY, terminate, SIGTERM);
	expect_none(RLIM_INFINITY, quit_hidden, SIGQUIT);
	expect_none(RLIM_INFINITY, quit_as_other, SIGQUIT);
	puts("no core yet");
}

static void wanted(void)
{
	expect_core(quit, SIGQUIT);
	expect_core(fault, SIGSEGV);
	expect_core(quit_shown_again, SIGQUIT);
	expect_core(quit_in_child, SIGQUIT);
}

static void while_waiting(void)
{
	expect_core(quit_in_wait, SIGQUIT);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	kill(-1, SIGKILL);
}

static void told(void)
{
	const struct rlimit r = { 1, 1 };
	siginfo_t info;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &r);
		abort();
	}
	EXPECT_EQ(waitid(P_PID, (id_t)pid, &info, WEXITED), 0);
	EXPECT_EQ(info.si_code, CLD_DUMPED);
	EXPECT_EQ(info.si_status, SIGABRT);
}

static const struct guest_case cases[] = {
	{ "not wanted", not_wanted },
	{ "wanted", wanted },
	{ "while waiting", while_waiting },
	{ "told", told },
};
GUEST_MAIN(cases)
