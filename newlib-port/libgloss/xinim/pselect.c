/*
 * newlib-port/libgloss/xinim/pselect.c - wait on sets of descriptors, with signals unblocked.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/select.h>

/* The kernel writes the time left back; the caller's timeout is not touched. */
int pselect(int nfds, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
	const struct timespec *restrict timeout, const sigset_t *restrict mask)
{
	struct {
		const sigset_t *mask;
		size_t size;
	} set = { mask, sizeof(*mask) };
	struct timespec left;

	if (timeout != NULL)
		left = *timeout;
	return CALL_POINT(
		pselect6, nfds, in, out, except, timeout != NULL ? &left : NULL, &set);
}
