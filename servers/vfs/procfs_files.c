/*
 * servers/vfs/procfs_files.c - /proc: file systems, disks, devices, open files.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "servers/vfs/block_devices.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/procfs.h"

int text_filesystems(struct text *t, const struct subject *s)
{
	const struct fs_ops *const *ops = fs_types;

	(void)s;
	for (; *ops; ops++)
		text_add(
			t, "%s\t%s\n", (*ops)->needs_device ? "" : "nodev", (*ops)->type);
	return 0;
}

/* Blanks and backslashes would be taken for the end of a field. */
static void add_field(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (strchr(" \t\n\\#", *s))
			text_add(t, "\\%03o", (unsigned char)*s);
		else
			text_add(t, "%c", *s);
	}
	text_add(t, " ");
}

/* Options of a mount, as /proc/mounts has them. */
static void add_options(struct text *t, unsigned flags)
{
	static const struct {
		unsigned flag;
		const char *name;
	} names[] = {
		{ MOUNT_SYNCHRONOUS, "sync" },
		{ MOUNT_NOSUID, "nosuid" },
		{ MOUNT_NODEV, "nodev" },
		{ MOUNT_NOEXEC, "noexec" },
		{ MOUNT_NOATIME, "noatime" },
		{ MOUNT_NODIRATIME, "nodiratime" },
	};

	text_add(t, "%s", flags & MOUNT_RDONLY ? "ro" : "rw");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (flags & names[i].flag)
			text_add(t, ",%s", names[i].name);
	if (!(flags & (MOUNT_NOATIME | MOUNT_STRICTATIME)))
		text_add(t, ",relatime");
}

/* Where it is, below the root of the process that the file is about; false: not there. */
static bool place_of(
	const struct fs *fs, const struct subject *s, char *path, size_t room)
{
	const struct name *root = s->p ? s->p->fs->root : root_name;
	int64_t n;

	n = procfs_path(fs->root, root, path, room - 1);
	if (n < 0 || n >= (int64_t)room)
		return false;
	path[n] = 0;
	return name_is_above(root, fs->root);
}

int text_mounts(struct text *t, const struct subject *s)
{
	static char path[PATH_BYTES];
	const struct fs *fs;

	list_for_each_entry (fs, &mounts, link) {
		if (!place_of(fs, s, path, sizeof(path)))
			continue;
		add_field(t, fs->source);
		add_field(t, path);
		text_add(t, "%s ", fs->ops->type);
		add_options(t, fs->flags | fs->root->inode->fs->super);
		text_add(t, " 0 0\n");
	}
	return 0;
}

/* What of the file system is mounted. */
static void add_root(struct text *t, const struct fs *fs)
{
	static char path[PATH_BYTES];
	int64_t n = fs->bind ? procfs_path(fs->root->real, fs->root->inode->fs->root,
				       path, sizeof(path) - 1)
			     : 0;

	path[n > 0 ? n : 0] = 0;
	add_field(t, n > 0 ? path : "/");
}

/* Number, parent's number, device, root within it, place, options, type, source. */
int text_mountinfo(struct text *t, const struct subject *s)
{
	static char path[PATH_BYTES];
	const struct fs *fs;

	list_for_each_entry (fs, &mounts, link) {
		const struct fs *on = fs->covered ? name_mount(fs->covered) : fs;

		if (!place_of(fs, s, path, sizeof(path)))
			continue;
		text_add(t, "%lu %lu %u:%u ", fs->id, on->id, DEV_MAJOR(fs->dev),
			DEV_MINOR(fs->dev));
		add_root(t, fs);
		add_field(t, path);
		add_options(t, fs->flags);
		text_add(t, " - %s ", fs->ops->type);
		add_field(t, fs->source);
		text_add(t, "%s\n",
			fs->root->inode->fs->super & MOUNT_RDONLY ? "ro" : "rw");
	}
	return 0;
}

/* --- disks ------------------------------------------------------------------------------- */

