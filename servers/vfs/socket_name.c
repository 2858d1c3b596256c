/*
 * servers/vfs/socket_name.c - sockets: addresses, and who is joined with whom.
 *
 * A path is a node of a file system, and the inode says whose it is; an abstract
 * name, one that begins with a NUL, is in a list of its own.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/poll.h"
#include "servers/vfs/socket.h"
#include "servers/vfs/syscalls.h"

#define FAMILY_BYTES 2
#define NAME_LISTS   64
#define AUTO_LENGTH  6 /* a NUL and five hexadecimal digits */

static struct list abstract[NAME_LISTS];

/* --- addresses --------------------------------------------------------------------- */

int address_get_user(
	const struct call *c, uint64_t at, uint64_t length, struct address **out)
{
	struct {
		uint16_t family;
		char path[UNIX_PATH];
	} un;
	struct address *a;

	*out = NULL;
	if (length < FAMILY_BYTES || length > sizeof(un))
		return -EINVAL;
	if (user_get(c, &un, at, length) != 0)
		return -EFAULT;
	if (un.family == AF_UNSPEC)
		return 1;
	if (un.family != AF_UNIX)
		return -EINVAL;
	a = calloc(1, sizeof(*a));
	if (!a)
		return -ENOMEM;
	a->refs = 1;
	a->length = (uint32_t)length - FAMILY_BYTES;
	memcpy(a->path, un.path, a->length);
	/* Up to the path's end, which may have been left out. */
	if (a->length && a->path[0])
		a->length = (uint32_t)strlen(a->path) + 1;
	*out = a;
	return 0;
}

int address_put_user(
	const struct call *c, const struct address *a, uint64_t at, uint64_t length_at)
{
	struct {
		uint16_t family;
		char path[UNIX_PATH + 1];
	} un = { .family = AF_UNIX };
	int32_t room, length = FAMILY_BYTES + (a ? (int32_t)a->length : 0);

	if (user_get(c, &room, length_at, sizeof(room)) != 0)
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	if (a)
		memcpy(un.path, a->path, a->length);
	if (room > length)
		room = length;
	if (room && user_put(c, at, &un, (size_t)room) != 0)
		return -EFAULT;
	return user_put(c, length_at, &length, sizeof(length));
}

static struct list *names_of(const struct address *a)
{
	uint32_t hash = a->length;

	if (!abstract[0].next)
		for (int i = 0; i < NAME_LISTS; i++)
			list_init(&abstract[i]);
	for (uint32_t i = 0; i < a->length; i++)
		hash = hash * 31 + (uint8_t)a->path[i];
	return &abstract[hash % NAME_LISTS];
}

/* Names of different types of sockets do not meet. */
static struct socket *find_abstract(const struct address *a, int type)
{
	struct socket *s;

	list_for_each_entry (s, names_of(a), named)
		if (s->type == type && s->address->length == a->length &&
			memcmp(s->address->path, a->path, a->length) == 0)
			return s;
	return NULL;
}

static bool is_path(const struct address *a)
{
	return a->length && a->path[0];
}

static int bind_path(struct call *c, struct socket *s, struct address *a)
{
	struct inode *i;
	int error = make_path(c, a->path, S_IFSOCK | (0777 & ~c->proc->fs->umask), &i);

	if (error)
		return error == -EEXIST ? -EADDRINUSE : error;
	/* Another thread's bind may have been first while this one waited for a disk. */
	if (s->address) {
		inode_put(i);
		return -EINVAL;
	}
	i->special = s;
	s->inode = i;
	return 0;
}

int socket_bind(struct call *c, struct socket *s, struct address *a)
{
	int error = 0;

	if (!a->length)
		return socket_autobind(s);
	if (s->address)
		return -EINVAL;
	if (is_path(a))
		error = bind_path(c, s, a);
	else if (find_abstract(a, s->type))
		error = -EADDRINUSE;
	else
		list_add_tail(names_of(a), &s->named);
	if (!error)
		s->address = address_get(a);
	return error;
}

int socket_autobind(struct socket *s)
{
	static uint32_t last;
	struct address *a;

	if (s->address)
		return 0;
	a = calloc(1, sizeof(*a));
	if (!a)
		return -ENOMEM;
	a->refs = 1;
	a->length = AUTO_LENGTH;
	for (uint32_t tries = 0; tries <= 0xfffff; tries++) {
		last = (last + 1) & 0xfffff;
		snprintf(a->path + 1, AUTO_LENGTH, "%05x", (unsigned)last);
		if (find_abstract(a, s->type))
			continue;
		list_add_tail(names_of(a), &s->named);
		s->address = a;
		return 0;
	}
	address_put(a);
	return -ENOSPC;
}

void socket_unbind(struct socket *s)
{
	list_remove(&s->named);
	if (!s->inode)
		return;
	s->inode->special = NULL;
	inode_put(s->inode);
	s->inode = NULL;
}

static int find_path(struct call *c, const struct address *a, struct socket **s)
{
	struct name *n;
	int error = path_walk(c, AT_FDCWD, a->path, WALK_FOLLOW, &n);

	if (error)
		return error;
	error = cred_may(c->cred, n->inode, MAY_WRITE);
	if (!error && !S_ISSOCK(n->inode->mode))
		error = -ECONNREFUSED;
	*s = error ? NULL : n->inode->special;
	if (!error && !*s)
		error = -ECONNREFUSED;
	if (!error)
		socket_get(*s);
	name_put(n);
	return error;
}

