/*
 * newlib-port/libgloss/xinim/system.c - a command for the shell.
 *
 * POSIX, system(): the caller ignores SIGINT and SIGQUIT and blocks SIGCHLD while
 * the command runs, and waits for no other child. What signals do is the whole
 * process's: of several threads in here the first one changes that and the last
 * one puts it back.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spawn_parts.h"
#include "thread/thread.h"

#define SHELL        "/bin/sh"
#define NOT_EXECUTED (127 << 8) /* as if the shell had ended so */

int __xinim_system_lock;
static unsigned users;
static struct sigaction interrupt, quit; /* as they were; with the lock */

struct command {
	pid_t pid;
	sigset_t mask;
};

/* Which of the two the command is not to find ignored. */
static sigset_t signals_aside(void)
{
	static const struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t defaults = 0;

	xinim_lock(&__xinim_system_lock);
	if (users++ == 0) {
		sigaction(SIGINT, &ignore, &interrupt);
		sigaction(SIGQUIT, &ignore, &quit);
	}
	if (interrupt.sa_handler != SIG_IGN)
		sigaddset(&defaults, SIGINT);
	if (quit.sa_handler != SIG_IGN)
		sigaddset(&defaults, SIGQUIT);
	xinim_unlock(&__xinim_system_lock);
	return defaults;
}

static void signals_back(const sigset_t *mask)
{
	xinim_lock(&__xinim_system_lock);
	if (--users == 0) {
		sigaction(SIGINT, &interrupt, NULL);
		sigaction(SIGQUIT, &quit, NULL);
	}
	xinim_unlock(&__xinim_system_lock);
	RAW(rt_sigprocmask, SIG_SETMASK, mask, NULL, sizeof(*mask));
}

/* The thread is cancelled: nobody is left to wait for the command. */
static void cancelled(void *argument)
{
	const struct command *c = argument;

	(void)RAW(kill, c->pid, SIGKILL);
	while (RAW(wait4, c->pid, NULL, 0, NULL) == -EINTR)
		;
	signals_back(&c->mask);
}

/* Error numbers are as posix_spawn's. */
static int start(struct command *c, const char *line, sigset_t defaults)
{
	struct __posix_spawnattr attr = {
		.flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK,
		.defaults = defaults,
		.mask = c->mask,
	};
	const posix_spawnattr_t which = &attr;
	char *const argv[] = { (char *)"sh", (char *)"-c", (char *)line, NULL };

	return posix_spawn(&c->pid, SHELL, NULL, &which, argv, environ);
}

/* Its wait status. A cancellation point. */
static int finish(struct command *c)
{
	int status = -1;
	pid_t got;

	pthread_cleanup_push(cancelled, c);
	do
		got = waitpid(c->pid, &status, 0);
	while (got < 0 && errno == EINTR);
	pthread_cleanup_pop(0);
	return got < 0 ? -1 : status;
}

static int run(const char *line)
{
	const sigset_t child = 1UL << (SIGCHLD - 1);
	struct command c;
	int error, status;

	RAW(rt_sigprocmask, SIG_BLOCK, &child, &c.mask, sizeof(child));
	error = start(&c, line, signals_aside());
	if (error) {
		/* No memory for a child is an error, no shell is the command's end. */
		status = error == EAGAIN || error == ENOMEM ? -1 : NOT_EXECUTED;
	} else {
		status = finish(&c);
		error = errno; /* ECHILD: another waited for it, or SIGCHLD is ignored */
	}
	signals_back(&c.mask);
	if (status < 0)
		errno = error;
	return status;
}

/* Without a line: whether there is a shell. EAGAIN, ENOMEM, ECHILD */
int system(const char *line)
{
	if (line == NULL)
		return access(SHELL, X_OK) == 0;
	return run(line);
}

int _system_r(struct _reent *reent, const char *line)
{
	int status = system(line);

	if (status < 0)
		reent->_errno = errno;
	return status;
}
