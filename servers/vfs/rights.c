/*
 * servers/vfs/rights.c - descriptors that are passed from process to process.
 *
 * A packet that brings descriptors holds their open files. An open file that is
 * a socket may so be held by its own packets, or a ring of sockets by each other's:
 * no descriptor leads to any of them, and none would ever be closed. Whenever a
 * socket is closed while sockets are under way, those that are held by packets
 * alone are looked at: what can be reached from one that is held otherwise stays,
 * and the packets of the rest go.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/socket.h"

#define USER_LISTS 32

/* How many descriptors a user has under way. */
struct user {
	struct list link;
	uint32_t uid;
	uint64_t flying;
};

static struct list users[USER_LISTS];
static struct list flying = LIST_INIT(flying); /* sockets in packets */
static struct rights *dead;                    /* to be closed */

/* --- whose they are ------------------------------------------------------------------ */

static struct user *find_user(uint32_t uid)
{
	struct list *head = &users[uid % USER_LISTS];
	struct user *u;

	if (!head->next)
		list_init(head);
	list_for_each_entry (u, head, link)
		if (u->uid == uid)
			return u;
	return NULL;
}

/* The user's count; as many as a process may have open are under way at the most. */
static int charge(const struct call *c, uint32_t count)
{
	uint32_t uid = c->cred->uid;
	struct user *u = find_user(uid);

	if (!u) {
		u = calloc(1, sizeof(*u));
		if (!u)
			return -ENOMEM;
		u->uid = uid;
		list_add_head(&users[uid % USER_LISTS], &u->link);
	}
	if (c->cred->euid != 0 && u->flying + count > c->proc->nofile) {
		if (!u->flying) {
			list_remove(&u->link);
			free(u);
		}
		return -ETOOMANYREFS;
	}
	u->flying += count;
	return 0;
}

static void discharge(uint32_t uid, uint32_t count)
{
	struct user *u = find_user(uid);

	u->flying -= count;
	if (u->flying)
		return;
	list_remove(&u->link);
	free(u);
}

/* --- under way ------------------------------------------------------------------------ */

static struct socket *socket_in(const struct file *f)
{
	return f->ops == &socket_ops ? socket_of(f) : NULL;
}

static struct rights *rights_alloc(uint32_t count)
{
	struct rights *r = malloc(sizeof(*r) + count * sizeof(struct file *));

	if (r)
		*r = (struct rights){ 0 };
	return r;
}

int rights_new(struct call *c, const int32_t *fd, unsigned count, struct rights **out)
{
	struct rights *r;

	if (count > RIGHTS_MAX)
		return -EINVAL;
	for (unsigned i = 0; i < count; i++)
		if (!fd_peek(c->proc->files, (uint32_t)fd[i]))
			return -EBADF;
	r = rights_alloc(count);
	if (!r)
		return -ENOMEM;
	for (unsigned i = 0; i < count; i++)
		r->file[r->count++] = file_get(fd_peek(c->proc->files, (uint32_t)fd[i]));
	*out = r;
	return 0;
}

int rights_depart(const struct call *c, struct rights *r)
{
	int error = charge(c, r->count);

	if (error == -ETOOMANYREFS) {
		/* Perhaps they are under way to nobody. */
		rights_collect();
		error = charge(c, r->count);
	}
	if (error)
		return error;
	r->uid = c->cred->uid;
	r->flying = true;
	for (uint32_t i = 0; i < r->count; i++) {
		struct socket *s = socket_in(r->file[i]);

		if (s && s->flights++ == 0)
			list_add_tail(&flying, &s->flying);
	}
	return 0;
}

void rights_arrive(struct rights *r)
{
	if (!r->flying)
		return;
	r->flying = false;
	discharge(r->uid, r->count);
	for (uint32_t i = 0; i < r->count; i++) {
		struct socket *s = socket_in(r->file[i]);

		if (s && --s->flights == 0)
			list_remove(&s->flying);
	}
}

struct rights *rights_copy(const struct rights *r)
{
	struct rights *copy = rights_alloc(r->count);

	if (!copy)
		return NULL;
	for (uint32_t i = 0; i < r->count; i++)
		copy->file[copy->count++] = file_get(r->file[i]);
	return copy;
}

void rights_free(struct rights *r)
{
	static bool closing;

	r->next = dead;
	dead = r;
	/* A file that is closed may be a socket with packets: no deeper than this. */
	if (closing)
		return;
	closing = true;
	while (dead) {
		r = dead;
		dead = r->next;
		rights_arrive(r);
		for (uint32_t i = 0; i < r->count; i++)
			file_put(r->file[i]);
		free(r);
	}
	closing = false;
	rights_collect();
}

/* --- those that nobody can reach ---------------------------------------------------------- */

/* Calls each for every socket that waits in packets of s. */
static void for_each_held(struct socket *s,
	void (*each)(struct socket *t, struct list *to), struct list *to)
{
	struct packet *p;

	list_for_each_entry (p, &s->packets, link) {
		for (uint32_t i = 0; p->rights && i < p->rights->count; i++) {
			struct socket *t = socket_in(p->rights->file[i]);

			if (t)
				each(t, to);
		}
	}
}

/* The same, and of those that wait to be accepted by s. */
static void for_each_below(struct socket *s,
	void (*each)(struct socket *t, struct list *to), struct list *to)
{
	struct socket *p;

	for_each_held(s, each, to);
	list_for_each_entry (p, &s->pending, accepted)
		for_each_held(p, each, to);
}

static void is_inside(struct socket *t, struct list *to)
{
	(void)to;
	if (t->unreachable)
		t->outside--;
}

static void is_reached(struct socket *t, struct list *to)
{
	if (!t->unreachable)
		return;
	t->unreachable = false;
	list_remove(&t->look);
	list_add_tail(to, &t->look);
}

static void drop_all(struct socket *s)
{
	struct packet *p;

	/* Their rights alone: bytes are the business of who reads. */
	list_for_each_entry (p, &s->packets, link) {
		if (!p->rights)
			continue;
		p->rights->next = dead;
		dead = p->rights;
		p->rights = NULL;
	}
}

void rights_collect(void)
{
	static bool collecting;
	struct list candidates = LIST_INIT(candidates), reached = LIST_INIT(reached);
	struct socket *s;
	struct list *l, *next;

	if (collecting || list_empty(&flying))
		return;
	list_for_each_entry (s, &flying, flying) {
		s->outside = s->flights;
		s->unreachable = s->file && s->file->refs == s->flights;
		if (s->unreachable)
			list_add_tail(&candidates, &s->look);
	}
	list_for_each_entry (s, &candidates, look)
		for_each_below(s, is_inside, NULL);
	/* Held by a packet of a socket that is none of these: reached, and all below it. */
	list_for_each_safe (l, next, &candidates) {
		s = list_entry(l, struct socket, look);
		if (s->outside)
			is_reached(s, &reached);
	}
	while (!list_empty(&reached)) {
		s = list_entry(list_pop(&reached), struct socket, look);
		for_each_below(s, is_reached, &reached);
	}
	while (!list_empty(&candidates)) {
		struct socket *p;

		s = list_entry(list_pop(&candidates), struct socket, look);
		s->unreachable = false;
		drop_all(s);
		list_for_each_entry (p, &s->pending, accepted)
			drop_all(p);
	}
	if (!dead)
		return;
	collecting = true;
	{
		struct rights *first = dead;

		dead = first->next;
		rights_free(first);
	}
	collecting = false;
}
