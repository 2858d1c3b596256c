/*
 * servers/vfs/socket.h - sockets of the local machine (AF_UNIX).
 *
 * A socket belongs to one open file. Who sends puts packets at the end of the
 * receiver's queue; a packet is charged to its sender until it is taken, so that
 * SO_SNDBUF bounds what one socket can have under way. Numbers, limits and errors
 * are Linux's, unix(7) and socket(7).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_SOCKET_H
#define XINIM_VFS_SOCKET_H

#include <stdlib.h>
#include <sys/socket.h>

#include "servers/vfs/vfs.h"

#define UNIX_PATH    108 /* bytes of an address after its family */
#define RIGHTS_MAX   253 /* descriptors in one message, as Linux has it */
#define SHUT_RECEIVE 1u
#define SHUT_SEND    2u
#define SHUT_BOTH    3u

struct rights;

/* What a socket is called; never changes, shared by those that are accepted under it. */
struct address {
	unsigned refs;
	uint32_t
		length; /* of path; a path's counts its NUL, an abstract name's begins with one */
	char path[UNIX_PATH + 1];
};

enum socket_state { SOCKET_NEW, SOCKET_LISTENS, SOCKET_CONNECTED };

struct credentials {
	int32_t pid;
	uint32_t uid, gid;
};

struct socket {
	unsigned refs; /* its file's, its peers', its packets', a listener's queue */
	int type;
	enum socket_state state;
	unsigned shut; /* SHUT_ */
	bool dead;     /* its file has been closed */
	bool passcred;
	int error;            /* to be told once; an errno value */
	struct file *file;    /* NULL: not accepted yet, or dead */
	struct socket *peer;  /* held; that of a datagram socket may know nothing of it */
	struct list senders;  /* datagram sockets connected to this one */
	struct list sending;  /* of them */
	struct list pending;  /* of a listener: those to be accepted */
	struct list accepted; /* of them */
	unsigned pending_count, backlog;
	struct list packets; /* to be received */
	unsigned packet_count;
	uint64_t unread;                /* bytes in them */
	uint64_t charged;               /* for what it has sent and nobody has received */
	uint32_t send_room, read_room;  /* SO_SNDBUF, SO_RCVBUF as they are told */
	uint32_t switches;              /* options that are only kept: a bit for each */
	int32_t linger[2];              /* SO_LINGER, which is only kept */
	int64_t send_limit, read_limit; /* nanoseconds; 0: for ever */
	struct address *address;        /* NULL: none */
	struct inode *inode;            /* held, whose name is its address */
	struct list named;              /* of abstract addresses */
	struct credentials peer_cred;
	struct wait_queue read, write;
	struct wait_queue room; /* who wants to be queued by it */
	/* Descriptors under way (rights.c). */
	unsigned flights; /* references on its file in packets */
	unsigned outside; /* of them: not found in packets of the others, while looking */
	bool unreachable; /* perhaps, while looking */
	struct list flying, look;
};

struct packet {
	struct list link;
	struct socket *from; /* held, charged */
	struct credentials cred;
	struct rights *rights; /* NULL: none */
	uint32_t first, length, room, charge;
	char data[];
};

/* One message on its way out. */
struct outgoing {
	struct io io;
	unsigned flags;           /* MSG_ */
	const struct address *to; /* NULL: not said */
	struct credentials cred;  /* always good */
	struct rights *rights;    /* taken over if the message is sent */
};

/* What was received. */
struct incoming {
	struct io io;
	unsigned flags;       /* MSG_, asked */
	unsigned told;        /* MSG_, to be told */
	struct address *from; /* held; NULL: it has none */
	bool has_cred;
	struct credentials cred;
	struct rights *rights; /* the receiver's */
};

extern const struct file_ops socket_ops;

/* The open socket that argument 0 names, not held. -EBADF, -ENOTSOCK. */
int call_socket(const struct call *c, struct file **f);

static inline struct socket *socket_of(const struct file *f)
{
	return f->own;
}

