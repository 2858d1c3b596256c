/*
 * newlib-port/libgloss/xinim/madvise.c - say how memory will be used.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int madvise(void *addr, size_t len, int advice)
{
	return CALL(madvise, addr, len, advice);
}
