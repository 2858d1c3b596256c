/* tests/posix/wait.c - wait4 and waitid, orphans, stops.
 *
 * guest-server: process
 * guest-clock: virtual
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <sys/resource.h>

#define PR_SET_CHILD_SUBREAPER 36

static pid_t child_exits(int status)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(status);
	return pid;
}

static void errors(void)
{
	siginfo_t info;
	int status;

	EXPECT_ERROR(waitpid(-1, &status, 0), ECHILD);
	EXPECT_ERROR(waitpid(1, &status, 0), ECHILD);
	EXPECT_ERROR(waitpid(30000, &status, 0), ECHILD);
	EXPECT_ERROR(waitpid(0, &status, 0), ECHILD);
	EXPECT_ERROR(waitpid(-30000, &status, 0), ECHILD);
	EXPECT_ERROR(waitpid(INT32_MIN, &status, 0), ESRCH);
	EXPECT_ERROR(waitpid(-1, &status, 0x100), EINVAL);
	EXPECT_ERROR(waitpid(-1, &status, WEXITED), EINVAL);
	EXPECT_ERROR(waitid(P_ALL, 0, &info, 0), EINVAL);
	EXPECT_ERROR(waitid(P_ALL, 0, &info, WNOHANG), EINVAL);
	EXPECT_ERROR(waitid(P_ALL, 0, &info, WEXITED), ECHILD);
	EXPECT_ERROR(waitid(P_PID, 0, &info, WEXITED), EINVAL);
	EXPECT_ERROR(waitid((idtype_t)9, 0, &info, WEXITED), EINVAL);
	EXPECT_ERROR(waitid(P_PIDFD, 3, &info, WEXITED), EBADF);
}

/* A bad address costs nobody the child. */
static void bad_pointers(void)
{
	pid_t pid = child_exits(5);

	sleep_ms(30);
	EXPECT_ERROR(waitpid(pid, (int *)8, 0), EFAULT);
	EXPECT_ERROR(wait4(pid, NULL, 0, (struct rusage *)-8L), EFAULT);
	EXPECT_ERROR(waitid(P_PID, (id_t)pid, (siginfo_t *)16, WEXITED), EFAULT);
	EXPECT_EQ(reap(pid), 5);
}

static void no_hang(void)
{
	pid_t pid = child_that_waits();
	siginfo_t info;
	int status = 77;

	EXPECT_EQ(waitpid(pid, &status, WNOHANG), 0);
	EXPECT_EQ(status, 77);
	memset(&info, 0xff, sizeof(info));
	EXPECT_EQ(waitid(P_ALL, 0, &info, WEXITED | WNOHANG), 0);
	EXPECT_EQ(info.si_signo, 0);
	EXPECT_EQ(info.si_pid, 0);
	kill(pid, SIGTERM);
	EXPECT_EQ(reap(pid), 1000 + SIGTERM);
}

