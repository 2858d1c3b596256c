/*
 * servers/vfs/lock.c - record locks (fcntl) and locks of whole files (flock).
 *
 * A record lock belongs to a table of descriptors, that is to a process, or
 * (F_OFD_) to an open file; no two of one owner overlap, and those that touch and
 * are alike are one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>

#include "servers/vfs/syscalls.h"

#define END INT64_MAX /* to the end of the file, wherever that will be */

struct record {
	struct list link;
	const void *owner;
	int32_t pid; /* -1: an open file's */
	int type;
	int64_t first, last; /* both within */
};

struct whole {
	struct list link;      /* of the inode's */
	struct list file_link; /* of the open file */
	struct file *file;
	bool exclusive;
};

struct file_locks {
	struct list records; /* by first, within an owner */
	struct list wholes;
	struct wait_queue queue; /* who waits for any of them */
};

/* Who waits for whom: an owner waits for one thing at a time, mostly. */
struct waiting {
	struct list link;
	const void *owner, *for_owner;
};
static struct list waitings = LIST_INIT(waitings);

static struct file_locks *locks_of(struct inode *i)
{
	struct file_locks *l = i->locks;

	if (l)
		return l;
	l = calloc(1, sizeof(*l));
	if (l) {
		list_init(&l->records);
		list_init(&l->wholes);
		queue_init(&l->queue);
		i->locks = l;
	}
	return l;
}

void locks_free(struct inode *i)
{
	struct file_locks *l = i->locks;

	if (!l)
		return;
	while (!list_empty(&l->records)) {
		struct record *r = list_first(&l->records, struct record, link);

		list_remove(&r->link);
		free(r);
	}
	free(l);
	i->locks = NULL;
}

/* --- records --------------------------------------------------------------------------- */

/* What of somebody else's is in the way of a lock like `want`. */
static struct record *conflict(const struct file_locks *l, const struct record *want)
{
	struct record *r;

	list_for_each_entry (r, &l->records, link)
		if (r->owner != want->owner && r->first <= want->last &&
			r->last >= want->first &&
			(r->type == F_WRLCK || want->type == F_WRLCK))
			return r;
	return NULL;
}

static struct record *record_new(const struct record *like)
{
	struct record *r = malloc(sizeof(*r));

	if (r)
		*r = *like;
	return r;
}

/* The owner's locks in the range go, or are cut; `spare` is for one cut in two: used? */
static bool clear_range(
	struct file_locks *l, const struct record *want, struct record *spare)
{
	struct list *at, *next;
	bool used = false;

	list_for_each_safe (at, next, &l->records) {
		struct record *r = list_entry(at, struct record, link);

		if (r->owner != want->owner || r->last < want->first ||
			r->first > want->last)
			continue;
		if (r->first < want->first && r->last > want->last) {
			*spare = *r;
			spare->first = want->last + 1;
			list_insert(&spare->link, &r->link, r->link.next);
			r->last = want->first - 1;
			used = true;
		} else if (r->first < want->first) {
			r->last = want->first - 1;
		} else if (r->last > want->last) {
			r->first = want->last + 1;
		} else {
			list_remove(&r->link);
			free(r);
		}
	}
	return used;
}

/* r takes in its owner's neighbours of the same type. */
static void join(struct file_locks *l, struct record *r)
{
	struct list *at, *next;

	list_for_each_safe (at, next, &l->records) {
		struct record *o = list_entry(at, struct record, link);

		if (o == r || o->owner != r->owner || o->type != r->type)
			continue;
		if (o->last < END && o->last + 1 == r->first)
			r->first = o->first;
		else if (r->last < END && r->last + 1 == o->first)
			r->last = o->last;
		else
			continue;
		list_remove(&o->link);
		free(o);
	}
}

/* Nothing is in the way: it is so from now on. -ENOLCK: no memory. */
static int set_record(struct file_locks *l, const struct record *want)
{
	struct record *spare = record_new(want), *own = NULL;

	if (want->type != F_UNLCK)
		own = record_new(want);
	if (!spare || (want->type != F_UNLCK && !own)) {
		free(spare);
		free(own);
		return -ENOLCK;
	}
	if (!clear_range(l, want, spare))
		free(spare);
	if (own) {
		list_add_tail(&l->records, &own->link);
		join(l, own);
	}
	queue_wake(&l->queue, 0);
	return 0;
}

void locks_close(struct fdtable *owner, struct inode *i)
{
	struct record all = { .owner = owner, .type = F_UNLCK, .first = 0, .last = END };
	struct record unused;

	clear_range(i->locks, &all, &unused);
	queue_wake(&i->locks->queue, 0);
}

/* Would `owner`, waiting for `for_owner`, be waited for by it? */
static bool deadlock(const void *owner, const void *for_owner)
{
	for (int steps = 0; steps < 1000; steps++) {
		struct waiting *w;
		bool found = false;

		if (for_owner == owner)
			return true;
		list_for_each_entry (w, &waitings, link) {
			if (w->owner == for_owner) {
				for_owner = w->for_owner;
				found = true;
				break;
			}
		}
		if (!found)
			return false;
	}
	return false;
}

static int wait_for_record(
	struct call *c, struct file *f, const struct record *want, bool of_file)
{
	struct file_locks *l = f->inode->locks;
	const struct record *r;
	int error = 0;

