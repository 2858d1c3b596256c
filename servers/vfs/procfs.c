/*
 * servers/vfs/procfs.c - /proc: what there is to know about processes, as files.
 *
 * Names and formats are Linux's (proc(5)); lines that nobody could fill in are not
 * there, fields are 0. A file's text is made anew each time its reading begins. Processes
 * come from the kernel's statistics, descriptors and directories from the server's
 * own tables.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/procfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/dev.h"

#define PROC_MAGIC 0x9fa0
#define TEXTS_MAX  (4u << 20) /* bytes that all open files' texts may have */

/* An inode's number says what it is: PID, kind of entry, descriptor or thread. */
#define INO(pid, kind, number) \
	((uint64_t)(pid) << 40 | (uint64_t)(kind) << 32 | (uint32_t)(number))
#define INO_PID(ino)    ((int32_t)((ino) >> 40))
#define INO_KIND(ino)   ((unsigned)((ino) >> 32) & 0xff)
#define INO_NUMBER(ino) ((uint32_t)(ino))

/* --- the tree -------------------------------------------------------------------------- */

enum kind {
	KIND_ROOT,   /* /proc itself: PID 0 */
	KIND_PID,    /* a process's directory */
	KIND_TID,    /* a thread's, below task */
	KIND_LINK,   /* a descriptor, below fd */
	KIND_FDINFO, /* and below fdinfo */
	KIND_ENTRY   /* and on: entries[] */
};

static const struct proc_entry entries[] = {
	{ "bus", IN_ROOT, .holds = IN_BUS },
	{ "cmdline", IN_ROOT, .text = text_kernel_cmdline },
	{ "cpuinfo", IN_ROOT, .text = text_cpuinfo },
	{ "devices", IN_ROOT, .text = text_devices },
	{ "diskstats", IN_ROOT, .text = text_diskstats },
	{ "filesystems", IN_ROOT, .text = text_filesystems },
	{ "interrupts", IN_ROOT, .text = text_interrupts },
	{ "loadavg", IN_ROOT, .text = text_loadavg },
	{ "meminfo", IN_ROOT, .text = text_meminfo },
	{ "mounts", IN_ROOT, .link = LINK_MOUNTS },
	{ "partitions", IN_ROOT, .text = text_partitions },
	{ "self", IN_ROOT, .link = LINK_SELF },
	{ "stat", IN_ROOT, .text = text_stat },
	{ "swaps", IN_ROOT, .text = text_swaps },
	{ "sys", IN_ROOT, .holds = IN_SYS },
	{ "thread-self", IN_ROOT, .link = LINK_THREAD_SELF },
	{ "tty", IN_ROOT, .holds = IN_TTY },
	{ "uptime", IN_ROOT, .text = text_uptime },
	{ "version", IN_ROOT, .text = text_version },
	{ "drivers", IN_TTY, .text = text_tty_drivers },
	{ "pci", IN_BUS, .holds = IN_PCI },
	{ "devices", IN_PCI, .text = text_pci_devices },

	{ "cmdline", IN_PROCESS, IN_THREAD, .text = text_pid_cmdline },
	{ "comm", IN_PROCESS, IN_THREAD, .text = text_pid_comm, .write = write_pid_comm,
		.mode = 0644 },
	{ "cwd", IN_PROCESS, IN_THREAD, .link = LINK_CWD },
	{ "environ", IN_PROCESS, IN_THREAD, .text = text_pid_environ, .mode = 0400 },
	{ "exe", IN_PROCESS, IN_THREAD, .link = LINK_EXE },
	{ "fd", IN_PROCESS, IN_THREAD, .holds = IN_FD, .mode = 0500 },
	{ "fdinfo", IN_PROCESS, IN_THREAD, .holds = IN_FDINFO, .mode = 0500 },
	{ "limits", IN_PROCESS, IN_THREAD, .text = text_pid_limits },
	{ "maps", IN_PROCESS, IN_THREAD, .text = text_pid_maps },
	{ "mountinfo", IN_PROCESS, IN_THREAD, .text = text_mountinfo },
	{ "mounts", IN_PROCESS, IN_THREAD, .text = text_mounts },
	{ "root", IN_PROCESS, IN_THREAD, .link = LINK_ROOT },
	{ "stat", IN_PROCESS, IN_THREAD, .text = text_pid_stat },
	{ "statm", IN_PROCESS, IN_THREAD, .text = text_pid_statm },
	{ "status", IN_PROCESS, IN_THREAD, .text = text_pid_status },
	{ "task", IN_PROCESS, .holds = IN_TASK },
	{ "wchan", IN_PROCESS, IN_THREAD, .text = text_pid_wchan },

	{ "fs", IN_SYS, .holds = IN_FS },
	{ "kernel", IN_SYS, .holds = IN_KERNEL },
	{ "vm", IN_SYS, .holds = IN_VM },
	{ "domainname", IN_KERNEL, .text = text_domainname },
	{ "hostname", IN_KERNEL, .text = text_hostname },
	{ "ngroups_max", IN_KERNEL, .text = text_ngroups_max },
	{ "osrelease", IN_KERNEL, .text = text_osrelease },
	{ "ostype", IN_KERNEL, .text = text_ostype },
	{ "pid_max", IN_KERNEL, .text = text_pid_max },
	{ "random", IN_KERNEL, .holds = IN_RANDOM },
	{ "threads-max", IN_KERNEL, .text = text_threads_max },
	{ "version", IN_KERNEL, .text = text_osversion },
	{ "boot_id", IN_RANDOM, .text = text_boot_id },
	{ "entropy_avail", IN_RANDOM, .text = text_entropy },
	{ "poolsize", IN_RANDOM, .text = text_entropy },
	{ "uuid", IN_RANDOM, .text = text_uuid },
	{ "file-max", IN_FS, .text = text_file_max },
	{ "file-nr", IN_FS, .text = text_file_nr },
	{ "nr_open", IN_FS, .text = text_nr_open },
	{ "pipe-max-size", IN_FS, .text = text_pipe_max },
	{ "overcommit_memory", IN_VM, .text = text_overcommit },
};
#define ENTRIES (sizeof(entries) / sizeof(entries[0]))

