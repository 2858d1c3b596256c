/*
 * servers/vfs/socket_data.c - sockets: packets sent and received.
 *
 * A stream's packets are only how its bytes are kept: small writes are added to
 * the last one, and a read takes from as many as it wants, up to one that brings
 * descriptors or, to who asks for it, another sender.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/poll.h"
#include "servers/vfs/socket.h"

#define PIECE      32768 /* bytes of a stream's packet at the most */
#define SMALL      448   /* room of a small one: more can be added */
#define SPARES_MAX 8     /* small packets that are kept for the next */

static struct list spares = LIST_INIT(spares);
static unsigned spare_count;

static struct packet *packet_alloc(uint32_t room)
{
	struct packet *p;

	if (room <= SMALL && spare_count) {
		spare_count--;
		return list_entry(list_pop(&spares), struct packet, link);
	}
	if (room < SMALL)
		room = SMALL;
	p = malloc(sizeof(*p) + room);
	if (p)
		p->room = room;
	return p;
}

static void packet_release(struct packet *p)
{
	if (p->room == SMALL && spare_count < SPARES_MAX) {
		spare_count++;
		list_add_head(&spares, &p->link);
		return;
	}
	free(p);
}

/* A packet with room for length bytes, charged to s. */
static struct packet *packet_new(
	struct socket *s, const struct outgoing *m, uint32_t length)
{
	struct packet *p = packet_alloc(length);

	if (!p)
		return NULL;
	list_init(&p->link);
	p->from = socket_get(s);
	p->cred = m->cred;
	p->rights = NULL;
	p->first = p->length = 0;
	p->charge = p->room + (uint32_t)sizeof(*p);
	s->charged += p->charge;
	return p;
}

/* Its sender may send more; its rights are not looked at. */
static void packet_free(struct packet *p)
{
	struct socket *from = p->from;

	from->charged -= p->charge;
	queue_wake(&from->write, POLLOUT);
	packet_release(p);
	socket_put(from);
}

static void enqueue(struct socket *to, struct packet *p)
{
	list_add_tail(&to->packets, &p->link);
	to->packet_count++;
	to->unread += p->length;
	queue_wake(&to->read, POLLIN);
}

/* p, the receiver's, is out of its queue: those who waited for room hear of it. */
static void dequeue(struct socket *s, struct packet *p)
{
	list_remove(&p->link);
	s->packet_count--;
	s->unread -= p->length;
	if (s->type != SOCK_DGRAM)
		return;
	queue_wake(&s->room, 0);
	if (!list_empty(&s->senders)) {
		struct socket *sender;

		list_for_each_entry (sender, &s->senders, sending)
			queue_wake(&sender->write, POLLOUT);
	}
}

void socket_drop_packets(struct socket *s)
{
	while (!list_empty(&s->packets)) {
		struct packet *p = list_first(&s->packets, struct packet, link);

		dequeue(s, p);
		if (p->rights)
			rights_free(p->rights);
		packet_free(p);
	}
}

/* --- sending ------------------------------------------------------------------------- */

static bool same_sender(const struct credentials *a, const struct credentials *b)
{
	return a->pid == b->pid && a->uid == b->uid && a->gid == b->gid;
}

/* Bytes that go into the last packet of a stream: as many as fit. */
static int64_t append(struct socket *s, struct socket *to, struct outgoing *m)
{
	struct packet *p;
	int64_t n;

	if (list_empty(&to->packets) || m->rights)
		return 0;
	p = list_entry(to->packets.prev, struct packet, link);
	if (p->from != s || p->rights || p->first + p->length == p->room ||
		!same_sender(&p->cred, &m->cred))
		return 0;
	n = io_get(
		&m->io, p->data + p->first + p->length, p->room - p->first - p->length);
	if (n <= 0)
		return n;
	p->length += (uint32_t)n;
	to->unread += (uint64_t)n;
	queue_wake(&to->read, POLLIN);
	return n;
}

/* A packet of the next bytes of m, which go with its rights. */
static int64_t send_packet(struct call *c, struct socket *s, struct socket *to,
	struct outgoing *m, uint64_t most)
{
	uint64_t length = m->io.left < most ? m->io.left : most;
	struct packet *p = packet_new(s, m, (uint32_t)length);
	int64_t n = 0;

	if (!p)
		return -ENOBUFS;
	/* Of a message all must be there; a stream goes on with what was. */
	if (length)
		n = s->type == SOCK_STREAM ? io_get(&m->io, p->data, length)
					   : io_get_all(&m->io, p->data, length);
	if (n >= 0 && m->rights) {
		int error = rights_depart(c, m->rights);

		if (error)
			n = error;
	}
	if (n < 0) {
		packet_free(p);
		return n;
	}
	p->length = (uint32_t)n;
	p->rights = m->rights;
	m->rights = NULL;
	enqueue(to, p);
	return n;
}

