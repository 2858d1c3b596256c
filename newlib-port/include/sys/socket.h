/*
 * newlib-port/include/sys/socket.h - sockets: those of the local machine.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_SOCKET_H
#define _XINIM_SYS_SOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/_timespec.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/uio.h>

#ifndef _SOCKLEN_T_DECLARED
typedef uint32_t socklen_t;
#define _SOCKLEN_T_DECLARED
#endif
#ifndef _SA_FAMILY_T_DECLARED
typedef uint16_t sa_family_t;
#define _SA_FAMILY_T_DECLARED
#endif

#define SOCK_STREAM    1
#define SOCK_DGRAM     2
#define SOCK_RAW       3
#define SOCK_RDM       4
#define SOCK_SEQPACKET 5
#define SOCK_NONBLOCK  04000
#define SOCK_CLOEXEC   02000000

#define AF_UNSPEC 0
#define AF_UNIX   1
#define AF_LOCAL  AF_UNIX
#define AF_INET   2
#define AF_INET6  10
#define PF_UNSPEC AF_UNSPEC
#define PF_UNIX   AF_UNIX
#define PF_LOCAL  AF_UNIX
#define PF_INET   AF_INET
#define PF_INET6  AF_INET6

#define SOL_SOCKET    1
#define SO_DEBUG      1
#define SO_REUSEADDR  2
#define SO_TYPE       3
#define SO_ERROR      4
#define SO_DONTROUTE  5
#define SO_BROADCAST  6
#define SO_SNDBUF     7
#define SO_RCVBUF     8
#define SO_KEEPALIVE  9
#define SO_OOBINLINE  10
#define SO_LINGER     13
#define SO_PASSCRED   16
#define SO_PEERCRED   17
#define SO_RCVLOWAT   18
#define SO_SNDLOWAT   19
#define SO_RCVTIMEO   20
#define SO_SNDTIMEO   21
#define SO_ACCEPTCONN 30
#define SO_PROTOCOL   38
#define SO_DOMAIN     39

#define SOMAXCONN 4096

#define MSG_OOB          0x01
#define MSG_PEEK         0x02
#define MSG_DONTROUTE    0x04
#define MSG_CTRUNC       0x08
#define MSG_TRUNC        0x20
#define MSG_DONTWAIT     0x40
#define MSG_EOR          0x80
#define MSG_WAITALL      0x100
#define MSG_NOSIGNAL     0x4000
#define MSG_WAITFORONE   0x10000
#define MSG_CMSG_CLOEXEC 0x40000000

#define SHUT_RD   0
#define SHUT_WR   1
#define SHUT_RDWR 2

#define SCM_RIGHTS      1
#define SCM_CREDENTIALS 2

struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};

struct sockaddr_storage {
	sa_family_t ss_family;
	char __ss_padding[118];
	unsigned long __ss_align;
};

struct linger {
	int l_onoff;
	int l_linger;
};

#if __MISC_VISIBLE || __GNU_VISIBLE
struct ucred {
	pid_t pid;
	uid_t uid;
	gid_t gid;
};
#endif

struct msghdr {
	void *msg_name;
	socklen_t msg_namelen;
	struct iovec *msg_iov;
	size_t msg_iovlen;
	void *msg_control;
	size_t msg_controllen;
	int msg_flags;
};

#if __MISC_VISIBLE || __GNU_VISIBLE
struct mmsghdr {
	struct msghdr msg_hdr;
	unsigned int msg_len;
};
#endif

struct cmsghdr {
	size_t cmsg_len;
	int cmsg_level;
	int cmsg_type;
};

#define CMSG_ALIGN(length) (((length) + sizeof(size_t) - 1) & ~(sizeof(size_t) - 1))
#define CMSG_DATA(c)       ((unsigned char *)((struct cmsghdr *)(c) + 1))
#define CMSG_SPACE(length) (CMSG_ALIGN(length) + CMSG_ALIGN(sizeof(struct cmsghdr)))
#define CMSG_LEN(length)   (CMSG_ALIGN(sizeof(struct cmsghdr)) + (length))
#define CMSG_FIRSTHDR(m)                                     \
	((m)->msg_controllen >= sizeof(struct cmsghdr)       \
			? (struct cmsghdr *)(m)->msg_control \
			: (struct cmsghdr *)0)
#define CMSG_NXTHDR(m, c) __xinim_cmsg_next((m), (c))

static __inline struct cmsghdr *__xinim_cmsg_next(
	const struct msghdr *__m, struct cmsghdr *__c)
{
	size_t __at = (size_t)((char *)__c - (char *)__m->msg_control);
	size_t __left = __m->msg_controllen - __at;

	if (__c->cmsg_len < sizeof(*__c) || CMSG_ALIGN(__c->cmsg_len) > __left ||
		__left - CMSG_ALIGN(__c->cmsg_len) < sizeof(*__c))
		return 0;
	return (struct cmsghdr *)((char *)__c + CMSG_ALIGN(__c->cmsg_len));
}

#ifdef __cplusplus
extern "C" {
#endif

int socket(int __domain, int __type, int __protocol);
int socketpair(int __domain, int __type, int __protocol, int __fds[2]);
int bind(int __fd, const struct sockaddr *__address, socklen_t __length);
int listen(int __fd, int __backlog);
int accept(
	int __fd, struct sockaddr *__restrict __address, socklen_t *__restrict __length);
#if __MISC_VISIBLE || __GNU_VISIBLE
int accept4(int __fd, struct sockaddr *__restrict __address,
	socklen_t *__restrict __length, int __flags);
#endif
int connect(int __fd, const struct sockaddr *__address, socklen_t __length);
int shutdown(int __fd, int __how);
int getsockname(
	int __fd, struct sockaddr *__restrict __address, socklen_t *__restrict __length);
int getpeername(
	int __fd, struct sockaddr *__restrict __address, socklen_t *__restrict __length);
int getsockopt(int __fd, int __level, int __name, void *__restrict __value,
	socklen_t *__restrict __length);
int setsockopt(
	int __fd, int __level, int __name, const void *__value, socklen_t __length);
ssize_t send(int __fd, const void *__buf, size_t __length, int __flags);
ssize_t sendto(int __fd, const void *__buf, size_t __length, int __flags,
	const struct sockaddr *__address, socklen_t __address_length);
ssize_t sendmsg(int __fd, const struct msghdr *__message, int __flags);
ssize_t recv(int __fd, void *__buf, size_t __length, int __flags);
ssize_t recvfrom(int __fd, void *__restrict __buf, size_t __length, int __flags,
	struct sockaddr *__restrict __address, socklen_t *__restrict __address_length);
ssize_t recvmsg(int __fd, struct msghdr *__message, int __flags);
#if __MISC_VISIBLE || __GNU_VISIBLE
int sendmmsg(int __fd, struct mmsghdr *__messages, unsigned int __count, int __flags);
int recvmmsg(int __fd, struct mmsghdr *__messages, unsigned int __count, int __flags,
	struct timespec *__limit);
#endif
int sockatmark(int __fd);

#ifdef __cplusplus
}
#endif

#endif
