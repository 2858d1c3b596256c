/*
 * newlib-port/include/machine/_features.h - the options of POSIX.1-2017 that are there.
 *
 * 200809 or 1: there. -1: not there. sysconf() says the same.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_MACHINE_FEATURES_H
#define _XINIM_MACHINE_FEATURES_H

#if __POSIX_VISIBLE >= 200809
#define _POSIX_VERSION 200809L
#elif __POSIX_VISIBLE >= 200112
#define _POSIX_VERSION 200112L
#elif __POSIX_VISIBLE >= 199506
#define _POSIX_VERSION 199506L
#elif __POSIX_VISIBLE >= 199309
#define _POSIX_VERSION 199309L
#elif __POSIX_VISIBLE
#define _POSIX_VERSION 199009L
#else /* -std=c99 alone: who includes <unistd.h> asks what there is */
#define _POSIX_VERSION 200809L
#endif

#define _POSIX_ADVISORY_INFO              200809L
#define _POSIX_ASYNCHRONOUS_IO            200809L
#define _POSIX_IPV6                       (-1)
#define _POSIX_MESSAGE_PASSING            200809L
#define _POSIX_PRIORITIZED_IO             (-1)
#define _POSIX_RAW_SOCKETS                (-1)
#define _POSIX_SHELL                      1
#define _POSIX_SPAWN                      200809L
#define _POSIX_SPORADIC_SERVER            (-1)
#define _POSIX_SYNCHRONIZED_IO            200809L
#define _POSIX_TRACE                      (-1)
#define _POSIX_TYPED_MEMORY_OBJECTS       (-1)
#define _POSIX_BARRIERS                   200809L
#define _POSIX_CHOWN_RESTRICTED           1
#define _POSIX_CLOCK_SELECTION            200809L
#define _POSIX_CPUTIME                    200809L
#define _POSIX_FSYNC                      200809L
#define _POSIX_JOB_CONTROL                1
#define _POSIX_MAPPED_FILES               200809L
#define _POSIX_MEMLOCK                    200809L
#define _POSIX_MEMLOCK_RANGE              200809L
#define _POSIX_MEMORY_PROTECTION          200809L
#define _POSIX_MONOTONIC_CLOCK            200809L
#define _POSIX_NO_TRUNC                   1
#define _POSIX_PRIORITY_SCHEDULING        200809L
#define _POSIX_READER_WRITER_LOCKS        200809L
#define _POSIX_REALTIME_SIGNALS           200809L
#define _POSIX_REGEXP                     1
#define _POSIX_SAVED_IDS                  1
#define _POSIX_SEMAPHORES                 200809L
#define _POSIX_SHARED_MEMORY_OBJECTS      200809L
#define _POSIX_SPIN_LOCKS                 200809L
#define _POSIX_THREADS                    200809L
#define _POSIX_THREAD_ATTR_STACKADDR      200809L
#define _POSIX_THREAD_ATTR_STACKSIZE      200809L
#define _POSIX_THREAD_CPUTIME             200809L
#define _POSIX_THREAD_PRIORITY_SCHEDULING 200809L
#define _POSIX_THREAD_PRIO_INHERIT        200809L
#define _POSIX_THREAD_PRIO_PROTECT        200809L
#define _POSIX_THREAD_PROCESS_SHARED      200809L
#define _POSIX_THREAD_ROBUST_PRIO_INHERIT 200809L
#define _POSIX_THREAD_ROBUST_PRIO_PROTECT 200809L
#define _POSIX_THREAD_SAFE_FUNCTIONS      200809L
#define _POSIX_THREAD_SPORADIC_SERVER     (-1)
#define _POSIX_TIMEOUTS                   200809L
#define _POSIX_TIMERS                     200809L
#define _POSIX_VDISABLE                   0

#define _POSIX2_VERSION   _POSIX_VERSION
#define _POSIX2_C_BIND    200809L
#define _POSIX2_CHAR_TERM (-1)
#define _POSIX2_C_DEV     (-1)
#define _POSIX2_LOCALEDEF (-1)
#define _POSIX2_SW_DEV    (-1)
#define _POSIX2_UPE       (-1)

#if __XSI_VISIBLE >= 700
#define _XOPEN_VERSION 700
#elif __XSI_VISIBLE >= 600
#define _XOPEN_VERSION 600
#elif __XSI_VISIBLE
#define _XOPEN_VERSION 500
#endif
/* Not all that the option has: encrypt and setkey fail, C and C.UTF-8 are the locales. */
#define _XOPEN_CRYPT            1
#define _XOPEN_ENH_I18N         1
#define _XOPEN_REALTIME         (-1)
#define _XOPEN_REALTIME_THREADS (-1)
#define _XOPEN_SHM              1
#define _XOPEN_UNIX             1
#define _XOPEN_UUCP             (-1)

#define _POSIX_V6_LP64_OFF64 1
#define _POSIX_V7_LP64_OFF64 1

#if (__GNU_VISIBLE || defined(_LARGEFILE64_SOURCE)) && !defined(_COMPILING_NEWLIB)
#include <machine/_lfs.h>
#endif

#endif
