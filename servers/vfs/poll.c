/*
 * servers/vfs/poll.c - poll, ppoll, select, pselect6.
 *
 * The files are asked once without telling anybody; only if none is ready and
 * there is time to wait, the caller is put on their queues and they are asked
 * again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/poll.h"

#include <stdlib.h>
#include <string.h>

#include "servers/vfs/pages.h"
#include "servers/vfs/syscalls.h"

#define FEW       16 /* queues that need no memory from elsewhere */
#define MILLION   1000000
#define WORD_BITS 64
#define READ_SET  (POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR)
#define WRITE_SET (POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR)

/* On a queue of a file, which stays open meanwhile. */
struct poll_waiter {
	struct waiter waiter;
	struct file *file;
};

/* A poll_table for one sleep. */
struct poll_sleep {
	struct poll_table table;
	struct sleep sleep;
	struct poll_waiter few[FEW];
	struct poll_waiter **more; /* one by one: a queue points at each */
	unsigned count, room;
	bool failed;
};

static struct poll_waiter *new_waiter(struct poll_sleep *p)
{
	struct poll_waiter *w;

	if (p->count < FEW)
		return &p->few[p->count++];
	if (p->count - FEW == p->room) {
		unsigned room = p->room ? p->room * 2 : FEW;
		struct poll_waiter **more = realloc(p->more, room * sizeof(*more));

		if (!more)
			return NULL;
		p->more = more;
		p->room = room;
	}
	w = malloc(sizeof(*w));
	if (w)
		p->more[p->count++ - FEW] = w;
	return w;
}

static void add_queue(struct poll_table *t, struct wait_queue *q)
{
	struct poll_sleep *p = (struct poll_sleep *)t;
	struct poll_waiter *w = new_waiter(p);

	if (!w) {
		p->failed = true;
		return;
	}
	w->file = file_get(t->file);
	sleep_add(&p->sleep, &w->waiter, q);
}

static void poll_begin(struct poll_sleep *p, struct call *c)
{
	p->table.add = add_queue;
	p->table.signals = 0;
	p->more = NULL;
	p->count = p->room = 0;
	p->failed = false;
	sleep_begin(&p->sleep, c);
}

static void poll_end(struct poll_sleep *p)
{
	for (unsigned i = 0; i < p->count; i++) {
		struct poll_waiter *w = i < FEW ? &p->few[i] : p->more[i - FEW];

		list_remove(&w->waiter.link);
		file_put(w->file);
		if (i >= FEW)
			free(w);
	}
	free(p->more);
}

uint64_t poll_caller;

int timeout_of(const struct xinim_timespec *t, int64_t *until)
{
	int64_t now;

	if (t->tv_sec < 0 || t->tv_nsec < 0 || t->tv_nsec >= NS)
		return -EINVAL;
	if (t->tv_sec == 0 && t->tv_nsec == 0) {
		*until = 0;
		return 0;
	}
	now = os_now();
	if (t->tv_sec > (FOREVER - now) / NS - 1)
		*until = FOREVER;
	else
		*until = now + t->tv_sec * NS + t->tv_nsec;
	return 0;
}

/*
 * Asks by `ask` until it says that something is ready, or the time comes. until
 * 0: only once. What ask said, 0 when the time has come.
 */
static int wait_ready(struct call *c, int (*ask)(void *of, struct poll_table *t),
	void *of, int64_t until)
{
	struct poll_sleep *p;
	int ready, error = 0;

	poll_caller = c->id;
	ready = ask(of, NULL);
	if (ready || until == 0)
		return ready;
	p = malloc(sizeof(*p));
	if (!p)
		return -ENOMEM;
	poll_begin(p, c);
	ready = ask(of, &p->table);
	p->sleep.watched = p->table.signals;
	if (p->table.signals && !ready &&
		os_watch_signals(c->id, p->table.signals, true) > 0)
		ready = ask(of, NULL);
	while (!ready && !error) {
		error = p->failed ? -ENOMEM : sleep_wait(&p->sleep, until);
		poll_caller = c->id; /* others have been here meanwhile */
		if (!error || error == -ETIMEDOUT)
			ready = ask(of, NULL);
	}
	if (p->table.signals)
		os_watch_signals(c->id, 0, true);
	poll_end(p);
	free(p);
	if (ready || error == -ETIMEDOUT)
		return ready;
	return error == -EINTR ? -ERESTARTNOHAND : error;
}

/* --- poll ------------------------------------------------------------------------- */

struct polled {
	const struct proc *proc;
	struct pollfd *fd;
	unsigned count;
};

