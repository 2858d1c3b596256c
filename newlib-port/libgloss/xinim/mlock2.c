/*
 * newlib-port/libgloss/xinim/mlock2.c - keep pages in memory, from the first touch on if so asked.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int mlock2(const void *addr, size_t len, unsigned int flags)
{
	return (int)CALL(mlock2, addr, len, flags);
}
