/* tests/posix/pthread-names.c - every interface of threads is declared, and is there.
 *
 * All of POSIX.1-2017's <pthread.h>, <semaphore.h>, <sched.h> (without the option
 * of sporadic servers), thread functions of <signal.h>, <unistd.h> and <stdio.h>,
 * and what is usual besides.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <threads.h>

#define NAME(name)                                       \
	{                                                \
#name, (void (*)(void))(uintptr_t)(name) \
	}

static const struct {
	const char *name;
	void (*address)(void);
} posix[] = {
	NAME(flockfile),
	NAME(ftrylockfile),
	NAME(funlockfile),
	NAME(getc_unlocked),
	NAME(getchar_unlocked),
	NAME(pthread_atfork),
	NAME(pthread_attr_destroy),
	NAME(pthread_attr_getdetachstate),
	NAME(pthread_attr_getguardsize),
	NAME(pthread_attr_getinheritsched),
	NAME(pthread_attr_getschedparam),
	NAME(pthread_attr_getschedpolicy),
	NAME(pthread_attr_getscope),
	NAME(pthread_attr_getstack),
	NAME(pthread_attr_getstacksize),
	NAME(pthread_attr_init),
	NAME(pthread_attr_setdetachstate),
	NAME(pthread_attr_setguardsize),
	NAME(pthread_attr_setinheritsched),
	NAME(pthread_attr_setschedparam),
	NAME(pthread_attr_setschedpolicy),
	NAME(pthread_attr_setscope),
	NAME(pthread_attr_setstack),
	NAME(pthread_attr_setstacksize),
	NAME(pthread_barrier_destroy),
	NAME(pthread_barrier_init),
	NAME(pthread_barrier_wait),
	NAME(pthread_barrierattr_destroy),
	NAME(pthread_barrierattr_getpshared),
	NAME(pthread_barrierattr_init),
	NAME(pthread_barrierattr_setpshared),
	NAME(pthread_cancel),
	NAME(pthread_cond_broadcast),
	NAME(pthread_cond_destroy),
	NAME(pthread_cond_init),
	NAME(pthread_cond_signal),
	NAME(pthread_cond_timedwait),
	NAME(pthread_cond_wait),
	NAME(pthread_condattr_destroy),
	NAME(pthread_condattr_getclock),
	NAME(pthread_condattr_getpshared),
	NAME(pthread_condattr_init),
	NAME(pthread_condattr_setclock),
	NAME(pthread_condattr_setpshared),
	NAME(pthread_create),
	NAME(pthread_detach),
	NAME(pthread_equal),
	NAME(pthread_exit),
	NAME(pthread_getconcurrency),
	NAME(pthread_getcpuclockid),
	NAME(pthread_getschedparam),
	NAME(pthread_getspecific),
	NAME(pthread_join),
	NAME(pthread_key_create),
	NAME(pthread_key_delete),
	NAME(pthread_kill),
	NAME(pthread_mutex_consistent),
	NAME(pthread_mutex_destroy),
	NAME(pthread_mutex_getprioceiling),
	NAME(pthread_mutex_init),
	NAME(pthread_mutex_lock),
	NAME(pthread_mutex_setprioceiling),
	NAME(pthread_mutex_timedlock),
	NAME(pthread_mutex_trylock),
	NAME(pthread_mutex_unlock),
	NAME(pthread_mutexattr_destroy),
	NAME(pthread_mutexattr_getprioceiling),
	NAME(pthread_mutexattr_getprotocol),
	NAME(pthread_mutexattr_getpshared),
	NAME(pthread_mutexattr_getrobust),
	NAME(pthread_mutexattr_gettype),
	NAME(pthread_mutexattr_init),
	NAME(pthread_mutexattr_setprioceiling),
	NAME(pthread_mutexattr_setprotocol),
	NAME(pthread_mutexattr_setpshared),
	NAME(pthread_mutexattr_setrobust),
	NAME(pthread_mutexattr_settype),
	NAME(pthread_once),
	NAME(pthread_rwlock_destroy),
	NAME(pthread_rwlock_init),
	NAME(pthread_rwlock_rdlock),
	NAME(pthread_rwlock_timedrdlock),
	NAME(pthread_rwlock_timedwrlock),
	NAME(pthread_rwlock_tryrdlock),
	NAME(pthread_rwlock_trywrlock),
	NAME(pthread_rwlock_unlock),
	NAME(pthread_rwlock_wrlock),
	NAME(pthread_rwlockattr_destroy),
	NAME(pthread_rwlockattr_getpshared),
	NAME(pthread_rwlockattr_init),
	NAME(pthread_rwlockattr_setpshared),
	NAME(pthread_self),
	NAME(pthread_setcancelstate),
	NAME(pthread_setcanceltype),
	NAME(pthread_setconcurrency),
	NAME(pthread_setschedparam),
	NAME(pthread_setschedprio),
	NAME(pthread_setspecific),
	NAME(pthread_sigmask),
	NAME(pthread_spin_destroy),
	NAME(pthread_spin_init),
	NAME(pthread_spin_lock),
	NAME(pthread_spin_trylock),
	NAME(pthread_spin_unlock),
	NAME(pthread_testcancel),
	NAME(putc_unlocked),
	NAME(putchar_unlocked),
	NAME(sched_get_priority_max),
	NAME(sched_get_priority_min),
	NAME(sched_getparam),
	NAME(sched_getscheduler),
	NAME(sched_rr_get_interval),
	NAME(sched_setparam),
	NAME(sched_setscheduler),
	NAME(sched_yield),
	NAME(sem_close),
	NAME(sem_destroy),
	NAME(sem_getvalue),
	NAME(sem_init),
	NAME(sem_open),
	NAME(sem_post),
	NAME(sem_timedwait),
	NAME(sem_trywait),
	NAME(sem_unlink),
	NAME(sem_wait),
}, usual[] = {
	NAME(call_once),
	NAME(cnd_broadcast),
	NAME(cnd_destroy),
	NAME(cnd_init),
	NAME(cnd_signal),
	NAME(cnd_timedwait),
	NAME(cnd_wait),
	NAME(mtx_destroy),
	NAME(mtx_init),
	NAME(mtx_lock),
	NAME(mtx_timedlock),
	NAME(mtx_trylock),
	NAME(mtx_unlock),
	NAME(pthread_attr_getaffinity_np),
	NAME(pthread_attr_setaffinity_np),
	NAME(pthread_clockjoin_np),
	NAME(pthread_cond_clockwait),
	NAME(pthread_getaffinity_np),
	NAME(pthread_getattr_np),
	NAME(pthread_getname_np),
	NAME(pthread_mutex_clocklock),
	NAME(pthread_rwlock_clockrdlock),
	NAME(pthread_rwlock_clockwrlock),
	NAME(pthread_rwlockattr_getkind_np),
	NAME(pthread_rwlockattr_setkind_np),
	NAME(pthread_setaffinity_np),
	NAME(pthread_setname_np),
	NAME(pthread_sigqueue),
	NAME(pthread_timedjoin_np),
	NAME(pthread_tryjoin_np),
	NAME(pthread_yield),
	NAME(sched_getaffinity),
	NAME(sched_getcpu),
	NAME(sched_setaffinity),
	NAME(sem_clockwait),
	NAME(thrd_create),
	NAME(thrd_current),
	NAME(thrd_detach),
	NAME(thrd_equal),
	NAME(thrd_exit),
	NAME(thrd_join),
	NAME(thrd_sleep),
	NAME(thrd_yield),
	NAME(tss_create),
	NAME(tss_delete),
	NAME(tss_get),
	NAME(tss_set),
};

static void of_posix(void)
{
	for (size_t i = 0; i < COUNT(posix); i++)
		if (posix[i].address == NULL)
			EXPECT_STR(posix[i].name, "there");
	EXPECT(sysconf(_SC_THREADS) == 200809 && sysconf(_SC_SEMAPHORES) == 200809 &&
		sysconf(_SC_BARRIERS) == 200809 && sysconf(_SC_SPIN_LOCKS) == 200809 &&
		sysconf(_SC_READER_WRITER_LOCKS) == 200809);
	EXPECT_EQ(sysconf(_SC_THREAD_KEYS_MAX), PTHREAD_KEYS_MAX);
	EXPECT_EQ(sysconf(_SC_THREAD_STACK_MIN), PTHREAD_STACK_MIN);
	EXPECT_EQ(sysconf(_SC_THREAD_PRIO_INHERIT), 200809);
	EXPECT_EQ(sysconf(_SC_SPORADIC_SERVER), -1);
}

static void besides(void)
{
	for (size_t i = 0; i < COUNT(usual); i++)
		if (usual[i].address == NULL)
			EXPECT_STR(usual[i].name, "there");
}

/* The constants, as Linux has them. */
static void constants(void)
{
	EXPECT_EQ(PTHREAD_CANCEL_DISABLE, 1);
	EXPECT_EQ(PTHREAD_CANCEL_ASYNCHRONOUS, 1);
	EXPECT_EQ(PTHREAD_CREATE_DETACHED, 1);
	EXPECT_EQ(PTHREAD_EXPLICIT_SCHED, 1);
	EXPECT_EQ(PTHREAD_MUTEX_RECURSIVE, 1);
	EXPECT_EQ(PTHREAD_MUTEX_ERRORCHECK, 2);
	EXPECT_EQ(PTHREAD_PROCESS_SHARED, 1);
	EXPECT_EQ(PTHREAD_SCOPE_PROCESS, 1);
	EXPECT_EQ(PTHREAD_BARRIER_SERIAL_THREAD, -1);
	EXPECT_EQ((long)PTHREAD_CANCELED, -1);
	EXPECT_EQ(PTHREAD_PRIO_PROTECT, 2);
	EXPECT_EQ(PTHREAD_STACK_MIN, 16384);
}

static const struct guest_case cases[] = {
	{ "of_posix", of_posix },
	{ "besides", besides },
	{ "constants", constants },
};

GUEST_MAIN(cases)
