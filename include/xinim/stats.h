/*
 * include/xinim/stats.h - what the kernel counts, as stats_read returns it.
 *
 * long stats_read(uint32_t what, uint64_t index, void *buf, size_t len)
 * copies the record `what` (and, for a table, its row `index`) to buf, at
 * most len bytes, and returns the record's full size. EINVAL: no such record
 * or row; EFAULT: buf.
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
};

struct xinim_stats_boot {
	uint64_t entry_tsc; /* time-stamp counter at the kernel's first C instruction */
	uint64_t first_write_tsc; /* at the first write from user mode; 0: none yet */
	uint64_t tsc_hz;
	uint32_t cpus_present; /* usable CPUs that ACPI lists */
	uint32_t cpus_online;
};

#ifdef __cplusplus
extern "C" {
#endif
long stats_read(uint32_t what, uint64_t index, void *buf, size_t len);
#ifdef __cplusplus
}
#endif

#endif
