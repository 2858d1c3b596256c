/*
 * newlib-port/libgloss/xinim/sethostname.c - set the machine's name.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int sethostname(const char *name, size_t len)
{
	return CALL(sethostname, name, len);
}
