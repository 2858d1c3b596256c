/*
 * newlib-port/libgloss/xinim/chroot.c - change the root directory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int chroot(const char *path)
{
	return CALL(chroot, path);
}
