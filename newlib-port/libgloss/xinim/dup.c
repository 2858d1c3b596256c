/*
 * newlib-port/libgloss/xinim/dup.c - another descriptor for an open file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int dup(int fd)
{
	return CALL(dup, fd);
}
