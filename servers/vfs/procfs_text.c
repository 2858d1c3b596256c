/*
 * servers/vfs/procfs_text.c - what the files of /proc say.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/procfs_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/block_devices.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/tty.h"

#ifndef PACKAGE_VERSION /* in unit tests */
#define PACKAGE_VERSION "0"
#endif
#define TICK_NS    10000000 /* a clock tick, 100 a second */
#define PAGE_BYTES 4096

static void add(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(t->data + t->length, t->room - t->length, format, ap);
	va_end(ap);
	if (n >= 0 && t->length + (size_t)n >= t->room) {
		size_t room = (t->length + (size_t)n) * 2 + 256;
		char *data = realloc(t->data, room);

		if (!data) {
			t->failed = true;
			return;
		}
		t->data = data;
		t->room = room;
		va_start(ap, format);
		n = vsnprintf(t->data + t->length, t->room - t->length, format, ap);
		va_end(ap);
	}
	if (n > 0)
		t->length += (size_t)n;
}

/* A record of the kernel's statistics; false: there is none. */
bool procfs_stats(uint32_t what, uint64_t index, void *to, size_t size)
{
	return os_stats(what, index, to, size) >= 0;
}

/* --- the system ------------------------------------------------------------------ */

static unsigned cpus(void)
{
	struct xinim_stats_boot boot;

	return procfs_stats(XINIM_STATS_BOOT, 0, &boot, sizeof(boot)) ? boot.cpus_online
								      : 1;
}

