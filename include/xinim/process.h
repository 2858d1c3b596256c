/*
 * include/xinim/process.h - processes and threads as mechanism.
 *
 * A capability to a process, with CONTROL, is power over it; XINIM_CAP_SELF is
 * the caller's own. Who decides what processes there are, and as whom they
 * run, is the process server; these calls only carry it out.
 *
 * While a system call that was routed to a server waits for its answer, its
 * number is good wherever a capability to a process is asked for: READ, WRITE
 * and CONTROL over the process that made it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_H
#define XINIM_PROCESS_H

#include <stdint.h>

#include <xinim/size.h>

/* A thread's registers: the layout of Linux's struct user_regs_struct. */
struct xinim_regs {
	uint64_t r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8;
	uint64_t rax, rcx, rdx, rsi, rdi, orig_rax;
	uint64_t rip, cs, rflags, rsp, ss;
	uint64_t fs_base, gs_base;
	uint64_t ds, es, fs, gs; /* always 0 */
};
XINIM_SIZE(struct xinim_regs, 216, "Linux struct user_regs_struct");

/* CLONE and SHARE: signal actions are the other's as they are now, or ... */
#define XINIM_ACTIONS_COPIED  0
#define XINIM_ACTIONS_CLEARED 1 /* that, but what is caught has its default action */
#define XINIM_ACTIONS_SHARED  2 /* the same table; SHARE only */

/* process_control(process, operation, a, b, c) */
enum xinim_process_op {
	XINIM_PROCESS_PID,   /* its PID */
	XINIM_PROCESS_GIVE,  /* a capability of mine (GRANT): its slot there; rights */
	XINIM_PROCESS_READ,  /* from its memory: address, own address, length */
	XINIM_PROCESS_WRITE, /* to its memory, whatever the region's rights: the same */
	XINIM_PROCESS_CLONE, /* its memory becomes a copy of another's (READ); XINIM_ACTIONS_ */
	XINIM_PROCESS_KILL, /* it ends: status as wait4 reports it */
	/* The next three of XINIM_CAP_SELF, by who has `control' from the manifest. */
	XINIM_PROCESS_OPEN,     /* PID: a capability to that process, with all rights */
	XINIM_PROCESS_EVENT,    /* struct xinim_process_event *: the next event; EAGAIN */
	XINIM_PROCESS_RELEASE,  /* PID of a process that has ended: free for others */
	XINIM_PROCESS_IDENTITY, /* const struct xinim_identity * */
	XINIM_PROCESS_LIMIT,    /* enum xinim_limit, value */
	XINIM_PROCESS_ADOPT,    /* exec: a process without threads, registers, name */
	XINIM_PROCESS_SHARE,  /* it runs on another's memory (CONTROL); XINIM_ACTIONS_ */
	XINIM_PROCESS_SIGNAL, /* tid or 0, siginfo_t as Linux lays it out: is queued */
	XINIM_PROCESS_LOG,    /* SELF, by who has `log': text, length: a line */
	XINIM_PROCESS_INTERRUPTED, /* of a call: does a signal wait for its caller? */
	XINIM_PROCESS_TIMES,       /* struct xinim_process_times * */
	XINIM_PROCESS_ALARM, /* SELF: notification or 0 (own events), bits, when; 0: off */
	/* For who has `control', of XINIM_CAP_SELF but PRIORITY. */
	XINIM_PROCESS_OF_THREAD, /* tid: the PID of the process that has it */
	XINIM_PROCESS_PRIORITY,  /* 1 to 31, not above ours: of all threads */
	XINIM_PROCESS_HOST, /* enum xinim_host_name, text, length: what uname tells */
	XINIM_PROCESS_SET_CLOCK, /* CLOCK_REALTIME, nanoseconds since the Epoch */
	XINIM_PROCESS_MACHINE, /* enum xinim_machine_end; comes back only with an error */
	XINIM_PROCESS_ACTION, /* signal: its flags and XINIM_ACTION_ (<xinim/signal.h>) */
	XINIM_PROCESS_SUSPEND, /* of a call: its caller's signal mask until it is over */
	XINIM_PROCESS_WHO, /* struct xinim_identity *: as IDENTITY has set it (READ) */
	/* Of XINIM_CAP_SELF, by who has `supervise', as has MACHINE. */
	XINIM_PROCESS_BOOT_INFO,  /* n, struct xinim_boot_process *: the n-th. ENOENT */
	XINIM_PROCESS_BOOT_EVENT, /* struct xinim_boot_process *: that has ended. EAGAIN */
	XINIM_PROCESS_BOOT_START, /* name, length: it is started again: its PID */
	/*
	 * Of a call: set, how (XINIM_WATCH_). Does one of these signals, blocked or not,
	 * wait for its caller? 1: it does; 0. EINVAL, ESRCH.
	 */
	XINIM_PROCESS_WATCH,
	/* Of a call: set, struct xinim_siginfo *: takes one of them; its number, 0: none. */
	XINIM_PROCESS_TAKE,
	/*
	 * Of XINIM_CAP_SELF, by who has `control': PID, 1 or 0. One that has ended and was
	 * waited for, whose number is still a group's: statistics leave it out, or do not.
	 */
	XINIM_PROCESS_HIDE,
	/*
	 * Of XINIM_CAP_SELF, by the servers of the boot: notification (WRITE), bits, pages:
	 * the bits are set once when little memory is free (0: not any more); asked for
	 * again it is the answer: so many pages are free by that. EPERM
	 */
	XINIM_PROCESS_SCARCE,
	XINIM_PROCESS_READY, /* of XINIM_CAP_SELF: what waits for it can be started */
	/* By who has `supervise': name, length: it is not started again: none waits for it. */
	XINIM_PROCESS_BOOT_GIVE_UP,
	/*
	 * Of XINIM_CAP_SELF, by who has `clock': enum xinim_clock_operation and its arguments.
	 * EPERM, EINVAL
	 */
	XINIM_PROCESS_CLOCK,
	/* The same by who has `acpi': enum xinim_power_operation. */
	XINIM_PROCESS_POWER,
};

