/*
 * newlib-port/include/sys/signal.h - signals: Linux's numbers, structures and codes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _SYS_SIGNAL_H
#define _SYS_SIGNAL_H

#include "_ansi.h"
#include <sys/cdefs.h>
#include <sys/features.h>
#include <sys/types.h>
#include <sys/_sigset.h>
#include <sys/_timespec.h>

#if !defined(_SIGSET_T_DECLARED)
#define _SIGSET_T_DECLARED
typedef __sigset_t sigset_t; /* signal n is bit n - 1 */
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*_sig_func_ptr)(int);

#define SIGHUP    1
#define SIGINT    2
#define SIGQUIT   3
#define SIGILL    4
#define SIGTRAP   5
#define SIGABRT   6
#define SIGBUS    7
#define SIGFPE    8
#define SIGKILL   9
#define SIGUSR1   10
#define SIGSEGV   11
#define SIGUSR2   12
#define SIGPIPE   13
#define SIGALRM   14
#define SIGTERM   15
#define SIGSTKFLT 16
#define SIGCHLD   17
#define SIGCONT   18
#define SIGSTOP   19
#define SIGTSTP   20
#define SIGTTIN   21
#define SIGTTOU   22
#define SIGURG    23
#define SIGXCPU   24
#define SIGXFSZ   25
#define SIGVTALRM 26
#define SIGPROF   27
#define SIGWINCH  28
#define SIGIO     29
#define SIGPWR    30
#define SIGSYS    31

#define SIGIOT  SIGABRT
#define SIGPOLL SIGIO
#define SIGCLD  SIGCHLD

/* Real-time signals: 32 and 33 are kept for the library's threads. */
#define SIGRTMIN 34
#define SIGRTMAX 64
#define _NSIG    65
#if __MISC_VISIBLE
#define NSIG _NSIG
#endif

union sigval {
	int sival_int;
	void *sival_ptr;
};
typedef union sigval sigval_t;

typedef struct {
	int si_signo;
	int si_errno;
	int si_code;
	int __si_pad;
	union {
		char __room[112];
		struct { /* kill, sigqueue, SIGCHLD */
			pid_t pid;
			uid_t uid;
			union {
				sigval_t value;
				struct {
					int status;
					long utime;
					long stime;
				} child;
			} more;
		} __proc;
		struct { /* a timer */
			int id;
			int overrun;
			sigval_t value;
		} __timer;
		struct { /* SIGSEGV, SIGBUS, SIGILL, SIGFPE */
			void *addr;
			short lsb;
			struct {
				void *lower;
				void *upper;
			} __bounds;
		} __fault;
		struct { /* SIGIO */
			long band;
			int fd;
		} __poll;
		struct { /* SIGSYS */
			void *call_addr;
			int number;
			unsigned int arch;
		} __sys;
	} __si;
} siginfo_t;

#define si_pid       __si.__proc.pid
#define si_uid       __si.__proc.uid
#define si_value     __si.__proc.more.value
#define si_int       __si.__proc.more.value.sival_int
#define si_ptr       __si.__proc.more.value.sival_ptr
#define si_status    __si.__proc.more.child.status
#define si_utime     __si.__proc.more.child.utime
#define si_stime     __si.__proc.more.child.stime
#define si_timerid   __si.__timer.id
#define si_overrun   __si.__timer.overrun
#define si_addr      __si.__fault.addr
#define si_addr_lsb  __si.__fault.lsb
#define si_band      __si.__poll.band
#define si_fd        __si.__poll.fd
#define si_call_addr __si.__sys.call_addr
#define si_syscall   __si.__sys.number
#define si_arch      __si.__sys.arch

#define SI_USER    0
#define SI_KERNEL  0x80
#define SI_QUEUE   (-1)
#define SI_TIMER   (-2)
#define SI_MESGQ   (-3)
#define SI_ASYNCIO (-4)
#define SI_SIGIO   (-5)
#define SI_TKILL   (-6)

#define ILL_ILLOPC    1
#define ILL_ILLOPN    2
#define ILL_ILLADR    3
#define ILL_ILLTRP    4
#define ILL_PRVOPC    5
#define ILL_PRVREG    6
#define ILL_COPROC    7
#define ILL_BADSTK    8
#define FPE_INTDIV    1
#define FPE_INTOVF    2
#define FPE_FLTDIV    3
#define FPE_FLTOVF    4
#define FPE_FLTUND    5
#define FPE_FLTRES    6
#define FPE_FLTINV    7
#define FPE_FLTSUB    8
#define SEGV_MAPERR   1
#define SEGV_ACCERR   2
#define BUS_ADRALN    1
#define BUS_ADRERR    2
#define BUS_OBJERR    3
#define TRAP_BRKPT    1
#define TRAP_TRACE    2
#define CLD_EXITED    1
#define CLD_KILLED    2
#define CLD_DUMPED    3
#define CLD_TRAPPED   4
#define CLD_STOPPED   5
#define CLD_CONTINUED 6
#define POLL_IN       1
#define POLL_OUT      2
#define POLL_MSG      3
#define POLL_ERR      4
#define POLL_PRI      5
#define POLL_HUP      6