	file_get(f);
	while (!error && (r = conflict(l, want))) {
		struct waiting w = { .owner = want->owner, .for_owner = r->owner };

		if (!of_file && deadlock(want->owner, r->owner)) {
			error = -EDEADLK;
			break;
		}
		list_add_tail(&waitings, &w.link);
		error = queue_wait(c, &l->queue, FOREVER);
		list_remove(&w.link);
	}
	if (!error)
		error = set_record(l, want);
	file_put(f);
	return error == -EINTR ? -ERESTARTSYS : error;
}

/* The range that is meant, as a record. */
static int range_of(const struct file *f, const struct xinim_flock *fl, struct record *r)
{
	int64_t start = fl->l_start, base = 0, end;

	switch (fl->l_whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		base = (int64_t)f->at;
		break;
	case SEEK_END:
		base = (int64_t)f->inode->size;
		break;
	default:
		return -EINVAL;
	}
	if (__builtin_add_overflow(start, base, &start))
		return -EOVERFLOW;
	if (start < 0)
		return -EINVAL;
	end = END;
	if (fl->l_len > 0) {
		if (__builtin_add_overflow(start, fl->l_len - 1, &end))
			return -EOVERFLOW;
	} else if (fl->l_len < 0) {
		end = start - 1;
		start += fl->l_len;
		if (start < 0)
			return -EINVAL;
	}
	r->first = start;
	r->last = end;
	return 0;
}

static int64_t get_record(struct call *c, const struct file_locks *l,
	const struct record *want, struct xinim_flock *fl)
{
	const struct record *r = conflict(l, want);

	fl->l_type = F_UNLCK;
	if (r) {
		fl->l_type = (int16_t)r->type;
		fl->l_whence = SEEK_SET;
		fl->l_start = r->first;
		fl->l_len = r->last == END ? 0 : r->last - r->first + 1;
		fl->l_pid = r->pid;
	}
	return user_put(c, c->arg[2], fl, sizeof(*fl));
}

int64_t lock_record(struct call *c, struct file *f, int command, bool of_file)
{
	struct record want = { .owner = of_file ? (void *)f : (void *)c->proc->files,
		.pid = of_file ? -1 : c->proc->pid };
	struct xinim_flock fl;
	struct file_locks *l;
	int error;

	if (user_get(c, &fl, c->arg[2], sizeof(fl)) != 0)
		return -EFAULT;
	if (!f->inode)
		return -EINVAL;
	if (fl.l_type < F_RDLCK || fl.l_type > F_UNLCK ||
		(command == F_GETLK && fl.l_type == F_UNLCK) || (of_file && fl.l_pid))
		return -EINVAL;
	error = range_of(f, &fl, &want);
	if (error)
		return error;
	want.type = fl.l_type;
	l = locks_of(f->inode);
	if (!l)
		return -ENOLCK;
	if (command == F_GETLK)
		return get_record(c, l, &want, &fl);
	if ((want.type == F_RDLCK && !(f->flags & FILE_READ)) ||
		(want.type == F_WRLCK && !(f->flags & FILE_WRITE)))
		return -EBADF;
	if (want.type == F_UNLCK || !conflict(l, &want))
		return set_record(l, &want);
	return command == F_SETLK ? -EAGAIN : wait_for_record(c, f, &want, of_file);
}

/* --- whole files ---------------------------------------------------------------------- */

static struct whole *whole_of(const struct file *f)
{
	return list_empty(&f->locks) ? NULL
				     : list_first(&f->locks, struct whole, file_link);
}

static void drop_whole(struct file *f)
{
	struct whole *w = whole_of(f);

	if (!w)
		return;
	list_remove(&w->link);
	list_remove(&w->file_link);
	free(w);
	queue_wake(&f->inode->locks->queue, 0);
}

void flock_close(struct file *f)
{
	struct record all = { .owner = f, .type = F_UNLCK, .first = 0, .last = END };
	struct record unused;

	drop_whole(f);
	if (f->inode && f->inode->locks)
		clear_range(f->inode->locks, &all, &unused);
}

static bool whole_conflict(
	const struct file_locks *l, const struct file *f, bool exclusive)
{
	const struct whole *w;

	list_for_each_entry (w, &l->wholes, link)
		if (w->file != f && (exclusive || w->exclusive))
			return true;
	return false;
}

int64_t sys_flock(struct call *c)
{
	struct file *f = fd_peek(c->proc->files, c->arg[0]);
	unsigned op = (unsigned)c->arg[1];
	bool exclusive = (op & ~4u) == 2, no_wait = op & 4;
	struct file_locks *l;
	struct whole *w;
	int error = 0;

	if (!f || f->flags & O_PATH || !f->inode)
		return -EBADF;
	op &= ~4u; /* LOCK_NB; LOCK_SH 1, LOCK_EX 2, LOCK_UN 8 */
	if (op != 1 && op != 2 && op != 8)
		return -EINVAL;
	l = locks_of(f->inode);
	if (!l)
		return -ENOLCK;
	w = whole_of(f);
	if (op == 8 || (w && w->exclusive != exclusive))
		drop_whole(f);
	else if (w)
		return 0;
	if (op == 8)
		return 0;
	w = malloc(sizeof(*w));
	if (!w)
		return -ENOLCK;
	file_get(f);
	while (!error && whole_conflict(l, f, exclusive))
		error = no_wait ? -EAGAIN : queue_wait(c, &l->queue, FOREVER);
	if (!error && whole_of(f))
		drop_whole(f); /* of another thread's, through the same open file */
	if (!error) {
		w->file = f;
		w->exclusive = exclusive;
		list_add_tail(&l->wholes, &w->link);
		list_add_tail(&f->locks, &w->file_link);
	} else {
		free(w);
	}
	file_put(f);
	return error == -EINTR ? -ERESTARTSYS : error;
}
