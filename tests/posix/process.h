/* tests/posix/process.h - children for tests of the process server.
 *
 * IN_CHILD(body) forks, runs body in the child, and is its exit status, or 1000 +
 * the signal that ended it; body says what it finds by CHILD_EXPECT, which ends
 * the child with the line's number, or returns 0 at its end.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_PROCESS_H
#define XINIM_TESTS_POSIX_PROCESS_H

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../guest/guest.h"

#include <xinim/stats.h>

/* Waits for it; its exit status, 1000 + signal, or -errno. */
static inline int reap(pid_t pid)
{
	int status;
	pid_t got;

	do
		got = waitpid(pid, &status, 0);
	while (got < 0 && errno == EINTR);
	if (got != pid)
		return got < 0 ? -errno : -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

#define CHILD_EXPECT(e)                                                             \
	do {                                                                        \
		if (!(e)) {                                                         \
			printf("  in child: %s is false, errno %d (line %d)\n", #e, \
				errno, __LINE__);                                   \
			fflush(stdout);                                             \
			_exit(1);                                                   \
		}                                                                   \
	} while (0)

/* The result of a child that does this. */
static inline int in_child(void (*body)(void))
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		body();
		_exit(0);
	}
	return pid < 0 ? -errno : reap(pid);
}

#define EXPECT_ERROR(call, number)        \
	do {                              \
		errno = 0;                \
		EXPECT_EQ(call, -1);      \
		EXPECT_EQ(errno, number); \
	} while (0)

static inline void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}

/* A child that waits for signals until it is killed. */
static inline pid_t child_that_waits(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		for (;;)
			sleep_ms(1000000);
	return pid;
}

/* Pages in no use at all, when what has ended is gone. */
static inline long free_pages(void)
{
	struct xinim_stats_memory m;

	sleep_ms(20);
	if (stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) < 0)
		return -1;
	return (long)m.free_pages;
}

#endif