static int ask_polled(void *of, struct poll_table *t)
{
	struct polled *p = of;
	int ready = 0;

	for (unsigned i = 0; i < p->count; i++) {
		struct pollfd *fd = &p->fd[i];
		struct file *f;

		fd->revents = 0;
		if (fd->fd < 0)
			continue;
		f = fd_peek(p->proc->files, (unsigned)fd->fd);
		if (f)
			fd->revents = (short)(file_poll(f, t) &
				((unsigned short)fd->events | POLLERR | POLLHUP |
					POLLNVAL));
		else
			fd->revents = POLLNVAL;
		if (fd->revents)
			ready++;
	}
	return ready;
}

static int64_t do_poll(struct call *c, int64_t until)
{
	uint64_t address = c->arg[0], count = (uint32_t)c->arg[1];
	struct pollfd few[FEW];
	struct polled p = { .proc = c->proc, .fd = few, .count = (unsigned)count };
	int64_t ready;

	if (count > c->proc->nofile)
		return -EINVAL;
	if (count > FEW)
		p.fd = malloc(count * sizeof(*p.fd));
	if (!p.fd)
		return -ENOMEM;
	ready = count ? user_get(c, p.fd, address, count * sizeof(*p.fd)) : 0;
	if (ready == 0)
		ready = wait_ready(c, ask_polled, &p, until);
	for (unsigned i = 0; i < count && ready >= 0; i++)
		if (user_put(c,
			    address + i * sizeof(*p.fd) +
				    offsetof(struct pollfd, revents),
			    &p.fd[i].revents, sizeof(short)) != 0)
			ready = -EFAULT;
	if (p.fd != few)
		free(p.fd);
	return ready;
}

int64_t sys_poll(struct call *c)
{
	int32_t ms = (int32_t)c->arg[2];

	if (ms < 0)
		return do_poll(c, FOREVER);
	return do_poll(c, ms ? os_now() + (int64_t)ms * MILLION : 0);
}

/* What is left of the time goes back to the caller, unless it cannot be written. */
static void tell_left(struct call *c, uint64_t address, int64_t until, int64_t unit)
{
	int64_t t[2], left;

	if (until == FOREVER || until == 0)
		return;
	left = until - os_now();
	if (left < 0)
		left = 0;
	t[0] = left / NS;
	t[1] = left % NS / unit;
	(void)user_put(c, address, t, sizeof(t));
}

int64_t sys_ppoll(struct call *c)
{
	struct xinim_timespec t;
	int64_t until = FOREVER, result;
	int error = 0;

	if (c->arg[2]) {
		error = user_get(c, &t, c->arg[2], sizeof(t));
		if (!error)
			error = timeout_of(&t, &until);
	}
	if (!error && c->arg[3])
		error = call_signal_mask(c, c->arg[3], c->arg[4]);
	if (error)
		return error;
	result = do_poll(c, until);
	if (c->arg[2])
		tell_left(c, c->arg[2], until, 1);
	return result;
}

/* --- select ------------------------------------------------------------------------- */

/*
 * Memory around the time that a caller of select gives: its sets are often beside
 * it, on its stack, and one copy does for both.
 */
#define NEAR_BYTES 512

struct near {
	uint64_t from, length; /* 0: nothing is here */
	uint64_t data[NEAR_BYTES / sizeof(uint64_t)];
};

/* What lies from the lowest address to the time's end, if that is one page and not much. */
static void look_around(struct call *c, struct near *n, uint64_t time, uint64_t bytes)
{
	uint64_t low = time, high = time + 2 * sizeof(int64_t);

	n->length = 0;
	for (int set = 1; set <= 3; set++) {
		uint64_t at = c->arg[set];

		if (!at)
			continue;
		if (at < low)
			low = at;
		if (at + bytes > high)
			high = at + bytes;
	}
	if (high - low <= 2 * sizeof(int64_t) || high - low > NEAR_BYTES ||
		(time - low) % 8 || low / PAGE_BYTES != (high - 1) / PAGE_BYTES)
		return;
	if (user_get(c, n->data, low, high - low) != 0)
		return;
	n->from = low;
	n->length = high - low;
}

/* Whole words, from what is near if they are there. */
static inline int get_near(
	struct call *c, const struct near *n, uint64_t *to, uint64_t from, unsigned words)
{
	uint64_t offset = from - n->from;

	if (offset >= n->length || words * sizeof(*to) > n->length - offset ||
		offset % sizeof(*to))
		return user_get(c, to, from, words * sizeof(*to));
	/* Few: no call of a function that is made for more. */
	for (unsigned i = 0; i < words; i++)
		to[i] = n->data[offset / sizeof(*to) + i];
	return 0;
}

#define SELECT_MAX 1024
#define SET_WORDS  (SELECT_MAX / WORD_BITS)

struct selected {
	const struct proc *proc;
	unsigned words;
	uint64_t given[3]; /* where the caller has them; 0: this one is not there */
	uint64_t in[3][SET_WORDS], out[3][SET_WORDS];
};

/* Bits of x, by adding up ever more of them at a time: x86-64 as such has no instruction. */
static unsigned bits(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (unsigned)(x * 0x0101010101010101 >> 56);
}

