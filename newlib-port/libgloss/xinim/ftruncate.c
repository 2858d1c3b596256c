/*
 * newlib-port/libgloss/xinim/ftruncate.c - set the length of an open file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int ftruncate(int fd, off_t len)
{
	return CALL(ftruncate, fd, len);
}