const struct proc *procfs_caller;
uint32_t procfs_caller_thread;

static const struct proc_entry *entry_of(const struct inode *i)
{
	unsigned kind = INO_KIND(i->ino);

	return kind >= KIND_ENTRY && kind < KIND_ENTRY + ENTRIES
		? &entries[kind - KIND_ENTRY]
		: NULL;
}

/* What is in a directory. */
static enum proc_place place_of(const struct inode *dir)
{
	const struct proc_entry *e = entry_of(dir);

	switch (INO_KIND(dir->ino)) {
	case KIND_ROOT:
		return IN_ROOT;
	case KIND_PID:
		return IN_PROCESS;
	case KIND_TID:
		return IN_THREAD;
	default:
		return e ? e->holds : IN_NOTHING;
	}
}

static uint32_t mode_of(const struct proc_entry *e)
{
	if (e->link)
		return S_IFLNK | 0777;
	if (e->holds)
		return S_IFDIR | (e->mode ? e->mode : 0555);
	return S_IFREG | (e->mode ? e->mode : 0444);
}

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

/* The process, and the thread of it that `number` is, if it is about one, are there. */
static bool still_there(const struct inode *dir, enum proc_place place)
{
	int32_t pid = INO_PID(dir->ino);
	struct xinim_stats_process k;
	struct xinim_stats_thread t;

	if (pid == 0)
		return true;
	if (place == IN_THREAD)
		return procfs_find_thread(pid, (int32_t)INO_NUMBER(dir->ino), &t);
	return procfs_find(pid, &k);
}

static int lookup_entry(struct inode *dir, struct name *n, enum proc_place place)
{
	uint32_t thread = place == IN_THREAD ? INO_NUMBER(dir->ino) : 0;

	if (!still_there(dir, place))
		return 0;
	for (size_t i = 0; i < ENTRIES; i++)
		if ((entries[i].in == place || entries[i].also == place) &&
			strcmp(entries[i].name, n->text) == 0)
			return make(dir, n,
				INO(INO_PID(dir->ino), KIND_ENTRY + i, thread),
				mode_of(&entries[i]));
	return 0;
}

static int lookup_fd(struct inode *dir, struct name *n, int32_t fd, bool info)
{
	int32_t pid = INO_PID(dir->ino);
	const struct proc *p = proc_find((uint64_t)pid);
	const struct file *f = p && fd >= 0 ? fd_peek(p->files, (uint64_t)fd) : NULL;

	if (!f)
		return 0;
	if (info)
		return make(dir, n, INO(pid, KIND_FDINFO, fd), S_IFREG | 0444);
	/* Its rights are those that the file was opened with. */
	return make(dir, n, INO(pid, KIND_LINK, fd),
		S_IFLNK | 0100 | (f->flags & FILE_READ ? 0400 : 0) |
			(f->flags & FILE_WRITE ? 0200 : 0));
}

