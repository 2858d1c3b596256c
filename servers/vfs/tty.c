/*
 * servers/vfs/tty.c - terminals: reads, writes, settings and job control.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/tty.h"

#include <signal.h>
#include <string.h>
#include <termios.h>

#include "servers/vfs/message.h"
#include "servers/vfs/poll.h"

#define CHUNK     512
#define TAB_BYTES 8         /* the most that a byte becomes */
#define TENTH     (NS / 10) /* VTIME's unit */

static struct list ttys = LIST_INIT(ttys);

static void line_send(struct line *l, const void *data, size_t n)
{
	struct tty *t = list_entry(l, struct tty, line);

	if (!t->off)
		t->device->send(t, data, n);
}

static void line_signal(struct line *l, int signal)
{
	struct tty *t = list_entry(l, struct tty, line);

	if (t->group)
		message_signal(-t->group, signal, CODE_KERNEL);
}

static void line_discard(struct line *l)
{
	tty_tell(list_entry(l, struct tty, line),
		TTY_TOLD_FLUSH_READ | TTY_TOLD_FLUSH_WRITE);
}

void tty_init(struct tty *t, const struct tty_device *device, uint64_t rdev)
{
	memset(t, 0, sizeof(*t));
	line_init(&t->line);
	t->line.send = line_send;
	t->line.signal = line_signal;
	t->line.discard = line_discard;
	t->device = device;
	t->rdev = rdev;
	queue_init(&t->read);
	queue_init(&t->write);
	list_add_tail(&ttys, &t->link);
}

void tty_end(struct tty *t)
{
	list_remove(&t->link);
}

struct tty *tty_of(const struct proc *p)
{
	struct tty *t;

	if (p->session) {
		list_for_each_entry (t, &ttys, link)
			if (t->session == p->session)
				return t;
	}
	return NULL;
}

/* --- files ----------------------------------------------------------------------- */

static struct tty *tty_of_file(const struct file *f)
{
	return f->own;
}

/* It was open before a hang-up: nothing can be done with it any more. */
static bool dead(const struct file *f)
{
	return f->at != tty_of_file(f)->age && f->at != TTY_IMMORTAL;
}

static void take(struct tty *t, const struct proc *p)
{
	t->session = p->session;
	t->group = p->group;
}

void tty_open(struct call *c, struct file *f, struct tty *t)
{
	const struct proc *p = c->proc;

	f->own = t;
	f->at = t->age;
	t->opens++;
	/* The first terminal that a session's leader opens is its. */
	if (p && p->session == p->pid && !t->session && !(f->flags & O_NOCTTY) &&
		f->flags & FILE_READ && !tty_of(p))
		take(t, p);
}

static void tty_release(struct file *f)
{
	struct tty *t = tty_of_file(f);

	if (--t->opens == 0) {
		t->exclusive = false;
		if (t->device->closed)
			t->device->closed(t);
	}
}

void tty_hang_up(struct tty *t)
{
	if (t->session)
		message_signal(t->session, SIGHUP, CODE_KERNEL);
	if (t->group) {
		message_signal(-t->group, SIGHUP, CODE_KERNEL);
		message_signal(-t->group, SIGCONT, CODE_KERNEL);
	}
	t->session = t->group = 0;
	t->age++;
	line_flush_input(&t->line);
	t->line.stopped = t->line.held = false;
	t->line.echoes = 0;
	queue_wake(&t->read, POLLHUP);
	queue_wake(&t->write, POLLHUP);
}

void tty_leader_ended(int32_t session)
{
	struct list *l, *next;

	list_for_each_safe (l, next, &ttys) {
		struct tty *t = list_entry(l, struct tty, link);

		if (t->session == session)
			tty_hang_up(t);
	}
}

void tty_input(struct tty *t, const void *data, size_t n)
{
	bool stopped = t->line.stopped;

	line_input(&t->line, data, n);
	if (line_readable(&t->line))
		queue_wake(&t->read, POLLIN);
	if (stopped == t->line.stopped)
		return;
	tty_tell(t, stopped ? TTY_TOLD_START : TTY_TOLD_STOP);
	if (stopped)
		tty_room(t);
}

