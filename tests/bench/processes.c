/*
 * tests/bench/processes.c - what processes and signals cost, in guest instructions.
 *
 * As tests/bench/bench.c, which says how; with the system's own servers. A
 * figure of several processes counts what all of them, the servers and the kernel
 * did from before the first call until after the last.
 *
 * guest-cpu: max,-erms,-la57
 * guest-qemu: -icount shift=0,sleep=off -seed 1 -rtc base=2026-01-01T00:00:00,clock=vm
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-root: dir 0755 /bin
 * guest-root: prog 0755 /bin/small tests/bench/small.guest
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/syscall.h>

#define RUNS 32

static uint64_t now(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

static void tell(const char *name, uint64_t value, uint64_t aim)
{
	printf("bench %s %" PRIu64 " ", name, value);
	if (aim)
		printf("%" PRIu64 "\n", aim);
	else
		puts("-");
	fflush(stdout);
}

static uint64_t least(void (*what)(void))
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < RUNS; i++) {
		uint64_t start = now(), ticks;

		what();
		ticks = now() - start;
		if (ticks < best)
			best = ticks;
	}
	return best;
}

static void failed(const char *what)
{
	printf("bench: %s failed\n", what);
	_exit(1);
}

static void reap(pid_t pid)
{
	int status = -1;

	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		failed("a child");
}

static void fork_exit_wait(void)
{
	pid_t pid = fork();

	if (pid == 0)
		xinim_syscall1(SYS_exit_group, 0);
	reap(pid);
}

static char *argv[] = { "/bin/small", NULL }, *envp[] = { "PATH=/bin", NULL };

static void vfork_exec(void)
{
	pid_t pid = vfork();

	if (pid == 0) {
		execve(argv[0], argv, envp);
		_exit(1);
	}
	reap(pid);
}

static void fork_exec(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		execve(argv[0], argv, envp);
		_exit(1);
	}
	reap(pid);
}

static volatile int caught;

static void on_signal(int sig)
{
	(void)sig;
	caught++;
}

static void signal_self(void)
{
	kill(getpid(), SIGUSR1);
}

static void signal_raise(void)
{
	raise(SIGUSR1);
}

static void ask_self(void)
{
	kill(getpid(), 0);
}

static void ignored(void)
{
	kill(getpid(), SIGURG);
}

static void get_group(void)
{
	xinim_syscall0(SYS_getpgrp);
}

static void get_ppid(void)
{
	xinim_syscall0(SYS_getppid);
}

static void get_uid(void)
{
	xinim_syscall0(SYS_getuid);
}

static void nothing(void)
{
}

int main(void)
{
	uint64_t frame = least(nothing);

	signal(SIGUSR1, on_signal);
	tell("getppid", least(get_ppid) - frame, 100);
	tell("getuid", least(get_uid) - frame, 100);
	tell("getpgrp", least(get_group) - frame, 0);
	tell("kill_self_0", least(ask_self) - frame, 0);
	tell("kill_self_ignored", least(ignored) - frame, 0);
	tell("kill_self_caught", least(signal_self) - frame, 1500);
	tell("raise_caught", least(signal_raise) - frame, 1500);
	if (caught != 2 * RUNS)
		failed("a signal");
	tell("fork_exit_wait", least(fork_exit_wait), 40000);
	tell("vfork_exec_exit_wait", least(vfork_exec), 60000);
	tell("fork_exec_exit_wait", least(fork_exec), 80000);
	return 0;
}
