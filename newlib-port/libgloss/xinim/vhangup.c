/*
 * newlib-port/libgloss/xinim/vhangup.c - the end of what others have open of this
 * terminal: Linux, vhangup(2).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int vhangup(void)
{
	return CALL(vhangup);
}
