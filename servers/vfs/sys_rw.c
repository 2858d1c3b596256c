/*
 * servers/vfs/sys_rw.c - read, write and their like, lseek.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>

#include "servers/vfs/pipe.h"
#include "servers/vfs/syscalls.h"

#define COPY_CHUNK 65536
#define FEW        8 /* segments that need no memory from elsewhere */

#define RWF_KNOWN (1u | 2u | 4u) /* high priority, data and file sync: as O_DSYNC */

struct file *call_file(const struct call *c, unsigned argument)
{
	struct file *f = fd_peek(c->proc->files, c->arg[argument]);

	return f && !(f->flags & O_PATH) ? f : NULL;
}

/* The file of the call, not held, if it is open for that. */
static inline int begin(const struct call *c, unsigned mode, struct file **file)
{
	struct file *f = fd_peek(c->proc->files, c->arg[0]);

	if (!f || !(f->flags & mode))
		return -EBADF;
	*file = f;
	return (mode == FILE_READ ? f->ops->read : f->ops->write) ? 0 : -EINVAL;
}

static inline __attribute__((always_inline)) int64_t transfer(
	struct call *c, unsigned mode)
{
	struct file *f;
	struct io io;
	int64_t n = begin(c, mode, &f);

	if (!n)
		n = io_buffer(c, c->arg[1], c->arg[2], &io);
	if (n)
		return n;
	file_get(f);
	n = mode == FILE_READ ? f->ops->read(c, f, &io, &f->at)
			      : f->ops->write(c, f, &io, &f->at);
	file_put(f);
	return n;
}

int64_t sys_read(struct call *c)
{
	return transfer(c, FILE_READ);
}

int64_t sys_write(struct call *c)
{
	return transfer(c, FILE_WRITE);
}

static int64_t transfer_at(struct call *c, unsigned mode)
{
	uint64_t at = c->arg[3];
	struct file *f;
	struct io io;
	int64_t n;

	if ((int64_t)at < 0)
		return -EINVAL;
	n = begin(c, mode, &f);
	if (!n)
		n = f->ops->seekable ? io_buffer(c, c->arg[1], c->arg[2], &io) : -ESPIPE;
	if (n)
		return n;
	file_get(f);
	n = mode == FILE_READ ? f->ops->read(c, f, &io, &at)
			      : f->ops->write(c, f, &io, &at);
	file_put(f);
	return n;
}

int64_t sys_pread64(struct call *c)
{
	return transfer_at(c, FILE_READ);
}

int64_t sys_pwrite64(struct call *c)
{
	return transfer_at(c, FILE_WRITE);
}

/* at NULL: where the file is. */
static int64_t transfer_segments(struct call *c, unsigned mode, uint64_t *at)
{
	struct xinim_iovec few[FEW], *vec = few;
	uint64_t count = c->arg[2];
	struct file *f;
	struct io io;
	int64_t n = begin(c, mode, &f);

	if (n)
		return n;
	file_get(f);
	if (count > IOV_COUNT_MAX)
		n = -EINVAL;
	else if (at && !f->ops->seekable)
		n = -ESPIPE;
	if (!n && count > FEW) {
		vec = malloc(count * sizeof(*vec));
		n = vec ? 0 : -ENOMEM;
	}
	if (!n)
		n = io_segments(c, c->arg[1], vec, (unsigned)count, &io);
	if (!n && io.left) {
		if (!at)
			at = &f->at;
		n = mode == FILE_READ ? f->ops->read(c, f, &io, at)
				      : f->ops->write(c, f, &io, at);
	}
	if (vec != few)
		free(vec);
	file_put(f);
	return n;
}

int64_t sys_readv(struct call *c)
{
	return transfer_segments(c, FILE_READ, NULL);
}

int64_t sys_writev(struct call *c)
{
	return transfer_segments(c, FILE_WRITE, NULL);
}

static int64_t segments_at(struct call *c, unsigned mode)
{
	uint64_t at = c->arg[3];

	return (int64_t)at < 0 ? -EINVAL : transfer_segments(c, mode, &at);
}

int64_t sys_preadv(struct call *c)
{
	return segments_at(c, FILE_READ);
}

int64_t sys_pwritev(struct call *c)
{
	return segments_at(c, FILE_WRITE);
}

/* Offset -1: where the file is. */
static int64_t segments_with_flags(struct call *c, unsigned mode)
{
	if ((unsigned)c->arg[5] & ~RWF_KNOWN)
		return -EOPNOTSUPP;
	if (c->arg[3] == UINT64_MAX)
		return transfer_segments(c, mode, NULL);
	return segments_at(c, mode);
}

int64_t sys_preadv2(struct call *c)
{
	return segments_with_flags(c, FILE_READ);
}

int64_t sys_pwritev2(struct call *c)
{
	return segments_with_flags(c, FILE_WRITE);
}

