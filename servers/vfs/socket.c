/*
 * servers/vfs/socket.c - sockets: made, waited for, closed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/poll.h"
#include "servers/vfs/socket.h"

#define ROOM_FIRST   212992 /* bytes: Linux's net.core.wmem_default */
#define QUEUE_MAX    10 /* packets for a datagram socket from strangers: max_dgram_qlen */
#define IOCTL_UNREAD 0x541b /* FIONREAD */
#define IOCTL_UNSENT 0x5411 /* SIOCOUTQ */

int socket_new(int type, struct socket **out)
{
	struct socket *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->refs = 1;
	s->type = type;
	s->send_room = s->read_room = ROOM_FIRST;
	s->peer_cred = (struct credentials){ 0, UINT32_MAX, UINT32_MAX };
	list_init(&s->senders);
	list_init(&s->sending);
	list_init(&s->pending);
	list_init(&s->accepted);
	list_init(&s->packets);
	list_init(&s->named);
	list_init(&s->flying);
	list_init(&s->look);
	queue_init(&s->read);
	queue_init(&s->write);
	queue_init(&s->room);
	*out = s;
	return 0;
}

void socket_put(struct socket *s)
{
	if (--s->refs > 0)
		return;
	address_put(s->address);
	free(s);
}

struct file *socket_file(struct socket *s, unsigned flags)
{
	struct file *f = file_new(&socket_ops, O_RDWR | FILE_READ | FILE_WRITE | flags);

	if (!f) {
		socket_end(s);
		return NULL;
	}
	f->own = s;
	s->file = f;
	return f;
}

void socket_join(struct socket *a, struct socket *b)
{
	a->peer = socket_get(b);
	b->peer = socket_get(a);
	a->state = b->state = SOCKET_CONNECTED;
	if (a->type == SOCK_DGRAM) {
		list_add_tail(&b->senders, &a->sending);
		list_add_tail(&a->senders, &b->sending);
	}
}

struct credentials socket_credentials(const struct call *c)
{
	struct credentials who = { c->proc->pid, c->cred->euid, c->cred->egid };

	return who;
}

int socket_error(struct socket *s)
{
	int error = s->error;

	s->error = 0;
	return -error;
}

bool socket_is_full(const struct socket *s, const struct socket *from)
{
	return s->type == SOCK_DGRAM && s->peer != from && s->packet_count > QUEUE_MAX;
}

int64_t socket_until(int64_t limit)
{
	return limit ? os_now() + limit : FOREVER;
}

int socket_wait(struct call *c, struct wait_queue *q, bool no_wait, int64_t until)
{
	int error;

	if (no_wait)
		return -EAGAIN;
	error = queue_wait(c, q, until);
	if (error == -ETIMEDOUT)
		return -EAGAIN;
	/* A limit would begin anew if the call were made again. */
	return error == -EINTR && until == FOREVER ? -ERESTARTSYS : error;
}

/* The other end of a connection has gone. */
static void tell_peer(struct socket *s, bool lost)
{
	struct socket *peer = s->peer;

	if (lost)
		peer->error = ECONNRESET;
	socket_shut(peer, SHUT_BOTH);
}

/* It is nobody's any more: the end for those who talk to it. */
void socket_end(struct socket *s)
{
	bool lost = !list_empty(&s->packets) || !s->file;

	s->dead = true;
	s->file = NULL;
	s->shut = SHUT_BOTH;
	socket_unbind(s);
	while (!list_empty(&s->pending)) {
		struct socket *p = list_first(&s->pending, struct socket, accepted);

		list_remove(&p->accepted);
		socket_end(p);
	}
	queue_wake(&s->room, 0);
	list_remove(&s->sending);
	while (!list_empty(&s->senders)) {
		struct socket *sender = list_first(&s->senders, struct socket, sending);

		list_remove(&sender->sending);
		queue_wake(&sender->write, POLLOUT);
	}
	if (s->peer) {
		if (s->type != SOCK_DGRAM)
			tell_peer(s, lost);
		socket_put(s->peer);
		s->peer = NULL;
	}
	list_remove(&s->flying);
	socket_drop_packets(s);
	socket_put(s);
}

void socket_shut(struct socket *s, unsigned how)
{
	s->shut |= how;
	queue_wake(&s->read, POLLIN | POLLHUP | POLLRDHUP);
	queue_wake(&s->write, POLLOUT | POLLHUP);
	if (how & SHUT_RECEIVE)
		queue_wake(&s->room, 0);
}

static void socket_release(struct file *f)
{
	socket_end(socket_of(f));
	rights_collect();
}

static int64_t socket_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct incoming m = { .io = *io };
	int64_t n;

	(void)at;
	if (!io->left)
		return 0;
	n = socket_receive(c, f, &m);
	if (m.rights)
		rights_free(m.rights);
	address_put(m.from);
	return n;
}

static int64_t socket_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct outgoing m = { .io = *io, .cred = socket_credentials(c) };

	(void)at;
	return socket_send(c, f, &m);
}

static unsigned writable(const struct socket *s)
{
	if (s->state == SOCKET_LISTENS || !socket_has_room(s))
		return 0;
	if (s->type == SOCK_DGRAM && s->peer && !s->peer->dead &&
		socket_is_full(s->peer, s))
		return 0;
	return POLLOUT | POLLWRNORM | POLLWRBAND;
}

static unsigned socket_poll(struct file *f, struct poll_table *t)
{
	struct socket *s = socket_of(f);
	unsigned events = writable(s);

	poll_add(t, &s->read);
	poll_add(t, &s->write);
	if (s->error)
		events |= POLLERR;
	if (s->shut == SHUT_BOTH)
		events |= POLLHUP;
	if (s->shut & SHUT_RECEIVE)
		events |= POLLRDHUP | POLLIN | POLLRDNORM;
	if (!list_empty(&s->packets) || !list_empty(&s->pending))
		events |= POLLIN | POLLRDNORM;
	if (s->type != SOCK_DGRAM && s->state == SOCKET_NEW)
		events |= POLLHUP;
	return events;
}

static int64_t put_int(struct call *c, uint64_t to, uint64_t value)
{
	int32_t n = value < INT32_MAX ? (int32_t)value : INT32_MAX;

	return user_put(c, to, &n, sizeof(n));
}

static int64_t socket_ioctl(
	struct call *c, struct file *f, unsigned command, uint64_t arg)
{
	struct socket *s = socket_of(f);
	uint64_t n = s->unread;

	switch (command) {
	case IOCTL_UNREAD:
		if (s->state == SOCKET_LISTENS)
			return -EINVAL;
		/* One datagram is what a read gets. */
		if (s->type != SOCK_STREAM && !list_empty(&s->packets))
			n = list_first(&s->packets, struct packet, link)->length;
		return put_int(c, arg, n);
	case IOCTL_UNSENT:
		return put_int(c, arg, s->charged);
	default:
		return -ENOTTY;
	}
}

const struct file_ops socket_ops = {
	.read = socket_read,
	.write = socket_write,
	.poll = socket_poll,
	.ioctl = socket_ioctl,
	.release = socket_release,
	.kind = "socket",
	.mode = S_IFSOCK | 0777,
};
