/*
 * servers/vfs/pidfd.c - descriptors of processes.
 *
 * The process server makes them (VFS_PIDFD_OPEN) and is asked for nothing: it says
 * when a process has ended, and when nobody can wait for it any more. Whom one is of
 * is its PID and a serial number of the process server's, as PIDs come again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/pidfd.h"

#include <stdlib.h>

#include "servers/lib/vfs_protocol.h"
#include "servers/vfs/poll.h"

struct pidfd {
	struct list link; /* in `all` */
	int32_t pid;
	uint64_t serial;
	bool ended, reaped;
	struct wait_queue queue;
};

static struct list all = LIST_INIT(all);

static unsigned pidfd_poll(struct file *f, struct poll_table *t)
{
	struct pidfd *d = f->own;

	poll_add(t, &d->queue);
	return (d->ended ? POLLIN | POLLRDNORM : 0) | (d->reaped ? POLLHUP : 0);
}

static void pidfd_release(struct file *f)
{
	struct pidfd *d = f->own;

	list_remove(&d->link);
	free(d);
}

static const struct file_ops pidfd_ops = {
	.kind = "pidfd",
	.poll = pidfd_poll,
	.release = pidfd_release,
};

int64_t pidfd_open(
	struct proc *p, int32_t target, uint64_t serial, unsigned flags, bool ended)
{
	struct pidfd *d = calloc(1, sizeof(*d));
	struct file *f;
	int fd;

	if (!d)
		return -ENOMEM;
	f = file_new(&pidfd_ops,
		O_RDWR | FILE_READ | FILE_WRITE |
			(flags & VFS_PIDFD_NONBLOCK ? (unsigned)O_NONBLOCK : 0));
	if (!f) {
		free(d);
		return -ENFILE;
	}
	d->pid = target;
	d->serial = serial;
	d->ended = ended;
	queue_init(&d->queue);
	list_add_tail(&all, &d->link);
	f->own = d;
	fd = fd_install(p, f, 0, true);
	if (fd < 0)
		file_put(f);
	return fd;
}

int64_t pidfd_close(struct proc *p, uint64_t fd, uint64_t serial)
{
	struct file *f = fd_peek(p->files, fd);

	if (!f || f->ops != &pidfd_ops || ((struct pidfd *)f->own)->serial != serial)
		return -EBADF;
	return fd_close(p, fd);
}

int64_t pidfd_ask(const struct proc *p, uint64_t fd, uint64_t word[6])
{
	const struct file *f = fd_peek(p->files, fd);
	const struct pidfd *d;

	if (!f || f->ops != &pidfd_ops)
		return -EBADF;
	d = f->own;
	word[1] = d->serial;
	word[2] = f->flags & O_NONBLOCK ? VFS_PIDFD_NONBLOCK : 0;
	return d->pid;
}

int64_t pidfd_take(struct proc *p, const struct proc *from, uint64_t fd)
{
	struct file *f = fd_peek(from->files, fd);
	int got;

	if (!f)
		return -EBADF;
	file_get(f);
	got = fd_install(p, f, 0, true);
	if (got < 0)
		file_put(f);
	return got;
}

void pidfd_ended(int32_t pid, bool reaped)
{
	struct pidfd *d;

	list_for_each_entry (d, &all, link) {
		if (d->pid != pid || d->reaped)
			continue;
		d->ended = true;
		d->reaped = reaped;
		queue_wake(&d->queue, POLLIN | (reaped ? POLLHUP : 0));
	}
}