int text_partitions(struct text *t, const struct subject *s)
{
	const struct block_device *d;

	(void)s;
	text_add(t, "major minor  #blocks  name\n\n");
	list_for_each_entry (d, &block_devices, link)
		text_add(t, "%4u  %7u %10llu %s\n", DEV_MAJOR(d->rdev),
			DEV_MINOR(d->rdev), (unsigned long long)(d->sectors / 2),
			d->name);
	return 0;
}

/* Requests, merged, sectors, ms; times are not kept. */
int text_diskstats(struct text *t, const struct subject *s)
{
	const struct block_device *d;

	(void)s;
	list_for_each_entry (d, &block_devices, link) {
		const struct block_counts *r = &d->counts[BLOCK_READ];
		const struct block_counts *w = &d->counts[BLOCK_WRITE];
		const struct block_counts *f = &d->counts[BLOCK_FLUSH];

		text_add(t, "%4u %7u %s %lu 0 %lu 0 %lu 0 %lu 0 0 0 0 0 0 0 0 %lu 0\n",
			DEV_MAJOR(d->rdev), DEV_MINOR(d->rdev), d->name, r->requests,
			r->sectors, w->requests, w->sectors, f->requests);
	}
	return 0;
}

int text_swaps(struct text *t, const struct subject *s)
{
	(void)s;
	text_add(t, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
	return 0;
}

/* --- devices ------------------------------------------------------------------------------- */

int text_devices(struct text *t, const struct subject *s)
{
	(void)s;
	text_add(t,
		"Character devices:\n  1 mem\n  5 /dev/tty\n  5 /dev/console\n"
		"  5 /dev/ptmx\n136 pts\n254 rtc\n\nBlock devices:\n  8 sd\n254 virtblk\n");
	return 0;
}

/* ps finds the names of terminals by this. */
/* Linux has a seventh, the ROM, which nobody measures here; and the driver's name. */
int text_pci_devices(struct text *t, const struct subject *s)
{
	struct xinim_stats_pci f;

	(void)s;
	for (unsigned i = 0; procfs_stats(XINIM_STATS_PCI, i, &f, sizeof(f)); i++) {
		text_add(t, "%04x\t%04x%04x\t%x", f.address, f.vendor, f.device, f.line);
		for (unsigned n = 0; n < 6; n++)
			text_add(t, "\t%16llx", (unsigned long long)f.base[n]);
		text_add(t, "\t%16x", 0);
		for (unsigned n = 0; n < 6; n++)
			text_add(t, "\t%16llx", (unsigned long long)f.length[n]);
		text_add(t, "\t%16x\t\n", 0);
	}
	return 0;
}

int text_tty_drivers(struct text *t, const struct subject *s)
{
	(void)s;
	text_add(t,
		"/dev/tty             /dev/tty        5       0 system:/dev/tty\n"
		"/dev/console         /dev/console    5       1 system:console\n"
		"/dev/ptmx            /dev/ptmx       5       2 system\n"
		"pty_slave            /dev/pts      136 0-1048575 pty:slave\n");
	return 0;
}

/* --- open files -------------------------------------------------------------------------------- */

int text_fdinfo(struct text *t, const struct subject *s)
{
	const struct file *f = s->p ? fd_peek(s->p->files, s->fd) : NULL;
	unsigned flags;
	uint64_t at;

	if (!f)
		return -ENOENT;
	if (!procfs_may_look(s->reader, s->p))
		return -EACCES;
	at = f->ops->seekable || (f->inode && S_ISDIR(f->inode->mode)) ? f->at : 0;
	flags = f->flags & ~(FILE_READ | FILE_WRITE);
	if (fd_cloexec(s->p->files, s->fd))
		flags |= O_CLOEXEC;
	text_add(t, "pos:\t%lu\nflags:\t0%o\nmnt_id:\t%lu\nino:\t%lu\n", at, flags,
		f->inode ? file_mount(f)->id : 0, f->inode ? f->inode->ino : 0);
	return 0;
}
