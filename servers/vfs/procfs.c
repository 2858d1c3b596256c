/*
 * servers/vfs/procfs.c - /proc: what there is to know about processes, as files.
 *
 * Names and formats are Linux's (proc(5)), as far as ps, top, free, mount and
 * shells read them; numbers that nobody keeps are 0. A file's text is made anew
 * each time it is read. Processes come from the kernel's statistics, descriptors
 * and directories from the server's own tables.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/stats.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/tty.h"

#ifndef PACKAGE_VERSION /* in unit tests */
#define PACKAGE_VERSION "0"
#endif
#define PROC_MAGIC 0x9fa0
#define TICK_NS    10000000 /* a clock tick, 100 a second */
#define PAGE_BYTES 4096

/* An inode's number says what it is: PID, kind of entry, descriptor. */
#define INO(pid, kind, fd) \
	((uint64_t)(pid) << 40 | (uint64_t)(kind) << 32 | (uint32_t)(fd))
#define INO_PID(ino)  ((int32_t)((ino) >> 40))
#define INO_KIND(ino) ((unsigned)((ino) >> 32) & 0xff)
#define INO_FD(ino)   ((uint32_t)(ino))

struct text {
	char *data;
	size_t length, room;
	bool failed;
};

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
static bool stats(uint32_t what, uint64_t index, void *to, size_t size)
{
	return os_stats(what, index, to, size) >= 0;
}

/* --- the system ------------------------------------------------------------------ */

static unsigned cpus(void)
{
	struct xinim_stats_boot boot;

	return stats(XINIM_STATS_BOOT, 0, &boot, sizeof(boot)) ? boot.cpus_online : 1;
}

