/*
 * newlib-port/libgloss/xinim/fstat.c - an open file's status.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

int _fstat_r(struct _reent *reent, int fd, struct stat *st)
{
	return CALL_R(reent, fstat, fd, st);
}

WEAK int fstat(int fd, struct stat *st)
{
	return CALL(fstat, fd, st);
}
