/*
 * newlib-port/libgloss/xinim/umask.c - the mode bits that new files do not get.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/stat.h>

mode_t umask(mode_t mask)
{
	return (mode_t)CALL(umask, mask);
}
