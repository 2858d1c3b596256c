/*
 * newlib-port/libgloss/xinim/ctermid.c - the name of the controlling terminal.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdio.h>
#include <string.h>

char *ctermid(char *name)
{
	static char own[L_ctermid];

	return strcpy(name != NULL ? name : own, "/dev/tty");
}