int64_t sys_lseek(struct call *c)
{
	struct file *f = call_file(c, 0);
	int64_t offset = (int64_t)c->arg[1], base = 0;
	unsigned whence = (unsigned)c->arg[2];

	if (!f)
		return -EBADF;
	if (whence > SEEK_HOLE)
		return -EINVAL;
	if (!f->ops->seekable)
		return -ESPIPE;
	if (whence == SEEK_CUR)
		base = (int64_t)f->at;
	else if (whence == SEEK_END && f->ops->end)
		base = (int64_t)f->ops->end(f);
	else if (whence == SEEK_END && f->inode)
		base = (int64_t)f->inode->size;
	if (whence == SEEK_DATA || whence == SEEK_HOLE) {
		if (f->ops != &regular_ops || !f->inode->ops->seek)
			return -EINVAL;
		if (offset < 0)
			return -ENXIO;
		file_get(f);
		offset = f->inode->ops->seek(f->inode, (uint64_t)offset, (int)whence);
		if (offset >= 0)
			f->at = (uint64_t)offset;
		file_put(f);
		return offset;
	} else if (__builtin_add_overflow(offset, base, &offset)) {
		return offset < 0 ? -EOVERFLOW : -EINVAL;
	}
	if (offset < 0)
		return -EINVAL;
	f->at = (uint64_t)offset;
	return offset;
}

/* --- from file to file ---------------------------------------------------------------- */

/* `count` bytes from one to the other through a buffer: how many. */
static int64_t copy_between(struct call *c, struct file *in, uint64_t *in_at,
	struct file *out, uint64_t *out_at, uint64_t count)
{
	char *buffer = malloc(COPY_CHUNK);
	int64_t done = 0, n = 0, written = 0;
	struct io io;

	if (!buffer)
		return -ENOMEM;
	while (count) {
		io_init_own(&io, buffer, count < COPY_CHUNK ? count : COPY_CHUNK);
		n = in->ops->read(c, in, &io, in_at);
		if (n <= 0)
			break;
		io_init_own(&io, buffer, (uint64_t)n);
		written = out->ops->write(c, out, &io, out_at);
		if (written < n) {
			/* What was read and not written is still to be read. */
			*in_at -= (uint64_t)(n - (written > 0 ? written : 0));
			n = written;
			if (n <= 0)
				break;
			done += n;
			break;
		}
		done += n;
		count -= (uint64_t)n;
	}
	free(buffer);
	return done ? done : n;
}

/* An offset of the caller's at address, or the file's own. */
static int offset_of(const struct call *c, uint64_t address, struct file *f,
	uint64_t *own, uint64_t **at)
{
	*at = &f->at;
	if (!address)
		return 0;
	if (!f->ops->seekable)
		return -ESPIPE;
	if (user_get(c, own, address, sizeof(*own)) != 0)
		return -EFAULT;
	*at = own;
	return 0;
}

int64_t sys_sendfile(struct call *c)
{
	struct file *out = call_file(c, 0), *in = call_file(c, 1);
	uint64_t own, *at, count = c->arg[3] < COPY_MOST ? c->arg[3] : COPY_MOST;
	int64_t n;

	if (!in || !out || !(in->flags & FILE_READ) || !(out->flags & FILE_WRITE))
		return -EBADF;
	if (!in->ops->seekable || !in->ops->read || in->ops == &directory_ops ||
		!out->ops->write || out->flags & O_APPEND)
		return -EINVAL;
	file_get(in);
	file_get(out);
	n = offset_of(c, c->arg[2], in, &own, &at);
	if (!n && (int64_t)*at < 0)
		n = -EINVAL;
	if (!n)
		n = copy_between(c, in, at, out, &out->at, count);
	if (n >= 0 && at == &own && user_put(c, c->arg[2], &own, sizeof(own)) != 0)
		n = -EFAULT;
	file_put(in);
	file_put(out);
	return n;
}

static int check_copy(const struct file *in, const struct file *out, unsigned flags)
{
	if (!in || !out)
		return -EBADF;
	if (flags)
		return -EINVAL;
	if (in->ops == &directory_ops || out->ops == &directory_ops)
		return -EISDIR;
	if (in->ops != &regular_ops || out->ops != &regular_ops)
		return -EINVAL;
	if (!(in->flags & FILE_READ) || !(out->flags & FILE_WRITE) ||
		out->flags & O_APPEND)
		return -EBADF;
	return 0;
}

/* Both are held. */
static int64_t copy_range(struct call *c, struct file *in, struct file *out)
{
	uint64_t own_in, own_out, *in_at, *out_at;
	uint64_t count = c->arg[4] < COPY_MOST ? c->arg[4] : COPY_MOST;
	int64_t n = offset_of(c, c->arg[1], in, &own_in, &in_at);

	if (!n)
		n = offset_of(c, c->arg[3], out, &own_out, &out_at);
	if (n)
		return n;
	if (*in_at + c->arg[4] < *in_at || *out_at + c->arg[4] < *out_at)
		return -EOVERFLOW;
	if ((int64_t)*in_at < 0 || (int64_t)*out_at < 0)
		return -EINVAL;
	if (in->inode == out->inode && *in_at < *out_at + count &&
		*out_at < *in_at + count)
		return -EINVAL;
	n = copy_between(c, in, in_at, out, out_at, count);
	if (n > 0 && in_at == &own_in)
		n = user_put(c, c->arg[1], &own_in, sizeof(own_in)) ? -EFAULT : n;
	if (n > 0 && out_at == &own_out)
		n = user_put(c, c->arg[3], &own_out, sizeof(own_out)) ? -EFAULT : n;
	return n;
}

int64_t sys_copy_file_range(struct call *c)
{
	struct file *in = call_file(c, 0), *out = call_file(c, 2);
	int64_t n = check_copy(in, out, (unsigned)c->arg[5]);

	if (n)
		return n;
	file_get(in);
	file_get(out);
	n = copy_range(c, in, out);
	file_put(in);
	file_put(out);
	return n;
}
