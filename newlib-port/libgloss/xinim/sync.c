/*
 * newlib-port/libgloss/xinim/sync.c - write all files out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

void sync(void)
{
	RAW(sync);
}
