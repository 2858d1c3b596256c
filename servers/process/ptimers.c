/*
 * servers/process/ptimers.c - timer_create and its like.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <xinim/abi.h>

#include "servers/process/calls.h"
#include "servers/process/clock.h"
#include "servers/process/kernel.h"
#include "servers/process/signals.h"
#include "servers/process/timers.h"
#include "servers/process/usage.h"

#define SECOND_NS     1000000000ULL
#define SECONDS_MOST  (INT64_MAX / (int64_t)SECOND_NS / 2)
#define SLOTS_AT_ONCE 8
#define SLOTS_MOST    32768
#define OVERRUN_MOST  INT32_MAX

struct ptimer {
	struct countdown countdown;
	clockid_t clock;
	int id;
	int notify, sig;
	int32_t tid; /* SIGEV_THREAD_ID */
	union sigval value;
	uint64_t overrun; /* of the signal that was sent last */
};

struct itimerspec_wire {
	struct xinim_timespec interval, value;
};

/*
 * While a timer's signal waits to be delivered, the kernel counts further ones
 * on to it (result 1) instead of queueing them: POSIX's overruns.
 */
static void fire(struct countdown *c, uint64_t times)
{
	struct ptimer *t = (struct ptimer *)c;
	siginfo_t info;
	int result;

	if (t->notify == SIGEV_NONE)
		return;
	memset(&info, 0, sizeof(info));
	info.si_signo = t->sig;
	info.si_code = SI_TIMER;
	info.si_timerid = t->id;
	info.si_overrun = (int)(times - 1 < OVERRUN_MOST ? times - 1 : OVERRUN_MOST);
	info.__si.__timer.value = t->value;
	result = signal_send(c->proc, (uint32_t)t->tid, &info);
	if (result == 0)
		t->overrun = times - 1;
	else
		t->overrun += times; /* it waits yet, or could not be queued */
}

/* The clocks of CPU time that have a process's or thread's number in theirs. */
#define CLOCK_USER      1u
#define CLOCK_OF_THREAD 4u

/* One of self's own. Linux has those of other processes too. -ENOTSUP, -EINVAL. */
static int cpu_clock(const struct proc *self, uint32_t clock, struct countdown *out)
{
	int32_t number = ~((int32_t)clock >> 3);
	bool user = (clock & 3) == CLOCK_USER;
	struct usage u;

	if ((clock & 3) == 3 || number < 0)
		return -EINVAL;
	if (!(clock & CLOCK_OF_THREAD)) {
		out->clock = user ? COUNTDOWN_USER : COUNTDOWN_CPU;
		if (!number || number == proc_pid(self))
			return 0;
		return proc_find(number) ? -ENOTSUP : -EINVAL;
	}
	out->clock = user ? COUNTDOWN_THREAD_USER : COUNTDOWN_THREAD;
	if (number)
		out->tid = (uint32_t)number;
	return usage_of_thread(self, out->tid, &u) ? 0 : -EINVAL;
}

static int countdown_clock(
	const struct proc *self, clockid_t clock, struct countdown *out)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_MONOTONIC:
	case XINIM_CLOCK_BOOTTIME:
	case XINIM_CLOCK_TAI:
		out->clock = COUNTDOWN_MONOTONIC;
		return 0;
	case XINIM_CLOCK_MONOTONIC_RAW:
	case XINIM_CLOCK_REALTIME_COARSE:
	case XINIM_CLOCK_MONO_COARSE:
		return -ENOTSUP; /* they can only be read */
	case CLOCK_PROCESS_CPUTIME_ID:
		out->clock = COUNTDOWN_CPU;
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		out->clock = COUNTDOWN_THREAD;
		return 0;
	default:
		return clock < 0 ? cpu_clock(self, (uint32_t)clock, out) : -EINVAL;
	}
}

