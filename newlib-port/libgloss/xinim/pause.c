/*
 * newlib-port/libgloss/xinim/pause.c - wait for a signal.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int pause(void)
{
	return CALL_POINT(pause);
}