static int find_entry(struct inode *dir, struct name *n)
{
	enum proc_place place = place_of(dir);
	int32_t pid = INO_PID(dir->ino), value = number(n);
	struct xinim_stats_process k;
	struct xinim_stats_thread t;

	switch (place) {
	case IN_ROOT:
		if (value > 0 && procfs_find(value, &k))
			return make(dir, n, INO(value, KIND_PID, 0), S_IFDIR | 0555);
		return lookup_entry(dir, n, place);
	case IN_TASK:
		if (value > 0 && procfs_find_thread(pid, value, &t))
			return make(dir, n, INO(pid, KIND_TID, value), S_IFDIR | 0555);
		return 0;
	case IN_FD:
	case IN_FDINFO:
		return lookup_fd(dir, n, value, place == IN_FDINFO);
	default:
		return lookup_entry(dir, n, place);
	}
}

/* Nothing can be made here: what is not there is ENOENT for whoever would, as on Linux. */
static int procfs_lookup(struct inode *dir, struct name *n)
{
	int error = find_entry(dir, n);

	return error || n->inode ? error : -ENOENT;
}

/* Places in a directory: an entry's number, then PIDs or descriptors from PLACE_NUMBERS on. */
#define PLACE_NUMBERS 256
_Static_assert(
	ENTRIES < PLACE_NUMBERS - KIND_ENTRY, "places, and kinds, are of two sorts");

static bool fill_number(
	struct dir_fill *fill, uint64_t value, uint64_t ino, unsigned mode)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%lu", (unsigned long)value);

	return fill->add(fill, text, (size_t)n, ino, mode, PLACE_NUMBERS + value + 1);
}

static uint64_t first_number(uint64_t at, uint64_t least)
{
	return at > PLACE_NUMBERS ? at - PLACE_NUMBERS : least;
}

static void fill_processes(uint64_t *at, struct dir_fill *fill)
{
	uint64_t pid = first_number(*at, 1);
	struct xinim_stats_process k;

	while (procfs_stats(XINIM_STATS_PROCESS, pid, &k, sizeof(k))) {
		pid = (uint64_t)k.pid;
		if (!fill_number(fill, pid, INO(pid, KIND_PID, 0), S_IFDIR))
			return;
		pid++;
		*at = PLACE_NUMBERS + pid;
	}
}

static void fill_threads(uint64_t *at, struct dir_fill *fill, int32_t pid)
{
	uint64_t tid = first_number(*at, 1);
	struct xinim_stats_thread t;

	while (procfs_stats(
		XINIM_STATS_THREAD, XINIM_STATS_OF(pid, tid), &t, sizeof(t))) {
		tid = (uint64_t)t.tid;
		if (!fill_number(fill, tid, INO(pid, KIND_TID, tid), S_IFDIR))
			return;
		tid++;
		*at = PLACE_NUMBERS + tid;
	}
}

static void fill_descriptors(uint64_t *at, struct dir_fill *fill, int32_t pid, bool info)
{
	uint64_t fd = first_number(*at, 0);
	const struct proc *p = proc_find((uint64_t)pid);

	for (; p && fd < p->files->size; fd++) {
		if (!fd_peek(p->files, fd))
			continue;
		if (!fill_number(fill, fd, INO(pid, info ? KIND_FDINFO : KIND_LINK, fd),
			    info ? S_IFREG : S_IFLNK))
			return;
		*at = PLACE_NUMBERS + fd + 1;
	}
}

/* False: there is no more room. */
static bool fill_entries(const struct inode *dir, uint64_t *at, struct dir_fill *fill,
	enum proc_place place)
{
	uint32_t thread = place == IN_THREAD ? INO_NUMBER(dir->ino) : 0;

	for (uint64_t i = *at; i < ENTRIES && *at < PLACE_NUMBERS; i++) {
		const struct proc_entry *e = &entries[i];

		if ((e->in == place || e->also == place) &&
			!fill->add(fill, e->name, strlen(e->name),
				INO(INO_PID(dir->ino), KIND_ENTRY + i, thread),
				mode_of(e) & S_IFMT, i + 1))
			return false;
		*at = i + 1;
	}
	return true;
}

static int procfs_readdir(struct inode *dir, uint64_t *at, struct dir_fill *fill)
{
	enum proc_place place = place_of(dir);
	int32_t pid = INO_PID(dir->ino);

	if (!still_there(dir, place))
		return -ENOENT;
	if (!fill_entries(dir, at, fill, place))
		return 0;
	if (place == IN_ROOT)
		fill_processes(at, fill);
	else if (place == IN_TASK)
		fill_threads(at, fill, pid);
	else if (place == IN_FD || place == IN_FDINFO)
		fill_descriptors(at, fill, pid, place == IN_FDINFO);
	return 0;
}

