/*
 * newlib-port/libgloss/xinim/munlockall.c - let all pages go again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int munlockall(void)
{
	return CALL(munlockall);
}
