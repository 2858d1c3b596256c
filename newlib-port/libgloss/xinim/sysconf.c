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

/* Of the library, the same everywhere; -1 for what is not there. */
static const struct {
	int name;
	long value;
} constants[] = {
	{ _SC_ARG_MAX, ARG_MAX },
	{ _SC_NGROUPS_MAX, NGROUPS_MAX },
	{ _SC_JOB_CONTROL, _POSIX_JOB_CONTROL },
	{ _SC_SAVED_IDS, _POSIX_SAVED_IDS },
	{ _SC_VERSION, _POSIX_VERSION },
	{ _SC_RTSIG_MAX, RTSIG_MAX },
	{ _SC_SIGQUEUE_MAX, SIGQUEUE_MAX },
	{ _SC_TIMER_MAX, TIMER_MAX },
	{ _SC_DELAYTIMER_MAX, DELAYTIMER_MAX },
	{ _SC_TZNAME_MAX, TZNAME_MAX },
	{ _SC_CLOCK_SELECTION, _POSIX_CLOCK_SELECTION },
	{ _SC_MONOTONIC_CLOCK, _POSIX_MONOTONIC_CLOCK },
	{ _SC_CPUTIME, _POSIX_CPUTIME },
	{ _SC_THREAD_CPUTIME, _POSIX_THREAD_CPUTIME },
	{ _SC_TIMERS, _POSIX_TIMERS },
	{ _SC_MAPPED_FILES, _POSIX_MAPPED_FILES },
	{ _SC_MEMLOCK, _POSIX_MEMLOCK },
	{ _SC_MEMLOCK_RANGE, _POSIX_MEMLOCK_RANGE },
	{ _SC_MEMORY_PROTECTION, _POSIX_MEMORY_PROTECTION },
	{ _SC_SHARED_MEMORY_OBJECTS, _POSIX_SHARED_MEMORY_OBJECTS },
	{ _SC_TTY_NAME_MAX, TTY_NAME_MAX },
	{ _SC_LOGIN_NAME_MAX, LOGIN_NAME_MAX },
	{ _SC_HOST_NAME_MAX, HOST_NAME_MAX },
	{ _SC_GETGR_R_SIZE_MAX, 1024 },
	{ _SC_GETPW_R_SIZE_MAX, 1024 },
	{ _SC_ATEXIT_MAX, INT_MAX },
	{ _SC_STREAM_MAX, OPEN_MAX },
	{ _SC_IOV_MAX, IOV_MAX },
	{ _SC_SYMLOOP_MAX, SYMLOOP_MAX },
	{ _SC_REGEXP, _POSIX_REGEXP },
	{ _SC_BARRIERS, _POSIX_BARRIERS },
	{ _SC_READER_WRITER_LOCKS, _POSIX_READER_WRITER_LOCKS },
	{ _SC_SEMAPHORES, _POSIX_SEMAPHORES },
	{ _SC_SEM_NSEMS_MAX, SEM_NSEMS_MAX },
	{ _SC_SEM_VALUE_MAX, SEM_VALUE_MAX },
	{ _SC_SPIN_LOCKS, _POSIX_SPIN_LOCKS },
	{ _SC_THREADS, _POSIX_THREADS },
	{ _SC_THREAD_ATTR_STACKADDR, _POSIX_THREAD_ATTR_STACKADDR },
	{ _SC_THREAD_ATTR_STACKSIZE, _POSIX_THREAD_ATTR_STACKSIZE },
	{ _SC_THREAD_DESTRUCTOR_ITERATIONS, PTHREAD_DESTRUCTOR_ITERATIONS },
	{ _SC_THREAD_KEYS_MAX, PTHREAD_KEYS_MAX },
	{ _SC_THREAD_PRIORITY_SCHEDULING, _POSIX_THREAD_PRIORITY_SCHEDULING },
	{ _SC_THREAD_PROCESS_SHARED, _POSIX_THREAD_PROCESS_SHARED },
	{ _SC_THREAD_SAFE_FUNCTIONS, _POSIX_THREAD_SAFE_FUNCTIONS },
	{ _SC_THREAD_STACK_MIN, PTHREAD_STACK_MIN },
	{ _SC_TIMEOUTS, _POSIX_TIMEOUTS },
	{ _SC_BC_BASE_MAX, BC_BASE_MAX },
	{ _SC_BC_DIM_MAX, BC_DIM_MAX },
	{ _SC_BC_SCALE_MAX, BC_SCALE_MAX },
	{ _SC_BC_STRING_MAX, BC_STRING_MAX },
	{ _SC_COLL_WEIGHTS_MAX, COLL_WEIGHTS_MAX },
	{ _SC_EXPR_NEST_MAX, EXPR_NEST_MAX },
	{ _SC_LINE_MAX, LINE_MAX },
	{ _SC_RE_DUP_MAX, RE_DUP_MAX },
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
