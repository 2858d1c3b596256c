/*
 * servers/vfs/pty.c - pseudo-terminals: /dev/ptmx and /dev/pts.
 *
 * Who opens /dev/ptmx is at the place of a device: the master. What programs
 * write to the slave, a terminal, it reads; what it writes is typed there.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/pty.h"

#include <stdio.h>
#include <stdlib.h>
#include <termios.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/poll.h"
#include "servers/vfs/tty.h"

#define ROOM  4096 /* bytes written to the slave and not read; a power of two */
#define CHUNK 512

struct pty {
	struct tty tty;
	unsigned number;
	bool master, locked;
	bool was_open; /* the slave, once at least */
	uint8_t ring[ROOM];
	unsigned first, used;
	struct wait_queue read, write; /* the master's */
};

static struct pty *ptys[PTYS_MAX];
static struct name *directory;

void pty_start(struct name *dir)
{
	directory = name_get(dir);
}

static void free_unused(struct pty *p)
{
	if (p->master || p->tty.opens)
		return;
	ptys[p->number] = NULL;
	tty_end(&p->tty);
	free(p);
}

/* --- the slave's device ----------------------------------------------------------- */

static void slave_send(struct tty *t, const void *data, size_t n)
{
	struct pty *p = t->own;
	const uint8_t *b = data;

	/* Echo that finds no room is lost; writers ask first. */
	while (n-- && p->used < ROOM)
		p->ring[(p->first + p->used++) & (ROOM - 1)] = *b++;
	queue_wake(&p->read, POLLIN);
}

static size_t slave_room(struct tty *t)
{
	return ROOM - ((struct pty *)t->own)->used;
}

static void slave_drained(struct tty *t)
{
	queue_wake(&((struct pty *)t->own)->write, POLLOUT);
}

static void slave_closed(struct tty *t)
{
	struct pty *p = t->own;

	queue_wake(&p->read, POLLHUP);
	free_unused(p);
}

static const struct tty_device slave_device = {
	.send = slave_send,
	.room = slave_room,
	.drained = slave_drained,
	.closed = slave_closed,
};

static int pts_open(struct call *c, struct file *f)
{
	unsigned number = DEV_MINOR(f->inode->rdev);
	struct pty *p = number < PTYS_MAX ? ptys[number] : NULL;

	if (!p || !p->master || p->locked)
		return -EIO;
	if (p->tty.exclusive && c->cred && c->cred->euid != 0)
		return -EBUSY;
	p->was_open = true;
	tty_open(c, f, &p->tty);
	f->ops = &tty_ops;
	return 0;
}

const struct file_ops pts_ops = { .open = pts_open };

/* --- the master ------------------------------------------------------------------------ */

/* The slave's name, which belongs to who opened the master. */
static int make_name(struct call *c, struct pty *p)
{
	struct name *n;
	char text[16];
	int error;

	snprintf(text, sizeof(text), "%u", p->number);
	error = make_node(
		directory, text, S_IFCHR | 0620, DEV_MAKE(PTY_MAJOR, p->number), &n);
	if (error)
		return error;
	if (c->cred) {
		n->inode->uid = c->cred->uid;
		n->inode->gid = c->cred->gid;
	}
	name_put(n);
	return 0;
}

static void remove_name(const struct pty *p)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", p->number);
	struct name *n = name_find(directory, text, (size_t)length);

	if (!n)
		return;
	if (directory->inode->ops->unlink(directory->inode, n) == 0)
		name_unlink(n);
	name_put(n);
}

static int master_open(struct call *c, struct file *f)
{
	struct pty *p;
	unsigned number = 0;
	int error;

	while (number < PTYS_MAX && ptys[number])
		number++;
	if (number == PTYS_MAX)
		return -ENOSPC;
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	tty_init(&p->tty, &slave_device, DEV_MAKE(PTY_MAJOR, number));
	p->tty.own = p;
	p->number = number;
	p->master = p->locked = true;
	queue_init(&p->read);
	queue_init(&p->write);
	ptys[number] = p;
	error = make_name(c, p);
	if (error) {
		p->master = false;
		free_unused(p);
		return error;
	}
	f->own = p;
	return 0;
}

