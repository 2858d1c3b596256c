/*
 * include/xinim/signal.h - signals: what crosses the system call boundary.
 *
 * Numbers and layouts are those of the Linux x86-64 ABI. Signal n is bit n - 1
 * of a set. What a handler finds on its stack is the machine's business
 * (arch/x86_64/sigframe.c) and Linux's, too.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SIGNAL_H
#define XINIM_SIGNAL_H

#include <stdint.h>

#include <xinim/size.h>

#define XINIM_SIGNALS   64
#define XINIM_SIGRT_MIN 32 /* from here on every one sent is queued */

#define XINIM_SIGHUP    1
#define XINIM_SIGINT    2
#define XINIM_SIGQUIT   3
#define XINIM_SIGILL    4
#define XINIM_SIGTRAP   5
#define XINIM_SIGABRT   6
#define XINIM_SIGBUS    7
#define XINIM_SIGFPE    8
#define XINIM_SIGKILL   9
#define XINIM_SIGUSR1   10
#define XINIM_SIGSEGV   11
#define XINIM_SIGUSR2   12
#define XINIM_SIGPIPE   13
#define XINIM_SIGALRM   14
#define XINIM_SIGTERM   15
#define XINIM_SIGSTKFLT 16
#define XINIM_SIGCHLD   17
#define XINIM_SIGCONT   18
#define XINIM_SIGSTOP   19
#define XINIM_SIGTSTP   20
#define XINIM_SIGTTIN   21
#define XINIM_SIGTTOU   22
#define XINIM_SIGURG    23
#define XINIM_SIGXCPU   24
#define XINIM_SIGXFSZ   25
#define XINIM_SIGVTALRM 26
#define XINIM_SIGPROF   27
#define XINIM_SIGWINCH  28
#define XINIM_SIGIO     29
#define XINIM_SIGPWR    30
#define XINIM_SIGSYS    31

#define XINIM_SIG_DFL 0
#define XINIM_SIG_IGN 1

#define XINIM_SA_NOCLDSTOP 0x00000001u
#define XINIM_SA_NOCLDWAIT 0x00000002u
#define XINIM_SA_SIGINFO   0x00000004u
#define XINIM_SA_RESTORER  0x04000000u
#define XINIM_SA_ONSTACK   0x08000000u
#define XINIM_SA_RESTART   0x10000000u
#define XINIM_SA_NODEFER   0x40000000u
#define XINIM_SA_RESETHAND 0x80000000u

/* rt_sigprocmask */
#define XINIM_SIG_BLOCK   0
#define XINIM_SIG_UNBLOCK 1
#define XINIM_SIG_SETMASK 2

/* si_code: who sent it, or what happened. */
#define XINIM_SI_USER     0
#define XINIM_SI_KERNEL   0x80
#define XINIM_SI_TIMER    (-2)
#define XINIM_SI_TKILL    (-6)
#define XINIM_ILL_ILLOPN  2
#define XINIM_FPE_INTDIV  1
#define XINIM_FPE_FLTDIV  3
#define XINIM_FPE_FLTOVF  4
#define XINIM_FPE_FLTUND  5
#define XINIM_FPE_FLTRES  6
#define XINIM_FPE_FLTINV  7
#define XINIM_SEGV_MAPERR 1
#define XINIM_SEGV_ACCERR 2
#define XINIM_BUS_ADRALN  1
#define XINIM_BUS_ADRERR  2
#define XINIM_TRAP_BRKPT  1
#define XINIM_TRAP_TRACE  2
#define XINIM_TRAP_HWBKPT 4

struct xinim_siginfo {
	int32_t si_signo;
	int32_t si_errno;
	int32_t si_code;
	int32_t pad;
	union {
		uint64_t room[14];
		struct {
			int32_t pid;
			uint32_t uid;
			uint64_t value;
		} sender;
		struct {
			int32_t id;
			int32_t overrun;
			uint64_t value;
		} timer;          /* SI_TIMER */
		uint64_t address; /* SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP */
	} si;
};
XINIM_SIZE(struct xinim_siginfo, 128, "Linux siginfo_t");

struct xinim_sigaction {
	uint64_t handler;
	uint64_t flags;
	uint64_t restorer;
	uint64_t mask;
};
XINIM_SIZE(struct xinim_sigaction, 32, "Linux struct kernel_sigaction");

/* sigaltstack */
#define XINIM_SS_ONSTACK    1u
#define XINIM_SS_DISABLE    2u
#define XINIM_SS_AUTODISARM 0x80000000u /* none while a handler runs on it */
#define XINIM_MINSIGSTKSZ   2048u

struct xinim_sigaltstack {
	uint64_t sp;
	uint32_t flags;
	uint32_t pad;
	uint64_t size;
};
XINIM_SIZE(struct xinim_sigaltstack, 24, "Linux stack_t");

/*
 * What XINIM_PROCESS_ACTION answers: the action's SA_NOCLDSTOP, SA_NOCLDWAIT and
 * its other flags below 1 << 32, and these.
 */
#define XINIM_ACTION_IGNORED     (1L << 32) /* by SIG_IGN, or by default */
#define XINIM_ACTION_CAUGHT      (1L << 33) /* there is a handler */
#define XINIM_ACTION_SET_IGNORED (1L << 34) /* by SIG_IGN: POSIX, of SIGCHLD */
#define XINIM_ACTION_BLOCKED     (1L << 35) /* a call was named: its thread blocks it */

/*
 * Results that a server may give to an interrupted call (XINIM_PROCESS_INTERRUPTED)
 * instead of -EINTR; no program ever sees them.
 */
#define XINIM_ERESTARTSYS    512 /* made again, unless a handler without SA_RESTART ran */
#define XINIM_ERESTARTNOINTR 513 /* made again, always */
#define XINIM_ERESTARTNOHAND 514 /* made again, unless a handler ran */
#define XINIM_ERESTART_BLOCK 516 /* the kernel's own: goes on by restart_syscall */

#endif
