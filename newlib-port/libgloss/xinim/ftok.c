/*
 * newlib-port/libgloss/xinim/ftok.c - a key from a file's name.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/ipc.h>
#include <sys/stat.h>

/* The bits that every C library takes: equal keys for programs from elsewhere. */
key_t ftok(const char *path, int id)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return (key_t)-1;
	return (key_t)(((unsigned)id & 0xff) << 24 | ((unsigned)st.st_dev & 0xff) << 16 |
		((unsigned)st.st_ino & 0xffff));
}
