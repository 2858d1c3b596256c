/*
 * newlib-port/libgloss/xinim/munlock.c - let pages go again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int munlock(const void *addr, size_t len)
{
	return CALL(munlock, addr, len);
}