static void wait_id(void)
{
	siginfo_t info;
	pid_t pid = child_exits(33);

	EXPECT_EQ(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	EXPECT_EQ(info.si_signo, SIGCHLD);
	EXPECT_EQ(info.si_code, CLD_EXITED);
	EXPECT_EQ(info.si_pid, pid);
	EXPECT_EQ(info.si_status, 33);
	EXPECT_EQ(info.si_uid, getuid());
	memset(&info, 0, sizeof(info));
	EXPECT_EQ(waitid(P_ALL, 0, &info, WEXITED), 0);
	EXPECT_EQ(info.si_pid, pid);
	EXPECT_ERROR(waitid(P_ALL, 0, &info, WEXITED), ECHILD);
	pid = child_that_waits();
	kill(pid, SIGKILL);
	EXPECT_EQ(waitid(P_PGID, 0, &info, WEXITED), 0);
	EXPECT_EQ(info.si_code, CLD_KILLED);
	EXPECT_EQ(info.si_status, SIGKILL);
}

/* A job of ours: a group of its own in our session, which SIGTSTP does stop. */
static void stops_body(void)
{
	pid_t pid = child_that_waits();
	siginfo_t info;
	int status;

	CHILD_EXPECT(setpgid(pid, pid) == 0);
	kill(pid, SIGSTOP);
	CHILD_EXPECT(waitpid(pid, &status, WUNTRACED) == pid);
	CHILD_EXPECT(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	CHILD_EXPECT(waitpid(pid, &status, WUNTRACED | WNOHANG) == 0);
	kill(pid, SIGCONT);
	CHILD_EXPECT(waitid(P_PID, (id_t)pid, &info, WCONTINUED) == 0);
	CHILD_EXPECT(info.si_code == CLD_CONTINUED && info.si_status == SIGCONT);
	kill(pid, SIGTSTP);
	CHILD_EXPECT(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOWAIT) == 0);
	CHILD_EXPECT(info.si_code == CLD_STOPPED);
	CHILD_EXPECT(waitid(P_PID, (id_t)pid, &info, WSTOPPED) == 0);
	CHILD_EXPECT(info.si_status == SIGTSTP);
	kill(pid, SIGCONT);
	CHILD_EXPECT(waitpid(pid, &status, WCONTINUED) == pid && WIFCONTINUED(status));
	/* One that is stopped can be killed. */
	kill(pid, SIGSTOP);
	CHILD_EXPECT(waitpid(pid, &status, WUNTRACED) == pid);
	kill(pid, SIGKILL);
	CHILD_EXPECT(reap(pid) == 1000 + SIGKILL);
}

static void stops(void)
{
	EXPECT_EQ(in_child(stops_body), 0);
}

static void groups(void)
{
	pid_t a = child_that_waits(), b = child_that_waits();
	int status;

	EXPECT_EQ(setpgid(a, a), 0);
	EXPECT_EQ(setpgid(b, a), 0);
	kill(b, SIGKILL);
	EXPECT_EQ(waitpid(-a, &status, 0), b);
	EXPECT_EQ(waitpid(-a, &status, WNOHANG), 0);
	EXPECT_ERROR(waitpid(0, &status, 0), ECHILD);
	EXPECT_EQ(kill(-a, SIGKILL), 0);
	EXPECT_EQ(waitpid(-a, &status, 0), a);
	EXPECT_ERROR(waitpid(-a, &status, 0), ECHILD);
}

static void subreaper_body(void)
{
	pid_t middle, orphan;
	int status;

	CHILD_EXPECT(syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L) == 0);
	middle = fork();
	if (middle == 0) {
		if (fork() == 0) {
			while (getppid() != getpgrp())
				sleep_ms(1);
			_exit(21);
		}
		_exit(0);
	}
	CHILD_EXPECT(reap(middle) == 0);
	orphan = waitpid(-1, &status, 0);
	CHILD_EXPECT(orphan > 0 && WEXITSTATUS(status) == 21);
}

static void subreaper_group(void)
{
	CHILD_EXPECT(setpgid(0, 0) == 0);
	subreaper_body();
}

/* We are PID 1: orphans are ours in the end. */
static void orphans(void)
{
	pid_t middle = fork();
	int status;

	if (middle == 0) {
		if (fork() == 0) {
			while (getppid() != 1)
				sleep_ms(1);
			_exit(22);
		}
		_exit(0);
	}
	EXPECT_EQ(reap(middle), 0);
	EXPECT(waitpid(-1, &status, 0) > 0);
	EXPECT_EQ(WEXITSTATUS(status), 22);
	EXPECT_EQ(in_child(subreaper_group), 0);
}

static volatile int child_signals;
static siginfo_t child_info;

static void on_child(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	child_info = *info;
	child_signals++;
}

static void sigchld(void)
{
	struct sigaction act = { .sa_sigaction = on_child, .sa_flags = SA_SIGINFO };
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigset_t set, old;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	EXPECT_EQ(sigaction(SIGCHLD, &act, NULL), 0);
	EXPECT_EQ(sigprocmask(SIG_BLOCK, &set, &old), 0);
	pid = child_exits(12);
	while (child_signals == 0)
		sigsuspend(&old);
	EXPECT_EQ(child_info.si_code, CLD_EXITED);
	EXPECT_EQ(child_info.si_pid, pid);
	EXPECT_EQ(child_info.si_status, 12);
	EXPECT_EQ(reap(pid), 12);
	EXPECT_EQ(sigprocmask(SIG_SETMASK, &old, NULL), 0);
	EXPECT_EQ(sigaction(SIGCHLD, &plain, NULL), 0);
}

