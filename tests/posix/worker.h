/* tests/posix/worker.h - a second thread for tests of calls that wait, without a process
 * server: it runs one function, which keeps away from errno and stdio.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_WORKER_H
#define XINIM_TESTS_POSIX_WORKER_H

#include <signal.h>
#include <time.h>

#include <xinim/signal.h>
#include <xinim/syscall.h>
#include <xinim/task.h>

#define WORKERS 8

struct worker {
	long (*work)(long argument);
	long argument, result;
	volatile int done;
	int tid;
	char stack[32768] __attribute__((aligned(16)));
};

static struct worker workers[WORKERS];

static inline void worker_main(struct worker *w)
{
	w->result = w->work(w->argument);
	w->done = 1;
	for (;;)
		xinim_syscall1(SYS_exit, 0);
}

/* Starts worker number n; false: it cannot be. */
static inline bool worker_start(int n, long (*work)(long argument), long argument)
{
	struct worker *w = &workers[n];
	struct xinim_regs r = { .rip = (uint64_t)worker_main, .rdi = (uint64_t)w };

	w->work = work;
	w->argument = argument;
	w->done = 0;
	r.rsp = (uint64_t)(w->stack + sizeof(w->stack)) - 8;
	syscall(SYS_arch_prctl, 0x1003, &r.fs_base);
	w->tid = xinim_thread_create(XINIM_CAP_SELF, &r);
	return w->tid > 0 &&
		xinim_thread_control(XINIM_CAP_SELF, w->tid, XINIM_THREAD_START, 0) == 0;
}

static inline void worker_nap(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* Its result, when it is done; -10000: it is not after some seconds. */
static inline long worker_end(int n)
{
	for (int i = 0; i < 2000 && !workers[n].done; i++)
		worker_nap(i < 20 ? 1 : 10);
	return workers[n].done ? workers[n].result : -10000;
}

/* Is it still at it, after it has had time to finish? */
static inline bool worker_waits(int n)
{
	worker_nap(50);
	return !workers[n].done;
}

/* A signal for just that thread. */
static inline long worker_signal(int n, int signal)
{
	struct xinim_siginfo info = { .si_signo = signal };

	return xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_SIGNAL,
		(uint64_t)workers[n].tid, (uint64_t)&info, 0);
}

#endif
