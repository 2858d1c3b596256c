/*
 * newlib-port/libgloss/xinim/swap.c - places to swap to.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/swap.h>

int swapon(const char *path, int flags)
{
	return CALL(swapon, path, flags);
}

int swapoff(const char *path)
{
	return CALL(swapoff, path);
}
