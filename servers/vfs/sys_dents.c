/*
 * servers/vfs/sys_dents.c - directories read.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "servers/vfs/bind.h"
#include "servers/vfs/syscalls.h"

#define DOTS 2 /* readdir: where a file system's own names begin */

#define CHUNK 2048 /* records on their way to the caller */

struct dents {
	struct dir_fill fill;
	const struct call *call;
	uint64_t to, room;
	uint64_t done; /* bytes with the caller */
	unsigned here; /* bytes in chunk */
	bool full;     /* chunk is: there may be more when it has been flushed */
	int error;
	bool old; /* getdents */
	char chunk[CHUNK] __attribute__((aligned(8)));
};

static int flush(struct dents *d)
{
	if (d->here && !d->error && user_put(d->call, d->to + d->done, d->chunk, d->here))
		d->error = -EFAULT;
	if (!d->error)
		d->done += d->here;
	d->here = 0;
	return d->error;
}

/* What getdents hands out: the type is the record's last byte. */
struct old_record {
	uint64_t ino;
	int64_t next;
	uint16_t size;
	char name[];
};
#define OLD_NAME 18 /* where the name is */

static void write_record(const struct dents *d, char *to, const char *name, size_t length,
	unsigned size, uint64_t ino, uint8_t type, uint64_t next)
{
	memset(to, 0, size);
	if (d->old) {
		struct old_record *o = (struct old_record *)to;

		o->ino = ino;
		o->next = (int64_t)next;
		o->size = (uint16_t)size;
		to[size - 1] = (char)type;
		memcpy(to + OLD_NAME, name, length);
	} else {
		struct xinim_dirent64 *r = (struct xinim_dirent64 *)to;

		r->d_ino = ino;
		r->d_off = (int64_t)next;
		r->d_reclen = (uint16_t)size;
		r->d_type = type;
		memcpy(to + DIRENT64_NAME, name, length);
	}
}

static bool add_record(struct dir_fill *fill, const char *name, size_t length,
	uint64_t ino, unsigned mode, uint64_t next)
{
	struct dents *d = (struct dents *)fill;
	/* The name's NUL; of the old ones, the type as well. */
	unsigned before = d->old ? OLD_NAME + 1 : DIRENT64_NAME;
	unsigned size = (unsigned)(before + length + 1 + 7) & ~7u;

	if (d->done + d->here + size > d->room) {
		if (d->done + d->here == 0)
			d->error = -EINVAL;
		return false;
	}
	/* The file system is locked now: what may wait for it comes later. */
	if (d->here + size > CHUNK) {
		d->full = true;
		return false;
	}
	write_record(d, d->chunk + d->here, name, length, size, ino,
		(uint8_t)((mode & S_IFMT) >> 12), next);
	d->here += size;
	return true;
}

static uint64_t parent_ino(const struct name *n)
{
	struct above a = above_of(n);

	while (above_cross(&a))
		;
	n = a.name;
	return n->parent ? n->parent->inode->ino : n->inode->ino;
}

static int64_t read_directory(struct call *c, bool old)
{
	struct file *f = call_file(c, 0);
	struct dents d = { .fill.add = add_record,
		.call = c,
		.to = c->arg[1],
		.room = (uint32_t)c->arg[2],
		.old = old };
	struct inode *dir;
	int error = 0;

	if (!f)
		return -EBADF;
	if (f->ops != &directory_ops)
		return -ENOTDIR;
	dir = f->inode;
	if (dir->nlink == 0)
		return -ENOENT;
	file_get(f);
	if (f->at == 0 && add_record(&d.fill, ".", 1, dir->ino, S_IFDIR, 1))
		f->at = 1;
	if (f->at == 1 &&
		add_record(&d.fill, "..", 2, parent_ino(f->name), S_IFDIR, DOTS))
		f->at = DOTS;
	while (f->at >= DOTS && !d.error && !error) {
		d.full = false;
		error = dir->ops->readdir(dir, &f->at, &d.fill);
		if (!d.full)
			break;
		flush(&d);
	}
	if (!error)
		error = d.error;
	if (!error || d.here)
		error = flush(&d);
	if (!error)
		inode_accessed(dir);
	file_put(f);
	return error ? error : (int64_t)d.done;
}

int64_t sys_getdents64(struct call *c)
{
	return read_directory(c, false);
}

int64_t sys_getdents(struct call *c)
{
	return read_directory(c, true);
}
