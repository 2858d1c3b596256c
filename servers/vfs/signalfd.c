/*
 * servers/vfs/signalfd.c - signals read from a file.
 *
 * Whose signals they are is settled by who reads, or polls: the caller's own and
 * its process's. The kernel keeps them; it says when one has come that a waiting
 * caller wants to hear of, though it blocks it (XINIM_PROCESS_WATCH).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include <xinim/signal.h>

#include "servers/vfs/poll.h"
#include "servers/vfs/syscalls.h"

#define SET_SIZE 8 /* bytes of a signal set */

/* struct signalfd_siginfo */
struct record {
	uint32_t signo;
	int32_t error, code;
	uint32_t pid, uid;
	int32_t fd;
	uint32_t tid, band, overrun, trap;
	int32_t status, number;
	uint64_t pointer, utime, stime, address;
	uint16_t lsb;
	uint8_t pad[46];
};
_Static_assert(sizeof(struct record) == 128, "Linux struct signalfd_siginfo");

struct signals {
	uint64_t set;
};

static uint64_t set_of(const struct file *f)
{
	return ((const struct signals *)f->own)->set;
}

static void fill(struct record *r, const struct xinim_siginfo *info)
{
	memset(r, 0, sizeof(*r));
	r->signo = (uint32_t)info->si_signo;
	r->error = info->si_errno;
	r->code = info->si_code;
	switch (info->si_signo) {
	case XINIM_SIGSEGV:
	case XINIM_SIGBUS:
	case XINIM_SIGILL:
	case XINIM_SIGFPE:
	case XINIM_SIGTRAP:
		if (info->si_code > 0) {
			r->address = info->si.address;
			return;
		}
	}
	if (info->si_code == XINIM_SI_TIMER) {
		r->tid = (uint32_t)info->si.timer.id;
		r->overrun = (uint32_t)info->si.timer.overrun;
		r->pointer = info->si.timer.value;
		r->number = (int32_t)info->si.timer.value;
		return;
	}
	r->pid = (uint32_t)info->si.sender.pid;
	r->uid = info->si.sender.uid;
	/* SIGCHLD has a status there, and times after it; others what sigqueue gave. */
	if (info->si_signo == XINIM_SIGCHLD && info->si_code > 0) {
		r->status = (int32_t)info->si.sender.value;
		r->utime = info->si.room[2];
		r->stime = info->si.room[3];
		return;
	}
	r->pointer = info->si.sender.value;
	r->number = (int32_t)info->si.sender.value;
}

static int wait_for_one(struct call *c, uint64_t set)
{
	struct sleep s;
	int error = 0;

	sleep_begin(&s, c);
	s.watched = set;
	/* One may have come just now. */
	if (os_watch_signals(c->id, set, true) == 0)
		error = sleep_wait(&s, FOREVER);
	os_watch_signals(c->id, 0, true);
	return error == -EINTR ? -ERESTARTSYS : error;
}

static int64_t signals_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	int64_t done = 0;

	(void)at;
	if (io->left < sizeof(struct record))
		return -EINVAL;
	while (io->left >= sizeof(struct record)) {
		struct xinim_siginfo info;
		struct record r;
		int signal = os_take_signal(c->id, set_of(f), &info);

		if (signal < 0)
			return done ? done : signal;
		if (!signal) {
			int error;

			if (done)
				break;
			if (f->flags & O_NONBLOCK)
				return -EAGAIN;
			error = wait_for_one(c, set_of(f));
			if (error)
				return error;
			continue;
		}
		fill(&r, &info);
		if (io_put(io, &r, sizeof(r)) != sizeof(r))
			return done ? done : -EFAULT;
		done += (int64_t)sizeof(r);
	}
	return done;
}

static unsigned signals_poll(struct file *f, struct poll_table *t)
{
	if (t)
		t->signals |= set_of(f);
	return poll_caller && os_watch_signals(poll_caller, set_of(f), false) > 0
		? POLLIN | POLLRDNORM
		: 0;
}

static void signals_release(struct file *f)
{
	free(f->own);
}

const struct file_ops signals_ops = {
	.read = signals_read,
	.poll = signals_poll,
	.release = signals_release,
	.kind = "signalfd",
};

uint64_t signals_of(const struct file *f)
{
	return f->ops == &signals_ops ? set_of(f) : 0;
}

static int64_t make(struct call *c, uint64_t set, unsigned flags)
{
	struct signals *s = malloc(sizeof(*s));
	struct file *f;
	int fd;

	if (!s)
		return -ENOMEM;
	s->set = set;
	f = file_new(&signals_ops,
		O_RDWR | FILE_READ | FILE_WRITE | (flags & (unsigned)O_NONBLOCK));
	if (!f) {
		free(s);
		return -ENFILE;
	}
	f->own = s;
	fd = fd_install(c->proc, f, 0, flags & O_CLOEXEC);
	if (fd < 0)
		file_put(f);
	return fd;
}

static int64_t change(struct call *c, unsigned flags)
{
	uint64_t set;
	struct file *f;

	if (flags & ~(unsigned)(O_CLOEXEC | O_NONBLOCK) || c->arg[2] != SET_SIZE)
		return -EINVAL;
	if (user_get(c, &set, c->arg[1], sizeof(set)) != 0)
		return -EFAULT;
	if ((int32_t)c->arg[0] == -1)
		return make(c, set, flags);
	f = fd_peek(c->proc->files, c->arg[0]);
	if (!f)
		return -EBADF;
	if (f->ops != &signals_ops)
		return -EINVAL;
	((struct signals *)f->own)->set = set;
	return (int32_t)c->arg[0];
}

int64_t sys_signalfd(struct call *c)
{
	return change(c, 0);
}

int64_t sys_signalfd4(struct call *c)
{
	return change(c, (unsigned)c->arg[3]);
}
