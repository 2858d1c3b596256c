/*
 * servers/vfs/splice.c - splice, tee, vmsplice: data by way of a pipe.
 *
 * What Linux does without a copy is done with one here. While bytes of a pipe are
 * on their way elsewhere its reading end is held, and its writing end while bytes
 * come: nobody else gets between, and nothing is lost when the other side takes
 * less.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>

#include "servers/vfs/pipe.h"
#include "servers/vfs/syscalls.h"

#define CHUNK   65536
#define NO_WAIT 2u  /* SPLICE_F_NONBLOCK */
#define KNOWN   15u /* and _MOVE, _MORE, _GIFT, which are advice */

/* One side of a splice. */
struct side {
	struct file *file;
	bool pipe;
	uint64_t own, *at; /* where it is in the file */
	uint64_t address;  /* of the caller's offset; 0: the file's own is used */
};

static int begin_side(
	struct call *c, struct side *s, uint64_t fd, uint64_t address, unsigned mode)
{
	s->file = fd_peek(c->proc->files, fd);
	if (!s->file || !(s->file->flags & mode))
		return -EBADF;
	s->pipe = pipe_used(s->file) >= 0;
	s->at = &s->file->at;
	s->address = address;
	if (!address)
		return 0;
	if (s->pipe || !s->file->ops->seekable)
		return -ESPIPE;
	if (user_get(c, &s->own, address, sizeof(s->own)) != 0)
		return -EFAULT;
	s->at = &s->own;
	return (int64_t)s->own < 0 ? -EINVAL : 0;
}

/* From the pipe into what `out` is. */
static int64_t from_pipe(struct call *c, struct file *in, struct side *out, char *chunk,
	uint64_t length, bool no_wait)
{
	int64_t n = pipe_hold_read(c, in, no_wait);
	struct io io;

	if (n)
		return n > 0 ? 0 : n;
	length = pipe_peek(in, chunk, length < CHUNK ? length : CHUNK);
	io_init_own(&io, chunk, length);
	n = out->file->ops->write(c, out->file, &io, out->at);
	pipe_release_read(in, n > 0 ? (uint64_t)n : 0);
	return n;
}

static int64_t to_pipe(struct call *c, struct side *in, struct file *out, char *chunk,
	uint64_t length, bool no_wait)
{
	int64_t n = pipe_hold_write(c, out, no_wait), room;
	struct io io;

	if (n)
		return n;
	room = pipe_room(out) - pipe_used(out);
	if (length > (uint64_t)room)
		length = (uint64_t)room;
	io_init_own(&io, chunk, length < CHUNK ? length : CHUNK);
	n = in->file->ops->read(c, in->file, &io, in->at);
	pipe_release_write(out, chunk, n > 0 ? (uint64_t)n : 0);
	return n;
}

/* Both are pipes: nothing waits once both are held. */
static int64_t pipe_to_pipe(struct call *c, struct file *in, struct file *out,
	char *chunk, uint64_t length, bool no_wait, bool keep)
{
	int64_t n = pipe_hold_read(c, in, no_wait), room;

	if (n)
		return n > 0 ? 0 : n;
	n = pipe_hold_write(c, out, no_wait);
	if (n) {
		pipe_release_read(in, 0);
		return n;
	}
	room = pipe_room(out) - pipe_used(out);
	if (length > CHUNK)
		length = CHUNK;
	if (length > (uint64_t)room)
		length = (uint64_t)room;
	length = pipe_peek(in, chunk, length);
	pipe_release_write(out, chunk, length);
	pipe_release_read(in, keep ? 0 : length);
	return (int64_t)length;
}

static int64_t move(
	struct call *c, struct side *in, struct side *out, uint64_t length, bool no_wait)
{
	char *chunk = malloc(CHUNK);
	int64_t done = 0, n = 0;

