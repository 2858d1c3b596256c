/*
 * servers/vfs/event.c - eventfd and timerfd.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>

#include "servers/vfs/poll.h"
#include "servers/vfs/syscalls.h"

#define FLAG_SEMAPHORE 1u
#define COUNT_MAX      (UINT64_MAX - 1)
#define SET_ABSOLUTE   1u
#define SET_CANCEL     2u

/* Installs an open file of these operations, with its own data: the descriptor. */
static int64_t install(
	struct call *c, const struct file_ops *ops, void *own, unsigned flags)
{
	struct file *f = file_new(
		ops, O_RDWR | FILE_READ | FILE_WRITE | (flags & (unsigned)O_NONBLOCK));
	int fd;

	if (!f) {
		free(own);
		return -ENFILE;
	}
	f->own = own;
	fd = fd_install(c->proc, f, 0, flags & O_CLOEXEC);
	if (fd < 0)
		file_put(f);
	return fd;
}

/* Waits on q, for a file's read or write. */
static int wait_on(struct call *c, const struct file *f, struct wait_queue *q)
{
	int error;

	if (f->flags & O_NONBLOCK)
		return -EAGAIN;
	error = queue_wait(c, q, FOREVER);
	return error == -EINTR ? -ERESTARTSYS : error;
}

/* --- eventfd ------------------------------------------------------------------------ */

struct counter {
	uint64_t count;
	bool semaphore;
	struct wait_queue queue;
};

static int64_t counter_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct counter *e = f->own;
	uint64_t value;
	int error = 0;
	int64_t n;

	(void)at;
	if (io->left < sizeof(value))
		return -EINVAL;
	io->at_once = true;
	do {
		while (!e->count && !error)
			error = wait_on(c, f, &e->queue);
		if (error)
			return error;
		value = e->semaphore ? 1 : e->count;
		n = io_put_all(io, &value, sizeof(value));
	} while (n < 0 && io_again(io));
	if (n < 0)
		return n;
	e->count -= value;
	queue_wake(&e->queue, POLLOUT);
	return sizeof(value);
}

static int64_t counter_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct counter *e = f->own;
	uint64_t value;
	int error = 0;

	(void)at;
	if (io->left < sizeof(value))
		return -EINVAL;
	if (io_get(io, &value, sizeof(value)) != sizeof(value))
		return -EFAULT;
	if (value == UINT64_MAX)
		return -EINVAL;
	while (COUNT_MAX - e->count < value && !error)
		error = wait_on(c, f, &e->queue);
	if (error)
		return error;
	e->count += value;
	if (value)
		queue_wake(&e->queue, POLLIN);
	return sizeof(value);
}

static unsigned counter_poll(struct file *f, struct poll_table *t)
{
	struct counter *e = f->own;

	poll_add(t, &e->queue);
	return (e->count ? POLLIN | POLLRDNORM : 0) |
		(e->count < COUNT_MAX ? POLLOUT | POLLWRNORM : 0);
}

static void free_own(struct file *f)
{
	free(f->own);
}

static const struct file_ops counter_ops = {
	.kind = "eventfd",
	.read = counter_read,
	.write = counter_write,
	.poll = counter_poll,
	.release = free_own,
};

static int64_t make_counter(struct call *c, unsigned flags)
{
	struct counter *e;

	if (flags & ~(unsigned)(O_CLOEXEC | O_NONBLOCK | FLAG_SEMAPHORE))
		return -EINVAL;
	e = calloc(1, sizeof(*e));
	if (!e)
		return -ENOMEM;
	e->count = (uint32_t)c->arg[0];
	e->semaphore = flags & FLAG_SEMAPHORE;
	queue_init(&e->queue);
	return install(c, &counter_ops, e, flags);
}

int64_t sys_eventfd(struct call *c)
{
	return make_counter(c, 0);
}

int64_t sys_eventfd2(struct call *c)
{
	return make_counter(c, (unsigned)c->arg[1]);
}

/* --- timerfd -------------------------------------------------------------------------- */

struct alarm {
	struct clock_timer timer;
	int64_t interval; /* nanoseconds; 0: once */
	uint64_t rung;    /* since it was read */
	int clock;
	struct wait_queue queue;
};

/* struct itimerspec */
struct setting {
	struct xinim_timespec interval, value;
};

static void ring(struct clock_timer *t)
{
	struct alarm *a = list_entry(t, struct alarm, timer);

	a->rung++;
	if (a->interval) {
		int64_t late = (os_now() - t->when) / a->interval;

		a->rung += (uint64_t)late;
		timer_set(t, t->when + (late + 1) * a->interval);
	}
	queue_wake(&a->queue, POLLIN);
}

