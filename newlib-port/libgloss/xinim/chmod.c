/*
 * newlib-port/libgloss/xinim/chmod.c - change a file's mode.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int chmod(const char *path, mode_t mode)
{
	return CALL(chmod, path, mode);
}
