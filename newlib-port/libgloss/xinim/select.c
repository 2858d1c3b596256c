/*
 * newlib-port/libgloss/xinim/select.c - wait on sets of descriptors.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/select.h>

int select(int nfds, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
	struct timeval *restrict timeout)
{
	return CALL_POINT(select, nfds, in, out, except, timeout);
}