static int64_t alarm_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct alarm *a = f->own;
	int error = 0;
	int64_t n;

	(void)at;
	if (io->left < sizeof(a->rung))
		return -EINVAL;
	io->at_once = true;
	do {
		while (!a->rung && !error)
			error = wait_on(c, f, &a->queue);
		if (error)
			return error;
		n = io_put_all(io, &a->rung, sizeof(a->rung));
	} while (n < 0 && io_again(io));
	if (n < 0)
		return n;
	a->rung = 0;
	return sizeof(a->rung);
}

static unsigned alarm_poll(struct file *f, struct poll_table *t)
{
	struct alarm *a = f->own;

	poll_add(t, &a->queue);
	return a->rung ? POLLIN | POLLRDNORM : 0;
}

static void alarm_release(struct file *f)
{
	timer_clear(&((struct alarm *)f->own)->timer);
	free(f->own);
}

static const struct file_ops alarm_ops = {
	.kind = "timerfd",
	.read = alarm_read,
	.poll = alarm_poll,
	.release = alarm_release,
};

int64_t sys_timerfd_create(struct call *c)
{
	unsigned flags = (unsigned)c->arg[1];
	int clock = (int32_t)c->arg[0];
	struct alarm *a;

	if (flags & ~(unsigned)(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	if (clock != XINIM_CLOCK_REALTIME && clock != XINIM_CLOCK_MONOTONIC &&
		clock != XINIM_CLOCK_BOOTTIME)
		return -EINVAL;
	a = calloc(1, sizeof(*a));
	if (!a)
		return -ENOMEM;
	a->clock = clock;
	list_init(&a->timer.link);
	a->timer.ring = ring;
	queue_init(&a->queue);
	return install(c, &alarm_ops, a, flags);
}

static bool valid(const struct xinim_timespec *t)
{
	return t->tv_sec >= 0 && t->tv_nsec >= 0 && t->tv_nsec < NS;
}

static int64_t ns_of(const struct xinim_timespec *t)
{
	return t->tv_sec > FOREVER / NS - 2 ? FOREVER / 2 : t->tv_sec * NS + t->tv_nsec;
}

static void tell(const struct alarm *a, struct setting *s)
{
	int64_t left = list_empty(&a->timer.link) ? 0 : a->timer.when - os_now();

	if (left <= 0 && !list_empty(&a->timer.link))
		left = 1;
	s->value.tv_sec = left / NS;
	s->value.tv_nsec = left % NS;
	s->interval.tv_sec = a->interval / NS;
	s->interval.tv_nsec = a->interval % NS;
}

/* The monotonic clock's time of what is set. */
static int64_t when(const struct alarm *a, const struct setting *s, bool absolute)
{
	int64_t at = ns_of(&s->value), now = os_now();
	struct xinim_timespec real;

	if (!absolute)
		return at < FOREVER - now ? now + at : FOREVER - 1;
	if (a->clock != XINIM_CLOCK_REALTIME)
		return at;
	os_real_time(&real);
	at -= ns_of(&real);
	return at < FOREVER - now ? now + at : FOREVER - 1;
}

static int find_alarm(struct call *c, struct alarm **a)
{
	struct file *f = fd_peek(c->proc->files, c->arg[0]);

	if (!f)
		return -EBADF;
	*a = f->own;
	return f->ops == &alarm_ops ? 0 : -EINVAL;
}

int64_t sys_timerfd_settime(struct call *c)
{
	unsigned flags = (unsigned)c->arg[1];
	struct setting s, old;
	struct alarm *a;
	int error;

	if (user_get(c, &s, c->arg[2], sizeof(s)) != 0)
		return -EFAULT;
	if (flags & ~(SET_ABSOLUTE | SET_CANCEL) || !valid(&s.interval) ||
		!valid(&s.value))
		return -EINVAL;
	error = find_alarm(c, &a);
	if (error)
		return error;
	tell(a, &old);
	if (c->arg[3] && user_put(c, c->arg[3], &old, sizeof(old)) != 0)
		return -EFAULT;
	timer_clear(&a->timer);
	a->rung = 0;
	a->interval = ns_of(&s.interval);
	if (s.value.tv_sec || s.value.tv_nsec)
		timer_set(&a->timer, when(a, &s, flags & SET_ABSOLUTE));
	return 0;
}

int64_t sys_timerfd_gettime(struct call *c)
{
	struct setting s;
	struct alarm *a;
	int error = find_alarm(c, &a);

	if (error)
		return error;
	tell(a, &s);
	return user_put(c, c->arg[1], &s, sizeof(s));
}
