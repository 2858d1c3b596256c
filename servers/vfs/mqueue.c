/*
 * servers/vfs/mqueue.c - POSIX message queues: by name, in order of priority.
 *
 * The C library's functions are POSIX's; the calls are Linux's, mq_overview(7): a
 * name comes without its slash, and a queue's descriptor is one like others, that
 * can be polled.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/message.h"
#include "servers/vfs/poll.h"
#include "servers/vfs/syscalls.h"

#define QUEUES_MAX    256
#define PRIORITIES    32768
#define MESSAGES      10 /* of a queue, when nothing is said; and without power at most */
#define MESSAGE_BYTES 8192 /* of a message, the same */
#define MESSAGES_MOST 65536
#define BYTES_MOST    (16L << 20)
#define QUEUE_BYTES   (16L << 20) /* all messages of one queue */

#define NOTIFY_SIGNAL 0 /* SIGEV_SIGNAL, SIGEV_NONE */
#define NOTIFY_NONE   1
#define CODE_QUEUE    (-3) /* SI_MESGQ */
#define SIGNALS       64

struct letter {
	struct list link; /* highest priority first, then as they came */
	uint32_t priority, length;
	char data[];
};

struct mqueue {
	struct list link;    /* of those that have a name */
	struct inode *inode; /* not held: it holds us, by `special` */
	char name[NAME_BYTES + 1];
	int64_t most, size; /* letters, bytes of each */
	int64_t count;
	struct list letters;
	struct wait_queue read, write;
	unsigned receivers; /* that wait */
	/* Who is to be told when a letter comes to the empty queue; NULL: nobody. */
	const struct file *told;
	int32_t told_pid;
	int told_signal; /* 0: none is sent */
	uint64_t told_value;
};

/* struct mq_attr */
struct attributes {
	int64_t flags, most, size, count, reserved[4];
};

/* struct sigevent, as far as it counts. */
struct event {
	uint64_t value;
	int32_t signal, notify;
	uint64_t room[6];
};

static struct list queues = LIST_INIT(queues);
static unsigned queue_count; /* with names or without */

static struct mqueue *queue_of(const struct file *f)
{
	return f->inode->special;
}

/* --- queues and their files --------------------------------------------------------- */

static void queue_free(struct mqueue *q)
{
	struct list *l;

	while ((l = list_pop(&q->letters)))
		free(list_entry(l, struct letter, link));
	queue_count--;
	free(q);
}

static void queue_release(struct file *f)
{
	struct mqueue *q = queue_of(f);

	if (q->told == f)
		q->told = NULL;
	/* The name, if it has one, holds the inode as well. */
	if (f->inode->refs > 1)
		return;
	f->inode->special = NULL;
	queue_free(q);
}

static unsigned queue_poll(struct file *f, struct poll_table *t)
{
	struct mqueue *q = queue_of(f);

	poll_add(t, &q->read);
	poll_add(t, &q->write);
	return (q->count ? POLLIN | POLLRDNORM : 0) |
		(q->count < q->most ? POLLOUT | POLLWRNORM : 0);
}

static const struct file_ops queue_ops = {
	.poll = queue_poll,
	.release = queue_release,
	.kind = "mqueue",
};

static struct mqueue *find(const char *name)
{
	struct mqueue *q;

	list_for_each_entry (q, &queues, link)
		if (strcmp(q->name, name) == 0)
			return q;
	return NULL;
}

/* A name of the caller's: one part of a path. */
static int get_name(struct call *c, const char **name)
{
	int error = user_path(c, c->arg[0], name);

	if (error)
		return error;
	if (!**name)
		return -ENOENT;
	if (strchr(*name, '/') || strcmp(*name, ".") == 0 || strcmp(*name, "..") == 0)
		return -EACCES;
	return strlen(*name) > NAME_BYTES ? -ENAMETOOLONG : 0;
}

static int check_attributes(const struct call *c, const struct attributes *a)
{
	bool power = c->cred->euid == 0;

	if (a->most <= 0 || a->size <= 0 ||
		a->most > (power ? MESSAGES_MOST : MESSAGES) ||
		a->size > (power ? BYTES_MOST : MESSAGE_BYTES))
		return -EINVAL;
	return a->most * a->size > QUEUE_BYTES ? -ENOMEM : 0;
}

