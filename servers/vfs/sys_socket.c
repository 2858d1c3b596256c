/*
 * servers/vfs/sys_socket.c - the calls on sockets, but for messages (sys_message.c).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/poll.h"
#include "servers/vfs/socket.h"
#include "servers/vfs/syscalls.h"

#define TYPE_MASK  0xf
#define TYPES      11 /* that Linux has numbers for */
#define ROOM_LEAST 2304
#define ROOM_MOST  212992 /* net.core.wmem_max; what is told is twice what was set */

union option {
	int32_t number, pair[2];
	struct credentials cred;
	int64_t time[2]; /* seconds, microseconds */
};

int call_socket(const struct call *c, struct file **f)
{
	*f = call_file(c, 0);
	if (!*f)
		return -EBADF;
	return (*f)->ops == &socket_ops ? 0 : -ENOTSOCK;
}

/* --- making them --------------------------------------------------------------------- */

/* What socket and socketpair are asked for: the type without its flags. */
static int check_kind(const struct call *c, int *type)
{
	int protocol = (int32_t)c->arg[2];

	*type = (int32_t)c->arg[1] & TYPE_MASK;
	if ((int32_t)c->arg[1] & ~(TYPE_MASK | SOCK_CLOEXEC | SOCK_NONBLOCK))
		return -EINVAL;
	if ((int32_t)c->arg[0] != AF_UNIX)
		return -EAFNOSUPPORT;
	if (*type >= TYPES)
		return -EINVAL;
	if (protocol != 0 && protocol != PF_UNIX)
		return -EPROTONOSUPPORT;
	/* There is nothing to be raw about: Linux gives datagrams. */
	if (*type == SOCK_RAW)
		*type = SOCK_DGRAM;
	if (*type != SOCK_STREAM && *type != SOCK_DGRAM && *type != SOCK_SEQPACKET)
		return -ESOCKTNOSUPPORT;
	return 0;
}

int64_t sys_socket(struct call *c)
{
	unsigned flags = (unsigned)c->arg[1];
	struct socket *s;
	struct file *f;
	int type, error = check_kind(c, &type);

	if (!error)
		error = socket_new(type, &s);
	if (error)
		return error;
	f = socket_file(s, flags & SOCK_NONBLOCK);
	if (!f)
		return -ENFILE;
	error = fd_install(c->proc, f, 0, flags & SOCK_CLOEXEC);
	if (error < 0)
		file_put(f);
	return error;
}

static int make_pair(int type, unsigned flags, struct file *f[2])
{
	struct socket *s;
	int error = socket_new(type, &s);

	if (error)
		return error;
	f[0] = socket_file(s, flags & SOCK_NONBLOCK);
	if (!f[0])
		return -ENFILE;
	error = socket_new(type, &s);
	f[1] = error ? NULL : socket_file(s, flags & SOCK_NONBLOCK);
	if (!f[1]) {
		file_put(f[0]);
		return error ? error : -ENFILE;
	}
	socket_join(socket_of(f[0]), socket_of(f[1]));
	return 0;
}

int64_t sys_socketpair(struct call *c)
{
	unsigned flags = (unsigned)c->arg[1];
	struct file *f[2];
	int type, error = check_kind(c, &type);

	if (!error)
		error = make_pair(type, flags, f);
	if (error)
		return error;
	socket_of(f[0])->peer_cred = socket_of(f[1])->peer_cred = socket_credentials(c);
	return fd_install_pair(c, f, flags & SOCK_CLOEXEC, c->arg[3]);
}

/* --- names and connections --------------------------------------------------------------- */

int64_t sys_bind(struct call *c)
{
	struct address *a;
	struct file *f;
	int error = call_socket(c, &f);

	if (!error)
		error = address_get_user(c, c->arg[1], (uint32_t)c->arg[2], &a);
	if (error)
		return error > 0 ? -EINVAL : error;
	file_get(f);
	error = socket_bind(c, socket_of(f), a);
	file_put(f);
	address_put(a);
	return error;
}

