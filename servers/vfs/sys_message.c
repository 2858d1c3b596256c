/*
 * servers/vfs/sys_message.c - messages of sockets, with what comes along.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/poll.h"
#include "servers/vfs/socket.h"
#include "servers/vfs/syscalls.h"

#define CONTROL_MAX    20480 /* bytes: Linux's net.core.optmem_max */
#define NAME_MAX_BYTES 128   /* struct sockaddr_storage */
#define FEW            8     /* segments that need no memory from elsewhere */
#define MESSAGES_MAX   1024  /* of sendmmsg and recvmmsg */
#define WAIT_FOR_ONE   0x10000u

/* struct msghdr, struct mmsghdr, struct cmsghdr as the ABI has them. */
struct header {
	uint64_t name;
	uint32_t name_length, pad;
	uint64_t vec, count;
	uint64_t control, control_length;
	uint32_t flags, pad2;
};
_Static_assert(sizeof(struct header) == 56, "Linux struct msghdr");
#define HEADER_STRIDE 64 /* of an array: each has its length after it */

struct control_header {
	uint64_t length;
	int32_t level, type;
};
#define CONTROL_ALIGN(n) (((n) + 7) & ~7UL)

/* A message's segments. */
struct segments {
	struct xinim_iovec few[FEW], *vec;
};

static void segments_end(struct segments *s)
{
	if (s->vec != s->few)
		free(s->vec);
}

static int get_header(const struct call *c, uint64_t at, struct header *h)
{
	if (user_get(c, h, at, sizeof(*h)) != 0)
		return -EFAULT;
	if (h->count > IOV_COUNT_MAX)
		return -EMSGSIZE;
	if ((int32_t)h->name_length < 0)
		return -EINVAL;
	if (h->name_length > NAME_MAX_BYTES)
		h->name_length = NAME_MAX_BYTES;
	return 0;
}

/* The segments of h, as io; segments_end when 0. */
static int segments_begin(
	struct call *c, const struct header *h, struct segments *s, struct io *io)
{
	int error;

	s->vec = s->few;
	if (h->count > FEW)
		s->vec = malloc(h->count * sizeof(*s->vec));
	if (!s->vec)
		return -ENOMEM;
	error = io_segments(c, h->vec, s->vec, (unsigned)h->count, io);
	if (error)
		segments_end(s);
	return error;
}

/* --- what comes along: out ----------------------------------------------------------- */

static int get_rights(struct call *c, const char *data, size_t length, struct outgoing *m)
{
	int32_t fd[RIGHTS_MAX];
	unsigned count = (unsigned)(length / sizeof(fd[0]));

	if (count > RIGHTS_MAX || m->rights)
		return -EINVAL;
	if (!count)
		return 0;
	memcpy(fd, data, count * sizeof(fd[0]));
	return rights_new(c, fd, count, &m->rights);
}

/* Who has power may say that it is anybody; others, what they are. */
static int get_credentials(
	const struct call *c, const char *data, size_t length, struct outgoing *m)
{
	const struct cred *own = c->cred;
	struct credentials who;

	if (length != sizeof(who))
		return -EINVAL;
	memcpy(&who, data, sizeof(who));
	if (own->euid != 0 &&
		(who.pid != c->proc->pid ||
			(who.uid != own->uid && who.uid != own->euid) ||
			(who.gid != own->gid && who.gid != own->egid)))
		return -EPERM;
	if (!proc_find((uint64_t)who.pid))
		return -ESRCH;
	m->cred = who;
	return 0;
}

static int read_control(struct call *c, const char *at, size_t left, struct outgoing *m)
{
	struct control_header h;

	while (left >= sizeof(h)) {
		size_t data, step;
		int error = 0;

		memcpy(&h, at, sizeof(h));
		if (h.length < sizeof(h) || h.length > left)
			return -EINVAL;
		data = h.length - sizeof(h);
		if (h.level == SOL_SOCKET && h.type == SCM_RIGHTS)
			error = get_rights(c, at + sizeof(h), data, m);
		else if (h.level == SOL_SOCKET && h.type == SCM_CREDENTIALS)
			error = get_credentials(c, at + sizeof(h), data, m);
		else if (h.level == SOL_SOCKET)
			error = -EINVAL;
		if (error)
			return error;
		step = CONTROL_ALIGN(h.length);
		if (step > left)
			break;
		at += step;
		left -= step;
	}
	return 0;
}

static int get_control(struct call *c, const struct header *h, struct outgoing *m)
{
	char *control;
	int error;

	if (h->control_length > CONTROL_MAX)
		return -ENOBUFS;
	if (!h->control_length)
		return 0;
	control = malloc(h->control_length);
	if (!control)
		return -ENOBUFS;
	error = user_get(c, control, h->control, h->control_length) ? -EFAULT : 0;
	if (!error)
		error = read_control(c, control, h->control_length, m);
	free(control);
	return error;
}

/* --- sending ----------------------------------------------------------------------------- */

