/*
 * newlib-port/libgloss/xinim/lseek.c - move a file's offset.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

_off_t _lseek_r(struct _reent *reent, int fd, _off_t offset, int whence)
{
	return CALL_R(reent, lseek, fd, offset, whence);
}

WEAK off_t lseek(int fd, off_t offset, int whence)
{
	return CALL(lseek, fd, offset, whence);
}