/* A free number. -EAGAIN, -ENOMEM. */
static int find_slot(struct timers *t, uint64_t most)
{
	struct ptimer **more;
	unsigned n = t->ptimers;

	for (unsigned i = 0; i < n; i++)
		if (!t->ptimer[i])
			return (int)i;
	if (n >= most || n >= SLOTS_MOST)
		return -EAGAIN;
	more = realloc(t->ptimer, (n + SLOTS_AT_ONCE) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	memset(more + n, 0, SLOTS_AT_ONCE * sizeof(*more));
	t->ptimer = more;
	t->ptimers = n + SLOTS_AT_ONCE;
	return (int)n;
}

static int take_event(const struct server_call *call, struct ptimer *t)
{
	struct sigevent e = { .sigev_signo = SIGALRM, .sigev_notify = SIGEV_SIGNAL };
	int64_t error;

	if (call->arg[1]) {
		error = kernel_from_caller(call->id, &e, call->arg[1], sizeof(e));
		if (error)
			return (int)error;
	} else {
		e.sigev_value.sival_int = t->id;
	}
	switch (e.sigev_notify) {
	case SIGEV_THREAD_ID:
		t->tid = e.sigev_notify_thread_id;
		if (t->tid <= 0 ||
			kernel_process(XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD,
				(uint64_t)t->tid, 0, 0) != (int64_t)call->caller)
			return -EINVAL;
		break;
	case SIGEV_SIGNAL:
	case SIGEV_NONE:
	case SIGEV_THREAD: /* the library makes the thread */
		break;
	default:
		return -EINVAL;
	}
	if (e.sigev_notify != SIGEV_NONE &&
		(e.sigev_signo < 1 || e.sigev_signo > SIGNALS_LAST))
		return -EINVAL;
	t->notify = e.sigev_notify;
	t->sig = e.sigev_signo;
	t->value = e.sigev_value;
	return 0;
}

int64_t call_timer_create(struct proc *self, const struct server_call *call)
{
	struct ptimer *t;
	struct timers *all;
	struct countdown clock = { .tid = (uint32_t)call->id }; /* the caller's thread */
	int64_t error = countdown_clock(self, (clockid_t)call->arg[0], &clock);

	if (error)
		return error;
	all = timers_of(self);
	t = all ? calloc(1, sizeof(*t)) : NULL;
	if (!t)
		return -EAGAIN;
	t->clock = (clockid_t)call->arg[0];
	t->countdown = clock;
	t->countdown.proc = self;
	t->countdown.fire = fire;
	t->id = find_slot(all, self->limit[RLIMIT_SIGPENDING].soft);
	error = t->id < 0 ? t->id : take_event(call, t);
	if (!error)
		error = kernel_to_caller(call->id, call->arg[2], &t->id, sizeof(t->id));
	if (error) {
		free(t);
		return error;
	}
	all->ptimer[t->id] = t;
	return 0;
}

/* NULL: there is no such timer. */
static struct ptimer *find(const struct proc *self, uint64_t number)
{
	const struct timers *t = self->timers;
	uint32_t id = (uint32_t)number;

	return t && id < t->ptimers ? t->ptimer[id] : NULL;
}

static void drop(struct timers *all, struct ptimer *t)
{
	(void)countdown_set(&t->countdown, 0, 0);
	all->ptimer[t->id] = NULL;
	free(t);
}

void ptimers_drop(struct timers *all)
{
	for (unsigned i = 0; i < all->ptimers; i++)
		if (all->ptimer[i])
			drop(all, all->ptimer[i]);
	free(all->ptimer);
	all->ptimer = NULL;
	all->ptimers = 0;
}

int64_t call_timer_delete(struct proc *self, const struct server_call *call)
{
	struct ptimer *t = find(self, call->arg[0]);

	if (!t)
		return -EINVAL;
	drop(self->timers, t);
	return 0;
}

int64_t call_timer_getoverrun(struct proc *self, const struct server_call *call)
{
	const struct ptimer *t = find(self, call->arg[0]);

	if (!t)
		return -EINVAL;
	return (int64_t)(t->overrun < OVERRUN_MOST ? t->overrun : OVERRUN_MOST);
}

static struct xinim_timespec to_timespec(uint64_t ns)
{
	return (struct xinim_timespec){ .tv_sec = (int64_t)(ns / SECOND_NS),
		.tv_nsec = (int64_t)(ns % SECOND_NS) };
}

static int to_ns(const struct xinim_timespec *t, uint64_t *ns)
{
	if (t->tv_sec < 0 || t->tv_nsec < 0 || t->tv_nsec >= (int64_t)SECOND_NS)
		return -EINVAL;
	if (t->tv_sec > SECONDS_MOST)
		*ns = (uint64_t)SECONDS_MOST * SECOND_NS;
	else
		*ns = (uint64_t)t->tv_sec * SECOND_NS + (uint64_t)t->tv_nsec;
	return 0;
}

static int64_t give(const struct server_call *call, uint64_t to, const struct ptimer *t)
{
	struct itimerspec_wire v = { 0 };

	if (t->countdown.expires) {
		v.value = to_timespec(countdown_left(&t->countdown));
		v.interval = to_timespec(t->countdown.interval);
	}
	return kernel_to_caller(call->id, to, &v, sizeof(v));
}

int64_t call_timer_gettime(struct proc *self, const struct server_call *call)
{
	const struct ptimer *t = find(self, call->arg[0]);

	return t ? give(call, call->arg[1], t) : -EINVAL;
}

static int set(struct ptimer *t, bool absolute, uint64_t value, uint64_t interval)
{
	struct countdown *c = &t->countdown;

	t->overrun = 0;
	if (t->clock == CLOCK_REALTIME || t->clock == XINIM_CLOCK_TAI)
		c->clock = absolute ? COUNTDOWN_REALTIME : COUNTDOWN_MONOTONIC;
	if (value && !absolute)
		value += countdown_now(c);
	return countdown_set(c, value, interval);
}

int64_t call_timer_settime(struct proc *self, const struct server_call *call)
{
	struct ptimer *t = find(self, call->arg[0]);
	struct itimerspec_wire new;
	uint64_t value = 0, interval = 0;
	int64_t error;

	if (!call->arg[2])
		return -EINVAL;
	error = kernel_from_caller(call->id, &new, call->arg[2], sizeof(new));
	if (!error)
		error = to_ns(&new.value, &value);
	if (!error)
		error = to_ns(&new.interval, &interval);
	if (error)
		return error;
	if (!t)
		return -EINVAL;
	if (call->arg[3])
		error = give(call, call->arg[3], t);
	return error ? error
		     : set(t, call->arg[1] & XINIM_TIMER_ABSTIME, value, interval);
}
