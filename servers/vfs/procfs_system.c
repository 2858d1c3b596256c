/*
 * servers/vfs/procfs_system.c - /proc: memory, CPUs and time of all of the system.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/procfs.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/cache.h"
#include "servers/vfs/dev.h"

#ifndef PACKAGE_VERSION /* in unit tests */
#define PACKAGE_VERSION "0"
#endif

/* Room for n bytes more and a NUL. */
static bool grow(struct text *t, size_t n)
{
	size_t room = (t->length + n) * 2 + 256;
	char *data;

	if (t->length + n < t->room)
		return true;
	data = realloc(t->data, room);
	if (!data) {
		t->failed = true;
		return false;
	}
	t->data = data;
	t->room = room;
	return true;
}

void text_add(struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n <= 0 || !grow(t, (size_t)n))
		return;
	va_start(ap, format);
	vsnprintf(t->data + t->length, t->room - t->length, format, ap);
	va_end(ap);
	t->length += (size_t)n;
}

void text_bytes(struct text *t, const void *bytes, size_t length)
{
	if (!grow(t, length))
		return;
	memcpy(t->data + t->length, bytes, length);
	t->length += length;
}

bool procfs_stats(uint32_t what, uint64_t index, void *to, size_t size)
{
	return os_stats(what, index, to, size) >= 0;
}

static unsigned cpus(void)
{
	struct xinim_stats_boot boot;

	return procfs_stats(XINIM_STATS_BOOT, 0, &boot, sizeof(boot)) ? boot.cpus_online
								      : 1;
}

/* Pages that tmpfs's files have, of all of its file systems. */
static uint64_t shared_pages(void)
{
	uint64_t used = 0;
	struct fs *fs;

	list_for_each_entry (fs, &mounts, link) {
		struct xinim_statfs st = { 0 };

		if (fs->ops == &tmpfs_ops && !fs->bind && fs->ops->statfs(fs, &st) == 0)
			used += st.f_blocks - st.f_bfree;
	}
	return used;
}

