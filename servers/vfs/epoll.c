/*
 * servers/vfs/epoll.c - epoll: a set of open files that remembers who is ready.
 *
 * An item waits on its file's queues all the time, and puts itself on the set's
 * list of those to look at when it is woken. epoll_wait asks only these.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>

#include "servers/vfs/poll.h"
#include "servers/vfs/syscalls.h"

#define CONTROL_ADD    1
#define CONTROL_DELETE 2
#define CONTROL_MODIFY 3
#define ONE_SHOT       (1u << 30)
#define EDGE           (1u << 31)
#define EXCLUSIVE      (1u << 28)
#define WAKE_UP        (1u << 29)
/* What may be asked for together with EXCLUSIVE (epoll_ctl(2)). */
#define WITH_EXCLUSIVE (POLLIN | POLLOUT | POLLERR | POLLHUP | WAKE_UP | EDGE | EXCLUSIVE)
#define ALWAYS         (POLLERR | POLLHUP)
#define QUEUES         2 /* that one file tells of itself on, at the most */
#define NESTED_MAX     5
#define WAYS_MAX       100
#define EVENTS_MAX     ((int32_t)(INT32_MAX / sizeof(struct xinim_epoll_event)))

struct epoll {
	const struct file *file;
	struct list items;
	struct list ready; /* items to be looked at */
	unsigned
		signals; /* items that are signalfds: nothing tells of these but asking */
	struct wait_queue queue;
};

struct item {
	struct list link;       /* of the set */
	struct list ready_link; /* of those to be looked at */
	struct list file_link;  /* of the file's watches */
	struct epoll *set;
	struct file *file;
	int fd;
	struct xinim_epoll_event event;
	struct waiter waiter[QUEUES];
	unsigned waiters;
};

/* The waiters of an item as they are being made. */
struct item_table {
	struct poll_table table;
	struct item *item;
};

static void wake_item(struct waiter *w, unsigned events)
{
	struct item *i = (struct item *)w->sleep;

	if (events && !(events & (i->event.events | ALWAYS)))
		return;
	if (list_empty(&i->ready_link))
		list_add_tail(&i->set->ready, &i->ready_link);
	queue_wake(&i->set->queue, POLLIN);
}

static void add_queue(struct poll_table *t, struct wait_queue *q)
{
	struct item *i = ((struct item_table *)t)->item;
	struct waiter *w;

	if (i->waiters == QUEUES)
		return;
	w = &i->waiter[i->waiters++];
	w->wake = wake_item;
	w->sleep = (struct sleep *)i;
	list_add_tail(&q->waiters, &w->link);
}

static void item_free(struct item *i)
{
	i->set->signals -= signals_of(i->file) != 0;
	for (unsigned n = 0; n < i->waiters; n++)
		list_remove(&i->waiter[n].link);
	list_remove(&i->link);
	list_remove(&i->ready_link);
	list_remove(&i->file_link);
	free(i);
}

static void epoll_release(struct file *f)
{
	struct epoll *set = f->own;

	while (!list_empty(&set->items))
		item_free(list_first(&set->items, struct item, link));
	free(set);
}

void epoll_forget(struct file *f)
{
	while (!list_empty(&f->watches))
		item_free(list_first(&f->watches, struct item, file_link));
}

static unsigned item_events(const struct item *i)
{
	return file_poll(i->file, NULL) & (i->event.events | ALWAYS) & 0xffff;
}

/* An item is looked at by the next epoll_wait if there is something to see. */
static void look(struct item *i)
{
	if (!item_events(i))
		return;
	if (list_empty(&i->ready_link))
		list_add_tail(&i->set->ready, &i->ready_link);
	queue_wake(&i->set->queue, POLLIN);
}

/* Signals have no queue: whose they are depends on who asks. What to hear of. */
static uint64_t look_for_signals(struct epoll *set)
{
	uint64_t signals = 0;
	struct item *i;

	if (!set->signals)
		return 0;
	list_for_each_entry (i, &set->items, link) {
		if (!signals_of(i->file) || !(i->event.events & POLLIN))
			continue;
		signals |= signals_of(i->file);
		look(i);
	}
	return signals;
}

static unsigned epoll_poll(struct file *f, struct poll_table *t)
{
	struct epoll *set = f->own;
	uint64_t signals = look_for_signals(set);
	struct item *i;

	poll_add(t, &set->queue);
	if (t)
		t->signals |= signals;
	list_for_each_entry (i, &set->ready, ready_link)
		if (item_events(i))
			return POLLIN | POLLRDNORM;
	return 0;
}

static const struct file_ops epoll_ops = {
	.poll = epoll_poll, .release = epoll_release, .kind = "eventpoll"
};