static int get_receiver(const struct call *c, const struct socket *s, uint64_t at,
	uint64_t length, struct address **a)
{
	int error;

	*a = NULL;
	/* Who is connected for good needs none, and none is looked at. */
	if (!at || !length || s->type == SOCK_SEQPACKET)
		return 0;
	error = address_get_user(c, at, length, a);
	return error > 0 ? -EINVAL : error;
}

static int64_t send_and_free(struct call *c, struct file *f, struct outgoing *m)
{
	int64_t n;

	file_get(f);
	n = socket_send(c, f, m);
	file_put(f);
	if (m->rights)
		rights_free(m->rights);
	return n;
}

static int64_t send_header(
	struct call *c, struct file *f, const struct header *h, unsigned flags)
{
	struct outgoing m = { .flags = flags, .cred = socket_credentials(c) };
	struct address *to;
	struct segments s;
	int64_t n = get_receiver(c, socket_of(f), h->name, h->name_length, &to);

	if (n)
		return n;
	n = segments_begin(c, h, &s, &m.io);
	if (!n) {
		m.to = to;
		n = get_control(c, h, &m);
		if (!n)
			n = send_and_free(c, f, &m);
		else if (m.rights)
			rights_free(m.rights);
		segments_end(&s);
	}
	address_put(to);
	return n;
}

int64_t sys_sendto(struct call *c)
{
	struct outgoing m = { .flags = (unsigned)c->arg[3] };
	struct address *to;
	struct file *f;
	int64_t n = call_socket(c, &f);

	if (!n)
		n = io_buffer(c, c->arg[1], c->arg[2], &m.io);
	if (!n)
		n = get_receiver(c, socket_of(f), c->arg[4], (uint32_t)c->arg[5], &to);
	if (n)
		return n;
	m.cred = socket_credentials(c);
	m.to = to;
	n = send_and_free(c, f, &m);
	address_put(to);
	return n;
}

int64_t sys_sendmsg(struct call *c)
{
	struct header h;
	struct file *f;
	int64_t n = call_socket(c, &f);

	if (!n)
		n = get_header(c, c->arg[1], &h);
	return n ? n : send_header(c, f, &h, (unsigned)c->arg[2]);
}

int64_t sys_sendmmsg(struct call *c)
{
	uint64_t at = c->arg[1], count = (uint32_t)c->arg[2], done = 0;
	struct file *f;
	int64_t n = call_socket(c, &f);

	if (n)
		return n;
	if (count > MESSAGES_MAX)
		count = MESSAGES_MAX;
	file_get(f);
	for (; done < count && n >= 0; at += HEADER_STRIDE) {
		struct header h;
		uint32_t sent;

		n = get_header(c, at, &h);
		if (!n)
			n = send_header(c, f, &h, (unsigned)c->arg[3]);
		if (n < 0)
			break;
		sent = (uint32_t)n;
		if (user_put(c, at + sizeof(h), &sent, sizeof(sent)) != 0)
			n = -EFAULT;
		else
			done++;
	}
	file_put(f);
	return done ? (int64_t)done : n;
}

/* --- what comes along: in -------------------------------------------------------------------- */

/* The receiver's struct msghdr, as it is filled. */
struct reply {
	const struct call *call;
	uint64_t at, left; /* room for what comes along */
	uint64_t used;
	unsigned told;
};

/* One more entry of `length` bytes, as far as there is room. */
static int put_control(struct reply *r, int type, const void *data, size_t length)
{
	struct {
		struct control_header h;
		char data[RIGHTS_MAX * sizeof(int32_t) + 8];
	} entry = { .h = { sizeof(entry.h) + length, SOL_SOCKET, type } };
	uint64_t size = entry.h.length, step = CONTROL_ALIGN(size);

	if (r->left < sizeof(entry.h)) {
		r->told |= MSG_CTRUNC;
		return 0;
	}
	if (r->left < size) {
		r->told |= MSG_CTRUNC;
		size = entry.h.length = r->left;
	}
	memcpy(entry.data, data, size - sizeof(entry.h));
	if (user_put(r->call, r->at, &entry, size) != 0)
		return -EFAULT;
	if (step > r->left)
		step = r->left;
	r->at += step;
	r->left -= step;
	r->used += step;
	return 0;
}

/* Descriptors for as many of the files as there is room for; the rest is closed. */
static int put_rights(struct reply *r, struct rights *rights, bool cloexec)
{
	struct proc *p = r->call->proc;
	int32_t fd[RIGHTS_MAX];
	uint32_t count = 0, room = 0;
	int error = 0;

	if (r->left > sizeof(struct control_header))
		room = (uint32_t)((r->left - sizeof(struct control_header)) /
			sizeof(fd[0]));
	while (count < rights->count && count < room) {
		int n = fd_install(p, rights->file[count], 0, cloexec);

		if (n < 0)
			break;
		file_get(rights->file[count]);
		fd[count++] = n;
	}
	if (count < rights->count)
		r->told |= MSG_CTRUNC;
	if (count)
		error = put_control(r, SCM_RIGHTS, fd, count * sizeof(fd[0]));
	while (error && count)
		fd_close(p, (uint32_t)fd[--count]);
	return error;
}

