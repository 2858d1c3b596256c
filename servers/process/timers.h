/*
 * servers/process/timers.h - things that happen at a time.
 *
 * A countdown runs on a clock of its process. Those on CPU time are looked at
 * again when they could have come at the earliest; the others are exact.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_TIMERS_H
#define XINIM_PROCESS_TIMERS_H

#include "servers/process/heap.h"
#include "servers/process/proc.h"

enum countdown_clock {
	COUNTDOWN_MONOTONIC,
	COUNTDOWN_REALTIME, /* to a time of the day: follows when that is set */
	COUNTDOWN_USER,     /* CPU time of the process in user mode */
	COUNTDOWN_CPU,      /* and in the kernel */
	/* The same of one of its threads; one that has ended has all the time there is. */
	COUNTDOWN_THREAD_USER,
	COUNTDOWN_THREAD
};

struct countdown {
	struct heap_node node;
	struct proc *proc;
	enum countdown_clock clock;
	uint32_t tid;      /* of COUNTDOWN_THREAD */
	uint64_t expires;  /* on its clock; 0: it does not run */
	uint64_t interval; /* 0: once */
	/* It has expired, this many times since it was last called. */
	void (*fire)(struct countdown *c, uint64_t times);
};

struct ptimer;

/* What a process has of them. */
struct timers {
	struct countdown itimer[3]; /* ITIMER_REAL, VIRTUAL, PROF */
	struct countdown cpu_limit; /* RLIMIT_CPU */
	struct ptimer **ptimer;     /* by number; NULL: free */
	unsigned ptimers;
};

/* p's, made if it had none. NULL: out of memory. */
struct timers *timers_of(struct proc *p);
/* Its clock's time. */
uint64_t countdown_now(const struct countdown *c);
/* Expires at that time of its clock (0: never), then every interval. -ENOMEM. */
int countdown_set(struct countdown *c, uint64_t expires, uint64_t interval);
/* How long it will run yet: 0 only if it does not. */
uint64_t countdown_left(const struct countdown *c);

/* EVENT_TIMER came. */
void timers_run(void);
/* The time of the day has been set. */
void timers_clock_set(void);
/* p has ended. */
void timers_drop_all(struct proc *p);
/* p runs another program: POSIX timers go. */
void timers_exec(struct proc *p);
/* p's RLIMIT_CPU has changed. */
void timers_cpu_limit(struct proc *p);
/* ptimers.c: deletes them all. */
void ptimers_drop(struct timers *t);

#endif
