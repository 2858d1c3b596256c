/*
 * newlib-port/include/mqueue.h - queues of messages, as Linux x86-64 has them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_MQUEUE_H
#define _XINIM_MQUEUE_H

#include <fcntl.h>
#include <signal.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int mqd_t;

struct mq_attr {
	long mq_flags;   /* O_NONBLOCK */
	long mq_maxmsg;  /* messages */
	long mq_msgsize; /* bytes */
	long mq_curmsgs;
	long __reserved[4];
};

int mq_close(mqd_t __mq);
int mq_getattr(mqd_t __mq, struct mq_attr *__attr);
int mq_notify(mqd_t __mq, const struct sigevent *__event);
mqd_t mq_open(const char *__name, int __flags, ...);
ssize_t mq_receive(mqd_t __mq, char *__text, size_t __size, unsigned *__priority);
int mq_send(mqd_t __mq, const char *__text, size_t __length, unsigned __priority);
int mq_setattr(mqd_t __mq, const struct mq_attr *__restrict __new,
	struct mq_attr *__restrict __old);
ssize_t mq_timedreceive(mqd_t __mq, char *__restrict __text, size_t __size,
	unsigned *__restrict __priority, const struct timespec *__restrict __until);
int mq_timedsend(mqd_t __mq, const char *__text, size_t __length, unsigned __priority,
	const struct timespec *__until);
int mq_unlink(const char *__name);

#ifdef __cplusplus
}
#endif

#endif
