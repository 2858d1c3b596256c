/*
 * newlib-port/libgloss/xinim/sysinfo.c - totals of the machine.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/sysinfo.h>

int sysinfo(struct sysinfo *info)
{
	return CALL(sysinfo, info);
}
