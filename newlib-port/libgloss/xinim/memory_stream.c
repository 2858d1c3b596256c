/*
 * newlib-port/libgloss/xinim/memory_stream.c - what streams in memory have in common.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "memory_stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int __xinim_memory_seek(size_t *at, size_t end, size_t most, off_t *offset, int whence)
{
	size_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? *at : end;
	off_t to;

	if (__builtin_add_overflow((off_t)base, *offset, &to) || to < 0 ||
		(size_t)to > most) {
		errno = EINVAL;
		return -1;
	}
	*at = (size_t)to;
	*offset = to;
	return 0;
}

int __xinim_memory_close(void *cookie)
{
	free(cookie);
	return 0;
}
