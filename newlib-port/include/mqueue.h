/*
 * newlib-port/include/mqueue.h - message queues.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _MQUEUE_H
#define _MQUEUE_H

#include <fcntl.h>
#include <signal.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int mqd_t; /* a descriptor: it can be polled */

struct mq_attr {
	long mq_flags; /* O_NONBLOCK */
	long mq_maxmsg;
	long mq_msgsize;
	long mq_curmsgs;
	long __room[4];
};

mqd_t mq_open(const char *__name, int __flags, ...);
int mq_close(mqd_t __queue);
int mq_unlink(const char *__name);
int mq_send(mqd_t __queue, const char *__message, size_t __length, unsigned __priority);
int mq_timedsend(mqd_t __queue, const char *__message, size_t __length,
	unsigned __priority, const struct timespec *__until);
ssize_t mq_receive(mqd_t __queue, char *__to, size_t __room, unsigned *__priority);
ssize_t mq_timedreceive(mqd_t __queue, char *__restrict __to, size_t __room,
	unsigned *__restrict __priority, const struct timespec *__restrict __until);
/* SIGEV_SIGNAL and SIGEV_NONE; SIGEV_THREAD is EINVAL. */
int mq_notify(mqd_t __queue, const struct sigevent *__event);
int mq_getattr(mqd_t __queue, struct mq_attr *__attributes);
int mq_setattr(mqd_t __queue, const struct mq_attr *__restrict __new,
	struct mq_attr *__restrict __old);

#ifdef __cplusplus
}
#endif

#endif