/* One set, which is about these events: how many are ready there, or -EBADF. */
static inline __attribute__((always_inline)) int ask_set(
	struct selected *s, int set, unsigned events, struct poll_table *t)
{
	const struct fdtable *files = s->proc->files;
	unsigned count = 0;

	for (unsigned w = 0; w < s->words; w++) {
		uint64_t all = s->in[set][w], ready = all;
		struct file *const *file = files->file + w * WORD_BITS;

		/* A table has whole words of slots. */
		if (all && w * WORD_BITS >= files->size)
			return -EBADF;
		for (; all; all &= all - 1) {
			struct file *f = file[__builtin_ctzll(all)];

			if (!f)
				return -EBADF;
			if (!(file_poll(f, t) & events))
				ready &= ~(all & -all);
		}
		s->out[set][w] = ready;
		if (ready)
			count += bits(ready);
	}
	return (int)count;
}

static int ask_selected(void *of, struct poll_table *t)
{
	static const unsigned events[3] = { READ_SET, WRITE_SET, POLLPRI };
	struct selected *s = of;
	int ready = 0;

	for (int set = 0; set < 3; set++) {
		int n = 0;

		/* Mostly it is only asked: that is compiled by itself. */
		if (s->given[set])
			n = t ? ask_set(s, set, events[set], t)
			      : ask_set(s, set, events[set], NULL);
		if (n < 0)
			return n;
		ready += n;
	}
	return ready;
}

/* The sets of the caller: bits past the count are not looked at. */
static int get_sets(
	struct call *c, struct selected *s, unsigned count, const struct near *near)
{
	for (int set = 0; set < 3; set++) {
		s->given[set] = c->arg[1 + set];
		if (!s->given[set] || !s->words)
			continue;
		if (get_near(c, near, s->in[set], s->given[set], s->words) != 0)
			return -EFAULT;
		if (count % WORD_BITS)
			s->in[set][s->words - 1] &= (1ULL << count % WORD_BITS) - 1;
	}
	return 0;
}

static int64_t do_select(struct call *c, int64_t until, const struct near *near)
{
	int32_t count = (int32_t)c->arg[0];
	struct selected s;
	int64_t ready;

	if (count < 0)
		return -EINVAL;
	/* No descriptor past the table's end can be open, whatever a bit there says. */
	if (count > SELECT_MAX)
		count = SELECT_MAX;
	s.proc = c->proc;
	s.words = ((unsigned)count + WORD_BITS - 1) / WORD_BITS;
	ready = get_sets(c, &s, (unsigned)count, near);
	if (ready == 0)
		ready = wait_ready(c, ask_selected, &s, until);
	for (int set = 0; set < 3 && ready >= 0; set++)
		if (s.given[set] &&
			user_put(c, s.given[set], s.out[set],
				s.words * sizeof(uint64_t)) != 0)
			ready = -EFAULT;
	return ready;
}

int64_t sys_select(struct call *c)
{
	int64_t until = FOREVER, result, tv[2];
	struct xinim_timespec t;
	struct near near;
	int error = 0;

	near.from = near.length = 0;
	if (c->arg[4]) {
		look_around(c, &near, c->arg[4],
			((uint32_t)c->arg[0] % SELECT_MAX + WORD_BITS - 1) / WORD_BITS *
				sizeof(uint64_t));
		error = get_near(c, &near, (uint64_t *)tv, c->arg[4], 2);
		/* Microseconds of a second and more are taken for what they are worth. */
		if (!error && (tv[1] < 0 || tv[0] < 0))
			error = -EINVAL;
		if (!error && tv[0] == 0 && tv[1] == 0) {
			until = 0;
		} else if (!error) {
			t.tv_sec = tv[0] + tv[1] / 1000000;
			t.tv_nsec = tv[1] % 1000000 * 1000;
			error = timeout_of(&t, &until);
		}
	}
	if (error)
		return error;
	result = do_select(c, until, &near);
	if (c->arg[4])
		tell_left(c, c->arg[4], until, 1000);
	return result;
}

int64_t sys_pselect6(struct call *c)
{
	int64_t until = FOREVER, result;
	struct xinim_timespec t;
	uint64_t mask[2] = { 0 }; /* address, size */
	struct near near;
	int error = 0;

	near.from = near.length = 0;
	if (c->arg[4]) {
		error = user_get(c, &t, c->arg[4], sizeof(t));
		if (!error)
			error = timeout_of(&t, &until);
	}
	if (!error && c->arg[5])
		error = user_get(c, mask, c->arg[5], sizeof(mask));
	if (!error && mask[0])
		error = call_signal_mask(c, mask[0], mask[1]);
	if (error)
		return error;
	result = do_select(c, until, &near);
	if (c->arg[4])
		tell_left(c, c->arg[4], until, 1);
	return result;
}
