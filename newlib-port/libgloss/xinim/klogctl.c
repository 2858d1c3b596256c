/*
 * newlib-port/libgloss/xinim/klogctl.c - the kernel's log.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/klog.h>

int klogctl(int type, char *buf, int length)
{
	return CALL(syslog, type, buf, length);
}
