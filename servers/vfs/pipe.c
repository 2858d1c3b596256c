/*
 * servers/vfs/pipe.c - pipes and FIFOs (POSIX.1-2017, read, write, open).
 *
 * A pipe belongs to the files that have it open; a FIFO's is made when it is opened and
 * goes when nobody has it open any more.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/pipe.h"

#include <stdlib.h>
#include <string.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/pipe_bytes.h"
#include "servers/vfs/poll.h"

#define ROOM_MAX (1u << 20)

static struct pipe *pipe_new(void)
{
	struct pipe *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->room = PIPE_ROOM;
	p->ring = malloc(p->room);
	if (!p->ring) {
		free(p);
		return NULL;
	}
	p->refs = 1;
	queue_init(&p->read);
	queue_init(&p->write);
	return p;
}

static void pipe_put(struct pipe *p)
{
	if (--p->refs > 0)
		return;
	p->fifo->special = NULL;
	free(p->record);
	free(p->ring);
	free(p);
}

static void pipe_release(struct file *f)
{
	struct pipe *p = f->own;

	if (f->flags & FILE_READ && --p->readers == 0)
		queue_wake(&p->write, POLLERR);
	if (f->flags & FILE_WRITE && --p->writers == 0)
		queue_wake(&p->read, POLLHUP);
	pipe_put(p);
}

/* --- reading and writing ------------------------------------------------------- */

/* Until there is something to read: 0, 1: the end. */
static int wait_for_bytes(struct call *c, const struct file *f)
{
	struct pipe *p = f->own;

	while (!p->used || p->read_held) {
		int error;

		if (!p->used && !p->writers)
			return 1;
		if (f->flags & O_NONBLOCK)
			return -EAGAIN;
		error = queue_wait(c, &p->read, FOREVER);
		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	return 0;
}

static int64_t pipe_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct pipe *p = f->own;
	int64_t n;
	bool full;

	(void)at;
	if (!io->left)
		return 0;
	io->at_once = true;
	do {
		n = wait_for_bytes(c, f);
		if (n)
			return n > 0 ? 0 : n;
		full = p->room - p->used < PIPE_ATOMIC || p->records == PIPE_RECORDS;
		n = pipe_bytes_take(p, io);
	} while (n < 0 && io_again(io));
	/* With more room than that nobody waits to write, nor is news of it. */
	if (n > 0 && full)
		queue_wake(&p->write, POLLOUT);
	return n;
}

static int64_t pipe_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct pipe *p = f->own;
	uint64_t piece = io->left <= PIPE_ATOMIC ? io->left : 1;
	bool packet = f->flags & O_DIRECT;
	int64_t done = 0;

	(void)at;
	io->at_once = true;
	while (io->left) {
		int64_t n;
		int error;

		if (packet)
			piece = io->left < PIPE_ATOMIC ? io->left : PIPE_ATOMIC;

		if (!p->readers) {
			os_signal(c->id, SIGNAL_PIPE);
			return done ? done : -EPIPE;
		}
		if (p->room - p->used >= piece && !p->write_held &&
			p->records < PIPE_RECORDS) {
			n = pipe_bytes_put(p, io, packet, piece > 1);
			if (n < 0 && io_again(io))
				continue;
			if (n > 0)
				queue_wake(&p->read, POLLIN);
			if (n <= 0)
				return done ? done : n;
			done += n;
			piece = 1;
			continue;
		}
		if (f->flags & O_NONBLOCK)
			return done ? done : -EAGAIN;
		error = queue_wait(c, &p->write, FOREVER);
		if (error && done)
			return done;
		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	return done;
}

static inline unsigned events_now(const struct file *f)
{
	const struct pipe *p = f->own;
	unsigned events = 0;

	if (f->flags & FILE_READ) {
		if (p->used)
			events |= POLLIN | POLLRDNORM;
		if (!p->writers && p->opened_to_write)
			events |= POLLHUP;
	}
	if (f->flags & FILE_WRITE) {
		if (p->room - p->used >= PIPE_ATOMIC && p->records < PIPE_RECORDS)
			events |= POLLOUT | POLLWRNORM;
		if (!p->readers)
			events |= POLLERR;
	}
	return events;
}