static int put_along(struct reply *r, const struct socket *s, struct incoming *m)
{
	int error = 0;

	if (s->passcred && m->has_cred)
		error = put_control(r, SCM_CREDENTIALS, &m->cred, sizeof(m->cred));
	if (!error && m->rights)
		error = put_rights(r, m->rights, m->flags & MSG_CMSG_CLOEXEC);
	return error;
}

/* --- receiving ----------------------------------------------------------------------------------- */

static int64_t receive(struct call *c, struct file *f, struct incoming *m)
{
	int64_t n;

	file_get(f);
	n = socket_receive(c, f, m);
	file_put(f);
	return n;
}

static void incoming_end(struct incoming *m)
{
	if (m->rights)
		rights_free(m->rights);
	address_put(m->from);
}

int64_t sys_recvfrom(struct call *c)
{
	struct incoming m = { .flags = (unsigned)c->arg[3] };
	struct file *f;
	int64_t n = call_socket(c, &f);

	if (!n)
		n = io_buffer(c, c->arg[1], c->arg[2], &m.io);
	if (n)
		return n;
	n = receive(c, f, &m);
	if (n >= 0 && c->arg[4]) {
		static const int32_t none;
		int error = m.from ? address_put_user(c, m.from, c->arg[4], c->arg[5])
				   : user_put(c, c->arg[5], &none, sizeof(none));

		if (error)
			n = error;
	}
	incoming_end(&m);
	return n;
}

/* The parts of the header that tell what was received; its name goes first. */
static int tell_header(struct call *c, const struct socket *s, uint64_t at,
	const struct header *h, struct incoming *m)
{
	struct reply r = { .call = c, .at = h->control, .left = h->control_length };
	uint32_t length = 0;
	int error = 0;

	if (h->name && m->from)
		error = address_put_user(
			c, m->from, h->name, at + offsetof(struct header, name_length));
	else if (h->name)
		error = user_put(c, at + offsetof(struct header, name_length), &length,
			sizeof(length));
	if (!error)
		error = put_along(&r, s, m);
	if (error)
		return error;
	r.told |= m->told | (m->flags & MSG_CMSG_CLOEXEC);
	if (user_put(c, at + offsetof(struct header, control_length), &r.used,
		    sizeof(r.used)) != 0)
		return -EFAULT;
	return user_put(c, at + offsetof(struct header, flags), &r.told, sizeof(r.told));
}

static int64_t receive_header(struct call *c, struct file *f, uint64_t at, unsigned flags)
{
	struct incoming m = { .flags = flags };
	struct segments s;
	struct header h;
	int64_t n = get_header(c, at, &h);

	if (!n)
		n = segments_begin(c, &h, &s, &m.io);
	if (n)
		return n;
	n = receive(c, f, &m);
	segments_end(&s);
	if (n >= 0) {
		int error = tell_header(c, socket_of(f), at, &h, &m);

		if (error)
			n = error;
	}
	incoming_end(&m);
	return n;
}

int64_t sys_recvmsg(struct call *c)
{
	struct file *f;
	int64_t n = call_socket(c, &f);

	if (n)
		return n;
	file_get(f);
	n = receive_header(c, f, c->arg[1], (unsigned)c->arg[2]);
	file_put(f);
	return n;
}

/* recvmmsg's limit, as a time of the clock. */
static int receive_limit(const struct call *c, int64_t *until)
{
	struct xinim_timespec t;

	*until = FOREVER;
	if (!c->arg[4])
		return 0;
	if (user_get(c, &t, c->arg[4], sizeof(t)) != 0)
		return -EFAULT;
	return timeout_of(&t, until);
}

int64_t sys_recvmmsg(struct call *c)
{
	uint64_t at = c->arg[1], count = (uint32_t)c->arg[2], done = 0;
	unsigned flags = (unsigned)c->arg[3];
	int64_t until, n;
	struct file *f;

	n = call_socket(c, &f);
	if (!n)
		n = receive_limit(c, &until);
	if (!n)
		n = socket_error(socket_of(f));
	if (n)
		return n;
	if (count > MESSAGES_MAX)
		count = MESSAGES_MAX;
	file_get(f);
	while (done < count) {
		uint32_t length;

		n = receive_header(c, f, at, flags & ~WAIT_FOR_ONE);
		length = (uint32_t)n;
		if (n >= 0 &&
			user_put(c, at + sizeof(struct header), &length,
				sizeof(length)) != 0)
			n = -EFAULT;
		if (n < 0)
			break;
		done++;
		at += HEADER_STRIDE;
		if (flags & WAIT_FOR_ONE)
			flags |= MSG_DONTWAIT;
		/* As Linux has it: looked at after each message, not while one is waited for. */
		if (until != FOREVER && os_now() >= until)
			break;
	}
	/* What stopped it is told by the next call. */
	if (done && n < 0 && n != -EAGAIN && n != -ERESTARTSYS && n != -EINTR)
		socket_of(f)->error = (int)-n;
	file_put(f);
	return done ? (int64_t)done : n;
}
