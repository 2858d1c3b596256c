/*
 * newlib-port/libgloss/xinim/ppoll.c - wait on descriptors, with signals unblocked.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <poll.h>

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
	const sigset_t *mask)
{
	struct timespec left;

	if (timeout != NULL)
		left = *timeout;
	return CALL_POINT(
		ppoll, fds, count, timeout != NULL ? &left : NULL, mask, sizeof(*mask));
}
