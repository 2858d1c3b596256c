/*
 * servers/vfs/poll.h - being told when an open file becomes ready.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_POLL_H
#define XINIM_VFS_POLL_H

#include "servers/vfs/vfs.h"

/* Who wants to hear: a file's poll calls poll_add for each queue that tells of it. */
struct poll_table {
	void (*add)(struct poll_table *t, struct wait_queue *q);
	struct file *file; /* whose queues they are */
	uint64_t signals;  /* whose coming is to be heard of as well */
};

/* Whose call it is that files are asked for: signals are its. 0: nobody's. */
extern uint64_t poll_caller;
/* What a signalfd is for; 0: f is none. */
uint64_t signals_of(const struct file *f);

/* table NULL: just asking. */
static inline void poll_add(struct poll_table *t, struct wait_queue *q)
{
	if (t)
		t->add(t, q);
}

/* POLLIN ... as the file is now. */
static inline unsigned file_poll(struct file *f, struct poll_table *t)
{
	if (f->ops->poll) {
		if (t)
			t->file = f;
		return f->ops->poll(f, t);
	}
	if (f->ops == &path_ops)
		return POLLNVAL;
	return POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
}

/* A timeout as a time of the clock: -EINVAL for none. FOREVER if it never comes. */
int timeout_of(const struct xinim_timespec *t, int64_t *until);

/* The epoll sets that watch f forget it: it is closed. */
void epoll_forget(struct file *f);

#endif
