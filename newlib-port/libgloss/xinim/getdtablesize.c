/*
 * newlib-port/libgloss/xinim/getdtablesize.c - how many descriptors a process may have.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int getdtablesize(void)
{
	return (int)sysconf(_SC_OPEN_MAX);
}
