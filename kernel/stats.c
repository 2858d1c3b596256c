/*
 * kernel/stats.c - what the kernel counts, and stats_read.
 *
 * Calls are counted per CPU, in the entry code; sums are made when asked for.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/stats.h"

#include "kernel/arch.h"
#include "kernel/cpu.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/page.h"
#include "kernel/process.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/user.h"

#include <xinim/errno.h>
#include <xinim/stats.h>

static uint64_t entry_tsc, first_write_tsc;

void stats_note_entry(void)
{
	entry_tsc = arch_tsc();
}

void stats_note_write(void)
{
	if (!first_write_tsc)
		first_write_tsc = arch_tsc();
}

static uint64_t calls_of(unsigned number)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < cpu_count; i++)
		n += cpus[i]->calls[number];
	return n;
}

static struct xinim_stats_total total_stats(void)
{
	struct xinim_stats_total t = { 0 };

	for (unsigned i = 0; i < cpu_count; i++)
		t.invalid += cpus[i]->invalid_calls;
	t.calls = t.invalid;
	for (unsigned n = 0; n < XINIM_SYSCALL_SLOTS; n++)
		t.calls += calls_of(n);
	return t;
}

static struct xinim_stats_call call_stats(unsigned number)
{
	const struct syscall_info *info = &syscall_infos[number];
	struct xinim_stats_call c = { .nargs = info->nargs,
		.served = info->served || route_table[number] };

	if (info->name)
		strlcpy(c.name, info->name, sizeof(c.name));
	c.count = calls_of(number);
	return c;
}

static struct xinim_stats_memory memory_stats(void)
{
	struct kmalloc_stats heap;

	kmalloc_stats(&heap);
	return (struct xinim_stats_memory){
		.total_pages = page_total(),
		.free_pages = page_free_count(),
		.kernel_heap_pages = heap.pages,
		.processes = process_count,
		.threads = thread_count,
	};
}

static struct xinim_stats_boot boot_stats(void)
{
	return (struct xinim_stats_boot){
		.entry_tsc = entry_tsc,
		.first_write_tsc = first_write_tsc,
		.tsc_hz = arch_tsc_hz(),
		.cpus_present = cpu_present,
		.cpus_online = cpu_count,
	};
}

/* stats_read(what, index, buf, len): the record's size. */
SYSCALL_HANDLER_LOCKED(stats_read)
{
	union {
		struct xinim_stats_total total;
		struct xinim_stats_call call;
		struct xinim_stats_memory memory;
		struct xinim_stats_boot boot;
	} record;
	size_t size;

	memset(&record, 0, sizeof(record));
	if (arg[1] != 0 && !(arg[0] == XINIM_STATS_CALL && arg[1] < XINIM_SYSCALL_SLOTS))
		return -EINVAL;
	switch (arg[0]) {
	case XINIM_STATS_TOTAL:
		record.total = total_stats();
		size = sizeof(record.total);
		break;
	case XINIM_STATS_CALL:
		record.call = call_stats((unsigned)arg[1]);
		size = sizeof(record.call);
		break;
	case XINIM_STATS_MEMORY:
		record.memory = memory_stats();
		size = sizeof(record.memory);
		break;
	case XINIM_STATS_BOOT:
		record.boot = boot_stats();
		size = sizeof(record.boot);
		break;
	default:
		return -EINVAL;
	}
	if (copy_to_user(arg[2], &record, arg[3] < size ? arg[3] : size) != 0)
		return -EFAULT;
	return (int64_t)size;
}