static int64_t epoll_create_with(struct call *c, unsigned flags)
{
	struct epoll *set;
	struct file *f;
	int fd;

	if (flags & ~(unsigned)O_CLOEXEC)
		return -EINVAL;
	set = calloc(1, sizeof(*set));
	if (!set)
		return -ENOMEM;
	list_init(&set->items);
	list_init(&set->ready);
	queue_init(&set->queue);
	f = file_new(&epoll_ops, O_RDWR | FILE_READ | FILE_WRITE);
	if (!f) {
		free(set);
		return -ENOMEM;
	}
	f->own = set;
	set->file = f;
	fd = fd_install(c->proc, f, 0, flags & O_CLOEXEC);
	if (fd < 0)
		file_put(f);
	return fd;
}

int64_t sys_epoll_create(struct call *c)
{
	return (int32_t)c->arg[0] > 0 ? epoll_create_with(c, 0) : -EINVAL;
}

int64_t sys_epoll_create1(struct call *c)
{
	return epoll_create_with(c, (unsigned)c->arg[0]);
}

/* How deep sets are in one another below f; more than NESTED_MAX too if `in` is there. */
static int depth(const struct file *f, const struct epoll *in)
{
	const struct epoll *set = f->own;
	const struct item *i;
	int deepest = 0;

	if (f->ops != &epoll_ops)
		return 0;
	if (set == in)
		return NESTED_MAX;
	list_for_each_entry (i, &set->items, link) {
		int d = depth(i->file, in);

		if (d > deepest)
			deepest = d;
	}
	return deepest + 1;
}

/* The same above f: sets that f is in, and those that these are in. */
static int height(const struct file *f)
{
	const struct item *i;
	int highest = 0;

	list_for_each_entry (i, &f->watches, file_link) {
		int h = height(i->set->file);

		if (h > highest)
			highest = h;
	}
	return highest + 1;
}

/* Ways from f down to the sets below it, and from those above it down to it. */
static unsigned ways_down(const struct file *f)
{
	const struct epoll *set = f->own;
	const struct item *i;
	unsigned n = 1;

	list_for_each_entry (i, &set->items, link)
		if (i->file->ops == &epoll_ops)
			n += ways_down(i->file);
	return n;
}

static unsigned ways_up(const struct file *f)
{
	const struct item *i;
	unsigned n = 1;

	list_for_each_entry (i, &f->watches, file_link)
		n += ways_up(i->set->file);
	return n;
}

/*
 * May the set f be put into `set`? A wake goes up and a look goes down all the
 * ways there are, so that neither their length nor their number may get large.
 */
static int may_nest(const struct epoll *set, const struct file *f)
{
	if (f->ops != &epoll_ops)
		return 0;
	if (depth(f, set) + height(set->file) > NESTED_MAX)
		return -ELOOP;
	return ways_down(f) * ways_up(set->file) > WAYS_MAX ? -EINVAL : 0;
}

static int add_item(
	struct epoll *set, struct file *f, int fd, const struct xinim_epoll_event *event)
{
	struct item_table table = { .table = { .add = add_queue } };
	struct item *i;
	int error;

	if (!f->ops->poll)
		return -EPERM;
	error = may_nest(set, f);
	if (error)
		return error;
	i = calloc(1, sizeof(*i));
	if (!i)
		return -ENOMEM;
	i->set = set;
	i->file = f;
	i->fd = fd;
	i->event = *event;
	list_init(&i->ready_link);
	list_add_tail(&set->items, &i->link);
	list_add_tail(&f->watches, &i->file_link);
	table.item = i;
	set->signals += signals_of(f) != 0;
	file_poll(f, &table.table);
	look(i);
	return 0;
}

static struct item *find_item(const struct epoll *set, const struct file *f, int fd)
{
	struct item *i;

	list_for_each_entry (i, &f->watches, file_link)
		if (i->set == set && i->fd == fd)
			return i;
	return NULL;
}

