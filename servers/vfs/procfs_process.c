/*
 * servers/vfs/procfs_process.c - /proc/PID: what there is to say of one process.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>
#include <string.h>

#include <xinim/vm.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/procfs.h"
#include "servers/vfs/tty.h"

#define COMM_MAX 15 /* bytes of a name: Linux's TASK_COMM_LEN, less the NUL */

bool procfs_find(int32_t pid, struct xinim_stats_process *p)
{
	return procfs_stats(XINIM_STATS_PROCESS, (uint64_t)pid, p, sizeof(*p)) &&
		p->pid == pid;
}

bool procfs_find_thread(int32_t pid, int32_t tid, struct xinim_stats_thread *t)
{
	return procfs_stats(
		       XINIM_STATS_THREAD, XINIM_STATS_OF(pid, tid), t, sizeof(*t)) &&
		t->tid == tid;
}

static char state_letter(const struct subject *s)
{
	uint32_t state = s->thread ? s->thread->state : s->k->state;

	if (state == XINIM_STATE_ZOMBIE)
		return 'Z';
	if (s->k->flags & XINIM_STATS_PROCESS_STOPPED)
		return 'T';
	/* Who reads this runs: it waits for nobody but us. */
	if (s->p && s->p == s->reader)
		return 'R';
	return state <= XINIM_STATE_READY ? 'R' : 'S';
}

/* Of whole processes, those that the process server chose: servers/process/sched.c. */
static int nice_of(uint32_t priority)
{
	if (priority == 17)
		return -1;
	return priority < 16 && priority >= 6 ? (int)(16 - priority) * 2 - 1 : 0;
}

/* SCHED_FIFO and SCHED_RR: the least that it may be; 0: neither of them. */
static int real_time_of(uint32_t priority)
{
	return priority == 18 ? 1 : priority == 19 ? 50 : 0;
}

/* What it is called: the thread, or the process. */
static const char *comm_of(const struct subject *s)
{
	return s->thread ? s->thread->name : s->k->name;
}

static int32_t number_of(const struct subject *s)
{
	return s->thread ? s->thread->tid : s->k->pid;
}

/* The 52 fields of proc(5). */
int text_pid_stat(struct text *t, const struct subject *s)
{
	const struct xinim_stats_process *k = s->k;
	const struct proc *p = s->p;
	const struct tty *tty = p ? tty_of(p) : NULL;
	uint64_t cpu = s->thread ? s->thread->cpu_ns : k->cpu_ns;
	uint64_t system = s->thread ? s->thread->system_ns : k->system_ns;
	uint32_t priority = s->thread ? s->thread->priority : k->priority;
	int nice = nice_of(priority);
	/* Drivers have it from the start, and no session. */
	int real = p && p->session ? real_time_of(priority) : 0;
	const uint64_t *own = p && p->limits ? p->limits->soft : NULL;

	text_add(t,
		"%d (%.*s) %c %d %d %d %lu %d 0 %lu 0 0 0 %lu %lu %lu 0 %d %d %u 0 %lu ",
		number_of(s), COMM_MAX, comm_of(s), state_letter(s), k->ppid,
		p ? p->group : 0, p ? p->session : 0, tty ? tty->rdev : 0,
		tty ? tty->group : -1, k->faults,
		(cpu > system ? cpu - system : 0) / TICK_NS, system / TICK_NS,
		k->children_ns / TICK_NS, real ? -1 - real : 20 + nice, nice, k->threads,
		k->start_ns / TICK_NS);
	text_add(t, "%lu %lu %lu 0 0 0 0 0 %lu %lu %lu %lu 0 0 0 17 %u %d 0 0 0 0 0 0 ",
		k->size, k->resident_pages, own ? own[5] : UINT64_MAX,
		k->pending & INT32_MAX, k->blocked & INT32_MAX, k->ignored & INT32_MAX,
		k->caught & INT32_MAX, s->thread ? s->thread->cpu : k->cpu, real);
	text_add(t, "%lu %lu %lu %lu %lu %d\n", k->heap, k->strings, k->env, k->env,
		k->strings_end, k->status);
	return 0;
}

static const char *state_name(char letter)
{
	return letter == 'R'    ? "running"
		: letter == 'T' ? "stopped"
		: letter == 'Z' ? "zombie"
				: "sleeping";
}