static int64_t broken(struct call *c, const struct outgoing *m, int64_t done)
{
	if (done)
		return done;
	if (!(m->flags & MSG_NOSIGNAL))
		os_signal(c->id, SIGNAL_PIPE);
	return -EPIPE;
}

static int64_t send_stream(struct call *c, struct file *f, struct outgoing *m)
{
	struct socket *s = socket_of(f);
	bool no_wait = f->flags & O_NONBLOCK || m->flags & MSG_DONTWAIT;
	int64_t done = 0, until = 0;

	if (m->to)
		return s->state == SOCKET_CONNECTED ? -EISCONN : -EOPNOTSUPP;
	if (s->state != SOCKET_CONNECTED)
		return -ENOTCONN;
	do {
		struct socket *to = s->peer;
		int64_t n;

		if (s->shut & SHUT_SEND || to->dead || to->shut & SHUT_RECEIVE)
			return broken(c, m, done);
		if (!m->io.left)
			break;
		if (socket_has_room(s)) {
			n = append(s, to, m);
			if (n == 0)
				n = send_packet(c, s, to, m, PIECE);
		} else {
			if (!until)
				until = socket_until(s->send_limit);
			n = socket_wait(c, &s->write, no_wait, until);
			if (n == 0)
				continue;
		}
		if (n < 0 && io_again(&m->io))
			continue;
		if (n <= 0)
			return done ? done : n;
		done += n;
	} while (m->io.left);
	return done;
}

/* A connected peer of datagrams that has been closed: told once, and it is none. */
static int peer_lost(struct socket *s)
{
	socket_disconnect(s);
	return -ECONNREFUSED;
}

/* Where the message goes, held. */
static int find_receiver(
	struct call *c, struct socket *s, const struct outgoing *m, struct socket **to)
{
	int error;

	if (s->type == SOCK_SEQPACKET) {
		if (s->state != SOCKET_CONNECTED)
			return -ENOTCONN;
		*to = socket_get(s->peer);
		return 0;
	}
	if (m->to) {
		error = socket_find(c, m->to, s->type, to);
		if (error)
			return error;
		if ((*to)->peer && (*to)->peer != s) {
			socket_put(*to);
			return -EPERM;
		}
		return 0;
	}
	if (!s->peer)
		return -ENOTCONN;
	if (s->peer->dead)
		return peer_lost(s);
	*to = socket_get(s->peer);
	return 0;
}

/* It may not be sent any more: what of. 0: it may; 1: not yet. */
static int may_send(const struct socket *s, const struct socket *to)
{
	if (to->dead)
		return s->type == SOCK_SEQPACKET ? -EPIPE : -ECONNREFUSED;
	if (s->shut & SHUT_SEND || to->shut & SHUT_RECEIVE)
		return -EPIPE;
	return !socket_has_room(s) || socket_is_full(to, s);
}

static int64_t send_message(struct call *c, struct file *f, struct outgoing *m)
{
	struct socket *s = socket_of(f), *to;
	bool no_wait = f->flags & O_NONBLOCK || m->flags & MSG_DONTWAIT;
	uint64_t most = s->send_room - sizeof(struct packet);
	int64_t until = 0, n;
	int error = find_receiver(c, s, m, &to);

	if (error)
		return error;
	if (m->io.left > most)
		error = -EMSGSIZE;
	if (!error && s->passcred)
		error = socket_autobind(s);
	do {
		while (!error && (error = may_send(s, to)) > 0) {
			if (!until)
				until = socket_until(s->send_limit);
			error = socket_wait(c, socket_has_room(s) ? &to->room : &s->write,
				no_wait, until);
		}
		n = error ? error : send_packet(c, s, to, m, most);
	} while (n < 0 && !error && io_again(&m->io));
	socket_put(to);
	return n;
}

int64_t socket_send(struct call *c, struct file *f, struct outgoing *m)
{
	if (m->flags & MSG_OOB)
		return -EOPNOTSUPP;
	m->io.at_once = true;
	if (socket_of(f)->type == SOCK_STREAM)
		return send_stream(c, f, m);
	return send_message(c, f, m);
}

/* --- receiving ------------------------------------------------------------------------- */

