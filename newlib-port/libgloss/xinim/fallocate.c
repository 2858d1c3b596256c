/*
 * newlib-port/libgloss/xinim/fallocate.c - claim or give up room in a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>

int fallocate(int fd, int mode, off_t start, off_t len)
{
	return CALL(fallocate, fd, mode, start, len);
}
