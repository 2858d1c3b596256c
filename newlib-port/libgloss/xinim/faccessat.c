/*
 * newlib-port/libgloss/xinim/faccessat.c - may the user reach a file so, from a directory on?
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <unistd.h>

int faccessat(int dir, const char *path, int mode, int flags)
{
	return flags == 0 ? CALL(faccessat, dir, path, mode)
			  : CALL(faccessat2, dir, path, mode, flags);
}