	if (!chunk)
		return -ENOMEM;
	while (length) {
		/* Having moved something, there is nothing to wait for. */
		bool now = no_wait || done;

		if (in->pipe && out->pipe)
			n = pipe_to_pipe(
				c, in->file, out->file, chunk, length, now, false);
		else if (in->pipe)
			n = from_pipe(c, in->file, out, chunk, length, now);
		else
			n = to_pipe(c, in, out->file, chunk, length, now);
		if (n <= 0)
			break;
		done += n;
		length -= (uint64_t)n;
		/* Of what has no end that is known, one read at a time. */
		if (!in->pipe && !in->file->ops->seekable)
			break;
	}
	free(chunk);
	return done ? done : n;
}

static int tell_offset(struct call *c, const struct side *s)
{
	if (!s->address)
		return 0;
	return user_put(c, s->address, &s->own, sizeof(s->own)) ? -EFAULT : 0;
}

static int check_sides(const struct side *in, const struct side *out)
{
	if (!in->pipe && !out->pipe)
		return -EINVAL;
	if (in->pipe && out->pipe && in->file->own == out->file->own)
		return -EINVAL;
	if (!in->file->ops->read || in->file->ops == &directory_ops ||
		!out->file->ops->write)
		return -EINVAL;
	return out->file->flags & O_APPEND ? -EINVAL : 0;
}

int64_t sys_splice(struct call *c)
{
	uint64_t length = c->arg[4] < COPY_MOST ? c->arg[4] : COPY_MOST;
	unsigned flags = (unsigned)c->arg[5];
	struct side in, out;
	int64_t n;

	if (flags & ~KNOWN)
		return -EINVAL;
	if (!length)
		return 0;
	n = begin_side(c, &in, c->arg[0], c->arg[1], FILE_READ);
	if (!n)
		n = begin_side(c, &out, c->arg[2], c->arg[3], FILE_WRITE);
	if (!n)
		n = check_sides(&in, &out);
	if (n)
		return n;
	file_get(in.file);
	file_get(out.file);
	n = move(c, &in, &out, length, flags & NO_WAIT);
	if (n > 0 && (tell_offset(c, &in) || tell_offset(c, &out)))
		n = -EFAULT;
	file_put(in.file);
	file_put(out.file);
	return n;
}

int64_t sys_tee(struct call *c)
{
	struct file *in = fd_peek(c->proc->files, c->arg[0]);
	struct file *out = fd_peek(c->proc->files, c->arg[1]);
	unsigned flags = (unsigned)c->arg[3];
	char *chunk;
	int64_t n;

	if (flags & ~KNOWN)
		return -EINVAL;
	if (!c->arg[2])
		return 0;
	if (!in || !out || !(in->flags & FILE_READ) || !(out->flags & FILE_WRITE))
		return -EBADF;
	if (pipe_used(in) < 0 || pipe_used(out) < 0 || in->own == out->own)
		return -EINVAL;
	chunk = malloc(CHUNK);
	if (!chunk)
		return -ENOMEM;
	file_get(in);
	file_get(out);
	n = pipe_to_pipe(c, in, out, chunk, c->arg[2], flags & NO_WAIT, true);
	file_put(in);
	file_put(out);
	free(chunk);
	return n;
}

/* Memory into a pipe, or what is in it into memory: as writev and readv. */
int64_t sys_vmsplice(struct call *c)
{
	struct file *f = fd_peek(c->proc->files, c->arg[0]);
	unsigned was, flags = (unsigned)c->arg[3];
	int64_t n;

	if (flags & ~KNOWN)
		return -EINVAL;
	if (!f || pipe_used(f) < 0)
		return -EBADF;
	file_get(f);
	was = f->flags & O_NONBLOCK;
	if (flags & NO_WAIT)
		f->flags |= O_NONBLOCK;
	n = f->flags & FILE_WRITE ? sys_writev(c) : sys_readv(c);
	if (flags & NO_WAIT)
		f->flags = (f->flags & ~(unsigned)O_NONBLOCK) | was;
	file_put(f);
	return n;
}