int socket_find(struct call *c, const struct address *a, int type, struct socket **s)
{
	int error = 0;

	if (!a->length)
		return -EINVAL;
	if (is_path(a)) {
		error = find_path(c, a, s);
	} else {
		*s = find_abstract(a, type);
		error = *s ? 0 : -ECONNREFUSED;
		if (!error)
			socket_get(*s);
	}
	if (!error && (*s)->type != type) {
		socket_put(*s);
		error = -EPROTOTYPE;
	}
	return error;
}

/* --- connections --------------------------------------------------------------------- */

int socket_listen(struct call *c, struct socket *s, int backlog)
{
	if (s->type == SOCK_DGRAM)
		return -EOPNOTSUPP;
	if (!s->address || s->state == SOCKET_CONNECTED)
		return -EINVAL;
	if ((unsigned)backlog > SOMAXCONN)
		backlog = SOMAXCONN;
	if ((unsigned)backlog > s->backlog)
		queue_wake(&s->room, 0);
	s->backlog = (unsigned)backlog;
	s->state = SOCKET_LISTENS;
	s->peer_cred = socket_credentials(c);
	return 0;
}

/* What it was sent by the one it was connected with is not for it any more. */
static void leave_peer(struct socket *s)
{
	struct socket *old = s->peer;

	if (!old)
		return;
	s->peer = NULL;
	list_remove(&s->sending);
	s->state = SOCKET_NEW;
	socket_drop_packets(s);
	if (!old->dead && old->peer == s) {
		old->error = ECONNRESET;
		queue_wake(&old->read, POLLERR);
	}
	socket_put(old);
}

int socket_disconnect(struct socket *s)
{
	if (s->type != SOCK_DGRAM)
		return -EINVAL;
	leave_peer(s);
	return 0;
}

static int connect_datagrams(struct call *c, struct socket *s, const struct address *a)
{
	struct socket *other;
	int error = socket_find(c, a, s->type, &other);

	if (error)
		return error;
	if (other->peer && other->peer != s) {
		socket_put(other);
		return -EPERM;
	}
	if (s->peer != other)
		leave_peer(s);
	if (s->peer) {
		socket_put(other);
		return 0;
	}
	s->peer = other;
	s->state = SOCKET_CONNECTED;
	list_add_tail(&other->senders, &s->sending);
	return 0;
}

/* Waits until the listener, held, has room for one more. 0: look for it again. */
static int wait_for_listener(
	struct call *c, struct file *f, struct socket *other, int64_t until)
{
	return socket_wait(c, &other->room, f->flags & O_NONBLOCK, until);
}

/* s and a new socket, which waits to be accepted by `other`. */
static int join_listener(struct call *c, struct socket *s, struct socket *other)
{
	struct socket *new;
	int error = socket_new(s->type, &new);

	if (error)
		return error;
	new->address = address_get(other->address);
	new->passcred = other->passcred;
	new->peer_cred = socket_credentials(c);
	s->peer_cred = other->peer_cred;
	socket_join(s, new);
	list_add_tail(&other->pending, &new->accepted);
	other->pending_count++;
	queue_wake(&other->read, POLLIN);
	queue_wake(&s->write, POLLOUT);
	return 0;
}

static int may_connect(const struct socket *s)
{
	if (s->state == SOCKET_CONNECTED)
		return -EISCONN;
	return s->state == SOCKET_LISTENS ? -EINVAL : 0;
}

int socket_connect(struct call *c, struct file *f, const struct address *a)
{
	struct socket *s = socket_of(f), *other;
	int64_t until = socket_until(s->send_limit);
	int error = s->passcred ? socket_autobind(s) : 0;

	if (error)
		return error;
	if (s->type == SOCK_DGRAM)
		return connect_datagrams(c, s, a);
	for (;;) {
		bool full;

		error = socket_find(c, a, s->type, &other);
		if (error)
			return error;
		if (other->state != SOCKET_LISTENS || other->shut & SHUT_RECEIVE)
			error = -ECONNREFUSED;
		full = other->pending_count > other->backlog;
		if (!error && full)
			error = wait_for_listener(c, f, other, until);
		if (!error && !full)
			error = may_connect(s);
		if (!error && !full)
			error = join_listener(c, s, other);
		socket_put(other);
		if (error || !full)
			return error;
	}
}

int socket_accept(struct call *c, struct file *f, struct socket **out)
{
	struct socket *s = socket_of(f);
	int64_t until = socket_until(s->read_limit);

	if (s->type == SOCK_DGRAM)
		return -EOPNOTSUPP;
	if (s->state != SOCKET_LISTENS)
		return -EINVAL;
	while (list_empty(&s->pending)) {
		int error;

		if (s->shut & SHUT_RECEIVE)
			return -EINVAL;
		error = socket_wait(c, &s->read, f->flags & O_NONBLOCK, until);
		if (error)
			return error;
	}
	*out = list_first(&s->pending, struct socket, accepted);
	list_remove(&(*out)->accepted);
	s->pending_count--;
	queue_wake(&s->room, 0);
	return 0;
}
