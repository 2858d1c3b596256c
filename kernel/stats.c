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
#include "kernel/irq.h"
#include "kernel/load.h"
#include "kernel/lock.h"
#include "kernel/page.h"
#include "kernel/pci.h"
#include "kernel/process.h"
#include "kernel/stack.h"
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

static char kernel_cmdline[XINIM_STATS_CMDLINE];

void stats_note_cmdline(const char *cmdline)
{
	strlcpy(kernel_cmdline, cmdline, sizeof(kernel_cmdline));
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
		.served = info->served || route_table[number] ||
			route_fallback(number, current_thread()->process) };

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
		.kernel_heap_objects = heap.objects + heap.large,
		.kernel_kept_pages = stack_pages() + arch_kernel_tables(),
	};
}

static struct xinim_stats_boot boot_stats(void)
{
	struct xinim_stats_boot b = {
		.entry_tsc = entry_tsc,
		.first_write_tsc = first_write_tsc,
		.tsc_hz = arch_tsc_hz(),
		.cpus_present = cpu_present,
		.cpus_online = cpu_count,
	};

	memcpy(b.cmdline, kernel_cmdline, sizeof(b.cmdline));
	return b;
}

static struct xinim_stats_cpu cpu_stats(const struct cpu *c)
{
	const struct sched_counts *n = &c->counts;
	uint64_t idle = thread_cpu_time(c->idle), now = arch_clock_ns();

	return (struct xinim_stats_cpu){
		.switches = n->switches,
		.preemptions = n->preemptions,
		.migrations = n->migrations,
		.steals = n->steals,
		.timer = n->timer,
		.ipis = n->ipis,
		.flushes = n->flushes,
		.idle_ns = idle,
		.busy_ns = now > c->started + idle ? now - c->started - idle : 0,
		.waiting = c->queue.length,
		.system_ns = n->system_ns,
	};
}

static struct xinim_stats_ipc ipc_stats(void)
{
	struct xinim_stats_ipc s;

	process_ipc_counts(&s.fast, &s.slow);
	return s;
}

/* Rows of a record; 0: there is no such record. */
static uint64_t rows_of(uint64_t what)
{
	switch (what) {
	case XINIM_STATS_TOTAL:
	case XINIM_STATS_MEMORY:
	case XINIM_STATS_BOOT:
	case XINIM_STATS_IPC:
		return 1;
	case XINIM_STATS_CALL:
		return XINIM_SYSCALL_SLOTS;
	case XINIM_STATS_CPU:
		return cpu_count;
	case XINIM_STATS_LOAD:
		return 1;
	case XINIM_STATS_PROCESS:
		return 1UL << 31;
	case XINIM_STATS_IRQ:
		return ARCH_IRQ_VECTORS;
	case XINIM_STATS_PCI:
		return pci_count();
	case XINIM_STATS_THREAD:
	case XINIM_STATS_REGION:
	case XINIM_STATS_STRINGS:
	case XINIM_STATS_LOG:
		return UINT64_MAX;
	default:
		return 0;
	}
}

/* stats_read(what, index, buf, len): the record's size. */
SYSCALL_HANDLER_LOCKED(stats_read)
{
	union {
		struct xinim_stats_total total;
		struct xinim_stats_call call;
		struct xinim_stats_memory memory;
		struct xinim_stats_boot boot;
		struct xinim_stats_cpu cpu;
		struct xinim_stats_ipc ipc;
		struct xinim_stats_load load;
		struct xinim_stats_irq irq;
		struct xinim_stats_pci pci;
	} record;
	size_t size;

	memset(&record, 0, sizeof(record));
	if (arg[1] >= rows_of(arg[0]))
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
	case XINIM_STATS_CPU:
		record.cpu = cpu_stats(cpus[arg[1]]);
		size = sizeof(record.cpu);
		break;
	case XINIM_STATS_IPC:
		record.ipc = ipc_stats();
		size = sizeof(record.ipc);
		break;
	case XINIM_STATS_LOAD:
		load_stats(&record.load);
		size = sizeof(record.load);
		break;
	case XINIM_STATS_IRQ:
		irq_stats((unsigned)arg[1], &record.irq);
		size = sizeof(record.irq);
		break;
	case XINIM_STATS_PCI:
		pci_stats(pci_nth((unsigned)arg[1]), &record.pci);
		size = sizeof(record.pci);
		break;
	default:
		return stats_of_process(arg);
	}
	if (copy_to_user(arg[2], &record, arg[3] < size ? arg[3] : size) != 0)
		return -EFAULT;
	return (int64_t)size;
}
