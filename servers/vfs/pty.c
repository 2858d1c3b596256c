/*
 * servers/vfs/pty.c - pseudo-terminals: /dev/ptmx and /dev/pts.
 *
 * Who opens /dev/ptmx is at the place of a device: the master. What programs
 * write to the slave, a terminal, it reads; what it writes is typed there.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/pty.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/message.h"
#include "servers/vfs/poll.h"
#include "servers/vfs/tty.h"

#define ROOM  4096 /* bytes written to the slave and not read; a power of two */
#define CHUNK 512

struct pty {
	struct tty tty;
	unsigned number;
	bool master, locked;
	bool was_open; /* the slave, once at least */
	bool packets;  /* TIOCPKT: the master reads of the slave's doings, too */
	uint8_t news;  /* TTY_TOLD_ bits that it has not read */
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

/* What the master has not read is lost. */
static void discard(struct pty *p)
{
	if (p->used) {
		p->used = 0;
		tty_room(&p->tty);
	}
}

static void slave_told(struct tty *t, unsigned what)
{
	struct pty *p = t->own;

	if (what & TTY_TOLD_FLUSH_WRITE)
		discard(p);
	if (!p->packets)
		return;
	/* Of two that undo one another the later one counts. */
	if (what & (TTY_TOLD_STOP | TTY_TOLD_START))
		p->news &= (uint8_t) ~(TTY_TOLD_STOP | TTY_TOLD_START);
	if (what & (TTY_TOLD_KEYS | TTY_TOLD_NO_KEYS))
		p->news &= (uint8_t) ~(TTY_TOLD_KEYS | TTY_TOLD_NO_KEYS);
	p->news |= (uint8_t)what;
	queue_wake(&p->read, POLLIN | POLLPRI);
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
	.told = slave_told,
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
	/* As Linux: who is at the master says what it shows. */
	p->tty.line.t.c_iflag &= ~(uint32_t)IUTF8;
	p->tty.line.t.c_cflag = B38400 | CS8 | CREAD;
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

/* Until there is something for the master to read. */
static int wait_for_output(struct call *c, const struct file *f)
{
	struct pty *p = f->own;

	while (!p->used && !p->news) {
		int error;

		if (left_alone(p))
			return -EIO;
		if (f->flags & O_NONBLOCK)
			return -EAGAIN;
		error = queue_wait(c, &p->read, FOREVER);
		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	return 0;
}

static int64_t take_output(struct pty *p, struct io *io)
{
	int64_t done = 0;

	/* A packet begins with what has been done, or 0 if data follow. */
	if (p->packets) {
		done = io_put(io, &p->news, 1);
		if (done <= 0 || p->news) {
			if (done > 0)
				p->news = 0;
			return done;
		}
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
	return done;
}

static int64_t master_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct pty *p = f->own;
	int64_t n;

	(void)at;
	if (!io->left)
		return 0;
	io->at_once = true;
	do {
		n = wait_for_output(c, f);
		if (!n)
			n = take_output(p, io);
	} while (n < 0 && io_again(io));
	if (n > 0)
		tty_room(&p->tty);
	return n;
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
	io->at_once = true;
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
		if (n < 0 && io_again(io))
			continue;
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
	if (p->used || p->news)
		events |= POLLIN | POLLRDNORM;
	if (p->news)
		events |= POLLPRI;
	if (left_alone(p))
		events |= POLLHUP;
	if (typing_room(p))
		events |= POLLOUT | POLLWRNORM;
	return events;
}

/* The slave, without a name being looked for: a descriptor. -EIO: it is locked. */
static int64_t open_peer(struct call *c, const struct pty *p, unsigned flags)
{
	struct name *n;
	struct file *f;
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", p->number), fd;
	unsigned mode = flags & O_ACCMODE;

	if (mode == O_ACCMODE ||
		flags & ~(unsigned)(O_ACCMODE | O_NOCTTY | O_NONBLOCK | O_CLOEXEC))
		return -EINVAL;
	n = name_find(directory, text, (size_t)length);
	if (!n)
		return -EIO;
	flags |= (mode != O_WRONLY ? FILE_READ : 0) | (mode != O_RDONLY ? FILE_WRITE : 0);
	fd = file_open(c, n, n->inode, flags & ~(unsigned)O_CLOEXEC, &f);
	name_put(n);
	if (fd)
		return fd;
	fd = fd_install(c->proc, f, 0, flags & O_CLOEXEC);
	if (fd < 0)
		file_put(f);
	return fd;
}

/* A key's signal, with no key. */
static int64_t send_signal(const struct pty *p, uint64_t signal)
{
	if (signal != SIGINT && signal != SIGQUIT && signal != SIGTSTP)
		return -EINVAL;
	if (p->tty.group)
		message_signal(-p->tty.group, (int)signal, CODE_KERNEL);
	return 0;
}

static int64_t set_packets(struct call *c, struct pty *p, uint64_t arg)
{
	int32_t on;

	if (user_get(c, &on, arg, sizeof(on)) != 0)
		return -EFAULT;
	if (!on != !p->packets)
		p->news = 0;
	p->packets = on != 0;
	return 0;
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
	case PTY_PACKET:
		return set_packets(c, p, arg);
	case PTY_GET_PACKET:
		value = p->packets;
		return user_put(c, arg, &value, sizeof(value));
	case PTY_SIGNAL:
		return send_signal(p, arg);
	case PTY_PEER:
		return open_peer(c, p, (unsigned)arg);
	case TTY_INQ:
		return user_put(c, arg, &p->used, sizeof(p->used));
	case TTY_GET_GROUP:
		return user_put(c, arg, &p->tty.group, sizeof(p->tty.group));
	case TTY_FLUSH: /* what it has not read; what it wrote is with the slave already */
		if (arg > TCIOFLUSH)
			return -EINVAL;
		if (arg != TCOFLUSH)
			discard(p);
		return 0;
	case TTY_GET_SID:
		if (!p->tty.session)
			return -ENOTTY;
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