#define SIGEV_SIGNAL    0
#define SIGEV_NONE      1
#define SIGEV_THREAD    2
#define SIGEV_THREAD_ID 4

struct sigevent {
	union sigval sigev_value;
	int sigev_signo;
	int sigev_notify;
	union {
		char __room[48];
		pid_t _tid;
		struct {
			void (*function)(union sigval);
			void *attributes;
		} __thread_call;
	} _sigev_un;
};

#define sigev_notify_function   _sigev_un.__thread_call.function
#define sigev_notify_attributes _sigev_un.__thread_call.attributes
#define sigev_notify_thread_id  _sigev_un._tid

#define SA_NOCLDSTOP 0x00000001
#define SA_NOCLDWAIT 0x00000002
#define SA_SIGINFO   0x00000004
#define SA_RESTORER  0x04000000
#define SA_ONSTACK   0x08000000
#define SA_RESTART   0x10000000
#define SA_NODEFER   0x40000000
#define SA_RESETHAND 0x80000000
#define SA_NOMASK    SA_NODEFER
#define SA_ONESHOT   SA_RESETHAND

/* As the kernel has it too, but that its flags are a long. */
struct sigaction {
	union {
		_sig_func_ptr __handler;
		void (*__sigaction)(int, siginfo_t *, void *);
	} __sa_call;
	int sa_flags;
	int __sa_pad;
	void (*sa_restorer)(void);
	sigset_t sa_mask;
};

#define sa_handler   __sa_call.__handler
#define sa_sigaction __sa_call.__sigaction

#define SIG_BLOCK   0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#define MINSIGSTKSZ 2048
#define SIGSTKSZ    8192
#define SS_ONSTACK  1
#define SS_DISABLE  2

typedef struct sigaltstack {
	void *ss_sp;
	int ss_flags;
	size_t ss_size;
} stack_t;

#ifdef _COMPILING_NEWLIB
int _kill(pid_t, int);
#endif

#if __POSIX_VISIBLE
int kill(pid_t __pid, int __sig);
int sigaction(int __sig, const struct sigaction *__restrict __act,
	struct sigaction *__restrict __old);
int sigaddset(sigset_t *__set, int __sig);
int sigdelset(sigset_t *__set, int __sig);
int sigemptyset(sigset_t *__set);
int sigfillset(sigset_t *__set);
int sigismember(const sigset_t *__set, int __sig);
int sigpending(sigset_t *__set);
int sigprocmask(int __how, const sigset_t *__restrict __set, sigset_t *__restrict __old);
int sigsuspend(const sigset_t *__mask);
int sigwait(const sigset_t *__restrict __set, int *__restrict __sig);
#endif
#if __GNU_VISIBLE
static __inline int sigisemptyset(const sigset_t *__set)
{
	return *__set == 0;
}

static __inline int sigandset(sigset_t *__to, const sigset_t *__a, const sigset_t *__b)
{
	*__to = *__a & *__b;
	return 0;
}

static __inline int sigorset(sigset_t *__to, const sigset_t *__a, const sigset_t *__b)
{
	*__to = *__a | *__b;
	return 0;
}
#endif
#if __POSIX_VISIBLE >= 199506
int pthread_kill(pthread_t __id, int __sig);
int pthread_sigmask(
	int __how, const sigset_t *__restrict __set, sigset_t *__restrict __old);
#endif
#if __GNU_VISIBLE
int pthread_sigqueue(pthread_t __id, int __sig, const union sigval __value);
int tgkill(pid_t __pid, pid_t __tid, int __sig);
#endif
#if __POSIX_VISIBLE >= 199309
int sigqueue(pid_t __pid, int __sig, const union sigval __value);
int sigtimedwait(const sigset_t *__restrict __set, siginfo_t *__restrict __info,
	const struct timespec *__restrict __timeout);
int sigwaitinfo(const sigset_t *__restrict __set, siginfo_t *__restrict __info);
#endif
#if __BSD_VISIBLE || __XSI_VISIBLE >= 4 || __POSIX_VISIBLE >= 200809
int killpg(pid_t __group, int __sig);
int sigaltstack(const stack_t *__restrict __new, stack_t *__restrict __old);
int siginterrupt(int __sig, int __flag);
void psiginfo(const siginfo_t *__info, const char *__message);
#endif

#if __XSI_VISIBLE >= 4
#define SIG_HOLD ((_sig_func_ptr)2)
int sighold(int __sig);
int sigignore(int __sig);
int sigpause(int __sig);
int sigrelse(int __sig);
_sig_func_ptr sigset(int __sig, _sig_func_ptr __handler);
#endif

#ifdef __cplusplus
}
#endif

#if __XSI_VISIBLE >= 4 || __POSIX_VISIBLE >= 200809
#include <sys/ucontext.h>
#endif

#ifndef _SIGNAL_H_
#include <signal.h>
#endif

#endif