void tty_room(struct tty *t)
{
	queue_wake(&t->write, POLLOUT);
}

/* --- job control ----------------------------------------------------------------------- */

static bool in_background(const struct call *c, const struct tty *t)
{
	return c->proc && c->proc->session && c->proc->session == t->session &&
		t->group && c->proc->group != t->group;
}

int tty_job_control(struct call *c, struct tty *t, int signal)
{
	while (in_background(c, t)) {
		int error;

		if (os_signal_ignored(c->id, signal))
			return signal == SIGTTIN ? -EIO : 0;
		c->proc->orphaned = false;
		message_signal(-c->proc->group, signal, CODE_KERNEL);
		error = queue_wait(c, &t->read, FOREVER);
		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
		if (c->proc->orphaned)
			return -EIO;
	}
	return 0;
}

void tty_continued(void)
{
	struct tty *t;

	list_for_each_entry (t, &ttys, link)
		queue_wake(&t->read, 0);
}

void tty_group_orphaned(int32_t group)
{
	proc_group_is_orphaned(group);
	tty_continued();
}

/* Somebody else may have come to the foreground: those who wait look again. */
static void set_group(struct tty *t, int32_t group)
{
	t->group = group;
	queue_wake(&t->read, 0);
}

/* --- reading ----------------------------------------------------------------------------- */

/* When the read that began with these settings has waited long enough. */
static int64_t read_deadline(const struct tty *t, bool first)
{
	const uint8_t *cc = t->line.t.c_cc;

	if (t->line.t.c_lflag & ICANON || !cc[VTIME])
		return FOREVER;
	if (first && cc[VMIN])
		return FOREVER;
	return os_now() + (int64_t)cc[VTIME] * TENTH;
}

/* Waits until a read has something to return: 0, 1 if there is nothing (any more). */
static int wait_readable(struct call *c, struct file *f, size_t want)
{
	struct tty *t = tty_of_file(f);
	int64_t until = read_deadline(t, true);
	size_t had = 0;

	for (;;) {
		bool lines = t->line.t.c_lflag & ICANON;
		size_t min = t->line.t.c_cc[VMIN];
		int error;

		if (dead(f) || (t->off && !line_readable(&t->line)))
			return 1;
		error = tty_job_control(c, t, SIGTTIN);
		if (error)
			return error;
		if (min > want)
			min = want;
		if (line_readable(&t->line) && (lines || t->line.used >= min))
			return 0;
		if (!lines && min == 0 && !t->line.t.c_cc[VTIME])
			return 1;
		if (f->flags & O_NONBLOCK)
			return line_readable(&t->line) ? 0 : -EAGAIN;
		/* Between bytes: from each one on. */
		if (t->line.used > had) {
			had = t->line.used;
			if (min)
				until = read_deadline(t, false);
		}
		error = queue_wait(c, &t->read, until);
		if (error == -ETIMEDOUT)
			return line_readable(&t->line) ? 0 : 1;
		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
}

static int64_t tty_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct tty *t = tty_of_file(f);
	char chunk[LINE_ROOM];
	size_t n = io->left < sizeof(chunk) ? io->left : sizeof(chunk);
	int error;

	(void)at;
	if (!n)
		return 0;
	error = wait_readable(c, f, n);
	if (error)
		return error > 0 ? 0 : error;
	n = line_take(&t->line, chunk, n);
	if (t->device->drained)
		t->device->drained(t);
	return n ? io_put(io, chunk, n) : 0;
}

/* --- writing --------------------------------------------------------------------------------- */

static size_t room(struct tty *t)
{
	if (t->line.stopped)
		return 0;
	return t->device->room ? t->device->room(t) : CHUNK * TAB_BYTES;
}

