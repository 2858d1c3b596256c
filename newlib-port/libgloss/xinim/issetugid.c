/*
 * newlib-port/libgloss/xinim/issetugid.c - does the program run with rights its user has not?
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/auxv.h>
#include <unistd.h>

int issetugid(void)
{
	return getauxval(AT_SECURE) != 0;
}
