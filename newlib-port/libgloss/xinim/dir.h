/*
 * newlib-port/libgloss/xinim/dir.h - an open directory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_DIR_H
#define XINIM_LIBGLOSS_DIR_H

#include <dirent.h>

struct __dirstream {
	int fd;
	int next;     /* where in buf the next entry is */
	int end;      /* how much of buf is filled */
	off_t offset; /* d_off of the entry before that one */
	char buf[2048] __attribute__((aligned(8)));
};

#endif
