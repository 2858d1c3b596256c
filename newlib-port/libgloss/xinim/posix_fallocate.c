/*
 * newlib-port/libgloss/xinim/posix_fallocate.c - claim room for a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>

/* Returns the error itself and leaves errno alone. */
int posix_fallocate(int fd, off_t start, off_t len)
{
	return (int)-RAW(fallocate, fd, 0, start, len);
}
