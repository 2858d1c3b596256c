/* tests/guest/signals.h - signals sent by the kernel's own call, for its tests.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_SIGNALS_H
#define XINIM_TESTS_GUEST_SIGNALS_H

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/message.h>
#include <xinim/task.h>

#include "guest.h"

#define BIT(n) (1UL << ((n)-1))

/* The kernel's structure, for calls without the C library. */
static inline long action(int signal, const void *new, void *old)
{
	return xinim_syscall4(SYS_rt_sigaction, signal, (long)new, (long)old, 8);
}

static inline long mask(int how, uint64_t set)
{
	return xinim_syscall4(SYS_rt_sigprocmask, how, (long)&set, 0, 8);
}

static inline uint64_t blocked(void)
{
	uint64_t old = 0;

	xinim_syscall4(SYS_rt_sigprocmask, SIG_BLOCK, 0, (long)&old, 8);
	return old;
}

static inline uint64_t pending(void)
{
	uint64_t set = 0;

	xinim_syscall2(SYS_rt_sigpending, (long)&set, 8);
	return set;
}

/* To a thread of a process, or (0) to the process; with this code and value. */
static inline long send_info(
	int64_t process, int tid, int signal, int code, uint64_t value)
{
	struct xinim_siginfo info = { .si_signo = signal, .si_code = code };

	info.si.sender.pid = 77;
	info.si.sender.uid = 88;
	info.si.sender.value = value;
	return (long)xinim_process_control(
		process, XINIM_PROCESS_SIGNAL, (uint64_t)tid, (uint64_t)&info, 0);
}

static inline long send(int signal)
{
	return send_info(XINIM_CAP_SELF, 0, signal, SI_USER, 0);
}

static inline void handle(
	int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction a = { 0 };

	a.sa_sigaction = handler;
	a.sa_flags = SA_SIGINFO | flags;
	sigaction(signal, &a, NULL);
}

static inline void set_default(int signal)
{
	struct sigaction a = { 0 };

	a.sa_handler = SIG_DFL;
	sigaction(signal, &a, NULL);
}

static inline void ignore(int signal)
{
	struct sigaction a = { 0 };

	a.sa_handler = SIG_IGN;
	sigaction(signal, &a, NULL);
}

/* --- threads and processes to send signals to ---------------------------------------- */

#define THREAD_STACK 16384

/* A thread of bare calls that starts at fn with arg in RDI. */
static inline int thread_at(
	int64_t process, void (*fn)(uint64_t), uint64_t arg, char stack[THREAD_STACK])
{
	struct xinim_regs r = { 0 };
	int tid;

	r.rip = (uint64_t)fn;
	r.rdi = arg;
	r.rsp = ((uint64_t)stack + THREAD_STACK) / 16 * 16 - 8;
	tid = xinim_thread_create(process, &r);
	if (tid > 0)
		xinim_thread_control(process, tid, XINIM_THREAD_START, 0);
	return tid;
}

static inline void leave_thread(void)
{
	for (;;)
		xinim_syscall1(SYS_exit, 0);
}

static inline void nap(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	xinim_syscall2(SYS_nanosleep, (long)&t, 0);
}

static inline uint64_t now_ns(void)
{
	struct timespec t = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static char child_stack[THREAD_STACK] __attribute__((aligned(16)));

/* A copy of this process that runs fn(arg): a capability to it; *pid its number. */
static inline int child_at(void (*fn)(uint64_t), uint64_t arg, int *pid)
{
	int p = xinim_process_create("child");

	if (p < 0)
		return p;
	if (xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) != 0)
		return -1;
	*pid = (int)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0);
	return thread_at(p, fn, arg, child_stack) > 0 ? p : -1;
}

/*
 * The kernel lets threads of one priority take turns once PID 1 has waited for work,
 * which ends the boot.
 */
static inline void be_up(void)
{
	struct xinim_message m = { 0 };
	int endpoint = xinim_endpoint_create();

	xinim_receive(endpoint, &m, 1000);
	xinim_cap_close(endpoint);
}

/* Its wait4 status. */
static inline int status_of(int process, int pid)
{
	int status = -1;

	if (waitpid(pid, &status, 0) != pid)
		return -1;
	xinim_cap_close(process);
	return status;
}

#endif