/* What is not there at all is 0: swap, buffers that are no page cache. */
int text_meminfo(struct text *t, const struct subject *s)
{
	struct xinim_stats_memory m = { 0 };
	uint64_t cached = cache_pages(), shared = shared_pages(), used;

	(void)s;
	procfs_stats(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	used = m.total_pages - m.free_pages;
	/* The three were not counted in one moment. */
	if (cached + shared > used)
		cached = used > shared ? used - shared : 0;
	{
		const struct {
			const char *name;
			uint64_t pages;
		} row[] = {
			{ "MemTotal:", m.total_pages },
			{ "MemFree:", m.free_pages },
			{ "MemAvailable:", m.free_pages + cached },
			{ "Buffers:", 0 },
			{ "Cached:", cached + shared },
			{ "SwapCached:", 0 },
			{ "Active:", used - cached },
			{ "Inactive:", cached },
			{ "SwapTotal:", 0 },
			{ "SwapFree:", 0 },
			{ "Shmem:", shared },
			{ "KReclaimable:", 0 },
			{ "Slab:", m.kernel_heap_pages },
			{ "SReclaimable:", 0 },
			{ "SUnreclaim:", m.kernel_heap_pages },
		};

		for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
			text_add(t, "%-15s %8lu kB\n", row[i].name, row[i].pages * 4);
	}
	return 0;
}

int text_uptime(struct text *t, const struct subject *s)
{
	int64_t now = os_now();
	uint64_t idle = 0;

	(void)s;
	for (unsigned i = 0; i < cpus(); i++) {
		struct xinim_stats_cpu c;

		if (procfs_stats(XINIM_STATS_CPU, i, &c, sizeof(c)))
			idle += c.idle_ns;
	}
	text_add(t, "%ld.%02ld %lu.%02lu\n", now / NS, now / TICK_NS % 100, idle / NS,
		idle / TICK_NS % 100);
	return 0;
}

/* user, nice, system, idle, then what nobody tells apart: in ticks. */
static void cpu_line(struct text *t, const char *name, const struct xinim_stats_cpu *c)
{
	uint64_t system = c->system_ns < c->busy_ns ? c->system_ns : c->busy_ns;

	text_add(t, "%s %lu 0 %lu %lu 0 0 0 0 0 0\n", name,
		(c->busy_ns - system) / TICK_NS, system / TICK_NS, c->idle_ns / TICK_NS);
}

/* All interrupts, then those of each vector. */
static void interrupt_line(struct text *t, uint64_t clock)
{
	struct xinim_stats_irq q;
	struct text each = { 0 };
	uint64_t all = clock;

	for (unsigned i = 0; procfs_stats(XINIM_STATS_IRQ, i, &q, sizeof(q)); i++) {
		all += q.count;
		text_add(&each, " %lu", q.count);
	}
	text_add(t, "intr %lu", all);
	text_bytes(t, each.data, each.length);
	text_add(t, "\n");
	t->failed |= each.failed;
	free(each.data);
}

int text_stat(struct text *t, const struct subject *s)
{
	struct xinim_stats_cpu all = { 0 };
	struct xinim_stats_load load = { 0 };
	struct xinim_timespec real;
	struct text each = { 0 };
	unsigned n = cpus();

	(void)s;
	for (unsigned i = 0; i < n; i++) {
		struct xinim_stats_cpu c = { 0 };
		char name[16];

		procfs_stats(XINIM_STATS_CPU, i, &c, sizeof(c));
		snprintf(name, sizeof(name), "cpu%u", i);
		cpu_line(&each, name, &c);
		all.busy_ns += c.busy_ns;
		all.idle_ns += c.idle_ns;
		all.system_ns += c.system_ns;
		all.switches += c.switches;
		all.timer += c.timer;
	}
	procfs_stats(XINIM_STATS_LOAD, 0, &load, sizeof(load));
	os_real_time(&real);
	cpu_line(t, "cpu ", &all);
	text_bytes(t, each.data, each.length);
	t->failed |= each.failed;
	free(each.data);
	interrupt_line(t, all.timer);
	text_add(t,
		"ctxt %lu\nbtime %ld\nprocesses %lu\nprocs_running %u\nprocs_blocked 0\n",
		all.switches, real.tv_sec - os_now() / NS, load.created, load.runnable);
	return 0;
}

int text_loadavg(struct text *t, const struct subject *s)
{
	struct xinim_stats_load l = { 0 };

	(void)s;
	procfs_stats(XINIM_STATS_LOAD, 0, &l, sizeof(l));
	for (int i = 0; i < 3; i++) {
		uint64_t hundredths = (l.average[i] * 100 + 1024) / 2048;

		text_add(t, "%lu.%02lu ", hundredths / 100, hundredths % 100);
	}
	text_add(t, "%u/%u %d\n", l.runnable, l.threads, l.last_pid);
	return 0;
}

int text_version(struct text *t, const struct subject *s)
{
	(void)s;
	text_add(t, "XINIM version %s\n", PACKAGE_VERSION);
	return 0;
}

int text_kernel_cmdline(struct text *t, const struct subject *s)
{
	struct xinim_stats_boot boot = { 0 };

	(void)s;
	procfs_stats(XINIM_STATS_BOOT, 0, &boot, sizeof(boot));
	text_add(t, "%.*s\n", (int)sizeof(boot.cmdline), boot.cmdline);
	return 0;
}

/* --- interrupts -------------------------------------------------------------------------- */

static void interrupt_row(struct text *t, const struct xinim_stats_irq *q, unsigned n)
{
	bool message = q->flags & XINIM_STATS_IRQ_MESSAGE;

	text_add(t, "%3u:", q->vector);
	for (unsigned i = 0; i < n; i++)
		text_add(t, " %10lu", i == q->cpu ? q->count : 0);
	if (message)
		text_add(t, "  PCI-MSI %u-edge      %02x:%02x.%u\n", q->number,
			q->pci >> 8 & 0xff, q->pci >> 3 & 0x1f, q->pci & 7);
	else
		text_add(t, "  IO-APIC %u-%s\n", q->number,
			q->flags & XINIM_STATS_IRQ_LEVEL ? "fasteoi" : "edge");
}

static void cpu_row(
	struct text *t, const char *name, const char *what, unsigned n, size_t field)
{
	text_add(t, "%s:", name);
	for (unsigned i = 0; i < n; i++) {
		struct xinim_stats_cpu c = { 0 };
		uint64_t value;

		procfs_stats(XINIM_STATS_CPU, i, &c, sizeof(c));
		memcpy(&value, (const char *)&c + field, sizeof(value));
		text_add(t, " %10lu", value);
	}
	text_add(t, "   %s\n", what);
}

int text_interrupts(struct text *t, const struct subject *s)
{
	unsigned n = cpus();
	struct xinim_stats_irq q;

	(void)s;
	text_add(t, "    ");
	for (unsigned i = 0; i < n; i++)
		text_add(t, "       CPU%-d", i);
	text_add(t, "\n");
	for (unsigned i = 0; procfs_stats(XINIM_STATS_IRQ, i, &q, sizeof(q)); i++)
		if (q.flags & XINIM_STATS_IRQ_BOUND)
			interrupt_row(t, &q, n);
	cpu_row(t, "LOC", "Local timer interrupts", n,
		offsetof(struct xinim_stats_cpu, timer));
	cpu_row(t, "RES", "Rescheduling interrupts", n,
		offsetof(struct xinim_stats_cpu, ipis));
	cpu_row(t, "TLB", "TLB shootdowns", n, offsetof(struct xinim_stats_cpu, flushes));
	return 0;
}