int64_t sys_connect(struct call *c)
{
	struct address *a;
	struct file *f;
	int error = call_socket(c, &f);

	if (!error)
		error = address_get_user(c, c->arg[1], (uint32_t)c->arg[2], &a);
	if (error < 0)
		return error;
	if (error > 0)
		return socket_disconnect(socket_of(f));
	file_get(f);
	error = socket_connect(c, f, a);
	file_put(f);
	address_put(a);
	return error;
}

int64_t sys_listen(struct call *c)
{
	struct file *f;
	int error = call_socket(c, &f);

	return error ? error : socket_listen(c, socket_of(f), (int32_t)c->arg[1]);
}

/* Gives an accepted socket, held, a descriptor. */
static int64_t install_accepted(struct call *c, struct socket *s, unsigned flags)
{
	const struct socket *peer = s->peer;
	struct address *name = peer ? address_get(peer->address) : NULL;
	struct file *f = socket_file(s, flags & SOCK_NONBLOCK);
	int fd = -ENFILE, error = 0;

	if (f) {
		if (c->arg[1])
			error = address_put_user(c, name, c->arg[1], c->arg[2]);
		fd = error ? error : fd_install(c->proc, f, 0, flags & SOCK_CLOEXEC);
		if (fd < 0)
			file_put(f);
	}
	address_put(name);
	return fd;
}

static int64_t do_accept(struct call *c, unsigned flags)
{
	struct socket *s;
	struct file *f;
	int64_t result = call_socket(c, &f);

	if (result)
		return result;
	if (flags & ~(unsigned)(SOCK_CLOEXEC | SOCK_NONBLOCK))
		return -EINVAL;
	/* No connection is taken for nothing. */
	result = fd_is_free(c->proc);
	if (result)
		return result;
	file_get(f);
	result = socket_accept(c, f, &s);
	file_put(f);
	return result ? result : install_accepted(c, s, flags);
}

int64_t sys_accept(struct call *c)
{
	return do_accept(c, 0);
}

int64_t sys_accept4(struct call *c)
{
	return do_accept(c, (unsigned)c->arg[3]);
}

int64_t sys_getsockname(struct call *c)
{
	struct file *f;
	int error = call_socket(c, &f);

	return error ? error
		     : address_put_user(c, socket_of(f)->address, c->arg[1], c->arg[2]);
}

int64_t sys_getpeername(struct call *c)
{
	const struct socket *peer;
	struct file *f;
	int error = call_socket(c, &f);

	if (error)
		return error;
	peer = socket_of(f)->peer;
	return peer ? address_put_user(c, peer->address, c->arg[1], c->arg[2])
		    : -ENOTCONN;
}

int64_t sys_shutdown(struct call *c)
{
	unsigned how = (unsigned)c->arg[1] + 1; /* SHUT_RD 0, SHUT_WR 1, SHUT_RDWR 2 */
	struct socket *s;
	struct file *f;
	int error = call_socket(c, &f);

	if (error)
		return error;
	if (how < SHUT_RECEIVE || how > SHUT_BOTH)
		return -EINVAL;
	s = socket_of(f);
	socket_shut(s, how);
	if (s->peer && s->type != SOCK_DGRAM)
		socket_shut(s->peer,
			(how & SHUT_RECEIVE ? SHUT_SEND : 0) |
				(how & SHUT_SEND ? SHUT_RECEIVE : 0));
	return 0;
}

/* --- options --------------------------------------------------------------------------------- */

/* What means nothing to a local socket, as on Linux: it is kept, and told. */
static bool is_switch(int name)
{
	return name == SO_REUSEADDR || name == SO_DONTROUTE || name == SO_BROADCAST ||
		name == SO_KEEPALIVE || name == SO_OOBINLINE;
}

/* What the option is, of an int; -ENOPROTOOPT. */
static int64_t int_option(struct socket *s, int name)
{
	switch (name) {
	case SO_TYPE:
		return s->type;
	case SO_DOMAIN:
		return AF_UNIX;
	case SO_PROTOCOL:
		return 0;
	case SO_ERROR:
		return -socket_error(s);
	case SO_ACCEPTCONN:
		return s->state == SOCKET_LISTENS;
	case SO_PASSCRED:
		return s->passcred;
	case SO_SNDBUF:
		return s->send_room;
	case SO_RCVBUF:
		return s->read_room;
	case SO_RCVLOWAT:
	case SO_SNDLOWAT:
		return 1;
	default:
		if (!is_switch(name))
			return -ENOPROTOOPT;
		return s->switches >> name & 1;
	}
}

