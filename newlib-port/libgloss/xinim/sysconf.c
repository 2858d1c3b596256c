/*
 * newlib-port/libgloss/xinim/sysconf.c - limits and options that only the running system knows.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <xinim/stats.h>

/* One of the process's limits; if there is none in force, what is usual. */
static long limit(int resource, long usual)
{
	struct rlimit r;

	if (RAW(getrlimit, resource, &r) != 0)
		return usual;
	return r.rlim_cur == RLIM_INFINITY ? -1 : (long)r.rlim_cur;
}

static long pages(int which)
{
	struct xinim_stats_memory m;

	if (CALL(stats_read, XINIM_STATS_MEMORY, 0, &m, sizeof(m)) < 0)
		return -1;
	return (long)(which == _SC_PHYS_PAGES ? m.total_pages : m.free_pages);
}

static long processors(int which)
{
	struct xinim_stats_boot b;

	if (CALL(stats_read, XINIM_STATS_BOOT, 0, &b, sizeof(b)) < 0)
		return -1;
	return which == _SC_NPROCESSORS_CONF ? b.cpus_present : b.cpus_online;
}

/* Options and limits of the library, the same everywhere; -1 for what is not there. */
#define OPTION(name)                      \
	{                                 \
		_SC_##name, _POSIX_##name \
	}
#define POSIX2(name)                         \
	{                                    \
		_SC_2_##name, _POSIX2_##name \
	}
#define XOPEN(name)                             \
	{                                       \
		_SC_XOPEN_##name, _XOPEN_##name \
	}
#define LIMIT(name)              \
	{                        \
		_SC_##name, name \
	}
static const struct {
	int name;
	long value;
} constants[] = {
	OPTION(ADVISORY_INFO),
	OPTION(ASYNCHRONOUS_IO),
	OPTION(BARRIERS),
	OPTION(CLOCK_SELECTION),
	OPTION(CPUTIME),
	OPTION(FSYNC),
	OPTION(IPV6),
	OPTION(JOB_CONTROL),
	OPTION(MAPPED_FILES),
	OPTION(MEMLOCK),
	OPTION(MEMLOCK_RANGE),
	OPTION(MEMORY_PROTECTION),
	OPTION(MESSAGE_PASSING),
	OPTION(MONOTONIC_CLOCK),
	OPTION(PRIORITIZED_IO),
	OPTION(PRIORITY_SCHEDULING),
	OPTION(RAW_SOCKETS),
	OPTION(READER_WRITER_LOCKS),
	OPTION(REALTIME_SIGNALS),
	OPTION(REGEXP),
	OPTION(SAVED_IDS),
	OPTION(SEMAPHORES),
	OPTION(SHARED_MEMORY_OBJECTS),
	OPTION(SHELL),
	OPTION(SPAWN),
	OPTION(SPIN_LOCKS),
	OPTION(SPORADIC_SERVER),
	OPTION(SYNCHRONIZED_IO),
	OPTION(THREADS),
	OPTION(THREAD_ATTR_STACKADDR),
	OPTION(THREAD_ATTR_STACKSIZE),
	OPTION(THREAD_CPUTIME),
	OPTION(THREAD_PRIORITY_SCHEDULING),
	OPTION(THREAD_PRIO_INHERIT),
	OPTION(THREAD_PRIO_PROTECT),
	OPTION(THREAD_PROCESS_SHARED),
	OPTION(THREAD_ROBUST_PRIO_INHERIT),
	OPTION(THREAD_ROBUST_PRIO_PROTECT),
	OPTION(THREAD_SAFE_FUNCTIONS),
	OPTION(THREAD_SPORADIC_SERVER),
	OPTION(TIMEOUTS),
	OPTION(TIMERS),
	OPTION(TRACE),
	OPTION(TYPED_MEMORY_OBJECTS),
	OPTION(V7_LP64_OFF64),
	OPTION(VERSION),
	POSIX2(C_BIND),
	POSIX2(CHAR_TERM),
	POSIX2(C_DEV),
	POSIX2(LOCALEDEF),
	POSIX2(SW_DEV),
	POSIX2(UPE),
	POSIX2(VERSION),
	XOPEN(CRYPT),
	XOPEN(ENH_I18N),
	XOPEN(REALTIME),
	XOPEN(REALTIME_THREADS),
	XOPEN(SHM),
	XOPEN(UNIX),
	XOPEN(UUCP),
	XOPEN(VERSION),
	LIMIT(ARG_MAX),
	LIMIT(BC_BASE_MAX),
	LIMIT(BC_DIM_MAX),
	LIMIT(BC_SCALE_MAX),
	LIMIT(BC_STRING_MAX),
	LIMIT(COLL_WEIGHTS_MAX),
	LIMIT(DELAYTIMER_MAX),
	LIMIT(EXPR_NEST_MAX),
	LIMIT(HOST_NAME_MAX),
	LIMIT(IOV_MAX),
	LIMIT(LINE_MAX),
	LIMIT(LOGIN_NAME_MAX),
	LIMIT(MQ_PRIO_MAX),
	LIMIT(NGROUPS_MAX),
	LIMIT(RE_DUP_MAX),
	LIMIT(RTSIG_MAX),
	LIMIT(SEM_NSEMS_MAX),
	LIMIT(SEM_VALUE_MAX),
	LIMIT(SIGQUEUE_MAX),
	LIMIT(SYMLOOP_MAX),
	LIMIT(TIMER_MAX),
	LIMIT(TTY_NAME_MAX),
	LIMIT(TZNAME_MAX),
	{ _SC_ATEXIT_MAX, INT_MAX },
	{ _SC_GETGR_R_SIZE_MAX, 1024 },
	{ _SC_GETPW_R_SIZE_MAX, 1024 },
	{ _SC_STREAM_MAX, OPEN_MAX },
	{ _SC_THREAD_DESTRUCTOR_ITERATIONS, PTHREAD_DESTRUCTOR_ITERATIONS },
	{ _SC_THREAD_KEYS_MAX, PTHREAD_KEYS_MAX },
	{ _SC_THREAD_STACK_MIN, PTHREAD_STACK_MIN },
};

/* -1 with errno as it was: no limit, or not there. EINVAL: no such name. */
long sysconf(int name)
{
	switch (name) {
	case _SC_PAGESIZE:
		return (long)getauxval(AT_PAGESZ);
	case _SC_CLK_TCK:
		return (long)getauxval(AT_CLKTCK);
	case _SC_OPEN_MAX:
		return limit(RLIMIT_NOFILE, OPEN_MAX);
	case _SC_CHILD_MAX:
		return limit(RLIMIT_NPROC, CHILD_MAX);
	case _SC_PHYS_PAGES:
	case _SC_AVPHYS_PAGES:
		return pages(name);
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN:
		return processors(name);
	}
	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		if (constants[i].name == name)
			return constants[i].value;
	if (name < 0 || name > _SC_POSIX_26_VERSION)
		errno = EINVAL;
	return -1;
}
