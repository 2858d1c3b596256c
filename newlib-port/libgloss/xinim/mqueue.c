/*
 * newlib-port/libgloss/xinim/mqueue.c - message queues.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <mqueue.h>
#include <stdarg.h>
#include <unistd.h>

/* The name without its slash, as the call wants it; NULL, with errno set: it has none. */
static const char *bare(const char *name)
{
	if (*name == '/')
		return name + 1;
	errno = EINVAL;
	return NULL;
}

mqd_t mq_open(const char *name, int flags, ...)
{
	struct mq_attr *attributes = NULL;
	mode_t mode = 0;

	name = bare(name);
	if (name == NULL)
		return -1;
	if (flags & O_CREAT) {
		va_list ap;

		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		attributes = va_arg(ap, struct mq_attr *);
		va_end(ap);
	}
	return (mqd_t)CALL(mq_open, name, flags, mode, attributes);
}

int mq_unlink(const char *name)
{
	name = bare(name);
	return name == NULL ? -1 : (int)CALL(mq_unlink, name);
}

int mq_timedsend(mqd_t queue, const char *message, size_t length, unsigned priority,
	const struct timespec *until)
{
	return CALL_POINT(mq_timedsend, queue, message, length, priority, until);
}

int mq_send(mqd_t queue, const char *message, size_t length, unsigned priority)
{
	return mq_timedsend(queue, message, length, priority, NULL);
}

ssize_t mq_timedreceive(mqd_t queue, char *restrict to, size_t room,
	unsigned *restrict priority, const struct timespec *restrict until)
{
	return CALL_POINT(mq_timedreceive, queue, to, room, priority, until);
}

ssize_t mq_receive(mqd_t queue, char *to, size_t room, unsigned *priority)
{
	return mq_timedreceive(queue, to, room, priority, NULL);
}

int mq_getattr(mqd_t queue, struct mq_attr *attributes)
{
	return CALL(mq_getsetattr, queue, NULL, attributes);
}

int mq_setattr(
	mqd_t queue, const struct mq_attr *restrict new, struct mq_attr *restrict old)
{
	return CALL(mq_getsetattr, queue, new, old);
}