void text_meminfo(struct text *t)
{
	struct xinim_stats_memory m = { 0 };

	procfs_stats(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	add(t, "MemTotal:       %8lu kB\nMemFree:        %8lu kB\nMemAvailable:   %8lu kB\n",
		m.total_pages * 4, m.free_pages * 4, m.free_pages * 4);
	add(t, "Buffers:        %8d kB\nCached:         %8d kB\nSwapCached:     %8d kB\n",
		0, 0, 0);
	add(t, "Slab:           %8lu kB\nSReclaimable:   %8d kB\n",
		m.kernel_heap_pages * 4, 0);
	add(t, "Shmem:          %8d kB\nSwapTotal:      %8d kB\nSwapFree:       %8d kB\n",
		0, 0, 0);
}

void text_uptime(struct text *t)
{
	int64_t now = os_now();
	uint64_t idle = 0;

	for (unsigned i = 0; i < cpus(); i++) {
		struct xinim_stats_cpu c;

		if (procfs_stats(XINIM_STATS_CPU, i, &c, sizeof(c)))
			idle += c.idle_ns;
	}
	add(t, "%ld.%02ld %lu.%02lu\n", now / NS, now / TICK_NS % 100, idle / NS,
		idle / TICK_NS % 100);
}

void text_stat(struct text *t)
{
	uint64_t busy = 0, idle = 0, switches = 0;
	struct xinim_stats_memory m = { 0 };
	struct xinim_timespec real;
	struct text each = { 0 };
	unsigned n = cpus();

	for (unsigned i = 0; i < n; i++) {
		struct xinim_stats_cpu c = { 0 };

		procfs_stats(XINIM_STATS_CPU, i, &c, sizeof(c));
		add(&each, "cpu%u %lu 0 0 %lu 0 0 0 0 0 0\n", i, c.busy_ns / TICK_NS,
			c.idle_ns / TICK_NS);
		busy += c.busy_ns;
		idle += c.idle_ns;
		switches += c.switches;
	}
	procfs_stats(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	os_real_time(&real);
	add(t, "cpu  %lu 0 0 %lu 0 0 0 0 0 0\n%s", busy / TICK_NS, idle / TICK_NS,
		each.data ? each.data : "");
	add(t, "ctxt %lu\nbtime %ld\nprocesses %lu\nprocs_running 1\nprocs_blocked 0\n",
		switches, real.tv_sec - os_now() / NS, m.processes);
	free(each.data);
}

/* Nobody keeps averages. */
void text_loadavg(struct text *t)
{
	struct xinim_stats_memory m = { 0 };

	procfs_stats(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	add(t, "0.00 0.00 0.00 1/%lu 0\n", m.threads);
}

void text_version(struct text *t)
{
	add(t, "XINIM version %s\n", PACKAGE_VERSION);
}

void text_cpuinfo(struct text *t)
{
	struct xinim_stats_boot boot = { 0 };

	procfs_stats(XINIM_STATS_BOOT, 0, &boot, sizeof(boot));
	for (unsigned i = 0; i < boot.cpus_online; i++)
		add(t, "processor\t: %u\ncpu MHz\t\t: %lu.%03lu\n\n", i,
			boot.tsc_hz / 1000000, boot.tsc_hz / 1000 % 1000);
}

void text_filesystems(struct text *t)
{
	const struct fs *fs;

	/* Those that are mounted; each type once. */
	list_for_each_entry (fs, &mounts, link) {
		const struct fs *before;

		list_for_each_entry (before, &mounts, link)
			if (before == fs || before->ops == fs->ops)
				break;
		if (before == fs)
			add(t, "nodev\t%s\n", fs->ops->type);
	}
}

/* Blanks and backslashes would be taken for the end of a field. */
static void add_field(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (strchr(" \t\n\\", *s))
			add(t, "\\%03o", (unsigned char)*s);
		else
			add(t, "%c", *s);
	}
	add(t, " ");
}

void text_partitions(struct text *t)
{
	const struct block_device *d;

	add(t, "major minor  #blocks  name\n\n");
	list_for_each_entry (d, &block_devices, link)
		add(t, "%4u  %7u %10llu %s\n", DEV_MAJOR(d->rdev), DEV_MINOR(d->rdev),
			(unsigned long long)(d->sectors / 2), d->name);
}

void text_mounts(struct text *t)
{
	static char buffer[PATH_BYTES];
	const struct fs *fs;

	list_for_each_entry (fs, &mounts, link) {
		char *path = buffer;
		bool reachable;

		if (name_path(fs->root, root_name, buffer, sizeof(buffer), &path,
			    &reachable) != 0)
			continue;
		add_field(t, fs->source);
		add_field(t, path);
		add(t, "%s %s%s%s%s 0 0\n", fs->ops->type,
			fs->flags & MOUNT_RDONLY ? "ro" : "rw",
			fs->flags & MOUNT_NOSUID ? ",nosuid" : "",
			fs->flags & MOUNT_NODEV ? ",nodev" : "",
			fs->flags & MOUNT_NOEXEC ? ",noexec" : "");
	}
}

/* --- one process --------------------------------------------------------------------- */

/* The kernel's record of exactly this process. */
bool procfs_find(int32_t pid, struct xinim_stats_process *p)
{
	return procfs_stats(XINIM_STATS_PROCESS, (uint64_t)pid, p, sizeof(*p)) &&
		p->pid == pid;
}

static char state_letter(uint32_t state)
{
	return state == XINIM_STATE_ZOMBIE ? 'Z' : state <= XINIM_STATE_READY ? 'R' : 'S';
}

void text_pid_stat(struct text *t, const struct xinim_stats_process *k)
{
	const struct proc *p = proc_find((uint64_t)k->pid);
	const struct tty *tty = p ? tty_of(p) : NULL;

	add(t, "%d (%s) %c %d %d %d %lu %d 0 0 0 0 0 %lu %lu %lu 0 20 0 %u 0 0 %lu %lu",
		k->pid, k->name, state_letter(k->state), k->ppid, p ? p->group : 0,
		p ? p->session : 0, tty ? tty->rdev : 0, tty ? tty->group : -1,
		(k->cpu_ns - k->system_ns) / TICK_NS, k->system_ns / TICK_NS,
		k->children_ns / TICK_NS, k->threads, k->resident_pages * PAGE_BYTES,
		k->resident_pages);
	add(t, " 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
}

void text_pid_status(struct text *t, const struct xinim_stats_process *k)
{
	const struct proc *p = proc_find((uint64_t)k->pid);
	const struct cred *c = p ? p->cred : NULL;
	uint32_t uid = c ? c->uid : 0, euid = c ? c->euid : 0;
	uint32_t gid = c ? c->gid : 0, egid = c ? c->egid : 0;

	add(t, "Name:\t%s\nUmask:\t%04o\nState:\t%c\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\n",
		k->name, p ? p->fs->umask : 022, state_letter(k->state), k->pid, k->pid,
		k->ppid);
	add(t, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n", uid, euid, euid, euid, gid,
		egid, egid, egid);
	add(t, "VmSize:\t%8lu kB\nVmRSS:\t%8lu kB\nThreads:\t%u\n", k->resident_pages * 4,
		k->resident_pages * 4, k->threads);
}

void text_pid_statm(struct text *t, const struct xinim_stats_process *k)
{
	add(t, "%lu %lu 0 0 0 %lu 0\n", k->resident_pages, k->resident_pages,
		k->resident_pages);
}

void text_pid_comm(struct text *t, const struct xinim_stats_process *k)
{
	add(t, "%s\n", k->name);
}

/* Its arguments are in its memory, which is its own: its name stands for them. */
void text_pid_cmdline(struct text *t, const struct xinim_stats_process *k)
{
	add(t, "%s%c", k->name, 0);
}