/* What comes with p, whose bytes are being taken. */
static void take_rights(struct packet *p, struct incoming *m)
{
	if (!p->rights)
		return;
	if (m->flags & MSG_PEEK) {
		/* No memory: as if there were no room for them. */
		m->rights = rights_copy(p->rights);
		if (!m->rights)
			m->told |= MSG_CTRUNC;
		return;
	}
	rights_arrive(p->rights);
	m->rights = p->rights;
	p->rights = NULL;
}

/* Bytes of p to the caller, from `skip` on. A packet that is used up goes. */
static int64_t take_bytes(struct socket *s, struct packet *p, struct incoming *m)
{
	uint64_t n = p->length < m->io.left ? p->length : m->io.left;
	int64_t moved = 0;

	if (n)
		moved = s->type == SOCK_STREAM ? io_put(&m->io, p->data + p->first, n)
					       : io_put_all(&m->io, p->data, n);
	if (moved < 0)
		return moved;
	if (!m->has_cred) {
		m->has_cred = true;
		m->cred = p->cred;
	}
	take_rights(p, m);
	if (m->flags & MSG_PEEK)
		return moved;
	/* Of a message, what does not fit is lost. */
	if ((uint64_t)moved < p->length && s->type == SOCK_STREAM) {
		p->first += (uint32_t)moved;
		p->length -= (uint32_t)moved;
		s->unread -= (uint64_t)moved;
		return moved;
	}
	dequeue(s, p);
	packet_free(p);
	return moved;
}

/* Nothing is there: waits. 1: there never will be. */
static int wait_for_packet(
	struct call *c, struct file *f, const struct incoming *m, int64_t *until)
{
	struct socket *s = socket_of(f);
	int error = socket_error(s);

	if (error)
		return error;
	if (s->shut & SHUT_RECEIVE)
		return 1;
	if (!*until)
		*until = socket_until(s->read_limit);
	return socket_wait(
		c, &s->read, f->flags & O_NONBLOCK || m->flags & MSG_DONTWAIT, *until);
}

static int64_t receive_stream(struct call *c, struct file *f, struct incoming *m)
{
	struct socket *s = socket_of(f);
	struct list *at = s->packets.next;
	bool peek = m->flags & MSG_PEEK, any = false;
	int64_t done = 0, until = 0;

	if (s->state != SOCKET_CONNECTED)
		return -EINVAL;
	for (;;) {
		struct packet *p = list_entry(at, struct packet, link);
		int64_t n;

		if (at == &s->packets) {
			if (any && (peek || !(m->flags & MSG_WAITALL)))
				break;
			n = wait_for_packet(c, f, m, &until);
			if (n)
				return done || n > 0 ? done : n;
			at = s->packets.next;
			continue;
		}
		if (any && s->passcred && !same_sender(&p->cred, &m->cred))
			break;
		at = at->next;
		n = take_bytes(s, p, m);
		if (n < 0 && !(any && peek) && io_again(&m->io)) {
			at = s->packets.next;
			continue;
		}
		if (n < 0)
			return done ? done : n;
		any = true;
		done += n;
		if (!m->io.left || m->rights)
			break;
		if (!peek)
			at = s->packets.next;
	}
	return done;
}

/* The next message, which waits: its length, and in *n what of it was taken. */
static int64_t take_message(struct socket *s, struct incoming *m, int64_t *n)
{
	struct packet *p = list_first(&s->packets, struct packet, link);
	struct address *from = address_get(p->from->address);
	int64_t length = p->length;

	*n = take_bytes(s, p, m);
	if (*n >= 0)
		m->from = from;
	else
		address_put(from);
	return length;
}

static int64_t receive_message(struct call *c, struct file *f, struct incoming *m)
{
	struct socket *s = socket_of(f);
	int64_t until = 0, n, length;

	if (s->type == SOCK_SEQPACKET && s->state != SOCKET_CONNECTED)
		return -ENOTCONN;
	do {
		while (list_empty(&s->packets)) {
			n = wait_for_packet(c, f, m, &until);
			if (n > 0 && s->type == SOCK_DGRAM && f->flags & O_NONBLOCK)
				return -EAGAIN;
			if (n)
				return n > 0 ? 0 : n;
		}
		length = take_message(s, m, &n);
	} while (n < 0 && io_again(&m->io));
	if (n >= 0 && n < length)
		m->told |= MSG_TRUNC;
	return n >= 0 && m->flags & MSG_TRUNC ? length : n;
}

int64_t socket_receive(struct call *c, struct file *f, struct incoming *m)
{
	if (m->flags & MSG_OOB)
		return -EOPNOTSUPP;
	m->io.at_once = true;
	if (socket_of(f)->type == SOCK_STREAM)
		return receive_stream(c, f, m);
	return receive_message(c, f, m);
}