static void no_child_wait(void)
{
	struct sigaction act = { .sa_handler = SIG_IGN };
	struct sigaction plain = { .sa_handler = SIG_DFL };

	EXPECT_EQ(sigaction(SIGCHLD, &act, NULL), 0);
	child_exits(1);
	EXPECT_ERROR(waitpid(-1, NULL, 0), ECHILD);
	act.sa_handler = SIG_DFL;
	act.sa_flags = SA_NOCLDWAIT;
	EXPECT_EQ(sigaction(SIGCHLD, &act, NULL), 0);
	child_exits(1);
	EXPECT_ERROR(waitpid(-1, NULL, 0), ECHILD);
	EXPECT_EQ(sigaction(SIGCHLD, &plain, NULL), 0);
}

static volatile int alarms;

static void on_alarm(int sig)
{
	(void)sig;
	alarms++;
}

static void interrupted(void)
{
	struct sigaction act = { .sa_handler = on_alarm };
	struct sigaction plain = { .sa_handler = SIG_DFL };
	struct itimerval_is {
		long v[4];
	} soon = { { 0, 0, 0, 50000 } };
	pid_t pid = child_that_waits();

	EXPECT_EQ(sigaction(SIGALRM, &act, NULL), 0);
	EXPECT_EQ(syscall(SYS_setitimer, 0L, &soon, 0L), 0);
	EXPECT_ERROR(waitpid(pid, NULL, 0), EINTR);
	EXPECT_EQ(alarms, 1);
	/* With SA_RESTART it goes on waiting. */
	act.sa_flags = SA_RESTART;
	EXPECT_EQ(sigaction(SIGALRM, &act, NULL), 0);
	EXPECT_EQ(syscall(SYS_setitimer, 0L, &soon, 0L), 0);
	if (fork() == 0) {
		sleep_ms(150);
		kill(pid, SIGKILL);
		_exit(0);
	}
	EXPECT_EQ(waitpid(pid, NULL, 0), pid);
	EXPECT_EQ(alarms, 2);
	EXPECT(waitpid(-1, NULL, 0) > 0);
	EXPECT_EQ(sigaction(SIGALRM, &plain, NULL), 0);
}

static void usage(void)
{
	struct rusage r, all;
	pid_t pid = fork();

	if (pid == 0) {
		clock_t end = clock() + CLOCKS_PER_SEC / 20;

		while (clock() < end)
			;
		_exit(0);
	}
	EXPECT_EQ(wait4(pid, NULL, 0, &r), pid);
	EXPECT(r.ru_utime.tv_sec * 1000000 + r.ru_utime.tv_usec + r.ru_stime.tv_usec >=
		40000);
	EXPECT(r.ru_maxrss > 0);
	EXPECT_EQ(getrusage(RUSAGE_CHILDREN, &all), 0);
	EXPECT(all.ru_utime.tv_sec * 1000000 + all.ru_utime.tv_usec >=
		r.ru_utime.tv_sec * 1000000 + r.ru_utime.tv_usec);
	EXPECT_EQ(getrusage(RUSAGE_SELF, &r), 0);
	EXPECT_ERROR(getrusage(7, &r), EINVAL);
	EXPECT_ERROR(getrusage(RUSAGE_SELF, (struct rusage *)8), EFAULT);
}

static const struct guest_case cases[] = {
	{ "errors", errors },
	{ "bad_pointers", bad_pointers },
	{ "no_hang", no_hang },
	{ "wait_id", wait_id },
	{ "stops", stops },
	{ "groups", groups },
	{ "orphans", orphans },
	{ "sigchld", sigchld },
	{ "no_child_wait", no_child_wait },
	{ "interrupted", interrupted },
	{ "usage", usage },
};
GUEST_MAIN(cases)
