/*
 * newlib-port/libgloss/xinim/ulimit.c - the size of files, in units of 512 bytes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <ulimit.h>

long ulimit(int command, ...)
{
	struct rlimit r;
	va_list list;
	long blocks;

	switch (command) {
	case UL_GETFSIZE:
		break;
	case UL_SETFSIZE:
		va_start(list, command);
		blocks = va_arg(list, long);
		va_end(list);
		if (blocks < 0) {
			errno = EINVAL;
			return -1;
		}
		r.rlim_cur =
			blocks > LONG_MAX / 512 ? RLIM_INFINITY : (rlim_t)blocks * 512;
		r.rlim_max = r.rlim_cur;
		if (setrlimit(RLIMIT_FSIZE, &r) != 0)
			return -1;
		break;
	default:
		errno = EINVAL;
		return -1;
	}
	if (getrlimit(RLIMIT_FSIZE, &r) != 0)
		return -1;
	return r.rlim_cur == RLIM_INFINITY ? LONG_MAX : (long)(r.rlim_cur / 512);
}
