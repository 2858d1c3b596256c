/*
 * newlib-port/libgloss/xinim/access.c - may the real user reach a file so?
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int access(const char *path, int mode)
{
	return CALL(access, path, mode);
}
