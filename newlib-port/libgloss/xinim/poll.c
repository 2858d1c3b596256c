/*
 * newlib-port/libgloss/xinim/poll.c - wait on descriptors.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <poll.h>

int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	return CALL_POINT(poll, fds, count, timeout_ms);
}
