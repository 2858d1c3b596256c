/*
 * newlib-port/libgloss/xinim/signalfd.c - signals read from a descriptor.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/signalfd.h>

int signalfd(int fd, const sigset_t *mask, int flags)
{
	return CALL(signalfd4, fd, mask, sizeof(*mask), flags);
}