static int wait_room(struct call *c, struct tty *t)
{
	int64_t until = FOREVER;
	int error;

	if (t->device->patience && !t->line.stopped) {
		until = t->device->patience(t);
		if (!until)
			return 0;
	}
	error = queue_wait(c, &t->write, until);
	if (error == -EINTR)
		return -ERESTARTSYS;
	return error == -ETIMEDOUT ? 0 : error;
}

static int64_t tty_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct tty *t = tty_of_file(f);
	char chunk[CHUNK];
	int64_t done = 0;

	(void)at;
	/* The room that there is has to be there still. */
	io->at_once = true;
	while (io->left) {
		int64_t n = (int64_t)room(t) / TAB_BYTES;
		int error = 0;

		if (dead(f) || t->off)
			return done ? done : -EIO;
		if (t->line.t.c_lflag & TOSTOP)
			error = tty_job_control(c, t, SIGTTOU);
		if (!error && !n) {
			if (f->flags & O_NONBLOCK)
				return done ? done : -EAGAIN;
			error = wait_room(c, t);
			if (!error)
				continue;
		}
		if (error)
			return done ? done : error;
		if (n > CHUNK)
			n = CHUNK;
		n = io_get(io, chunk, io->left < (uint64_t)n ? io->left : (uint64_t)n);
		if (n < 0 && io_again(io))
			continue;
		if (n <= 0)
			return done ? done : n;
		line_output(&t->line, chunk, (size_t)n);
		done += n;
	}
	return done;
}

static unsigned tty_poll(struct file *f, struct poll_table *table)
{
	struct tty *t = tty_of_file(f);
	unsigned events = 0;
	size_t min = t->line.t.c_cc[VMIN];

	poll_add(table, &t->read);
	poll_add(table, &t->write);
	if (dead(f))
		return POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM | POLLERR | POLLHUP;
	if (t->line.t.c_lflag & ICANON || t->line.t.c_cc[VTIME])
		min = 1;
	if (line_readable(&t->line) && t->line.used >= min)
		events |= POLLIN | POLLRDNORM;
	if (t->off)
		return events | POLLHUP;
	if (room(t) >= TAB_BYTES)
		events |= POLLOUT | POLLWRNORM;
	return events;
}

/* --- control ------------------------------------------------------------------------------- */

static int64_t set_size(struct call *c, struct tty *t, uint64_t arg)
{
	struct xinim_winsize size;

	if (user_get(c, &size, arg, sizeof(size)) != 0)
		return -EFAULT;
	if (memcmp(&size, &t->size, sizeof(size)) == 0)
		return 0;
	t->size = size;
	if (t->group)
		message_signal(-t->group, SIGWINCH, CODE_KERNEL);
	if (t->device->resized)
		t->device->resized(t);
	return 0;
}

/* --- sessions ------------------------------------------------------------------------------------ */

static int64_t take_terminal(struct call *c, struct file *f, bool steal)
{
	struct tty *t = tty_of_file(f);
	const struct proc *p = c->proc;

	if (p->session == p->pid && t->session == p->session)
		return 0;
	if (p->session != p->pid || tty_of(p))
		return -EPERM;
	if (t->session && !(steal && c->cred->euid == 0))
		return -EPERM;
	if (!(f->flags & FILE_READ) && c->cred->euid != 0)
		return -EPERM;
	take(t, p);
	return 0;
}

static int64_t leave_terminal(struct call *c, struct tty *t)
{
	if (tty_of(c->proc) != t)
		return -ENOTTY;
	if (c->proc->session == c->proc->pid) {
		if (t->group) {
			message_signal(-t->group, SIGHUP, CODE_KERNEL);
			message_signal(-t->group, SIGCONT, CODE_KERNEL);
		}
		t->session = t->group = 0;
	}
	return 0;
}

static int64_t change_group(struct call *c, struct tty *t, uint64_t arg)
{
	int32_t group;
	int error = tty_job_control(c, t, SIGTTOU);

	if (error)
		return error;
	if (user_get(c, &group, arg, sizeof(group)) != 0)
		return -EFAULT;
	if (tty_of(c->proc) != t)
		return -ENOTTY;
	if (group <= 0)
		return -EINVAL;
	if (!proc_group_in_session(group, c->proc->session))
		return -EPERM;
	set_group(t, group);
	return 0;
}