static int make(struct call *c, const char *name, uint32_t mode, struct inode **out)
{
	struct attributes a = { .most = MESSAGES, .size = MESSAGE_BYTES };
	struct mqueue *q;
	int error = 0;

	if (c->arg[3] && user_get(c, &a, c->arg[3], sizeof(a)) != 0)
		return -EFAULT;
	if (c->arg[3])
		error = check_attributes(c, &a);
	if (!error && queue_count == QUEUES_MAX && c->cred->euid != 0)
		error = -ENOSPC;
	if (error)
		return error;
	q = calloc(1, sizeof(*q));
	if (!q)
		return -ENOMEM;
	error = fs_file_nowhere(
		c, S_IFREG | (mode & 0777 & ~c->proc->fs->umask), &q->inode);
	if (error) {
		free(q);
		return error;
	}
	strcpy(q->name, name);
	q->most = a.most;
	q->size = a.size;
	list_init(&q->letters);
	queue_init(&q->read);
	queue_init(&q->write);
	q->inode->special = q;
	q->inode->nlink = 1;
	list_add_tail(&queues, &q->link);
	queue_count++;
	*out = inode_get(q->inode); /* one reference is the name's */
	return 0;
}

static int find_or_make(
	struct call *c, const char *name, unsigned flags, unsigned may, struct inode **i)
{
	struct mqueue *q = find(name);

	if (!q)
		return flags & O_CREAT ? make(c, name, (uint32_t)c->arg[2], i) : -ENOENT;
	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -EEXIST;
	if (cred_may(c->cred, q->inode, may) != 0)
		return -EACCES;
	*i = inode_get(q->inode);
	return 0;
}

int64_t sys_mq_open(struct call *c)
{
	unsigned flags = (unsigned)c->arg[1], mode = flags & O_ACCMODE;
	unsigned may =
		(mode != O_WRONLY ? MAY_READ : 0) | (mode != O_RDONLY ? MAY_WRITE : 0);
	const char *name;
	struct inode *i;
	struct file *f;
	int error = get_name(c, &name);

	if (!error && mode == O_ACCMODE)
		error = -EINVAL;
	if (!error)
		error = fd_is_free(c->proc);
	if (!error)
		error = find_or_make(c, name, flags, may, &i);
	if (error)
		return error;
	f = file_new(&queue_ops,
		mode | (flags & (unsigned)O_NONBLOCK) | (may & MAY_READ ? FILE_READ : 0) |
			(may & MAY_WRITE ? FILE_WRITE : 0));
	if (!f) {
		inode_put(i);
		return -ENFILE;
	}
	f->inode = i;
	error = fd_install(c->proc, f, 0, flags & O_CLOEXEC);
	if (error < 0)
		file_put(f);
	return error;
}

int64_t sys_mq_unlink(struct call *c)
{
	const char *name;
	struct mqueue *q;
	struct inode *i;
	int error = get_name(c, &name);

	if (error)
		return error;
	q = find(name);
	if (!q)
		return -ENOENT;
	if (!cred_owns(c->cred, q->inode))
		return -EACCES;
	list_remove(&q->link);
	i = q->inode;
	i->nlink = 0;
	if (i->refs == 1) {
		i->special = NULL;
		queue_free(q);
	}
	inode_put(i);
	return 0;
}

/* --- letters ------------------------------------------------------------------------------ */

/* The queue's file of argument 0, for that. */
static int get_queue(const struct call *c, unsigned mode, struct file **f)
{
	*f = fd_peek(c->proc->files, c->arg[0]);
	if (!*f || (*f)->ops != &queue_ops || (mode && !((*f)->flags & mode)))
		return -EBADF;
	return 0;
}

/* The clock's time until which to wait: argument 4 is one of the real clock. */
static int get_limit(const struct call *c, int64_t *until)
{
	struct xinim_timespec t, now;
	int64_t left;

	*until = FOREVER;
	if (!c->arg[4])
		return 0;
	if (user_get(c, &t, c->arg[4], sizeof(t)) != 0)
		return -EFAULT;
	if (t.tv_sec < 0 || t.tv_nsec < 0 || t.tv_nsec >= NS)
		return -EINVAL;
	os_real_time(&now);
	left = t.tv_sec - now.tv_sec;
	if (left > FOREVER / NS / 2)
		return 0;
	*until = os_now() + left * NS + t.tv_nsec - now.tv_nsec;
	return 0;
}

static int wait_on(
	struct call *c, const struct file *f, struct wait_queue *q, int64_t until)
{
	int error;

	if (f->flags & O_NONBLOCK)
		return -EAGAIN;
	error = queue_wait(c, q, until);
	return error == -EINTR ? -ERESTARTSYS : error;
}