static void add_identity(struct text *t, const struct subject *s)
{
	const struct xinim_stats_process *k = s->k;
	const struct cred *c = s->p ? s->p->cred : NULL;

	text_add(t, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n", k->uid, k->euid,
		k->suid, c ? c->euid : k->euid, k->gid, k->egid, k->sgid,
		c ? c->egid : k->egid);
	text_add(t, "FDSize:\t%u\nGroups:\t", s->p ? s->p->files->size : 0);
	for (uint32_t i = 0; c && i < c->ngroups; i++)
		text_add(t, "%u ", c->groups[i]);
	text_add(t, "\n");
}

static void add_memory(struct text *t, const struct xinim_stats_process *k)
{
	if (k->state == XINIM_STATE_ZOMBIE)
		return;
	text_add(t, "VmSize:\t%8lu kB\nVmLck:\t%8lu kB\n", k->size / 1024,
		k->locked / 1024);
	text_add(t, "VmHWM:\t%8lu kB\nVmRSS:\t%8lu kB\nVmData:\t%8lu kB\n",
		k->max_resident / 1024, k->resident_pages * 4, k->data / 1024);
	text_add(t, "VmSwap:\t%8d kB\n", 0);
}

static void add_signals(struct text *t, const struct subject *s)
{
	const struct xinim_stats_process *k = s->k;

	text_add(t, "SigQ:\t%u/%u\nSigPnd:\t%016lx\nShdPnd:\t%016lx\n", k->queued,
		k->queue_limit, s->thread ? s->thread->pending : 0, k->pending);
	text_add(t, "SigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n",
		s->thread ? s->thread->blocked : k->blocked, k->ignored, k->caught);
}

int text_pid_status(struct text *t, const struct subject *s)
{
	const struct xinim_stats_process *k = s->k;
	char letter = state_letter(s);

	text_add(t, "Name:\t%.*s\n", COMM_MAX, comm_of(s));
	if (s->p)
		text_add(t, "Umask:\t%04o\n", s->p->fs->umask);
	text_add(t,
		"State:\t%c (%s)\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n",
		letter, state_name(letter), k->pid, number_of(s), k->ppid);
	add_identity(t, s);
	add_memory(t, k);
	text_add(t, "Threads:\t%u\n", k->threads);
	add_signals(t, s);
	return 0;
}

int text_pid_statm(struct text *t, const struct subject *s)
{
	const struct xinim_stats_process *k = s->k;

	text_add(t, "%lu %lu 0 0 0 %lu 0\n", k->size / PROC_PAGE, k->resident_pages,
		k->data / PROC_PAGE);
	return 0;
}

int text_pid_comm(struct text *t, const struct subject *s)
{
	text_add(t, "%.*s\n", COMM_MAX, comm_of(s));
	return 0;
}

int64_t write_pid_comm(const struct call *c, int32_t pid, int32_t tid, struct io *io)
{
	char name[COMM_MAX + 1] = { 0 };
	uint64_t length = io->left;
	int64_t n;

	/* As Linux: threads of the same process alone. */
	if (c->proc->pid != pid)
		return -EINVAL;
	n = io_get_all(io, name, length < COMM_MAX ? length : COMM_MAX);
	if (n >= 0)
		n = os_thread_name(c->id, tid, name);
	return n < 0 ? n : (int64_t)length;
}

/* What it waits in is the kernel's own business. */
int text_pid_wchan(struct text *t, const struct subject *s)
{
	(void)s;
	text_add(t, "0");
	return 0;
}

/* --- its memory ----------------------------------------------------------------------------- */

/* The program may have changed them, and there may be any bytes. */
static void add_strings(struct text *t, int32_t pid, uint64_t from, uint64_t to)
{
	char piece[4096];

	while (from < to && !t->failed) {
		uint64_t n = to - from < sizeof(piece) ? to - from : sizeof(piece);
		int64_t got = os_stats(
			XINIM_STATS_STRINGS, XINIM_STATS_OF(pid, from), piece, n);

		if (got <= 0 || got > (int64_t)n)
			return;
		text_bytes(t, piece, (size_t)got);
		from += (uint64_t)got;
	}
}