int64_t sys_epoll_ctl(struct call *c)
{
	struct xinim_epoll_event event = { 0 };
	int op = (int32_t)c->arg[1], fd = (int32_t)c->arg[2];
	struct file *e, *f;
	struct item *i;

	/* It may park: files are looked for when it is done. */
	if (op != CONTROL_DELETE && user_get(c, &event, c->arg[3], sizeof(event)) != 0)
		return -EFAULT;
	e = fd_peek(c->proc->files, c->arg[0]);
	f = fd_peek(c->proc->files, c->arg[2]);
	if (!e || !f)
		return -EBADF;
	if (f->ops != &epoll_ops && !f->ops->poll)
		return -EPERM;
	if (e == f || e->ops != &epoll_ops)
		return -EINVAL;
	if (event.events & EXCLUSIVE &&
		(op == CONTROL_MODIFY || f->ops == &epoll_ops ||
			event.events & ~WITH_EXCLUSIVE))
		return -EINVAL;
	i = find_item(e->own, f, fd);
	poll_caller = c->id;
	switch (op) {
	case CONTROL_ADD:
		return i ? -EEXIST : add_item(e->own, f, fd, &event);
	case CONTROL_DELETE:
		if (!i)
			return -ENOENT;
		item_free(i);
		return 0;
	case CONTROL_MODIFY:
		if (!i)
			return -ENOENT;
		if (i->event.events & EXCLUSIVE)
			return -EINVAL;
		i->event = event;
		look(i);
		return 0;
	default:
		return -EINVAL;
	}
}

/* Tells of what is ready, up to max: how many. */
static int64_t collect(struct call *c, struct epoll *set, uint64_t to, int max)
{
	struct list again = LIST_INIT(again);
	int count = 0;
	struct io io;

	io_init(&io, c, to, (uint64_t)max * sizeof(struct xinim_epoll_event));
	/* Somebody may take an item out of the set, and free it. */
	io.at_once = true;
	while (count < max && !list_empty(&set->ready)) {
		struct item *i = list_first(&set->ready, struct item, ready_link);
		struct xinim_epoll_event event = { .data = i->event.data };

		list_remove(&i->ready_link);
		event.events = item_events(i);
		if (!event.events)
			continue;
		if (io_put_all(&io, &event, sizeof(event)) < 0) {
			list_add_head(&set->ready, &i->ready_link);
			if (!count && io_again(&io)) {
				poll_caller = c->id;
				continue;
			}
			if (!count)
				count = -EFAULT;
			break;
		}
		count++;
		if (i->event.events & ONE_SHOT)
			i->event.events &= EDGE | ONE_SHOT;
		else if (!(i->event.events & EDGE))
			list_add_tail(&again, &i->ready_link);
	}
	/* Those that are ready as long as it lasts come after those not told of yet. */
	while (!list_empty(&again)) {
		struct item *i = list_first(&again, struct item, ready_link);

		list_remove(&i->ready_link);
		list_add_tail(&set->ready, &i->ready_link);
	}
	return count;
}

static int wait_for_event(
	struct call *c, struct epoll *set, uint64_t signals, int64_t until)
{
	struct waiter w;
	struct sleep s;
	int error = 0;

	if (!signals)
		return queue_wait(c, &set->queue, until);
	sleep_begin(&s, c);
	sleep_add(&s, &w, &set->queue);
	s.watched = signals;
	if (os_watch_signals(c->id, signals, true) <= 0)
		error = sleep_wait(&s, until);
	os_watch_signals(c->id, 0, true);
	list_remove(&w.link);
	return error;
}

static int64_t do_wait(struct call *c, int64_t until)
{
	struct file *f = fd_peek(c->proc->files, c->arg[0]);
	int max = (int32_t)c->arg[2];
	int64_t count;
	int error = 0;

	if (max <= 0 || max > EVENTS_MAX)
		return -EINVAL;
	if (!f)
		return -EBADF;
	if (f->ops != &epoll_ops)
		return -EINVAL;
	file_get(f);
	for (;;) {
		uint64_t signals;

		poll_caller = c->id;
		signals = look_for_signals(f->own);
		count = collect(c, f->own, c->arg[1], max);
		if (count || error || !until)
			break;
		error = wait_for_event(c, f->own, signals, until);
	}
	file_put(f);
	if (count || !error || error == -ETIMEDOUT)
		return count;
	return error;
}

static int64_t wait_ms(struct call *c)
{
	int32_t ms = (int32_t)c->arg[3];

	if (ms < 0)
		return do_wait(c, FOREVER);
	return do_wait(c, ms ? os_now() + (int64_t)ms * 1000000 : 0);
}

int64_t sys_epoll_wait(struct call *c)
{
	return wait_ms(c);
}

int64_t sys_epoll_pwait(struct call *c)
{
	int error = c->arg[4] ? call_signal_mask(c, c->arg[4], c->arg[5]) : 0;

	return error ? error : wait_ms(c);
}

int64_t sys_epoll_pwait2(struct call *c)
{
	int64_t until = FOREVER;
	struct xinim_timespec t;
	int error = 0;

	if (c->arg[3]) {
		error = user_get(c, &t, c->arg[3], sizeof(t));
		if (!error)
			error = timeout_of(&t, &until);
	}
	if (!error && c->arg[4])
		error = call_signal_mask(c, c->arg[4], c->arg[5]);
	return error ? error : do_wait(c, until);
}