static int64_t get_option(struct socket *s, int name, union option *o, int32_t *length)
{
	int64_t value, limit;

	switch (name) {
	case SO_PEERCRED:
		o->cred = s->peer_cred;
		*length = sizeof(o->cred);
		return 0;
	case SO_RCVTIMEO:
	case SO_SNDTIMEO:
		limit = name == SO_RCVTIMEO ? s->read_limit : s->send_limit;
		o->time[0] = limit / NS;
		o->time[1] = limit % NS / 1000;
		*length = sizeof(o->time);
		return 0;
	case SO_LINGER:
		memcpy(o->pair, s->linger, sizeof(o->pair));
		*length = sizeof(o->pair);
		return 0;
	default:
		value = int_option(s, name);
		o->number = (int32_t)value;
		*length = sizeof(o->number);
		return value < 0 ? value : 0;
	}
}

int64_t sys_getsockopt(struct call *c)
{
	int32_t room, length;
	union option o;
	struct file *f;
	int64_t error = call_socket(c, &f);

	if (error)
		return error;
	if ((int32_t)c->arg[1] != SOL_SOCKET)
		return -EOPNOTSUPP;
	if (user_get(c, &room, c->arg[4], sizeof(room)) != 0)
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	error = get_option(socket_of(f), (int32_t)c->arg[2], &o, &length);
	if (error)
		return error;
	if (room > length)
		room = length;
	if (room && user_put(c, c->arg[3], &o, (size_t)room) != 0)
		return -EFAULT;
	return user_put(c, c->arg[4], &room, sizeof(room));
}

static uint32_t room_of(int32_t asked)
{
	if (asked < 0 || asked > ROOM_MOST)
		asked = ROOM_MOST;
	if (asked < ROOM_LEAST)
		asked = ROOM_LEAST;
	return (uint32_t)asked * 2;
}

static int64_t set_int(struct socket *s, int name, int32_t value)
{
	switch (name) {
	case SO_PASSCRED:
		s->passcred = value != 0;
		return 0;
	case SO_SNDBUF:
		s->send_room = room_of(value);
		queue_wake(&s->write, POLLOUT);
		return 0;
	case SO_RCVBUF:
		s->read_room = room_of(value);
		return 0;
	default:
		if (!is_switch(name))
			return -ENOPROTOOPT;
		s->switches =
			(s->switches & ~(1u << name)) | (uint32_t)(value != 0) << name;
		return 0;
	}
}

static int64_t set_limit(struct socket *s, int name, const int64_t time[2])
{
	int64_t limit;

	if (time[1] < 0 || time[1] >= 1000000)
		return -EDOM;
	limit = time[0] > FOREVER / NS - 1 ? 0 : time[0] * NS + time[1] * 1000;
	if (time[0] < 0)
		limit = 1;
	if (name == SO_RCVTIMEO)
		s->read_limit = limit;
	else
		s->send_limit = limit;
	return 0;
}

int64_t sys_setsockopt(struct call *c)
{
	int name = (int32_t)c->arg[2], length = (int32_t)c->arg[4];
	size_t size;
	union option o;
	struct file *f;
	int64_t error = call_socket(c, &f);

	if (error)
		return error;
	if (length < 0)
		return -EINVAL;
	if ((int32_t)c->arg[1] != SOL_SOCKET)
		return -EOPNOTSUPP;
	if (name == SO_RCVTIMEO || name == SO_SNDTIMEO) {
		if ((size_t)length < sizeof(o.time))
			return -EINVAL;
		if (user_get(c, &o, c->arg[3], sizeof(o.time)) != 0)
			return -EFAULT;
		return set_limit(socket_of(f), name, o.time);
	}
	size = name == SO_LINGER ? sizeof(o.pair) : sizeof(o.number);
	if ((size_t)length < size)
		return -EINVAL;
	if (user_get(c, &o, c->arg[3], size) != 0)
		return -EFAULT;
	if (name != SO_LINGER)
		return set_int(socket_of(f), name, o.number);
	memcpy(socket_of(f)->linger, o.pair, sizeof(o.pair));
	return 0;
}
