/*
 * newlib-port/libgloss/xinim/umount2.c - unmount a file system.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mount.h>

int umount2(const char *target, int flags)
{
	return CALL(umount2, target, flags);
}

int umount(const char *target)
{
	return umount2(target, 0);
}