static __attribute__((noinline)) unsigned poll_queues(
	struct file *f, struct poll_table *t)
{
	struct pipe *p = f->own;

	if (f->flags & FILE_READ)
		poll_add(t, &p->read);
	if (f->flags & FILE_WRITE)
		poll_add(t, &p->write);
	return events_now(f);
}

/* Mostly it is only asked. */
static unsigned pipe_poll(struct file *f, struct poll_table *t)
{
	return t ? poll_queues(f, t) : events_now(f);
}

/* --- splice ------------------------------------------------------------------------ */

int pipe_hold_read(struct call *c, struct file *f, bool no_wait)
{
	struct pipe *p = f->own;

	while (!p->used || p->read_held) {
		int error;

		if (!p->used && !p->writers)
			return 1;
		if (no_wait || f->flags & O_NONBLOCK)
			return -EAGAIN;
		error = queue_wait(c, &p->read, FOREVER);
		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	p->read_held = true;
	return 0;
}

uint64_t pipe_peek(const struct file *f, void *to, uint64_t length)
{
	const struct pipe *p = f->own;
	uint32_t n = p->room - p->first;

	if (length > p->used)
		length = p->used;
	if (n > length)
		n = (uint32_t)length;
	memcpy(to, p->ring + p->first, n);
	memcpy((char *)to + n, p->ring, length - n);
	return length;
}

void pipe_release_read(struct file *f, uint64_t used)
{
	struct pipe *p = f->own;

	p->read_held = false;
	pipe_bytes_drop(p, (uint32_t)used);
	if (used)
		queue_wake(&p->write, POLLOUT);
	queue_wake(&p->read, POLLIN);
}

int pipe_hold_write(struct call *c, struct file *f, bool no_wait)
{
	struct pipe *p = f->own;

	for (;;) {
		int error;

		if (!p->readers) {
			os_signal(c->id, SIGNAL_PIPE);
			return -EPIPE;
		}
		if (p->used < p->room && !p->write_held && p->records < PIPE_RECORDS)
			break;
		if (no_wait || f->flags & O_NONBLOCK)
			return -EAGAIN;
		error = queue_wait(c, &p->write, FOREVER);
		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	p->write_held = true;
	return 0;
}

void pipe_release_write(struct file *f, void *data, uint64_t length)
{
	struct pipe *p = f->own;
	struct io io;

	p->write_held = false;
	io_init_own(&io, data, length);
	(void)pipe_bytes_put(p, &io, false, false);
	if (length)
		queue_wake(&p->read, POLLIN);
	queue_wake(&p->write, POLLOUT);
}

/* --- opening ---------------------------------------------------------------------- */

static void join(struct pipe *p, struct file *f)
{
	p->refs++;
	f->own = p;
	if (f->flags & FILE_READ) {
		p->readers++;
		p->opened_to_read++;
	}
	if (f->flags & FILE_WRITE) {
		p->writers++;
		p->opened_to_write++;
	}
}

/* An end of p, whose inode is i. */
static struct file *make_end(struct pipe *p, struct inode *i, unsigned flags)
{
	struct file *f = file_new(&pipe_ops, flags);

	if (f) {
		f->inode = inode_get(i);
		join(p, f);
	}
	return f;
}

int pipe_make(struct call *c, unsigned flags, struct file **reader, struct file **writer)
{
	struct inode *i;
	struct pipe *p;

	/* It has one so that it can be opened once more, by way of /proc. */
	if (fs_file_nowhere(c, S_IFIFO | 0600, &i) != 0)
		return -ENFILE;
	p = pipe_new();
	if (!p) {
		inode_put(i);
		return -ENFILE;
	}
	i->nlink = 1;
	i->special = p;
	p->fifo = i;
	p->nameless = true;
	/* Packets are a matter of who writes. */
	*reader = make_end(p, i, O_RDONLY | FILE_READ | (flags & ~(unsigned)O_DIRECT));
	*writer = make_end(p, i, O_WRONLY | FILE_WRITE | flags);
	pipe_put(p);
	inode_put(i);
	if (*reader && *writer)
		return 0;
	if (*reader)
		file_put(*reader);
	if (*writer)
		file_put(*writer);
	return -ENFILE;
}

/* Waits until somebody has opened the other end since *count was `seen`. */
static int wait_for_other(
	struct call *c, struct wait_queue *q, const unsigned *count, unsigned seen)
{
	while (*count == seen) {
		int error = queue_wait(c, q, FOREVER);

		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	return 0;
}

static int fifo_open(struct call *c, struct file *f)
{
	struct inode *i = f->inode;
	struct pipe *p = i->special;
	int error = 0;

	if (!p) {
		p = pipe_new();
		if (!p)
			return -ENFILE;
		p->fifo = i;
		i->special = p;
	} else {
		p->refs++;
	}
	if ((f->flags & (FILE_READ | FILE_WRITE | O_NONBLOCK)) ==
			(FILE_WRITE | O_NONBLOCK) &&
		!p->readers && !p->nameless) {
		pipe_put(p);
		return -ENXIO;
	}
	join(p, f);
	if (f->flags & FILE_READ)
		queue_wake(&p->write, 0);
	if (f->flags & FILE_WRITE)
		queue_wake(&p->read, 0);
	if (p->nameless)
		error = 0;
	else if (!(f->flags & FILE_WRITE) && !p->writers && !(f->flags & O_NONBLOCK))
		error = wait_for_other(
			c, &p->read, &p->opened_to_write, p->opened_to_write);
	else if (!(f->flags & FILE_READ) && !p->readers)
		error = wait_for_other(
			c, &p->write, &p->opened_to_read, p->opened_to_read);
	if (error)
		pipe_release(f);
	pipe_put(p);
	return error;
}

/* --- what else is asked --------------------------------------------------------------- */

static bool is_pipe(const struct file *f)
{
	return f->ops == &pipe_ops || f->ops == &fifo_ops;
}

int64_t pipe_used(const struct file *f)
{
	return is_pipe(f) ? (int64_t)((struct pipe *)f->own)->used : -EBADF;
}

int64_t pipe_room(const struct file *f)
{
	return is_pipe(f) ? (int64_t)((struct pipe *)f->own)->room : -EBADF;
}

int64_t pipe_set_room(struct file *f, uint64_t room)
{
	uint32_t n = PIPE_ATOMIC;
	struct pipe *p = f->own;
	char *ring;

	if (!is_pipe(f))
		return -EBADF;
	if (room > INT32_MAX)
		return -EINVAL;
	if (room > ROOM_MAX)
		return -EPERM;
	while (n < room)
		n *= 2;
	if (n < p->used || p->read_held || p->write_held)
		return -EBUSY;
	ring = malloc(n);
	if (!ring)
		return -ENOMEM;
	pipe_peek(f, ring, p->used);
	free(p->ring);
	p->ring = ring;
	p->first = 0;
	p->room = n;
	queue_wake(&p->write, POLLOUT);
	return n;
}

static int64_t pipe_ioctl(struct call *c, struct file *f, unsigned command, uint64_t arg)
{
	int32_t used = (int32_t)pipe_used(f);

	if (command != 0x541b) /* FIONREAD */
		return -ENOTTY;
	return user_put(c, arg, &used, sizeof(used));
}

const struct file_ops pipe_ops = {
	.kind = "pipe",
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
	.release = pipe_release,
};

const struct file_ops fifo_ops = {
	.kind = "pipe",
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
	.open = fifo_open,
	.release = pipe_release,
};
