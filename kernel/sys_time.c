/*
 * kernel/sys_time.c - clocks and sleeping.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/futex.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/syscall.h"
#include "kernel/time.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define NS_PER_SECOND 1000000000UL

static uint64_t realtime_offset; /* nanoseconds from the Epoch to the clock's zero */

void time_init(void)
{
	realtime_offset = arch_rtc_seconds() * NS_PER_SECOND - arch_clock_ns();
}

/* 0 or -EINVAL: a clock we do not have. */
static int clock_read(uint32_t clock, uint64_t *ns)
{
	switch (clock) {
	case XINIM_CLOCK_REALTIME:
	case XINIM_CLOCK_REALTIME_COARSE:
		*ns = arch_clock_ns() + realtime_offset;
		return 0;
	case XINIM_CLOCK_MONOTONIC:
	case XINIM_CLOCK_MONOTONIC_RAW:
	case XINIM_CLOCK_MONO_COARSE:
	case XINIM_CLOCK_BOOTTIME:
		*ns = arch_clock_ns();
		return 0;
	case XINIM_CLOCK_PROCESS_CPUTIME:
		/* One thread a process, and it is the one that asks. */
	case XINIM_CLOCK_THREAD_CPUTIME:
		*ns = thread_cpu_time(current_thread());
		return 0;
	default:
		return -EINVAL;
	}
}

static struct xinim_timespec to_timespec(uint64_t ns)
{
	return (struct xinim_timespec){
		.tv_sec = (int64_t)(ns / NS_PER_SECOND),
		.tv_nsec = (int64_t)(ns % NS_PER_SECOND),
	};
}

SYSCALL_HANDLER(clock_gettime)
{
	struct xinim_timespec ts;
	uint64_t ns;

	if (clock_read((uint32_t)arg[0], &ns) != 0)
		return -EINVAL;
	ts = to_timespec(ns);
	return copy_to_user(arg[1], &ts, sizeof(ts));
}

SYSCALL_HANDLER(clock_getres)
{
	struct xinim_timespec ts = { 0, 1 };
	uint64_t ns;

	if (clock_read((uint32_t)arg[0], &ns) != 0)
		return -EINVAL;
	return arg[1] ? copy_to_user(arg[1], &ts, sizeof(ts)) : 0;
}

/* Reads a timespec as nanoseconds, at most INT64_MAX. -EFAULT, -EINVAL. */
static int timespec_from_user(uint64_t from, uint64_t *ns)
{
	struct xinim_timespec ts;

	if (copy_from_user(&ts, from, sizeof(ts)) != 0)
		return -EFAULT;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= (int64_t)NS_PER_SECOND)
		return -EINVAL;
	if ((uint64_t)ts.tv_sec >= INT64_MAX / NS_PER_SECOND)
		*ns = INT64_MAX;
	else
		*ns = (uint64_t)ts.tv_sec * NS_PER_SECOND + (uint64_t)ts.tv_nsec;
	return 0;
}

int time_deadline(uint64_t from, bool absolute, bool realtime, uint64_t *deadline)
{
	uint64_t ns, now = arch_clock_ns();
	int error;

	*deadline = UINT64_MAX;
	if (!from)
		return 0;
	error = timespec_from_user(from, &ns);
	if (error)
		return error;
	if (!absolute)
		*deadline = now + ns;
	else if (realtime)
		*deadline = ns > realtime_offset ? ns - realtime_offset : 0;
	else
		*deadline = ns;
	return 0;
}

/* What is left of a sleep, to where the user wants it. */
static int tell_remain(uint64_t to, uint64_t deadline)
{
	uint64_t now = arch_clock_ns();
	struct xinim_timespec left = to_timespec(deadline > now ? deadline - now : 0);

	return to ? copy_to_user(to, &left, sizeof(left)) : 0;
}

/*
 * Sleeps until clock time `deadline`. A signal ends that: an absolute sleep is
 * simply begun again, if no handler ran; another one by restart_syscall.
 */
static int64_t sleep_until(uint64_t deadline, bool absolute, uint64_t remain)
{
	struct thread *t = current_thread();

	while (arch_clock_ns() < deadline) {
		if (!signal_interrupts(t)) {
			thread_sleep_until(deadline);
			continue;
		}
		if (absolute)
			return signal_restart(-XINIM_ERESTARTNOHAND);
		if (tell_remain(remain, deadline) != 0)
			return -EFAULT;
		t->signals.restart =
			(struct signal_restart){ .deadline = deadline, .remain = remain };
		return signal_restart(-XINIM_ERESTART_BLOCK);
	}
	return 0;
}

/* clock_nanosleep(clock, flags, request, remain) */
static int64_t sleep_on(uint32_t clock, bool absolute, uint64_t request, uint64_t remain)
{
	uint64_t now, ns, deadline;
	int error;

	if (clock == XINIM_CLOCK_THREAD_CPUTIME || clock == XINIM_CLOCK_PROCESS_CPUTIME)
		return -EOPNOTSUPP;
	if (clock_read(clock, &now) != 0)
		return -EINVAL;
	error = timespec_from_user(request, &ns);
	if (error)
		return error;
	deadline = arch_clock_ns();
	if (!absolute)
		deadline += ns; /* neither exceeds INT64_MAX: no overflow */
	else if (ns > now)
		deadline += ns - now;
	return sleep_until(deadline, absolute, remain);
}

SYSCALL_HANDLER_LOCKED(nanosleep)
{
	return sleep_on(XINIM_CLOCK_MONOTONIC, false, arg[0], arg[1]);
}

SYSCALL_HANDLER_LOCKED(clock_nanosleep)
{
	return sleep_on((uint32_t)arg[0], arg[1] & XINIM_TIMER_ABSTIME, arg[2], arg[3]);
}

/*
 * restart_syscall(): goes on with what a signal without a handler interrupted.
 * The kernel has it called; EINTR for who does so on its own.
 */
SYSCALL_HANDLER_LOCKED(restart_syscall)
{
	struct signal_restart *r = &current_thread()->signals.restart, now = *r;

	r->deadline = 0;
	if (!now.deadline)
		return -EINTR;
	return now.word ? futex_wait_again(&now)
			: sleep_until(now.deadline, false, now.remain);
}
