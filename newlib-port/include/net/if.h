/*
 * newlib-port/include/net/if.h - network interfaces: there are none.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_NET_IF_H
#define _XINIM_NET_IF_H

#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IF_NAMESIZE 16

struct if_nameindex {
	unsigned if_index;
	char *if_name;
};

void if_freenameindex(struct if_nameindex *__list);
char *if_indextoname(unsigned __index, char *__name);
struct if_nameindex *if_nameindex(void);
unsigned if_nametoindex(const char *__name);

#ifdef __cplusplus
}
#endif

#endif
