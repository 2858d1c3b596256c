/*
 * kernel/sys_time.c - clocks and sleeping.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/acpi.h"
#include "kernel/arch.h"
#include "kernel/cpu.h"
#include "kernel/futex.h"
#include "kernel/lock.h"
#include "kernel/office.h"
#include "kernel/page.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/syscall.h"
#include "kernel/time.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>
#include <xinim/process.h>

#define NS_PER_SECOND 1000000000UL
#define FIRST_DATE    1767225600UL /* 2026-01-01T00:00:00Z, in seconds */

/* In the number of a process's or thread's clock. */
#define CLOCK_USER      1u
#define CLOCK_SCHED     2u
#define CLOCK_OF_THREAD 4u

#define CPU_LOOK_NS 1000000UL /* how often a sleep by a clock of CPU time looks at it */

static uint64_t realtime_offset; /* nanoseconds from the Epoch to the clock's zero */

static struct xinim_time_page *time_page;

/* How often the clock was set, and how much of that the battery-backed one has heard of. */
static uint64_t settings, kept;

/* A thread that sleeps until a date: its deadline is another when the clock is set. */
struct date_sleeper {
	struct list link;
	struct thread *thread;
};

static struct list date_sleepers = LIST_INIT(date_sleepers);

/* Whoever reads the page meanwhile sees an odd number, and reads again. */
static void set_offset(uint64_t offset)
{
	__atomic_fetch_add(&time_page->sequence, 1, __ATOMIC_SEQ_CST);
	time_page->realtime_offset = offset;
	__atomic_fetch_add(&time_page->sequence, 1, __ATOMIC_SEQ_CST);
	__atomic_store_n(&realtime_offset, offset, __ATOMIC_RELAXED);
}

bool time_is_date(uint64_t ns)
{
	return ns <= INT64_MAX && ns >= arch_clock_ns();
}

void time_set(uint64_t ns)
{
	struct date_sleeper *s;

	kdebug_locked();
	set_offset(ns - arch_clock_ns());
	settings++;
	list_for_each_entry (s, &date_sleepers, link)
		sched_wake(s->thread);
	office_tell(OFFICE_CLOCK);
}

int64_t time_clock(uint64_t operation, uint64_t a, uint64_t b)
{
	if (!office_is_held(OFFICE_CLOCK))
		return -EPERM;
	switch (operation) {
	case XINIM_CLOCK_START:
		if (settings)
			return -EEXIST;
		if (!time_is_date(a))
			return -EINVAL;
		time_set(a);
		kept = settings;
		return 0;
	case XINIM_CLOCK_SETTINGS:
		return kept == settings ? 0 : (int64_t)settings;
	case XINIM_CLOCK_KEPT:
		if (a > settings)
			return -EINVAL;
		if (a > kept)
			kept = a;
		return 0;
	case XINIM_CLOCK_CENTURY:
		return arch_acpi()->fadt.century;
	case XINIM_CLOCK_WATCH:
		return office_watch(OFFICE_CLOCK, a, b);
	default:
		return -EINVAL;
	}
}

void time_init(void)
{
	uint64_t phys = page_alloc_zeroed();

	if (!phys || arch_map_for_all(XINIM_TIME_PAGE, phys) != 0)
		panic("not enough memory for the clock");
	time_page = phys_to_virt(phys);
	arch_clock_formula(&time_page->tsc_start, &time_page->ns_per_tsc);
	set_offset(FIRST_DATE * NS_PER_SECOND - arch_clock_ns());
}

/*
 * A clock of CPU time that names a process or thread, as Linux numbers them: the
 * number inverted, then 4 for a thread of the caller's process, then 0 or 2 for all
 * of its time and 1 for what of it was in user mode.
 */
static __attribute__((noinline)) int cpu_clock_read(uint32_t clock, uint64_t *ns)
{
	int32_t number = ~((int32_t)clock >> 3);
	struct process *self = current_thread()->process, *p = self;
	struct xinim_process_times times = { 0 };
	struct thread *t;
	int error = 0;
	bool took;

	if ((clock & 3) == 3 || number < 0)
		return -EINVAL;
	took = kernel_lock_nested();
	if (clock & CLOCK_OF_THREAD) {
		t = number ? thread_find((uint32_t)number) : current_thread();
		if (t && t->process == self)
			thread_times(t, &times.user_ns, &times.system_ns);
		else
			error = -EINVAL;
	} else {
		if (number)
			p = process_find(number);
		if (p) {
			cap_object_get(&p->cap);
			process_times(p, &times);
			cap_object_put(&p->cap);
		} else {
			error = -EINVAL;
		}
	}
	*ns = times.user_ns + ((clock & 3) == CLOCK_USER ? 0 : times.system_ns);
	if (took)
		kernel_unlock();
	return error;
}

