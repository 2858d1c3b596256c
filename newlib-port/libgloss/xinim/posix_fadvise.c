/*
 * newlib-port/libgloss/xinim/posix_fadvise.c - say how a file will be read.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>

/* Returns the error itself and leaves errno alone. */
int posix_fadvise(int fd, off_t start, off_t len, int advice)
{
	return (int)-RAW(fadvise64, fd, start, len, advice);
}
