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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/procfs_text.h"

#define PROC_MAGIC 0x9fa0
#define PAGE_BYTES 4096

/* An inode's number says what it is: PID, kind of entry, descriptor. */
#define INO(pid, kind, fd) \
	((uint64_t)(pid) << 40 | (uint64_t)(kind) << 32 | (uint32_t)(fd))
#define INO_PID(ino)  ((int32_t)((ino) >> 40))
#define INO_KIND(ino) ((unsigned)((ino) >> 32) & 0xff)
#define INO_FD(ino)   ((uint32_t)(ino))

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
	{ "cpuinfo", .system = text_cpuinfo },
	{ "filesystems", .system = text_filesystems },
	{ "loadavg", .system = text_loadavg },
	{ "meminfo", .system = text_meminfo },
	{ "mounts", .system = text_mounts },
	{ "partitions", .system = text_partitions },
	{ "self", .link = LINK_SELF },
	{ "stat", .system = text_stat },
	{ "uptime", .system = text_uptime },
	{ "version", .system = text_version },
	{ "cmdline", .process = text_pid_cmdline, .of_process = true },
	{ "comm", .process = text_pid_comm, .of_process = true },
	{ "cwd", .link = LINK_CWD, .of_process = true },
	{ "exe", .link = LINK_EXE, .of_process = true },
	{ "mounts", .link = LINK_MOUNTS, .of_process = true },
	{ "root", .link = LINK_ROOT, .of_process = true },
	{ "stat", .process = text_pid_stat, .of_process = true },
	{ "statm", .process = text_pid_statm, .of_process = true },
	{ "status", .process = text_pid_status, .of_process = true },
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
		if (value > 0 && procfs_find(value, &k))
			return make(dir, n, INO(value, KIND_PID, 0), S_IFDIR | 0555);
		return lookup_entry(dir, n, 0);
	case KIND_PID:
		if (!procfs_find(pid, &k))
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

	return fill->add(fill, text, (size_t)n, ino, link ? S_IFLNK : S_IFDIR,
		PLACE_NUMBERS + value + 1);
}

static void fill_processes(uint64_t *at, struct dir_fill *fill)
{
	uint64_t pid = *at > PLACE_NUMBERS ? *at - PLACE_NUMBERS : 1;
	struct xinim_stats_process k;

	while (procfs_stats(XINIM_STATS_PROCESS, pid, &k, sizeof(k))) {
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
				i == ENTRIES      ? S_IFDIR
					: e->link ? S_IFLNK
						  : S_IFREG,
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
		if (!procfs_find(INO_PID(i->ino), &k))
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

static int64_t put_text(char *to, size_t room, const char *text)
{
	size_t length = strlen(text);

	memcpy(to, text, length < room ? length : room);
	return (int64_t)length;
}

static int64_t link_of_file(const struct file *f, char *to, size_t room)
{
	char text[64];

	/* One without a parent, and no root, is only for it to be opened by. */
	if (f->name && (f->name->parent || f->inode->fs->root == f->name))
		return put_name(f->name, to, room);
	/* As Linux has it: type:[inode], and anon_inode:[type] for what has no number. */
	if (f->ops->kind && f->inode)
		snprintf(text, sizeof(text), "%s:[%lu]", f->ops->kind,
			(unsigned long)f->inode->ino);
	else if (f->ops->mode)
		snprintf(text, sizeof(text), "%s:[%lu]", f->ops->kind,
			(unsigned long)((uintptr_t)f->own >> 4));
	else if (f->ops->kind)
		snprintf(text, sizeof(text), "anon_inode:[%s]", f->ops->kind);
	else
		snprintf(text, sizeof(text), "/memfd:%lu (deleted)",
			f->inode ? (unsigned long)f->inode->ino : 0);
	return put_text(to, room, text);
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

static int64_t link_self(char *to, size_t room)
{
	char text[16];

	if (!procfs_caller)
		return -ENOENT;
	snprintf(text, sizeof(text), "%d", procfs_caller->pid);
	return put_text(to, room, text);
}

static int64_t procfs_readlink(struct inode *i, char *to, size_t room)
{
	const struct proc *p = proc_find((uint64_t)INO_PID(i->ino));
	unsigned kind = INO_KIND(i->ino);
	enum link link = kind >= KIND_ENTRY ? entries[kind - KIND_ENTRY].link : NO_LINK;
	const struct file *f;

	if (link == LINK_SELF)
		return link_self(to, room);
	if (link == LINK_MOUNTS)
		return put_text(to, room, "../mounts");
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

/* A name for what is open and has none. */
static int name_file(const struct file *f, struct name **n)
{
	if (f->name) {
		*n = name_get(f->name);
		return 1;
	}
	/* A socket, a message queue, and others that opening a file does not make. */
	if (!f->inode || (f->ops->kind && !S_ISFIFO(f->inode->mode)))
		return -ENXIO;
	*n = name_new(NULL, "", 0);
	if (!*n)
		return -ENOMEM;
	(*n)->inode = inode_get(f->inode);
	return 1;
}

/* Directories and open files are meant themselves, whatever they are called by now. */
static int procfs_follow(struct inode *i, struct name **n)
{
	const struct proc *p = proc_find((uint64_t)INO_PID(i->ino));
	unsigned kind = INO_KIND(i->ino);
	enum link link = kind >= KIND_ENTRY ? entries[kind - KIND_ENTRY].link : NO_LINK;
	const struct file *f;

	if (link == LINK_SELF || link == LINK_MOUNTS || link == LINK_EXE)
		return 0;
	if (!p)
		return -ENOENT;
	if (!may_look(p))
		return -EACCES;
	if (link != NO_LINK) {
		*n = name_get(link == LINK_CWD ? p->fs->cwd : p->fs->root);
		return 1;
	}
	f = fd_peek(p->files, INO_FD(i->ino));
	return f ? name_file(f, n) : -ENOENT;
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
	.follow = procfs_follow,
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
