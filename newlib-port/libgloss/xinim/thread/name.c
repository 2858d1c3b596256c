/*
 * newlib-port/libgloss/xinim/thread/name.c - what a thread is called.
 *
 * The kernel keeps it: prctl(2) has the caller's own name, /proc/self/task/TID/comm that of
 * any thread.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "thread.h"

#define SET_NAME   15 /* of prctl(2) */
#define GET_NAME   16
#define COMM_BYTES 16 /* with its NUL */

/* Another thread's comm file: a descriptor, or an errno value negated. */
static int comm_of(pthread_t id, int flags)
{
	const struct thread *t = (const struct thread *)id;
	int tid = __atomic_load_n(&t->tid, __ATOMIC_RELAXED);
	char path[sizeof("/proc/self/task//comm") + 10];

	if (tid == 0)
		return -ESRCH;
	snprintf(path, sizeof(path), "/proc/self/task/%d/comm", tid);
	return (int)RAW(open, path, flags | O_CLOEXEC);
}

/* ERANGE: longer than 15; ESRCH: it has ended; what open(2) says without a /proc. */
int pthread_setname_np(pthread_t id, const char *name)
{
	size_t length = strlen(name);
	long r;
	int fd;

	if (length >= COMM_BYTES)
		return ERANGE;
	if ((struct thread *)id == thread_self())
		return (int)-RAW(prctl, SET_NAME, name, 0, 0, 0);
	fd = comm_of(id, O_WRONLY);
	if (fd < 0)
		return -fd;
	r = RAW(write, fd, name, length);
	RAW(close, fd);
	return r < 0 ? (int)-r : 0;
}

/* ERANGE: it is as long as there is room, or longer; else as pthread_setname_np. */
int pthread_getname_np(pthread_t id, char *name, size_t size)
{
	char buf[COMM_BYTES + 1] = "";
	long r;
	int fd;

	if ((struct thread *)id == thread_self()) {
		r = RAW(prctl, GET_NAME, buf, 0, 0, 0);
	} else {
		fd = comm_of(id, O_RDONLY);
		if (fd < 0)
			return -fd;
		r = RAW(read, fd, buf, COMM_BYTES);
		RAW(close, fd);
		/* A line feed ends it. */
		if (r > 0)
			buf[r - 1] = '\0';
	}
	if (r < 0)
		return (int)-r;
	if (strlen(buf) >= size)
		return ERANGE;
	strcpy(name, buf);
	return 0;
}