/* XINIM_PROCESS_POWER, for the driver that switches the machine off or restarts it. */
enum xinim_power_operation {
	XINIM_POWER_ASKED, /* for an enum xinim_machine_end, which it is; EAGAIN: for none */
	XINIM_POWER_FAILED, /* that cannot be done */
	/* notification (WRITE), bits: set when ASKED has something. EBADF, EPERM */
	XINIM_POWER_WATCH,
};

/* XINIM_PROCESS_CLOCK, for the driver of the clock that goes on while the machine is off. */
enum xinim_clock_operation {
	/* CLOCK_REALTIME, nanoseconds, for the first time. EEXIST: it was set already */
	XINIM_CLOCK_START,
	XINIM_CLOCK_SETTINGS, /* the last setting, a number, if it is not kept yet; 0: it is */
	XINIM_CLOCK_KEPT,    /* a number of SETTINGS: the device has heard of that one */
	XINIM_CLOCK_CENTURY, /* the device's register for the century, by ACPI; 0: none */
	/* notification (WRITE), bits: set whenever CLOCK_REALTIME is. EBADF, EPERM */
	XINIM_CLOCK_WATCH,
};

/* XINIM_PROCESS_WATCH */
#define XINIM_WATCH_ASK 0 /* only that */
#define XINIM_WATCH_TELL \
	1 /* and XINIM_NOTIFY_CANCEL when one comes, until another WATCH */

#define XINIM_LOG_MAX 1024 /* bytes of a line */

enum xinim_host_name { XINIM_HOST_NODE, XINIM_HOST_DOMAIN };

#define XINIM_HOST_NAME_MAX 64 /* bytes; it is no string */

enum xinim_machine_end { XINIM_MACHINE_RESTART, XINIM_MACHINE_HALT, XINIM_MACHINE_OFF };

/* What getppid, getuid and their like answer. */
struct xinim_identity {
	int32_t ppid;
	uint32_t uid, euid, suid;
	uint32_t gid, egid, sgid;
};
XINIM_SIZE(struct xinim_identity, 28, "no padding");

enum xinim_process_event_kind {
	XINIM_PROCESS_ENDED = 1,
	XINIM_PROCESS_STOPPED,
	XINIM_PROCESS_CONTINUED,
};