static int64_t put_int(struct call *c, uint64_t to, int32_t value)
{
	return user_put(c, to, &value, sizeof(value));
}

static int64_t type_in(struct call *c, struct tty *t, uint64_t arg)
{
	char b;

	if (tty_of(c->proc) != t && c->cred->euid != 0)
		return -EPERM;
	if (user_get(c, &b, arg, 1) != 0)
		return -EFAULT;
	tty_input(t, &b, 1);
	return 0;
}

int64_t tty_control(struct call *c, struct tty *t, unsigned request, uint64_t arg)
{
	int32_t value;

	if (tty_is_settings(request))
		return tty_settings(c, t, request, arg);
	switch (request) {
	case TTY_SENDBREAK: /* 0: a break, which goes nowhere; else wait for output */
	case TTY_BREAK_P:
		return tty_drain(c, t);
	case TTY_FLOW:
		return tty_flow(c, t, arg);
	case TTY_FLUSH:
		return tty_flush(c, t, arg);
	case TTY_EXCLUSIVE:
	case TTY_SHARED:
		t->exclusive = request == TTY_EXCLUSIVE;
		return 0;
	case TTY_GET_EXCLUSIVE:
		return put_int(c, arg, t->exclusive);
	case TTY_GET_DISCIPLINE: /* there is one, Linux's N_TTY */
		return put_int(c, arg, 0);
	case TTY_SET_DISCIPLINE:
		if (user_get(c, &value, arg, sizeof(value)) != 0)
			return -EFAULT;
		return value ? -EINVAL : 0;
	case TTY_BREAK_ON: /* there is no wire */
	case TTY_BREAK_OFF:
		return 0;
	case TTY_GET_CARRIER:
		return put_int(c, arg, (t->line.t.c_cflag & CLOCAL) != 0);
	case TTY_SET_CARRIER:
		if (user_get(c, &value, arg, sizeof(value)) != 0)
			return -EFAULT;
		t->line.t.c_cflag &= ~(uint32_t)CLOCAL;
		t->line.t.c_cflag |= value ? CLOCAL : 0;
		return 0;
	case TTY_GET_DEVICE:
		return put_int(
			c, arg, (int32_t)(DEV_MAJOR(t->rdev) << 8 | DEV_MINOR(t->rdev)));
	case TTY_OUTQ:
		return put_int(c, arg, 0);
	case TTY_INQ:
		return put_int(c, arg, (int32_t)line_waiting(&t->line));
	case TTY_GET_SIZE:
		return user_put(c, arg, &t->size, sizeof(t->size));
	case TTY_SET_SIZE:
		return set_size(c, t, arg);
	case TTY_SET_GROUP:
		return change_group(c, t, arg);
	default:
		return -ENOTTY;
	}
}

static int64_t tty_ioctl(struct call *c, struct file *f, unsigned request, uint64_t arg)
{
	struct tty *t = tty_of_file(f);

	if (dead(f))
		return -EIO;
	switch (request) {
	case TTY_TAKE:
		return take_terminal(c, f, arg == 1);
	case TTY_LEAVE:
		return leave_terminal(c, t);
	case TTY_GET_GROUP:
		return tty_of(c->proc) == t ? put_int(c, arg, t->group) : -ENOTTY;
	case TTY_GET_SID:
		return tty_of(c->proc) == t ? put_int(c, arg, t->session) : -ENOTTY;
	case TTY_TYPE:
		return type_in(c, t, arg);
	case TTY_HANG_UP:
		if (c->cred->euid != 0)
			return -EPERM;
		tty_hang_up(t);
		return 0;
	default:
		return tty_control(c, t, request, arg);
	}
}

const struct file_ops tty_ops = {
	.read = tty_read,
	.write = tty_write,
	.poll = tty_poll,
	.ioctl = tty_ioctl,
	.release = tty_release,
};
