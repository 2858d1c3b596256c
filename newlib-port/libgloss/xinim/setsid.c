/*
 * newlib-port/libgloss/xinim/setsid.c - start a session.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

pid_t setsid(void)
{
	return CALL(setsid);
}