static void master_release(struct file *f)
{
	struct pty *p = f->own;

	p->master = false;
	p->tty.off = true;
	remove_name(p);
	tty_hang_up(&p->tty);
	free_unused(p);
}

/* Nobody is at the slave, and somebody was. */
static bool left_alone(const struct pty *p)
{
	return p->was_open && p->tty.opens == 0;
}

static int64_t master_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct pty *p = f->own;
	int64_t done = 0;

	(void)at;
	if (!io->left)
		return 0;
	while (!p->used) {
		int error;

		if (left_alone(p))
			return -EIO;
		if (f->flags & O_NONBLOCK)
			return -EAGAIN;
		error = queue_wait(c, &p->read, FOREVER);
		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	while (p->used && io->left) {
		unsigned n = ROOM - p->first < p->used ? ROOM - p->first : p->used;
		int64_t moved = io_put(io, p->ring + p->first, n);

		if (moved <= 0)
			return done ? done : moved;
		p->first = (p->first + (unsigned)moved) & (ROOM - 1);
		p->used -= (unsigned)moved;
		done += moved;
	}
	tty_room(&p->tty);
	return done;
}

/* How many bytes can be typed before what was typed is read. */
static size_t typing_room(const struct pty *p)
{
	const struct line *l = &p->tty.line;

	/* A line that is too long loses its end, rather than its terminal its editing. */
	if (l->t.c_lflag & ICANON && !l->ends)
		return CHUNK;
	return LINE_ROOM - l->used;
}

static int64_t master_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct pty *p = f->own;
	char chunk[CHUNK];
	int64_t done = 0;

	(void)at;
	while (io->left) {
		size_t room = typing_room(p);
		int64_t n;

		if (!room) {
			int error;

			if (f->flags & O_NONBLOCK)
				return done ? done : -EAGAIN;
			error = queue_wait(c, &p->write, FOREVER);
			if (error)
				return done               ? done
					: error == -EINTR ? -ERESTARTSYS
							  : error;
			continue;
		}
		if (room > CHUNK)
			room = CHUNK;
		n = io_get(io, chunk, io->left < room ? io->left : room);
		if (n <= 0)
			return done ? done : n;
		tty_input(&p->tty, chunk, (size_t)n);
		done += n;
	}
	return done;
}

static unsigned master_poll(struct file *f, struct poll_table *table)
{
	struct pty *p = f->own;
	unsigned events = 0;

	poll_add(table, &p->read);
	poll_add(table, &p->write);
	if (p->used)
		events |= POLLIN | POLLRDNORM;
	if (left_alone(p))
		events |= POLLHUP;
	if (typing_room(p))
		events |= POLLOUT | POLLWRNORM;
	return events;
}

static int64_t master_ioctl(
	struct call *c, struct file *f, unsigned request, uint64_t arg)
{
	struct pty *p = f->own;
	uint32_t value;

	switch (request) {
	case PTY_NUMBER:
		return user_put(c, arg, &p->number, sizeof(p->number));
	case PTY_LOCK:
		if (user_get(c, &value, arg, sizeof(value)) != 0)
			return -EFAULT;
		p->locked = value != 0;
		return 0;
	case PTY_GET_LOCK:
		value = p->locked;
		return user_put(c, arg, &value, sizeof(value));
	case TTY_INQ:
		return user_put(c, arg, &p->used, sizeof(p->used));
	case TTY_GET_GROUP:
		return user_put(c, arg, &p->tty.group, sizeof(p->tty.group));
	case TTY_GET_SID:
		return user_put(c, arg, &p->tty.session, sizeof(p->tty.session));
	case TTY_TAKE:
	case TTY_LEAVE:
	case TTY_TYPE:
		return -ENOTTY;
	default:
		return tty_control(c, &p->tty, request, arg);
	}
}

const struct file_ops ptmx_ops = {
	.read = master_read,
	.write = master_write,
	.poll = master_poll,
	.ioctl = master_ioctl,
	.open = master_open,
	.release = master_release,
};