/* 0 or -EINVAL: a clock we do not have. */
static inline __attribute__((always_inline)) int clock_read(uint32_t clock, uint64_t *ns)
{
	switch (clock) {
	case XINIM_CLOCK_REALTIME:
	case XINIM_CLOCK_REALTIME_COARSE:
	case XINIM_CLOCK_TAI: /* nobody has told of leap seconds */
		*ns = arch_clock_ns() + realtime_offset;
		return 0;
	case XINIM_CLOCK_MONOTONIC:
	case XINIM_CLOCK_MONOTONIC_RAW:
	case XINIM_CLOCK_MONO_COARSE:
	case XINIM_CLOCK_BOOTTIME:
		*ns = arch_clock_ns();
		return 0;
	case XINIM_CLOCK_PROCESS_CPUTIME:
		return cpu_clock_read((uint32_t)~0 << 3 | CLOCK_SCHED, ns);
	case XINIM_CLOCK_THREAD_CPUTIME:
		*ns = thread_cpu_time(current_thread());
		return 0;
	default:
		return (int32_t)clock < 0 ? cpu_clock_read(clock, ns) : -EINVAL;
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
	uint64_t ns;

	if (clock_read((uint32_t)arg[0], &ns) != 0)
		return -EINVAL;
	if (!user_range_ok(arg[1], sizeof(struct xinim_timespec)) ||
		!arch_store_pair(arg[1], ns / NS_PER_SECOND, ns % NS_PER_SECOND))
		return -EFAULT;
	return 0;
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

int time_deadline(uint64_t from, bool absolute, uint64_t *deadline)
{
	uint64_t ns;
	int error;

	*deadline = UINT64_MAX;
	if (!from)
		return 0;
	error = timespec_from_user(from, &ns);
	if (error)
		return error;
	*deadline = absolute ? ns : arch_clock_ns() + ns;
	return 0;
}

/* What is left of a sleep, to where the user wants it. */
static int tell_left(uint64_t to, uint64_t ns)
{
	struct xinim_timespec left = to_timespec(ns);

	return to ? copy_to_user(to, &left, sizeof(left)) : 0;
}

static int tell_remain(uint64_t to, uint64_t deadline)
{
	uint64_t now = arch_clock_ns();

	return tell_left(to, deadline > now ? deadline - now : 0);
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

static bool is_past(uint64_t date)
{
	return date != UINT64_MAX && arch_clock_ns() + realtime_offset >= date;
}

bool time_sleep_until_date(uint64_t date)
{
	struct date_sleeper s = { .thread = current_thread() };

	if (is_past(date))
		return true;
	list_add_tail(&date_sleepers, &s.link);
	thread_sleep_until(date == UINT64_MAX ? date : date - realtime_offset);
	list_remove(&s.link);
	return is_past(date);
}

/* Sleeps until that date, whatever happens to the clock meanwhile. */
static int64_t sleep_until_date(uint64_t date)
{
	while (!is_past(date)) {
		if (signal_interrupts(current_thread()))
			return signal_restart(-XINIM_ERESTARTNOHAND);
		(void)time_sleep_until_date(date);
	}
	return 0;
}

/*
 * Sleeps until a clock of CPU time is there: a process's other threads, or another
 * process, let it go on. EINVAL: who it is of has ended.
 */
static int64_t sleep_until_used(
	uint32_t clock, uint64_t until, bool absolute, uint64_t remain)
{
	struct thread *t = current_thread();
	uint64_t now, left;

	for (;;) {
		if (cpu_clock_read(clock, &now) != 0)
			return -EINVAL;
		if (now >= until)
			return 0;
		if (signal_interrupts(t))
			break;
		left = (until - now) / cpu_count;
		thread_sleep_until(
			arch_clock_ns() + (left > CPU_LOOK_NS ? left : CPU_LOOK_NS));
	}
	if (absolute)
		return signal_restart(-XINIM_ERESTARTNOHAND);
	if (tell_left(remain, until - now) != 0)
		return -EFAULT;
	t->signals.restart = (struct signal_restart){
		.deadline = until, .remain = remain, .clock = clock
	};
	return signal_restart(-XINIM_ERESTART_BLOCK);
}

/* Is this clock of a thread the caller's? */
static bool is_own(uint32_t clock)
{
	uint32_t number = ~(uint32_t)((int32_t)clock >> 3);

	return !number || number == current_thread()->tid;
}

/* clock_nanosleep(clock, flags, request, remain) */
static int64_t sleep_on(uint32_t clock, bool absolute, uint64_t request, uint64_t remain)
{
	uint64_t now, ns, deadline;
	int error;

	if (clock_read(clock, &now) != 0)
		return -EINVAL;
	if (clock == XINIM_CLOCK_THREAD_CPUTIME || clock == XINIM_CLOCK_MONOTONIC_RAW ||
		clock == XINIM_CLOCK_MONO_COARSE || clock == XINIM_CLOCK_REALTIME_COARSE)
		return -EOPNOTSUPP;
	error = timespec_from_user(request, &ns);
	if (error)
		return error;
	if (clock == XINIM_CLOCK_PROCESS_CPUTIME)
		clock = (uint32_t)~0 << 3 | CLOCK_SCHED;
	if ((int32_t)clock < 0 && clock & CLOCK_OF_THREAD && is_own(clock))
		return -EINVAL; /* it stands still meanwhile */
	if ((int32_t)clock < 0)
		return sleep_until_used(
			clock, absolute ? ns : now + ns, absolute, remain);
	if (absolute && (clock == XINIM_CLOCK_REALTIME || clock == XINIM_CLOCK_TAI))
		return sleep_until_date(ns);
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
	if (now.clock)
		return sleep_until_used(now.clock, now.deadline, false, now.remain);
	return now.word ? futex_wait_again(&now)
			: sleep_until(now.deadline, false, now.remain);
}