static void show_meminfo(struct text *t)
{
	struct xinim_stats_memory m = { 0 };

	stats(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	add(t, "MemTotal:       %8lu kB\nMemFree:        %8lu kB\nMemAvailable:   %8lu kB\n",
		m.total_pages * 4, m.free_pages * 4, m.free_pages * 4);
	add(t, "Buffers:        %8d kB\nCached:         %8d kB\nSwapCached:     %8d kB\n",
		0, 0, 0);
	add(t, "Slab:           %8lu kB\nSReclaimable:   %8d kB\n",
		m.kernel_heap_pages * 4, 0);
	add(t, "Shmem:          %8d kB\nSwapTotal:      %8d kB\nSwapFree:       %8d kB\n",
		0, 0, 0);
}

static void show_uptime(struct text *t)
{
	int64_t now = os_now();
	uint64_t idle = 0;

	for (unsigned i = 0; i < cpus(); i++) {
		struct xinim_stats_cpu c;

		if (stats(XINIM_STATS_CPU, i, &c, sizeof(c)))
			idle += c.idle_ns;
	}
	add(t, "%ld.%02ld %lu.%02lu\n", now / NS, now / TICK_NS % 100, idle / NS,
		idle / TICK_NS % 100);
}

static void show_stat(struct text *t)
{
	uint64_t busy = 0, idle = 0, switches = 0;
	struct xinim_stats_memory m = { 0 };
	struct xinim_timespec real;
	struct text each = { 0 };
	unsigned n = cpus();

	for (unsigned i = 0; i < n; i++) {
		struct xinim_stats_cpu c = { 0 };

		stats(XINIM_STATS_CPU, i, &c, sizeof(c));
		add(&each, "cpu%u %lu 0 0 %lu 0 0 0 0 0 0\n", i, c.busy_ns / TICK_NS,
			c.idle_ns / TICK_NS);
		busy += c.busy_ns;
		idle += c.idle_ns;
		switches += c.switches;
	}
	stats(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	os_real_time(&real);
	add(t, "cpu  %lu 0 0 %lu 0 0 0 0 0 0\n%s", busy / TICK_NS, idle / TICK_NS,
		each.data ? each.data : "");
	add(t, "ctxt %lu\nbtime %ld\nprocesses %lu\nprocs_running 1\nprocs_blocked 0\n",
		switches, real.tv_sec - os_now() / NS, m.processes);
	free(each.data);
}

/* Nobody keeps averages. */
static void show_loadavg(struct text *t)
{
	struct xinim_stats_memory m = { 0 };

	stats(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	add(t, "0.00 0.00 0.00 1/%lu 0\n", m.threads);
}

static void show_version(struct text *t)
{
	add(t, "XINIM version %s\n", PACKAGE_VERSION);
}

static void show_cpuinfo(struct text *t)
{
	struct xinim_stats_boot boot = { 0 };

	stats(XINIM_STATS_BOOT, 0, &boot, sizeof(boot));
	for (unsigned i = 0; i < boot.cpus_online; i++)
		add(t, "processor\t: %u\ncpu MHz\t\t: %lu.%03lu\n\n", i,
			boot.tsc_hz / 1000000, boot.tsc_hz / 1000 % 1000);
}

static void show_filesystems(struct text *t)
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

static void show_mounts(struct text *t)
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
static bool find_process(int32_t pid, struct xinim_stats_process *p)
{
	return stats(XINIM_STATS_PROCESS, (uint64_t)pid, p, sizeof(*p)) && p->pid == pid;
}

static char state_letter(uint32_t state)
{
	return state == XINIM_STATE_ZOMBIE ? 'Z' : state <= XINIM_STATE_READY ? 'R' : 'S';
}

static void show_pid_stat(struct text *t, const struct xinim_stats_process *k)
{
	const struct proc *p = proc_find((uint64_t)k->pid);
	const struct tty *tty = p ? tty_of(p) : NULL;

	add(t, "%d (%s) %c %d %d %d %lu %d 0 0 0 0 0 %lu 0 %lu 0 20 0 %u 0 0 %lu %lu",
		k->pid, k->name, state_letter(k->state), k->ppid, p ? p->group : 0,
		p ? p->session : 0, tty ? tty->rdev : 0, tty ? tty->group : -1,
		k->cpu_ns / TICK_NS, k->children_ns / TICK_NS, k->threads,
		k->resident_pages * PAGE_BYTES, k->resident_pages);
	add(t, " 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
}

static void show_pid_status(struct text *t, const struct xinim_stats_process *k)
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

static void show_pid_statm(struct text *t, const struct xinim_stats_process *k)
{
	add(t, "%lu %lu 0 0 0 %lu 0\n", k->resident_pages, k->resident_pages,
		k->resident_pages);
}

static void show_pid_comm(struct text *t, const struct xinim_stats_process *k)
{
	add(t, "%s\n", k->name);
}

/* Its arguments are in its memory, which is its own: its name stands for them. */
static void show_pid_cmdline(struct text *t, const struct xinim_stats_process *k)
{
	add(t, "%s%c", k->name, 0);
}

/* --- the tree -------------------------------------------------------------------------- */

enum kind {
	KIND_ROOT, /* /proc itself: PID 0 */
	KIND_PID,  /* a process's directory */
	KIND_FD,   /* its descriptors: a directory, */
	KIND_LINK, /* and one of them */
	KIND_ENTRY /* and on: entries[] */
};

enum link { NO_LINK, LINK_SELF, LINK_CWD, LINK_ROOT, LINK_EXE, LINK_MOUNTS };

static const struct entry {
	const char *name;
	void (*system)(struct text *t); /* of /proc; or: */
	void (*process)(struct text *t, const struct xinim_stats_process *k);
	enum link link;
	bool of_process;
} entries[] = {
	{ "cpuinfo", .system = show_cpuinfo },
	{ "filesystems", .system = show_filesystems },
	{ "loadavg", .system = show_loadavg },
	{ "meminfo", .system = show_meminfo },
	{ "mounts", .system = show_mounts },
	{ "self", .link = LINK_SELF },
	{ "stat", .system = show_stat },
	{ "uptime", .system = show_uptime },
	{ "version", .system = show_version },
	{ "cmdline", .process = show_pid_cmdline, .of_process = true },
	{ "comm", .process = show_pid_comm, .of_process = true },
	{ "cwd", .link = LINK_CWD, .of_process = true },
	{ "exe", .link = LINK_EXE, .of_process = true },
	{ "mounts", .link = LINK_MOUNTS, .of_process = true },
	{ "root", .link = LINK_ROOT, .of_process = true },
	{ "stat", .process = show_pid_stat, .of_process = true },
	{ "statm", .process = show_pid_statm, .of_process = true },
	{ "status", .process = show_pid_status, .of_process = true },
};
#define ENTRIES (sizeof(entries) / sizeof(entries[0]))

const struct proc *procfs_caller;

/* What an entry of a directory is: its inode. */
static int make(struct inode *dir, struct name *n, uint64_t ino, uint32_t mode)
{
	const struct proc *p = proc_find((uint64_t)INO_PID(ino));
	struct inode *i = inode_new(dir->fs, mode, NULL);

	if (!i)
		return -ENOMEM;
	i->ino = ino;
	if (p) {
		i->uid = p->cred->euid;
		i->gid = p->cred->egid;
	}
	if (S_ISDIR(mode))
		i->nlink = 2;
	if (S_ISLNK(mode))
		i->size = PATH_BYTES - 1; /* at most; it changes */
	n->inode = i;
	return 0;
}

/* The number that a name is; -1: it is none. */
static int32_t number(const struct name *n)
{
	int32_t value = 0;

	if (n->length > 9 || (n->text[0] == '0' && n->length > 1))
		return -1;
	for (uint32_t i = 0; i < n->length; i++) {
		if (n->text[i] < '0' || n->text[i] > '9')
			return -1;
		value = value * 10 + (n->text[i] - '0');
	}
	return value;
}

static int lookup_entry(struct inode *dir, struct name *n, int32_t pid)
{
	for (size_t i = 0; i < ENTRIES; i++)
		if (entries[i].of_process == (pid != 0) &&
			strcmp(entries[i].name, n->text) == 0)
			return make(dir, n, INO(pid, KIND_ENTRY + i, 0),
				entries[i].link ? S_IFLNK | 0777 : S_IFREG | 0444);
	return 0;
}

static int procfs_lookup(struct inode *dir, struct name *n)
{
	int32_t pid = INO_PID(dir->ino), value = number(n);
	struct xinim_stats_process k;
	const struct proc *p;

	switch (INO_KIND(dir->ino)) {
	case KIND_ROOT:
		if (value > 0 && find_process(value, &k))
			return make(dir, n, INO(value, KIND_PID, 0), S_IFDIR | 0555);
		return lookup_entry(dir, n, 0);
	case KIND_PID:
		if (!find_process(pid, &k))
			return 0;
		if (strcmp(n->text, "fd") == 0)
			return make(dir, n, INO(pid, KIND_FD, 0), S_IFDIR | 0500);
		return lookup_entry(dir, n, pid);
	default:
		p = proc_find((uint64_t)pid);
		if (!p || value < 0 || !fd_peek(p->files, (uint64_t)value))
			return 0;
		return make(dir, n, INO(pid, KIND_LINK, value), S_IFLNK | 0700);
	}
}

/* Places in a directory: an entry's number, then PIDs or descriptors from PLACE_NUMBERS on. */
#define PLACE_NUMBERS 64

static bool fill_number(struct dir_fill *fill, uint64_t value, uint64_t ino, bool link)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%lu", value);

	return fill->add(fill, text, (size_t)n, ino, link ? S_IFLNK >> 12 : S_IFDIR >> 12,
		PLACE_NUMBERS + value + 1);
}

static void fill_processes(uint64_t *at, struct dir_fill *fill)
{
	uint64_t pid = *at > PLACE_NUMBERS ? *at - PLACE_NUMBERS : 1;
	struct xinim_stats_process k;

	while (stats(XINIM_STATS_PROCESS, pid, &k, sizeof(k))) {
		pid = (uint64_t)k.pid;
		if (!fill_number(fill, pid, INO(pid, KIND_PID, 0), false))
			return;
		pid++;
		*at = PLACE_NUMBERS + pid;
	}
}

static void fill_descriptors(uint64_t *at, struct dir_fill *fill, int32_t pid)
{
	uint64_t fd = *at > PLACE_NUMBERS ? *at - PLACE_NUMBERS : 0;
	const struct proc *p = proc_find((uint64_t)pid);

	for (; p && fd < p->files->size; fd++) {
		if (!fd_peek(p->files, fd))
			continue;
		if (!fill_number(fill, fd, INO(pid, KIND_LINK, fd), true))
			return;
		*at = PLACE_NUMBERS + fd + 1;
	}
}

static int procfs_readdir(struct inode *dir, uint64_t *at, struct dir_fill *fill)
{
	int32_t pid = INO_PID(dir->ino);

	if (INO_KIND(dir->ino) == KIND_FD) {
		fill_descriptors(at, fill, pid);
		return 0;
	}
	for (uint64_t i = *at; i <= ENTRIES && *at < PLACE_NUMBERS; i++) {
		const struct entry *e = &entries[i];
		const char *name = i < ENTRIES ? e->name : "fd";
		bool of_process = i < ENTRIES ? e->of_process : true;

		if (of_process == (pid != 0) &&
			!fill->add(fill, name, strlen(name),
				i < ENTRIES ? INO(pid, KIND_ENTRY + i, 0)
					    : INO(pid, KIND_FD, 0),
				i == ENTRIES      ? S_IFDIR >> 12
					: e->link ? S_IFLNK >> 12
						  : S_IFREG >> 12,
				i + 1))
			return 0;
		*at = i + 1;
	}
	if (INO_KIND(dir->ino) == KIND_ROOT)
		fill_processes(at, fill);
	return 0;
}

static int64_t procfs_read(struct inode *i, uint64_t at, struct io *io)
{
	const struct entry *e = &entries[INO_KIND(i->ino) - KIND_ENTRY];
	struct xinim_stats_process k;
	struct text t = { 0 };
	int64_t n = 0;

	if (e->system) {
		e->system(&t);
	} else {
		if (!find_process(INO_PID(i->ino), &k))
			return -ESRCH;
		e->process(&t, &k);
	}
	if (t.failed)
		n = -ENOMEM;
	else if (at < t.length)
		n = io_put(io, t.data + at,
			t.length - at < io->left ? t.length - at : io->left);
	free(t.data);
	return n;
}

/* --- links --------------------------------------------------------------------------------- */

static int64_t put_name(const struct name *n, char *to, size_t room)
{
	static char buffer[PATH_BYTES];
	bool reachable;
	char *path;
	int error = name_path(n, root_name, buffer, sizeof(buffer), &path, &reachable);
	size_t length;

	if (error)
		return error;
	length = strlen(path);
	memcpy(to, path, length < room ? length : room);
	return (int64_t)length;
}

static int64_t put_text(char *to, size_t room, const char *format, uint64_t value)
{
	char text[64];
	size_t length = (size_t)snprintf(text, sizeof(text), format, value);

	memcpy(to, text, length < room ? length : room);
	return (int64_t)length;
}

static int64_t link_of_file(const struct file *f, char *to, size_t room)
{
	if (f->name)
		return put_name(f->name, to, room);
	return put_text(to, room, f->inode ? "inode:[%lu]" : "pipe:[%lu]",
		f->inode ? f->inode->ino : (uintptr_t)f->own >> 4);
}

/* The next name of a tree, NULL: that was the last. */
static const struct name *next_name(const struct name *n, const struct name *root)
{
	if (!list_empty(&n->children))
		return list_first(&n->children, struct name, sibling);
	while (n != root && n->sibling.next == &n->parent->children)
		n = n->parent;
	return n == root ? NULL : list_entry(n->sibling.next, struct name, sibling);
}

/* A name of what p runs; -ENOENT: it is a server of the boot, or was removed. */
static int64_t link_of_image(const struct proc *p, char *to, size_t room)
{
	const struct fs *fs;

	if (!p->image)
		return -ENOENT;
	list_for_each_entry (fs, &mounts, link)
		for (const struct name *n = fs->root; n; n = next_name(n, fs->root))
			if (n->inode == p->image)
				return put_name(n, to, room);
	return -ENOENT;
}

static bool may_look(const struct proc *p)
{
	return !procfs_caller || procfs_caller->cred->euid == 0 ||
		procfs_caller->cred->euid == p->cred->uid;
}

static int64_t procfs_readlink(struct inode *i, char *to, size_t room)
{
	const struct proc *p = proc_find((uint64_t)INO_PID(i->ino));
	unsigned kind = INO_KIND(i->ino);
	enum link link = kind >= KIND_ENTRY ? entries[kind - KIND_ENTRY].link : NO_LINK;
	const struct file *f;

	if (link == LINK_SELF)
		return procfs_caller
			? put_text(to, room, "%lu", (uint64_t)procfs_caller->pid)
			: -ENOENT;
	if (link == LINK_MOUNTS)
		return put_text(to, room, "../mounts", 0);
	if (!p)
		return -ENOENT;
	if (!may_look(p))
		return -EACCES;
	switch (link) {
	case LINK_CWD:
		return put_name(p->fs->cwd, to, room);
	case LINK_ROOT:
		return put_name(p->fs->root, to, room);
	case LINK_EXE:
		return link_of_image(p, to, room);
	default:
		f = fd_peek(p->files, INO_FD(i->ino));
		return f ? link_of_file(f, to, room) : -ENOENT;
	}
}

/* --- the whole ------------------------------------------------------------------------------- */

static int64_t procfs_write(struct inode *i, uint64_t at, struct io *io)
{
	(void)i;
	(void)at;
	(void)io;
	return -EIO;
}

static int procfs_truncate(struct inode *i, uint64_t size)
{
	(void)i;
	(void)size;
	return 0;
}

static int procfs_empty(struct inode *i)
{
	(void)i;
	return -EPERM;
}

static int procfs_changed(struct inode *i)
{
	(void)i;
	return -EPERM;
}

static int procfs_statfs(struct fs *fs, struct xinim_statfs *st)
{
	(void)fs;
	st->f_bsize = st->f_frsize = (int64_t)PAGE_BYTES;
	return 0;
}

static int procfs_mount(
	struct call *c, struct fs *fs, const char *source, const char *data)
{
	struct inode *root = inode_new(fs, S_IFDIR | 0555, NULL);

	(void)c;
	(void)source;
	(void)data;
	if (!root)
		return -ENOMEM;
	root->ino = INO(0, KIND_ROOT, 0);
	root->nlink = 2;
	fs->root = name_root(root);
	inode_put(root);
	return fs->root ? 0 : -ENOMEM;
}

static void procfs_unmount(struct fs *fs)
{
	name_put(fs->root);
}

const struct fs_ops procfs_ops = {
	.type = "proc",
	.magic = PROC_MAGIC,
	.fleeting = true,
	.lookup = procfs_lookup,
	.readlink = procfs_readlink,
	.readdir = procfs_readdir,
	.read = procfs_read,
	.write = procfs_write,
	.truncate = procfs_truncate,
	.changed = procfs_changed,
	.empty = procfs_empty,
	.statfs = procfs_statfs,
	.mount = procfs_mount,
	.unmount = procfs_unmount,
};
