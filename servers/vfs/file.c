/*
 * servers/vfs/file.c - open files.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/block_node.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/pipe.h"
#include "servers/vfs/poll.h"

uint64_t files_open;

struct file *file_new(const struct file_ops *ops, unsigned flags)
{
	struct file *f = calloc(1, sizeof(*f));

	if (f) {
		files_open++;
		f->ops = ops;
		f->flags = flags;
		f->refs = 1;
		list_init(&f->watches);
		list_init(&f->locks);
	}
	return f;
}

/* An inode that is not open for writing any more. */
static void end_writing(struct file *f)
{
	if (f->ops == &regular_ops && f->flags & FILE_WRITE) {
		f->inode->writers--;
		f->inode->fs->writing--;
	}
}

void file_free(struct file *f)
{
	files_open--;
	if (!list_empty(&f->watches))
		epoll_forget(f);
	if (f->inode && f->inode->locks)
		flock_close(f);
	if (f->ops->release)
		f->ops->release(f);
	if (f->inode) {
		end_writing(f);
		inode_put(f->inode);
	}
	if (f->name)
		name_put(f->name);
	free(f);
}

static const struct file_ops *ops_for(const struct inode *i)
{
	switch (i->mode & S_IFMT) {
	case S_IFREG:
		return i->ops->files ? i->ops->files : &regular_ops;
	case S_IFDIR:
		return &directory_ops;
	case S_IFIFO:
		return &fifo_ops;
	case S_IFCHR:
		return device_ops(i->rdev);
	case S_IFBLK:
		return &block_node_ops;
	default:
		return NULL;
	}
}

int file_open(struct call *c, struct name *n, struct inode *i, unsigned flags,
	struct file **out)
{
	const struct file_ops *ops = flags & O_PATH ? &path_ops : ops_for(i);
	struct file *f;
	int error;

	if (!ops)
		return -ENXIO;
	if ((S_ISCHR(i->mode) || S_ISBLK(i->mode)) && !(flags & O_PATH) &&
		(n ? name_mount(n) : i->fs)->flags & MOUNT_NODEV)
		return -EACCES;
	if (ops == &regular_ops && flags & FILE_WRITE && i->writers < 0)
		return -ETXTBSY;
	f = file_new(ops, flags);
	if (!f)
		return -ENFILE;
	f->inode = inode_get(i);
	f->name = n ? name_get(n) : NULL;
	if (ops == &regular_ops && flags & FILE_WRITE) {
		i->writers++;
		i->fs->writing++;
	}
	error = ops->open ? ops->open(c, f) : 0;
	if (error) {
		/* It never was open: release has nothing to undo. */
		f->ops = ops == &regular_ops ? ops : &path_ops;
		file_put(f);
		return error;
	}
	f->flags &= ~(unsigned)O_NOCTTY; /* it was for open alone */
	*out = f;
	return 0;
}

/* --- regular files --------------------------------------------------------------- */

/* In turns, so that a long one keeps nobody waiting: how much, or the first error. */
static int64_t in_turns(int64_t (*move)(struct inode *i, uint64_t at, struct io *io),
	struct inode *i, uint64_t at, struct io *io)
{
	int64_t n, done = 0;
	uint64_t rest;

	do {
		rest = io_turn(io);
		n = move(i, at + (uint64_t)done, io);
		if (n > 0)
			done += n;
	} while (io_turn_end(io, rest));
	return done ? done : n;
}

static int64_t regular_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct inode *i = f->inode;
	/* Where it is others may have in common with us: they read what comes after. */
	bool alone = at != &f->at || f->refs <= 2;
	int64_t n = alone ? 0 : mutex_lock(&i->lock);

	if (n)
		return n;
	n = io->left <= WORK_TURN ? i->ops->read(i, *at, io)
				  : in_turns(i->ops->read, i, *at, io);
	if (!alone)
		mutex_unlock(&i->lock);
	(void)c;
	if (n > 0) {
		*at += (uint64_t)n;
		if (!(f->flags & O_NOATIME))
			inode_accessed(f->inode);
	}
	return n;
}

int64_t file_size_limit(const struct call *c, uint64_t at, uint64_t length)
{
	uint64_t limit = c->proc ? c->proc->fsize : UINT64_MAX;

	if (limit > INT64_MAX)
		limit = INT64_MAX;
	if (length == 0)
		return 0;
	if (at >= limit) {
		if (limit < INT64_MAX)
			os_signal(c->id, SIGNAL_XFSZ);
		return -EFBIG;
	}
	return (int64_t)(length < limit - at ? length : limit - at);
}

/* Where it goes and what it does to the file is one thing to others who write. */
static int64_t write_locked(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct inode *i = f->inode;
	int64_t n = mutex_lock(&i->lock);

	if (n)
		return n;
	if (f->flags & O_APPEND)
		*at = i->size;
	n = i->seals & (SEAL_WRITE | SEAL_FUTURE) ? -EPERM
						  : file_size_limit(c, *at, io->left);
	if (n > 0 && i->seals & SEAL_GROW && *at + (uint64_t)n > i->size)
		n = *at < i->size ? (int64_t)(i->size - *at) : -EPERM;
	if (n > 0) {
		io->left = (uint64_t)n;
		n = in_turns(i->ops->write, i, *at, io);
	}
	mutex_unlock(&i->lock);
	return n;
}

static int64_t regular_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct inode *i = f->inode;
	int64_t n = write_locked(c, f, io, at);

	if (n > 0) {
		*at += (uint64_t)n;
		inode_touch(i, TIME_M | TIME_C);
		if (i->mode & (S_ISUID | S_ISGID))
			inode_drop_setid(c, i);
		if (f->flags & O_DSYNC && i->ops->sync) {
			int error = i->ops->sync(i, (f->flags & O_SYNC) != O_SYNC);

			if (error)
				return error;
		}
	}
	return n;
}

static int regular_object(struct file *f, bool written)
{
	return f->inode->ops->object ? f->inode->ops->object(f->inode, written) : -ENODEV;
}

const struct file_ops regular_ops = {
	.read = regular_read,
	.write = regular_write,
	.object = regular_object,
	.seekable = true,
};

/* --- directories, and files that are only a place (O_PATH) ------------------------ */

static int64_t directory_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	(void)c;
	(void)f;
	(void)io;
	(void)at;
	return -EISDIR;
}

const struct file_ops directory_ops = { .read = directory_read, .seekable = true };
const struct file_ops path_ops = { .seekable = false };
