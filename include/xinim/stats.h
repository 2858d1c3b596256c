/*
 * include/xinim/stats.h - what the kernel counts, as stats_read returns it.
 *
 * long stats_read(uint32_t what, uint64_t index, void *buf, size_t len)
 * copies the record `what` (and, for a table, its row `index`) to buf, at
 * most len bytes, and returns the record's full size. EINVAL: no such record
 * or row; ESRCH: no process has this PID or a higher one; EFAULT: buf; EPERM:
 * the record is for root only.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_STATS_H
#define XINIM_STATS_H

#include <stddef.h>
#include <stdint.h>

enum xinim_stats_what {
	XINIM_STATS_TOTAL = 0,  /* struct xinim_stats_total; index 0 */
	XINIM_STATS_CALL = 1,   /* struct xinim_stats_call; index: system call number */
	XINIM_STATS_MEMORY = 2, /* struct xinim_stats_memory; index 0 */
	XINIM_STATS_BOOT = 3,   /* struct xinim_stats_boot; index 0 */
	/* struct xinim_stats_process, of the lowest PID from the index on: one after the other. */
	XINIM_STATS_PROCESS = 4,
	XINIM_STATS_CPU = 5, /* struct xinim_stats_cpu; index: 0 to cpus_online - 1 */
	XINIM_STATS_IPC = 6, /* struct xinim_stats_ipc; index 0 */
	/* struct xinim_stats_thread; index: XINIM_STATS_OF(PID, the lowest number). ESRCH */
	XINIM_STATS_THREAD = 7,
	XINIM_STATS_LOAD = 8, /* struct xinim_stats_load; index 0 */
	XINIM_STATS_IRQ = 9,  /* struct xinim_stats_irq; index: a vector's, from 0 on */
	/* struct xinim_stats_pci; index: of the functions that are declared, from 0 on */
	XINIM_STATS_PCI = 13,
	/* What follows is for root: EPERM. */
	/*
	 * struct xinim_vm_region (<xinim/vm.h>), the first that ends above an address; index:
	 * PID << XINIM_STATS_PAGE_BITS | number of the page. ESRCH; ENOENT: there is none
	 */
	XINIM_STATS_REGION = 10,
	/*
	 * Bytes of a program's arguments and environment, as they stand in its memory;
	 * index: XINIM_STATS_OF(PID, offset). How many were copied, 0 past the end. ESRCH
	 */
	XINIM_STATS_STRINGS = 11,
	/* struct xinim_stats_log, of the log from a byte on; index: its number of all there were */
	XINIM_STATS_LOG = 12,
};

#define XINIM_STATS_OF(pid, number) ((uint64_t)(pid) << 32 | (uint32_t)(number))
#define XINIM_STATS_PAGE_BITS       36 /* user addresses have 47 bits, pages 12 of them */

struct xinim_stats_total {
	uint64_t calls; /* system calls entered since boot, all CPUs, invalid ones too */
	uint64_t invalid; /* those with a number outside the table */
};

struct xinim_stats_call {
	char name[24]; /* "" for a slot that has no name */
	uint32_t nargs;
	uint32_t served; /* 1: the kernel serves it; 0: it answers ENOSYS */
	uint64_t count;
};

struct xinim_stats_memory {
	uint64_t total_pages; /* of 4 KiB, managed by the allocator */
	uint64_t free_pages;
	uint64_t kernel_heap_pages; /* held by the kernel's object caches */
	uint64_t processes;
	uint64_t threads;
	uint64_t kernel_heap_objects; /* in use */
	uint64_t
		kernel_kept_pages; /* stacks of the kernel's, used or kept, and its tables */
};

#define XINIM_STATS_CMDLINE 256

struct xinim_stats_boot {
	uint64_t entry_tsc; /* time-stamp counter at the kernel's first C instruction */
	uint64_t first_write_tsc; /* at the first write from user mode; 0: none yet */
	uint64_t tsc_hz;
	uint32_t cpus_present; /* usable CPUs that ACPI lists */
	uint32_t cpus_online;
	char cmdline
		[XINIM_STATS_CMDLINE]; /* the kernel's; ends with a NUL, cut if need be */
};

enum xinim_process_state {
	XINIM_STATE_RUNNING = 0, /* one of its threads has a CPU */
	XINIM_STATE_READY = 1,   /* ... or could do with one */
	XINIM_STATE_SENDING = 2, /* nobody receives its message yet */
	XINIM_STATE_CALLING =
		3, /* waits for an answer: to a message, a routed system call */
	XINIM_STATE_RECEIVING = 4,
	XINIM_STATE_SLEEPING = 5, /* until a time, for a notification */
	XINIM_STATE_ZOMBIE = 6,
};

