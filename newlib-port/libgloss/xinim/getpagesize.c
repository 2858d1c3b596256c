/*
 * newlib-port/libgloss/xinim/getpagesize.c - the size of a page.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/auxv.h>
#include <unistd.h>

int getpagesize(void)
{
	return (int)getauxval(AT_PAGESZ);
}
