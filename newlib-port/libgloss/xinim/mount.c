/*
 * newlib-port/libgloss/xinim/mount.c - mount a file system.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mount.h>

int mount(const char *source, const char *target, const char *type, unsigned long flags,
	const void *data)
{
	return CALL(mount, source, target, type, flags, data);
}
