/*
 * newlib-port/libgloss/xinim/epoll.c - waiting for events of many files.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/epoll.h>

int epoll_create(int size)
{
	return CALL(epoll_create, size);
}

int epoll_create1(int flags)
{
	return CALL(epoll_create1, flags);
}

int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
{
	return CALL(epoll_ctl, epfd, op, fd, event);
}

int epoll_wait(int epfd, struct epoll_event *events, int max, int timeout)
{
	return CALL_POINT(epoll_wait, epfd, events, max, timeout);
}

int epoll_pwait(
	int epfd, struct epoll_event *events, int max, int timeout, const sigset_t *mask)
{
	return CALL_POINT(epoll_pwait, epfd, events, max, timeout, mask, sizeof(*mask));
}