/* --- files ------------------------------------------------------------------------------- */

static int make_text(const struct inode *i, struct subject *s, struct text *t)
{
	const struct proc_entry *e = entry_of(i);
	int32_t pid = INO_PID(i->ino);
	struct xinim_stats_process k;
	struct xinim_stats_thread thread;

	if (INO_KIND(i->ino) == KIND_FDINFO)
		s->fd = INO_NUMBER(i->ino);
	else if (!e || !e->text)
		return -EINVAL;
	if (pid) {
		if (!procfs_find(pid, &k))
			return -ESRCH;
		s->k = &k;
		s->p = proc_find((uint64_t)pid);
	}
	if (e && pid && INO_NUMBER(i->ino)) {
		if (!procfs_find_thread(pid, (int32_t)INO_NUMBER(i->ino), &thread))
			return -ESRCH;
		s->thread = &thread;
	}
	return e ? e->text(t, s) : text_fdinfo(t, s);
}

/* The text that an open file has; all of them, those that were made first at the front. */
struct kept {
	struct text text;
	struct file *of;
	struct list link;
};
static struct list texts = LIST_INIT(texts);
static size_t texts_room;

static void drop_text(struct file *f)
{
	struct kept *k = f->own;

	f->own = NULL;
	if (!k)
		return;
	texts_room -= k->text.room;
	list_remove(&k->link);
	free(k->text.data);
	free(k);
}

/*
 * A fresh text in the file's own place. Of others' some go if all of them are too long:
 * the next read of those makes one again.
 */
static int renew_text(struct call *c, struct file *f)
{
	struct subject s = { .reader = c ? c->proc : NULL };
	struct kept *k = calloc(1, sizeof(*k));
	int error = k ? make_text(f->inode, &s, &k->text) : -ENOMEM;

	drop_text(f);
	if (!error && k->text.failed)
		error = -ENOMEM;
	if (error) {
		if (k)
			free(k->text.data);
		free(k);
		return error;
	}
	f->own = k;
	k->of = f;
	list_add_tail(&texts, &k->link);
	texts_room += k->text.room;
	while (texts_room > TEXTS_MAX && texts.next != &k->link)
		drop_text(list_first(&texts, struct kept, link)->of);
	return 0;
}

/*
 * Who reads piece by piece, as shells do, byte by byte, gets one text: a new one is made
 * where there is none yet, and when it is read from its beginning again.
 */
static int64_t text_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	const struct kept *k;
	int64_t n;

	/* Another thread that reads may have it made anew. */
	io->at_once = true;
	do {
		n = f->own && *at ? 0 : renew_text(c, f);
		k = f->own;
		if (n || *at >= k->text.length)
			return n;
		n = k->text.length - *at < io->left ? (int64_t)(k->text.length - *at)
						    : (int64_t)io->left;
		n = io_put_all(io, k->text.data + *at, (uint64_t)n);
	} while (n < 0 && io_again(io));
	if (n > 0)
		*at += (uint64_t)n;
	return n;
}

static int64_t text_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	const struct proc_entry *e = entry_of(f->inode);
	int32_t pid = INO_PID(f->inode->ino), tid = (int32_t)INO_NUMBER(f->inode->ino);

	(void)at;
	return e && e->write ? e->write(c, pid, tid ? tid : pid, io) : -EIO;
}

static const struct file_ops text_ops = {
	.read = text_read,
	.write = text_write,
	.release = drop_text,
	.seekable = true,
};

/* --- links --------------------------------------------------------------------------------- */

static enum link link_of(const struct inode *i)
{
	const struct proc_entry *e = entry_of(i);

	return e ? e->link : NO_LINK;
}

static int64_t procfs_readlink(struct inode *i, char *to, size_t room)
{
	return procfs_read_link(
		link_of(i), INO_PID(i->ino), INO_NUMBER(i->ino), to, room);
}

static int procfs_follow(struct inode *i, struct name **n)
{
	return procfs_follow_link(link_of(i), INO_PID(i->ino), INO_NUMBER(i->ino), n);
}

/* --- the whole ------------------------------------------------------------------------------- */

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
	st->f_bsize = st->f_frsize = (int64_t)PROC_PAGE;
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
	.follow = procfs_follow,
	.readdir = procfs_readdir,
	.files = &text_ops,
	.truncate = procfs_truncate,
	.changed = procfs_changed,
	.empty = procfs_empty,
	.statfs = procfs_statfs,
	.mount = procfs_mount,
	.unmount = procfs_unmount,
};
