/*
 * newlib-port/libgloss/xinim/lckpwdf.c - the lock of the files of users: shadow(3).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <pthread.h>
#include <shadow.h>
#include <time.h>
#include <unistd.h>

#define LOCK_FILE "/etc/.pwd.lock"
#define WAIT_S    15

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int fd = -1;

/* The record lock that Linux's programs take, so that theirs and this one exclude each
 * other. 0; else -1 with EAGAIN (15 seconds are over), EBUSY (this process has it already),
 * or the error of open() or fcntl(). */
static int lock_locked(void)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct timespec moment = { .tv_nsec = 20 * 1000 * 1000 }, start, now;
	int error;

	if (fd >= 0) {
		errno = EBUSY;
		return -1;
	}
	fd = open(LOCK_FILE, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &start);
	while (fcntl(fd, F_SETLK, &whole) != 0) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		if ((errno != EAGAIN && errno != EACCES && errno != EINTR) ||
			now.tv_sec - start.tv_sec >= WAIT_S) {
			error = errno;
			close(fd);
			fd = -1;
			errno = error;
			return -1;
		}
		nanosleep(&moment, NULL);
	}
	return 0;
}

int lckpwdf(void)
{
	int result;

	pthread_mutex_lock(&mutex);
	result = lock_locked();
	pthread_mutex_unlock(&mutex);
	return result;
}

/* 0, or -1 with EINVAL: this process does not have the lock. */
int ulckpwdf(void)
{
	int result = -1;

	pthread_mutex_lock(&mutex);
	if (fd >= 0)
		result = close(fd);
	else
		errno = EINVAL;
	fd = -1;
	pthread_mutex_unlock(&mutex);
	return result;
}
