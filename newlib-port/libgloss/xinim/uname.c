/*
 * newlib-port/libgloss/xinim/uname.c - the system's name.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/utsname.h>

int uname(struct utsname *name)
{
	return CALL(uname, name);
}