static void deliver(struct mqueue *q, struct letter *l)
{
	struct list *at = q->letters.prev;

	while (at != &q->letters &&
		list_entry(at, struct letter, link)->priority < l->priority)
		at = at->prev;
	list_insert(&l->link, at, at->next);
	q->count++;
	/* Told once, and not if somebody is there to take it. */
	if (q->count == 1 && q->told && !q->receivers) {
		if (q->told_signal)
			message_signal_value(
				q->told_pid, q->told_signal, CODE_QUEUE, q->told_value);
		q->told = NULL;
	}
	queue_wake(&q->read, POLLIN);
}

/* mq_timedsend(queue, bytes, length, priority, limit) */
int64_t sys_mq_timedsend(struct call *c)
{
	uint64_t length = c->arg[2];
	struct letter *l = NULL;
	struct mqueue *q;
	struct file *f;
	int64_t until;
	int error;

	if ((uint32_t)c->arg[3] >= PRIORITIES)
		return -EINVAL;
	error = get_limit(c, &until);
	if (!error)
		error = get_queue(c, FILE_WRITE, &f);
	if (error)
		return error;
	q = queue_of(f);
	if (length > (uint64_t)q->size)
		return -EMSGSIZE;
	l = malloc(sizeof(*l) + length);
	if (!l)
		return -ENOMEM;
	l->priority = (uint32_t)c->arg[3];
	l->length = (uint32_t)length;
	file_get(f);
	error = length ? user_get(c, l->data, c->arg[1], length) : 0;
	while (!error && q->count >= q->most)
		error = wait_on(c, f, &q->write, until);
	if (error)
		free(l);
	else
		deliver(q, l);
	file_put(f);
	return error;
}

/* mq_timedreceive(queue, to, room, priority, limit) */
int64_t sys_mq_timedreceive(struct call *c)
{
	struct mqueue *q;
	struct letter *l;
	struct file *f;
	int64_t until, n;
	int error = get_limit(c, &until);

	if (!error)
		error = get_queue(c, FILE_READ, &f);
	if (error)
		return error;
	q = queue_of(f);
	if (c->arg[2] < (uint64_t)q->size)
		return -EMSGSIZE;
	file_get(f);
	while (!error && !q->count) {
		q->receivers++;
		error = wait_on(c, f, &q->read, until);
		q->receivers--;
	}
	n = error;
	if (!error) {
		l = list_entry(list_pop(&q->letters), struct letter, link);
		q->count--;
		n = l->length;
		/* As with Linux's, what cannot be handed over is lost. */
		if (user_put(c, c->arg[1], l->data, l->length) != 0 ||
			(c->arg[3] &&
				user_put(c, c->arg[3], &l->priority,
					sizeof(l->priority)) != 0))
			n = -EFAULT;
		free(l);
		queue_wake(&q->write, POLLOUT);
	}
	file_put(f);
	return n;
}

int64_t sys_mq_notify(struct call *c)
{
	struct event e;
	struct mqueue *q;
	struct file *f;
	int error;

	if (c->arg[1]) {
		if (user_get(c, &e, c->arg[1], sizeof(e)) != 0)
			return -EFAULT;
		/* SIGEV_THREAD is the C library's to do. */
		if (e.notify != NOTIFY_NONE && e.notify != NOTIFY_SIGNAL)
			return -EINVAL;
		if (e.notify == NOTIFY_SIGNAL && (e.signal < 1 || e.signal > SIGNALS))
			return -EINVAL;
	}
	error = get_queue(c, 0, &f);
	if (error)
		return error;
	q = queue_of(f);
	if (!c->arg[1]) {
		if (q->told && q->told_pid == c->proc->pid)
			q->told = NULL;
		return 0;
	}
	if (q->told)
		return -EBUSY;
	q->told = f;
	q->told_pid = c->proc->pid;
	q->told_signal = e.notify == NOTIFY_SIGNAL ? e.signal : 0;
	q->told_value = e.value;
	return 0;
}

int64_t sys_mq_getsetattr(struct call *c)
{
	struct attributes new, old = { 0 };
	const struct mqueue *q;
	struct file *f;
	int error = 0;

	if (c->arg[1] && user_get(c, &new, c->arg[1], sizeof(new)) != 0)
		return -EFAULT;
	if (c->arg[1] && new.flags & ~(int64_t)O_NONBLOCK)
		return -EINVAL;
	error = get_queue(c, 0, &f);
	if (error)
		return error;
	q = queue_of(f);
	old.flags = f->flags & O_NONBLOCK;
	old.most = q->most;
	old.size = q->size;
	old.count = q->count;
	if (c->arg[2] && user_put(c, c->arg[2], &old, sizeof(old)) != 0)
		return -EFAULT;
	if (c->arg[1])
		f->flags = (f->flags & ~(unsigned)O_NONBLOCK) | (unsigned)new.flags;
	return 0;
}
