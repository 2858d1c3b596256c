/*
 * newlib-port/libgloss/xinim/gettid.c - the thread.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

pid_t gettid(void)
{
	return CALL(gettid);
}
