/*
 * newlib-port/libgloss/xinim/netdb.c - names of hosts and services: without a network, none but numbers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KNOWN_FLAGS                                                          \
	(AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_V4MAPPED | AI_ALL | \
		AI_ADDRCONFIG | AI_NUMERICSERV)

int h_errno;

/* A decimal port number; -1: a name, and there is no list of those. */
static long port_of(const char *service)
{
	char *end;
	unsigned long port;

	if (service == NULL)
		return 0;
	port = strtoul(service, &end, 10);
	return *service >= '0' && *service <= '9' && *end == '\0' && port < 65536
		? (long)port
		: -1;
}

/* One allocation for the entry, its address, and its name, which is a number, too. */
struct answer {
	struct addrinfo info;
	union {
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} address;
	char name[INET6_ADDRSTRLEN];
};

static int fill(struct answer *a, const char *node, uint16_t port, int passive)
{
	if ((a->info.ai_family == AF_INET || a->info.ai_family == AF_UNSPEC)) {
		struct in_addr *to = &a->address.in.sin_addr;

		to->s_addr = htonl(passive ? INADDR_ANY : INADDR_LOOPBACK);
		if (node == NULL || inet_aton(node, to)) {
			a->info.ai_family = AF_INET;
			a->info.ai_addrlen = sizeof(a->address.in);
			a->address.in.sin_family = AF_INET;
			a->address.in.sin_port = htons(port);
			return 0;
		}
	}
	if (a->info.ai_family == AF_INET)
		return EAI_NONAME;
	a->address.in6.sin6_addr = passive ? in6addr_any : in6addr_loopback;
	if (node != NULL && inet_pton(AF_INET6, node, &a->address.in6.sin6_addr) != 1)
		return EAI_NONAME;
	a->info.ai_family = AF_INET6;
	a->info.ai_addrlen = sizeof(a->address.in6);
	a->address.in6.sin6_family = AF_INET6;
	a->address.in6.sin6_port = htons(port);
	return 0;
}

int getaddrinfo(const char *restrict node, const char *restrict service,
	const struct addrinfo *restrict hints, struct addrinfo **restrict result)
{
	static const struct addrinfo any;
	long port = port_of(service);
	struct answer *a;
	int error;

	if (hints == NULL)
		hints = &any;
	if (node == NULL && service == NULL)
		return EAI_NONAME;
	if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET &&
		hints->ai_family != AF_INET6)
		return EAI_FAMILY;
	if (hints->ai_socktype < 0 || hints->ai_socktype > SOCK_SEQPACKET)
		return EAI_SOCKTYPE;
	if (hints->ai_flags & ~KNOWN_FLAGS ||
		(hints->ai_flags & AI_CANONNAME && node == NULL))
		return EAI_BADFLAGS;
	if (port < 0)
		return hints->ai_flags & AI_NUMERICSERV ? EAI_NONAME : EAI_SERVICE;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return EAI_MEMORY;
	a->info.ai_family = hints->ai_family;
	a->info.ai_socktype = hints->ai_socktype != 0 ? hints->ai_socktype : SOCK_STREAM;
	a->info.ai_protocol = hints->ai_protocol != 0 ? hints->ai_protocol
		: a->info.ai_socktype == SOCK_STREAM  ? IPPROTO_TCP
		: a->info.ai_socktype == SOCK_DGRAM   ? IPPROTO_UDP
						      : 0;
	a->info.ai_addr = (struct sockaddr *)&a->address;
	error = fill(a, node, (uint16_t)port, hints->ai_flags & AI_PASSIVE);
	if (error != 0) {
		free(a);
		return error;
	}
	if (hints->ai_flags & AI_CANONNAME) {
		strlcpy(a->name, node, sizeof(a->name));
		a->info.ai_canonname = a->name;
	}
	*result = &a->info;
	return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
	while (list != NULL) {
		struct addrinfo *next = list->ai_next;

		free(list);
		list = next;
	}
}

int getnameinfo(const struct sockaddr *restrict address, socklen_t length,
	char *restrict node, socklen_t node_size, char *restrict service,
	socklen_t service_size, int flags)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;
	int four = address->sa_family == AF_INET;

	if (!four && address->sa_family != AF_INET6)
		return EAI_FAMILY;
	if (length < (four ? sizeof(*in) : sizeof(*in6)))
		return EAI_FAMILY;
	if (node_size > 0 && flags & NI_NAMEREQD)
		return EAI_NONAME;
	if (node_size > 0 &&
		inet_ntop(address->sa_family,
			four ? (const void *)&in->sin_addr : &in6->sin6_addr, node,
			node_size) == NULL)
		return EAI_OVERFLOW;
	if (service_size > 0 &&
		(socklen_t)snprintf(service, service_size, "%u",
			ntohs(four ? in->sin_port : in6->sin6_port)) >= service_size)
		return EAI_OVERFLOW;
	return 0;
}

const char *gai_strerror(int error)
{
	switch (error) {
	case EAI_BADFLAGS:
		return "Invalid flags";
	case EAI_NONAME:
		return "Name or service not known";
	case EAI_AGAIN:
		return "Name not known for now";
	case EAI_FAIL:
		return "Name cannot be looked up";
	case EAI_FAMILY:
		return "Address family not supported";
	case EAI_SOCKTYPE:
		return "Socket type not supported";
	case EAI_SERVICE:
		return "Service not known for this type of socket";
	case EAI_MEMORY:
		return "Out of memory";
	case EAI_SYSTEM:
		return "System error";
	case EAI_OVERFLOW:
		return "Buffer too small";
	default:
		return "Unknown error";
	}
}

struct hostent *gethostbyname(const char *name)
{
	(void)name;
	h_errno = HOST_NOT_FOUND;
	return NULL;
}

struct hostent *gethostbyaddr(const void *address, socklen_t length, int family)
{
	(void)address;
	(void)length;
	(void)family;
	h_errno = HOST_NOT_FOUND;
	return NULL;
}

struct servent *getservbyname(const char *name, const char *protocol)
{
	(void)name;
	(void)protocol;
	return NULL;
}

struct servent *getservbyport(int port, const char *protocol)
{
	(void)port;
	(void)protocol;
	return NULL;
}

struct protoent *getprotobyname(const char *name)
{
	(void)name;
	return NULL;
}

struct protoent *getprotobynumber(int number)
{
	(void)number;
	return NULL;
}

const char *hstrerror(int error)
{
	switch (error) {
	case 0:
		return "No error";
	case HOST_NOT_FOUND:
		return "Unknown host";
	case TRY_AGAIN:
		return "Host not known for now";
	case NO_DATA:
		return "Host without an address";
	default:
		return "Host cannot be looked up";
	}
}

void herror(const char *text)
{
	if (text != NULL && *text != '\0')
		fprintf(stderr, "%s: ", text);
	fprintf(stderr, "%s\n", hstrerror(h_errno));
}
