/*
 * newlib-port/libgloss/xinim/mlock.c - keep pages in memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int mlock(const void *addr, size_t len)
{
	return CALL(mlock, addr, len);
}
