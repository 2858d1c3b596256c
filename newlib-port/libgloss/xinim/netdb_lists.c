/*
 * newlib-port/libgloss/xinim/netdb_lists.c - lists of hosts, networks, protocols and
 * services: all of them empty.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <netdb.h>

/* Each list: opened, read and closed. */
#define EMPTY_LIST(type, what)             \
	void set##what##ent(int stay_open) \
	{                                  \
		(void)stay_open;           \
	}                                  \
	struct type *get##what##ent(void)  \
	{                                  \
		return NULL;               \
	}                                  \
	void end##what##ent(void)          \
	{                                  \
	}

EMPTY_LIST(hostent, host)
EMPTY_LIST(netent, net)
EMPTY_LIST(protoent, proto)
EMPTY_LIST(servent, serv)

struct netent *getnetbyname(const char *name)
{
	(void)name;
	return NULL;
}

struct netent *getnetbyaddr(uint32_t net, int type)
{
	(void)net;
	(void)type;
	return NULL;
}