static inline struct socket *socket_get(struct socket *s)
{
	s->refs++;
	return s;
}
void socket_put(struct socket *s);
/* It never came to be a file's, or is not any more; takes that reference. */
void socket_end(struct socket *s);
/* Nothing is received, or sent, any more; those who wait hear of it. */
void socket_shut(struct socket *s, unsigned how);
/* -ENOMEM */
int socket_new(int type, struct socket **s);
/* An open file of s (whose reference it takes). NULL: no memory, and s has ended. */
struct file *socket_file(struct socket *s, unsigned flags);
/* Each other's peer from now on, both connected. */
void socket_join(struct socket *a, struct socket *b);
struct credentials socket_credentials(const struct call *c);
/* The pending error, negated, and it is none any more. */
int socket_error(struct socket *s);
/* May more be sent? */
static inline bool socket_has_room(const struct socket *s)
{
	return s->charged < s->send_room;
}
/* A datagram socket's queue is full for those that it does not answer. */
bool socket_is_full(const struct socket *s, const struct socket *from);
/*
 * Waits on q for s: -EAGAIN (not to be waited, or the limit is over), -EINTR or
 * -ERESTARTSYS, -ENOMEM. until: of socket_until.
 */
int socket_wait(struct call *c, struct wait_queue *q, bool no_wait, int64_t until);
int64_t socket_until(int64_t limit);

/* --- names (socket_name.c) ------------------------------------------------------ */

static inline void address_put(struct address *a)
{
	if (a && --a->refs == 0)
		free(a);
}
static inline struct address *address_get(struct address *a)
{
	if (a)
		a->refs++;
	return a;
}
/*
 * A struct sockaddr_un of the caller's. -EINVAL, -EFAULT, -ENOMEM; 1: it is of
 * AF_UNSPEC (and *a is NULL).
 */
int address_get_user(
	const struct call *c, uint64_t at, uint64_t length, struct address **a);
/* a (NULL: none) to the caller; the word at `length_at` says the room, then the length. */
int address_put_user(
	const struct call *c, const struct address *a, uint64_t at, uint64_t length_at);
int socket_bind(struct call *c, struct socket *s, struct address *a);
/* As an address of its own, if it has none. */
int socket_autobind(struct socket *s);
void socket_unbind(struct socket *s);
/* Who is there, held. -ECONNREFUSED, -EPROTOTYPE, -EACCES, and what walking gives. */
int socket_find(struct call *c, const struct address *a, int type, struct socket **s);
int socket_connect(struct call *c, struct file *f, const struct address *a);
int socket_disconnect(struct socket *s);
int socket_listen(struct call *c, struct socket *s, int backlog);
/* The next one, held, not a file's yet. */
int socket_accept(struct call *c, struct file *f, struct socket **s);

/* --- data (socket_data.c) ---------------------------------------------------------- */

/* Bytes sent. The rights are the packet's if it is 0 or more, else still the caller's. */
int64_t socket_send(struct call *c, struct file *f, struct outgoing *m);
int64_t socket_receive(struct call *c, struct file *f, struct incoming *m);
/* What it has not read goes. */
void socket_drop_packets(struct socket *s);

/* --- descriptors under way (rights.c) --------------------------------------------- */

struct rights {
	uint32_t count;
	uint32_t uid; /* whose they are while under way */
	bool flying;
	struct rights *next; /* of those to be freed */
	struct file *file[]; /* held */
};

/* The open files of these descriptors of the caller's. -EBADF, -EINVAL, -ENOMEM. */
int rights_new(struct call *c, const int32_t *fd, unsigned count, struct rights **r);
/* They are in a packet from now on. -ETOOMANYREFS */
int rights_depart(const struct call *c, struct rights *r);
void rights_arrive(struct rights *r);
struct rights *rights_copy(const struct rights *r);
/* Closes them all; may be called from a file's release. */
void rights_free(struct rights *r);
/* Sockets that nobody can reach but by way of their own packets lose these. */
void rights_collect(void);

#endif
