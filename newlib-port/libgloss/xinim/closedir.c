/*
 * newlib-port/libgloss/xinim/closedir.c - close a directory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdlib.h>
#include <unistd.h>

#include "dir.h"

/* Closes the stream but not the descriptor, and returns that. */
int fdclosedir(DIR *dir)
{
	int fd = dir->fd;

	free(dir);
	return fd;
}

int closedir(DIR *dir)
{
	return close(fdclosedir(dir));
}