/* All told of each process's end goes to who holds `control'. */
struct xinim_process_event {
	int32_t pid;
	uint32_t kind;  /* enum xinim_process_event_kind */
	int32_t status; /* as wait4 reports it */
	uint32_t reserved;
	uint64_t user_ns, system_ns; /* CPU time of its threads */
	uint64_t max_resident;       /* bytes */
	uint64_t faults;             /* page faults that were resolved */
};
XINIM_SIZE(struct xinim_process_event, 48, "no padding");

/* A boot module that is a program, and the process it is or was last. */
struct xinim_boot_process {
	char name[32];       /* the first word of its command line; ends with a NUL */
	int32_t pid;         /* 0: it could not be started */
	int32_t status;      /* as wait4 reports it, if it has ended */
	uint32_t flags;      /* XINIM_BOOT_ */
	uint32_t starts;     /* that succeeded, since the system was */
	uint64_t started_ns; /* CLOCK_MONOTONIC */
	uint64_t ended_ns;
};
XINIM_SIZE(struct xinim_boot_process, 64, "no padding");

#define XINIM_BOOT_RUNS  1u
#define XINIM_BOOT_READY 2u /* it has said so, or asked for messages */
#define XINIM_BOOT_WAITS 8u /* for others; it was not started yet */
#define XINIM_BOOT_FIXED 4u /* one of those that have a PID of their own, 1 to 4 */

struct xinim_process_times {
	uint64_t user_ns, system_ns;
	uint64_t resident, max_resident; /* bytes */
	uint64_t size;                   /* bytes of all that is mapped */
	uint64_t faults;
};

/* What the kernel keeps a process to; in bytes unless it says otherwise. */
enum xinim_limit {
	XINIM_LIMIT_SPACE,    /* all that is mapped (RLIMIT_AS) */
	XINIM_LIMIT_DATA,     /* what it may write to and is its own, stacks apart */
	XINIM_LIMIT_STACK,    /* the stack that was there first */
	XINIM_LIMIT_LOCKED,   /* RLIMIT_MEMLOCK */
	XINIM_LIMIT_RESIDENT, /* pages that it really has */
	XINIM_LIMIT_THREADS,  /* a number */
	XINIM_LIMIT_CAPS,     /* a number: capabilities */
	XINIM_LIMIT_SIGNALS,  /* a number: signals queued */
	XINIM_LIMIT_KERNEL,   /* objects that the kernel keeps for it */
	XINIM_LIMIT_TABLES,   /* its page tables, kernel stacks, trace rings */
	XINIM_LIMIT_RESERVE,  /* 0: it gets nothing of the memory that is kept for root */
	XINIM_LIMIT_CORE,     /* 0: what it was at when a signal ended it is not logged */
	XINIM_LIMITS
};

/*
 * thread_create(process, start, call). Call 0: start is the struct xinim_regs of
 * the new thread. Else it has the registers (but RAX is 0), extended state,
 * signal mask and alternate stack of the thread that waits in that call, which
 * was routed to us, less what start changes (NULL: nothing).
 */
struct xinim_thread_start {
	uint64_t stack; /* RSP; 0: the same */
	uint64_t tls;   /* FS base, with XINIM_START_SET_TLS */
	uint64_t flags;
	uint64_t clear_tid; /* as set_tid_address; 0: none */
};

#define XINIM_START_SET_TLS        1u
#define XINIM_START_CLEAR_ALTSTACK 2u

#define XINIM_THREAD_NAME_MAX 16 /* with its NUL: as Linux's comm */

/* thread_control(process, tid, operation, argument) */
enum xinim_thread_op {
	XINIM_THREAD_START,    /* a new or stopped thread runs */
	XINIM_THREAD_STOP,     /* it stops on its way to user mode, some time soon */
	XINIM_THREAD_GET_REGS, /* of a thread that does not run: struct xinim_regs * */
	XINIM_THREAD_SET_REGS,
	XINIM_THREAD_PRIORITY, /* 1 to 31, not above the caller's own */
	XINIM_THREAD_KILL,
	XINIM_THREAD_TIMES, /* struct xinim_process_times *: only the CPU time is filled in */
	XINIM_THREAD_NAME, /* char[XINIM_THREAD_NAME_MAX]: of the first one, the process's */
};

#endif
