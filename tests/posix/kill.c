/* tests/posix/kill.c - who can be signalled, groups, sessions, orphaned groups.
 *
 * guest-server: process
 * guest-clock: virtual
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

static void errors(void)
{
	EXPECT_ERROR(kill(1, 65), EINVAL);
	EXPECT_ERROR(kill(1, -1), EINVAL);
	EXPECT_ERROR(kill(31999, 0), ESRCH);
	EXPECT_ERROR(kill(-31999, SIGTERM), ESRCH);
	EXPECT_ERROR(kill(INT32_MIN, SIGTERM), ESRCH);
	EXPECT_EQ(kill(getpid(), 0), 0);
	EXPECT_ERROR(syscall(SYS_tkill, 0L, 1L), EINVAL);
	EXPECT_ERROR(syscall(SYS_tkill, 31999L, 1L), ESRCH);
	EXPECT_ERROR(syscall(SYS_tgkill, 1L, 31999L, (long)SIGUSR1), ESRCH);
	EXPECT_ERROR(syscall(SYS_tgkill, 1L, 31999L, 0L), ESRCH);
	EXPECT_ERROR(syscall(SYS_tgkill, -1L, 1L, 1L), EINVAL);
	EXPECT_ERROR(syscall(SYS_tgkill, 1L, 1L, 65L), EINVAL);
	EXPECT_EQ(syscall(SYS_tgkill, 1L, 1L, 0L), 0);
	EXPECT_EQ(syscall(SYS_tkill, 1L, 0L), 0);
	EXPECT_ERROR(syscall(SYS_rt_sigqueueinfo, 1L, 10L, 8L), EFAULT);
}

static volatile int count, last_value;
static siginfo_t last;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	last = *info;
	last_value = info->si_value.sival_int;
	count++;
}

static void catch (int sig)
{
	struct sigaction act = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };

	sigaction(sig, &act, NULL);
	count = 0;
}

static void to_self(void)
{
	siginfo_t info = { .si_code = 0 };

	catch (SIGUSR1);
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(last.si_code, SI_USER);
	EXPECT_EQ(last.si_pid, getpid());
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(count, 2);
	EXPECT_EQ(last.si_code, SI_TKILL);
	EXPECT_EQ(sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 77 }), 0);
	EXPECT_EQ(count, 3);
	EXPECT_EQ(last.si_code, SI_QUEUE);
	EXPECT_EQ(last_value, 77);
	info.si_code = 5;
	EXPECT_EQ(syscall(SYS_rt_sigqueueinfo, (long)getpid(), (long)SIGUSR1, &info), 0);
	EXPECT_EQ(last.si_code, 5);
	signal(SIGUSR1, SIG_DFL);
}

/* Nobody can pretend to be the system to others. */
static void forged(void)
{
	siginfo_t info = { .si_code = SI_USER };
	pid_t pid = child_that_waits();

	EXPECT_ERROR(syscall(SYS_rt_sigqueueinfo, (long)pid, 10L, &info), EPERM);
	info.si_code = SI_TKILL;
	EXPECT_ERROR(
		syscall(SYS_rt_tgsigqueueinfo, (long)pid, (long)pid, 10L, &info), EPERM);
	info.si_code = SI_QUEUE;
	EXPECT_EQ(syscall(SYS_rt_tgsigqueueinfo, (long)pid, (long)pid, 10L, &info), 0);
	EXPECT_EQ(reap(pid), 1000 + SIGUSR1);
}

static void queued(void)
{
	sigset_t set, old;
	siginfo_t info;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, &old);
	for (int i = 0; i < 10; i++)
		EXPECT_EQ(sigqueue(1, SIGRTMIN, (union sigval){ .sival_int = i }), 0);
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(sigwaitinfo(&set, &info), SIGRTMIN);
		EXPECT_EQ(info.si_value.sival_int, i);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void zombies(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	sleep_ms(30);
	EXPECT_EQ(kill(pid, SIGKILL), 0);
	EXPECT_EQ(kill(pid, 0), 0);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_ERROR(kill(pid, 0), ESRCH);
}

