/*
 * newlib-port/libgloss/xinim/reboot.c - stopping the machine.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/reboot.h>

#define MAGIC1 0xfee1dead /* linux/reboot.h */
#define MAGIC2 672274793

int reboot(int howto)
{
	return CALL(reboot, MAGIC1, MAGIC2, howto, 0);
}