int text_pid_cmdline(struct text *t, const struct subject *s)
{
	const struct xinim_stats_process *k = s->k;

	add_strings(t, k->pid, 0, k->env - k->strings);
	return 0;
}

int text_pid_environ(struct text *t, const struct subject *s)
{
	const struct xinim_stats_process *k = s->k;

	if (s->p && !procfs_may_look(s->reader, s->p))
		return -EACCES;
	add_strings(t, k->pid, k->env - k->strings, k->strings_end - k->strings);
	return 0;
}

/* The file that a region is of, as far as the server knows: its inode. */
static const struct inode *file_of(const struct proc *p, uint64_t object)
{
	if (!p || !object)
		return NULL;
	if (p->image && p->image->ops->object &&
		os_object_number(p->image->ops->object(p->image, false)) == object)
		return p->image;
	return NULL;
}

static void add_region(struct text *t, const struct subject *s,
	const struct xinim_vm_region *r, const char *image)
{
	const struct inode *i = file_of(s->p, r->object);
	size_t begin = t->length;

	text_add(t, "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu ", r->start, r->end,
		r->rights & 1 ? 'r' : '-', r->rights & 2 ? 'w' : '-',
		r->rights & 4 ? 'x' : '-', r->flags & XINIM_VM_SHARED ? 's' : 'p',
		r->offset, i ? DEV_MAJOR(i->fs->dev) : 0, i ? DEV_MINOR(i->fs->dev) : 0,
		i ? i->ino : r->object);
	while (t->length - begin < 73)
		text_add(t, " ");
	if (i)
		text_add(t, "%s", image);
	else if (s->k->strings >= r->start && s->k->strings < r->end)
		text_add(t, "[stack]");
	else if (s->k->heap >= r->start && s->k->heap < r->end && !r->object)
		text_add(t, "[heap]");
	text_add(t, "\n");
}

int text_pid_maps(struct text *t, const struct subject *s)
{
	static char image[PATH_BYTES + 16];
	uint64_t at = 0, pid = (uint64_t)s->k->pid;
	struct xinim_vm_region r;
	int64_t n;

	if (s->p ? !procfs_may_look(s->reader, s->p)
		 : s->reader && s->reader->cred->euid != 0)
		return -EACCES;
	n = procfs_read_link(LINK_EXE, s->k->pid, 0, image, sizeof(image) - 1);
	image[n > 0 && n < (int64_t)sizeof(image) ? n : 0] = 0;
	while (!t->failed &&
		procfs_stats(XINIM_STATS_REGION,
			pid << XINIM_STATS_PAGE_BITS | at / PROC_PAGE, &r, sizeof(r))) {
		if (r.kind != XINIM_VM_NOTHING)
			add_region(t, s, &r, image);
		at = r.end;
	}
	return 0;
}

/* --- limits ----------------------------------------------------------------------------------- */

static void add_limit(struct text *t, uint64_t value)
{
	if (value == UINT64_MAX)
		text_add(t, "%-20s ", "unlimited");
	else
		text_add(t, "%-20lu ", value);
}

int text_pid_limits(struct text *t, const struct subject *s)
{
	/* By number of the limit, as Linux calls them. */
	static const struct {
		const char *name, *unit;
	} rows[LIMITS] = { { "Max cpu time", "seconds" }, { "Max file size", "bytes" },
		{ "Max data size", "bytes" }, { "Max stack size", "bytes" },
		{ "Max core file size", "bytes" }, { "Max resident set", "bytes" },
		{ "Max processes", "processes" }, { "Max open files", "files" },
		{ "Max locked memory", "bytes" }, { "Max address space", "bytes" },
		{ "Max file locks", "locks" }, { "Max pending signals", "signals" },
		{ "Max msgqueue size", "bytes" }, { "Max nice priority", "" },
		{ "Max realtime priority", "" }, { "Max realtime timeout", "us" } };

	if (!s->p || !s->p->limits)
		return 0;
	if (!procfs_may_look(s->reader, s->p))
		return -EACCES;
	text_add(t, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit",
		"Units");
	for (int i = 0; i < LIMITS; i++) {
		text_add(t, "%-25s ", rows[i].name);
		add_limit(t, s->p->limits->soft[i]);
		add_limit(t, s->p->limits->hard[i]);
		text_add(t, "%-10s\n", rows[i].unit);
	}
	return 0;
}
