/*
 * newlib-port/libgloss/xinim/msync.c - write mapped memory out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int msync(void *addr, size_t len, int flags)
{
	return CALL_POINT(msync, addr, len, flags);
}
