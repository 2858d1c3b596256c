/*
 * newlib-port/libgloss/xinim/seekdir.c - go to a place in a directory that telldir() told.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

#include "dir.h"

void seekdir(DIR *dir, long place)
{
	dir->offset = lseek(dir->fd, place, SEEK_SET);
	dir->next = 0;
	dir->end = 0;
}

long telldir(DIR *dir)
{
	return dir->offset;
}

void rewinddir(DIR *dir)
{
	seekdir(dir, 0);
}
