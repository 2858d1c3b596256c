/*
 * newlib-port/libgloss/xinim/notify_wait.c - wait for notifications.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <xinim/notify.h>

int64_t notify_wait(uint64_t mask)
{
	return CALL(notify_wait, mask);
}
