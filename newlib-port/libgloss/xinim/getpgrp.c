/*
 * newlib-port/libgloss/xinim/getpgrp.c - the process's group.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

pid_t getpgrp(void)
{
	return CALL(getpgrp);
}
