/*
 * servers/process/calls.h - the system calls that this server answers.
 *
 * Each gets the process that makes it, and returns its result, a negative
 * errno, or SERVER_PARKED.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_CALLS_H
#define XINIM_PROCESS_CALLS_H

#include "servers/process/proc.h"

/* CALL(name): every call served, with its number's name (<xinim/syscalls.def>). */
#define PROCESS_CALLS                \
	/* fork.c */                 \
	CALL(fork)                   \
	CALL(vfork)                  \
	CALL(clone)                  \
	CALL(clone3)                 \
	CALL(unshare)                \
	/* exec.c */                 \
	CALL(execve)                 \
	CALL(execveat)               \
	/* pidfd.c */                \
	CALL(pidfd_open)             \
	CALL(pidfd_send_signal)      \
	CALL(pidfd_getfd)            \
	/* wait.c */                 \
	CALL(wait4)                  \
	CALL(waitid)                 \
	/* signals.c */              \
	CALL(kill)                   \
	CALL(tkill)                  \
	CALL(tgkill)                 \
	CALL(rt_sigqueueinfo)        \
	CALL(rt_tgsigqueueinfo)      \
	/* groups.c */               \
	CALL(setpgid)                \
	CALL(getpgid)                \
	CALL(getpgrp)                \
	CALL(setsid)                 \
	CALL(getsid)                 \
	/* credentials.c */          \
	CALL(setuid)                 \
	CALL(setgid)                 \
	CALL(setreuid)               \
	CALL(setregid)               \
	CALL(setresuid)              \
	CALL(setresgid)              \
	CALL(setfsuid)               \
	CALL(setfsgid)               \
	CALL(getgroups)              \
	CALL(setgroups)              \
	CALL(capget)                 \
	CALL(capset)                 \
	/* limits.c */               \
	CALL(getrlimit)              \
	CALL(setrlimit)              \
	CALL(prlimit64)              \
	/* usage.c */                \
	CALL(getrusage)              \
	CALL(times)                  \
	CALL(sysinfo)                \
	/* syslog.c */               \
	CALL(syslog)                 \
	/* itimers.c */              \
	CALL(alarm)                  \
	CALL(getitimer)              \
	CALL(setitimer)              \
	/* ptimers.c */              \
	CALL(timer_create)           \
	CALL(timer_settime)          \
	CALL(timer_gettime)          \
	CALL(timer_getoverrun)       \
	CALL(timer_delete)           \
	/* sched.c */                \
	CALL(getpriority)            \
	CALL(setpriority)            \
	CALL(sched_setparam)         \
	CALL(sched_getparam)         \
	CALL(sched_setscheduler)     \
	CALL(sched_getscheduler)     \
	CALL(sched_setattr)          \
	CALL(sched_getattr)          \
	CALL(sched_get_priority_max) \
	CALL(sched_get_priority_min) \
	CALL(sched_rr_get_interval)  \
	/* sem.c, sem_control.c */   \
	CALL(semget)                 \
	CALL(semop)                  \
	CALL(semtimedop)             \
	CALL(semctl)                 \
	/* msg.c, msg_control.c */   \
	CALL(msgget)                 \
	CALL(msgsnd)                 \
	CALL(msgrcv)                 \
	CALL(msgctl)                 \
	/* shm.c */                  \
	CALL(shmget)                 \
	CALL(shmat)                  \
	CALL(shmctl)                 \
	/* prctl.c */                \
	CALL(prctl)                  \
	CALL(personality)            \
	/* host.c */                 \
	CALL(sethostname)            \
	CALL(setdomainname)          \
	CALL(reboot)                 \
	CALL(clock_settime)          \
	CALL(settimeofday)           \
	CALL(gettimeofday)           \
	CALL(time)

#define CALL(name) int64_t call_##name(struct proc *self, const struct server_call *call);
PROCESS_CALLS
#undef CALL

#endif