static void whole_groups(void)
{
	pid_t a = child_that_waits(), b = child_that_waits();

	EXPECT_EQ(setpgid(a, 0), 0);
	EXPECT_EQ(getpgid(a), a);
	EXPECT_EQ(setpgid(b, a), 0);
	EXPECT_EQ(killpg(a, SIGTERM), 0);
	EXPECT_EQ(reap(a), 1000 + SIGTERM);
	EXPECT_EQ(reap(b), 1000 + SIGTERM);
	EXPECT_ERROR(kill(-a, 0), ESRCH);
	EXPECT_EQ(child_that_waits() > 0, 1);
	EXPECT_EQ(child_that_waits() > 0, 1);
	EXPECT_EQ(kill(-1, SIGHUP), 0);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static void group_rules(void)
{
	pid_t pid = child_that_waits();

	EXPECT_ERROR(setpgid(31999, 0), ESRCH);
	EXPECT_ERROR(setpgid(pid, -1), EINVAL);
	EXPECT_ERROR(setpgid(pid, 31999), EPERM);
	EXPECT_ERROR(setpgid(0, 0), EPERM); /* we lead our session */
	EXPECT_ERROR(getpgid(31999), ESRCH);
	EXPECT_ERROR(getsid(31999), ESRCH);
	EXPECT_EQ(getsid(0), 1);
	EXPECT_EQ(getsid(pid), 1);
	EXPECT_ERROR(setsid(), EPERM);
	kill(pid, SIGKILL);
	EXPECT_EQ(reap(pid), 1000 + SIGKILL);
}

static void new_session(void)
{
	pid_t pid;

	CHILD_EXPECT(setsid() == getpid());
	CHILD_EXPECT(getsid(0) == getpid() && getpgrp() == getpid());
	CHILD_EXPECT(setsid() == -1 && errno == EPERM);
	CHILD_EXPECT(setpgid(0, 0) == -1 && errno == EPERM);
	pid = child_that_waits();
	CHILD_EXPECT(getsid(pid) == getpid());
	CHILD_EXPECT(setpgid(pid, 1) == -1 && errno == EPERM);
	CHILD_EXPECT(setpgid(pid, pid) == 0);
	CHILD_EXPECT(kill(pid, SIGKILL) == 0 && reap(pid) == 1000 + SIGKILL);
}

static void sessions(void)
{
	EXPECT_EQ(in_child(new_session), 0);
}

/* The middle process of a job dies, while the last one is stopped. */
static void leave_stopped_orphan(void)
{
	pid_t pid, self = getpid();
	int status;

	CHILD_EXPECT(setpgid(0, 0) == 0);
	pid = fork();
	if (pid == 0) {
		CHILD_EXPECT(setpgid(0, 0) == 0);
		catch (SIGHUP);
		raise(SIGSTOP);
		while (count == 0)
			sleep_ms(1);
		_exit(getppid() == self ? 1 : 31);
	}
	CHILD_EXPECT(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
}

static void orphaned(void)
{
	int status;

	EXPECT_EQ(in_child(leave_stopped_orphan), 0);
	EXPECT(waitpid(-1, &status, 0) > 0);
	EXPECT(WIFEXITED(status));
	EXPECT_EQ(WEXITSTATUS(status), 31);
}

/* Anything may be claimed of oneself: an overrun of a timer is no result of the call. */
static void claimed(void)
{
	siginfo_t info = { .si_code = SI_TIMER };

	catch (SIGUSR2);
	sighold(SIGUSR2);
	for (int i = 0; i < 2; i++)
		EXPECT_EQ(syscall(SYS_rt_sigqueueinfo, (long)getpid(), (long)SIGUSR2,
				  &info),
			0);
	count = 0;
	sigrelse(SIGUSR2);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(last.si_code, SI_TIMER);
	EXPECT_EQ(last.si_overrun, 1);
	signal(SIGUSR2, SIG_DFL);
}

/* In an orphaned group SIGTSTP stops nobody; SIGSTOP does. */
static void try_to_stop(void)
{
	CHILD_EXPECT(setsid() > 0);
	CHILD_EXPECT(raise(SIGTSTP) == 0);
	CHILD_EXPECT(raise(SIGTTIN) == 0);
	CHILD_EXPECT(kill(getpid(), SIGTTOU) == 0);
}

static void not_stopped(void)
{
	EXPECT_EQ(in_child(try_to_stop), 0);
}

static void death_signal(void)
{
	pid_t middle = fork();
	int status;

	if (middle == 0) {
		if (fork() == 0) {
			syscall(SYS_prctl, 1L, (long)SIGUSR2, 0L, 0L, 0L);
			for (;;)
				sleep_ms(100000);
		}
		sleep_ms(50);
		_exit(0);
	}
	EXPECT_EQ(reap(middle), 0);
	EXPECT(waitpid(-1, &status, 0) > 0);
	EXPECT_EQ(WTERMSIG(status), SIGUSR2);
}

/* Signals rain on children that make calls; none is lost, nobody hangs. */
static void storm(void)
{
	enum { N = 4, ROUNDS = 300 };
	pid_t pids[N];

	for (int i = 0; i < N; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			catch (SIGUSR1);
			for (;;) {
				struct timespec t = { 0, 100000 };

				nanosleep(&t, NULL);
				getpgrp();
				waitpid(-1, NULL, WNOHANG);
			}
		}
	}
	sleep_ms(50);
	for (int i = 0; i < ROUNDS; i++)
		for (int j = 0; j < N; j++)
			EXPECT_EQ(kill(pids[j], SIGUSR1), 0);
	for (int i = 0; i < N; i++) {
		EXPECT_EQ(waitpid(pids[i], NULL, WNOHANG), 0);
		kill(pids[i], SIGTERM);
		EXPECT_EQ(reap(pids[i]), 1000 + SIGTERM);
	}
}

static const struct guest_case cases[] = {
	{ "errors", errors },
	{ "to_self", to_self },
	{ "forged", forged },
	{ "queued", queued },
	{ "zombies", zombies },
	{ "whole_groups", whole_groups },
	{ "group_rules", group_rules },
	{ "sessions", sessions },
	{ "orphaned", orphaned },
	{ "not_stopped", not_stopped },
	{ "claimed", claimed },
	{ "death_signal", death_signal },
	{ "storm", storm },
};
GUEST_MAIN(cases)
