/*
 * include/xinim/stats.h - what the kernel counts, as stats_read returns it.
 *
 * long stats_read(uint32_t what, uint64_t index, void *buf, size_t len)
 * copies the record `what` (and, for a table, its row `index`) to buf, at
 * most len bytes, and returns the record's full size. EINVAL: no such record
 * or row; ESRCH: no process has this PID or a higher one; EFAULT: buf.
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
};

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

struct xinim_stats_boot {
	uint64_t entry_tsc; /* time-stamp counter at the kernel's first C instruction */
	uint64_t first_write_tsc; /* at the first write from user mode; 0: none yet */
	uint64_t tsc_hz;
	uint32_t cpus_present; /* usable CPUs that ACPI lists */
	uint32_t cpus_online;
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
	uint64_t waiting; /* threads in its queue now */
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
