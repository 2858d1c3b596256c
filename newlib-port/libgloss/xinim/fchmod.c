/*
 * newlib-port/libgloss/xinim/fchmod.c - change an open file's mode.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int fchmod(int fd, mode_t mode)
{
	return CALL(fchmod, fd, mode);
}
