/*
 * newlib-port/libgloss/xinim/if_nameindex.c - network interfaces: there are none.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <net/if.h>
#include <stdlib.h>

unsigned if_nametoindex(const char *name)
{
	(void)name;
	errno = ENODEV;
	return 0;
}

char *if_indextoname(unsigned index, char *name)
{
	(void)index;
	(void)name;
	errno = ENXIO;
	return NULL;
}

/* The end of the list, and nothing before it. */
struct if_nameindex *if_nameindex(void)
{
	struct if_nameindex *list = calloc(1, sizeof(*list));

	if (list == NULL)
		errno = ENOBUFS;
	return list;
}

void if_freenameindex(struct if_nameindex *list)
{
	free(list);
}
