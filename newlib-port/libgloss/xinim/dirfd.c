/*
 * newlib-port/libgloss/xinim/dirfd.c - a directory stream's descriptor.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include "dir.h"

int dirfd(DIR *dir)
{
	return dir->fd;
}