struct xinim_stats_process {
	char name[32];
	int32_t pid;
	int32_t ppid;
	uint32_t
		state; /* enum xinim_process_state: the first of these that a thread is in */
	uint32_t threads;
	uint64_t cpu_ns;      /* CPU time, threads that have ended included */
	uint64_t children_ns; /* of children that were waited for */
	uint64_t resident_pages;
	uint64_t capabilities;
	uint64_t calls;    /* system calls entered */
	uint64_t ipc_fast; /* messages and answers that it got by the fast path */
	uint64_t
		ipc_slow; /* IPC and routed calls that it made and the fast path did not take */
	uint64_t system_ns; /* of cpu_ns: in the kernel, by samples */
	uint64_t start_ns;  /* CLOCK_MONOTONIC, when it came to be */
	uint64_t size, data,
		locked;        /* bytes: mapped; of these private and writable; locked */
	uint64_t max_resident; /* bytes */
	uint64_t faults;       /* of pages, that were resolved */
	uint64_t pending;      /* signals, bit 0 is number 1: of the process */
	uint64_t blocked;      /* by its first thread */
	uint64_t ignored, caught;
	uint32_t queued, queue_limit; /* signals with details: there are, there may be */
	uint32_t priority;            /* 1 to 31, of its first thread */
	uint32_t cpu;                 /* where that ran last */
	uint32_t flags;               /* XINIM_STATS_PROCESS_ */
	int32_t status;               /* of one that has ended, as wait4 reports it */
	/* Where its strings are: arguments up to `env`, the environment up to `strings_end'. */
	uint64_t strings, env, strings_end;
	uint64_t heap;            /* where the break was at first */
	uint32_t uid, euid, suid; /* as getresuid has them */
	uint32_t gid, egid, sgid;
};

#define XINIM_STATS_PROCESS_STOPPED 1u /* by a signal */

struct xinim_stats_thread {
	int32_t tid;
	uint32_t state; /* enum xinim_process_state */
	uint32_t priority;
	uint32_t cpu;
	uint64_t cpu_ns, system_ns;
	uint64_t pending, blocked; /* signals */
	char name[16];             /* its own, or its process's */
};

/* Threads that ran or could have, averaged over 1, 5 and 15 minutes. */
struct xinim_stats_load {
	uint64_t average[3]; /* in 1/2048 */
	uint32_t runnable;   /* now, the caller among them */
	uint32_t threads;
	int32_t last_pid; /* of the process that came to be last */
	uint32_t reserved;
	uint64_t created; /* processes since boot */
};

struct xinim_stats_pci {
	uint16_t address; /* bus << 8 | device << 3 | function */
	uint16_t vendor, device;
	uint8_t line; /* as the firmware has left it: the interrupt's number */
	uint8_t pad;
	uint64_t base
		[6]; /* with the low bits that say of what kind it is, as in the register */
	uint64_t length[6]; /* 0: none */
};

struct xinim_stats_irq {
	uint64_t count;
	uint32_t vector; /* of the CPU */
	uint32_t number; /* of the line, or of the function's message */
	uint32_t cpu;    /* 0 to cpus_online - 1 */
	uint32_t flags;  /* XINIM_STATS_IRQ_ */
	uint32_t pci;    /* of a message: bus << 8 | device << 3 | function */
	uint32_t reserved;
};

#define XINIM_STATS_IRQ_BOUND   1u /* else all the rest is 0 */
#define XINIM_STATS_IRQ_MESSAGE 2u
#define XINIM_STATS_IRQ_LEVEL   4u

#define XINIM_STATS_LOG_BYTES 1000

struct xinim_stats_log {
	uint64_t
		start; /* the number of the first byte; more than was asked for: the rest is lost */
	uint64_t end;    /* bytes that there ever were */
	uint32_t length; /* of text */
	uint32_t reserved;
	char text[XINIM_STATS_LOG_BYTES];
};

struct xinim_stats_cpu {
	uint64_t switches;    /* by the scheduler; the fast path of messages is apart */
	uint64_t preemptions; /* of threads that would have gone on */
	uint64_t migrations;  /* threads that came from another CPU */
	uint64_t steals;      /* of these, fetched for want of anything to do */
	uint64_t timer;       /* interrupts of its timer */
	uint64_t ipis;        /* sent to have other CPUs look at their queues */
	uint64_t flushes;     /* sent to have them forget translations */
	uint64_t idle_ns;
	uint64_t busy_ns;
	uint64_t waiting;   /* threads in its queue now */
	uint64_t system_ns; /* of busy_ns: in the kernel, by samples */
};

/* Since boot, all processes. */
struct xinim_stats_ipc {
	uint64_t fast; /* switches by the fast path */
	uint64_t slow; /* IPC and routed calls through C */
};

#ifdef __cplusplus
extern "C" {
#endif
long stats_read(uint32_t what, uint64_t index, void *buf, size_t len);
#ifdef __cplusplus
}
#endif

#endif
