/*
 * newlib-port/libgloss/xinim/memfd_create.c - a file that is only memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int memfd_create(const char *name, unsigned int flags)
{
	return CALL(memfd_create, name, flags);
}
