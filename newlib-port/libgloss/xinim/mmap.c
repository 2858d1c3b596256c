/*
 * newlib-port/libgloss/xinim/mmap.c - map memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return (void *)CALL(mmap, addr, len, prot, flags, fd, offset);
}
