/*
 * newlib-port/libgloss/xinim/getrandom.c - random bytes from the system.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/random.h>

ssize_t getrandom(void *buf, size_t len, unsigned int flags)
{
	return CALL(getrandom, buf, len, flags);
}
