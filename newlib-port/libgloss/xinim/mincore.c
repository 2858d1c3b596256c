/*
 * newlib-port/libgloss/xinim/mincore.c - which pages are in memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int mincore(void *addr, size_t len, unsigned char *vec)
{
	return CALL(mincore, addr, len, vec);
}
