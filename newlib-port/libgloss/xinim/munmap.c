/*
 * newlib-port/libgloss/xinim/munmap.c - unmap memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int munmap(void *addr, size_t len)
{
	return CALL(munmap, addr, len);
}
