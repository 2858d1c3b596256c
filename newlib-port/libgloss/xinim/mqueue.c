/*
 * newlib-port/libgloss/xinim/mqueue.c - queues of messages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <mqueue.h>
#include <stdarg.h>
#include <unistd.h>

_Static_assert(sizeof(struct mq_attr) == 64, "Linux struct mq_attr");

/* A name is a slash and a file name; the system takes it without the slash. */
static const char *strip(const char *name)
{
	if (*name == '/')
		return name + 1;
	errno = EINVAL;
	return NULL;
}

mqd_t mq_open(const char *name, int flags, ...)
{
	struct mq_attr *attr = NULL;
	mode_t mode = 0;
	va_list list;

	name = strip(name);
	if (name == NULL)
		return -1;
	if (flags & O_CREAT) {
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		attr = va_arg(list, struct mq_attr *);
		va_end(list);
	}
	return (mqd_t)CALL(mq_open, name, flags, mode, attr);
}

int mq_unlink(const char *name)
{
	name = strip(name);
	if (name == NULL)
		return -1;
	return (int)CALL(mq_unlink, name);
}

int mq_close(mqd_t mq)
{
	return close(mq);
}

int mq_setattr(mqd_t mq, const struct mq_attr *restrict new, struct mq_attr *restrict old)
{
	return (int)CALL(mq_getsetattr, mq, new, old);
}

int mq_getattr(mqd_t mq, struct mq_attr *attr)
{
	return (int)CALL(mq_getsetattr, mq, NULL, attr);
}

int mq_notify(mqd_t mq, const struct sigevent *event)
{
	/* A function in a new thread would need a thread that waits: not written. */
	if (event != NULL && event->sigev_notify == SIGEV_THREAD) {
		errno = ENOSYS;
		return -1;
	}
	return (int)CALL(mq_notify, mq, event);
}

int mq_timedsend(mqd_t mq, const char *text, size_t length, unsigned priority,
	const struct timespec *until)
{
	return (int)CALL_POINT(mq_timedsend, mq, text, length, priority, until);
}

int mq_send(mqd_t mq, const char *text, size_t length, unsigned priority)
{
	return mq_timedsend(mq, text, length, priority, NULL);
}

ssize_t mq_timedreceive(mqd_t mq, char *restrict text, size_t size,
	unsigned *restrict priority, const struct timespec *restrict until)
{
	return CALL_POINT(mq_timedreceive, mq, text, size, priority, until);
}

ssize_t mq_receive(mqd_t mq, char *text, size_t size, unsigned *priority)
{
	return mq_timedreceive(mq, text, size, priority, NULL);
}
