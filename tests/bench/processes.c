/*
 * tests/bench/processes.c - what processes cost, in guest instructions.
 *
 * As tests/bench/bench.c, which says how; here the system's own process and
 * memory servers are there. PID 1 forks, and waits for the child's end.
 *
 * guest-cpu: max,-erms,-la57
 * guest-qemu: -icount shift=0,sleep=off -seed 1 -rtc base=2026-01-01T00:00:00,clock=vm
 * guest-timeout: 300
 *
 * guest-server: process
 * guest-server: memory
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/syscall.h>

#define RUNS 20

static uint64_t fork_once(void)
{
	uint64_t start = __builtin_ia32_rdtsc();
	pid_t pid = fork();
	int status;

	if (pid == 0)
		xinim_syscall1(SYS_exit_group, 0);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 0;
	return __builtin_ia32_rdtsc() - start;
}

static uint64_t call_once(long number)
{
	uint64_t start = __builtin_ia32_rdtsc();

	xinim_syscall0(number);
	return __builtin_ia32_rdtsc() - start;
}

static void tell(const char *name, uint64_t value, uint64_t aim)
{
	printf("bench %s %" PRIu64 " %" PRIu64 "\n", name, value, aim);
}

int main(void)
{
	uint64_t fork = UINT64_MAX, ppid = UINT64_MAX, uid = UINT64_MAX, t;

	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	for (int i = 0; i < RUNS; i++) {
		t = fork_once();
		if (t < fork)
			fork = t;
		t = call_once(SYS_getppid);
		if (t < ppid)
			ppid = t;
		t = call_once(SYS_getuid);
		if (t < uid)
			uid = t;
	}
	tell("getppid", ppid, 100);
	tell("getuid", uid, 100);
	tell("fork_exit_wait", fork, 40000);
	return fork == 0;
}
