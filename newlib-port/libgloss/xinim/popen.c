/*
 * newlib-port/libgloss/xinim/popen.c - a stream to or from a command.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spawn_parts.h"
#include "thread/thread.h"

struct command {
	struct command *next;
	FILE *stream;
	pid_t pid;
};

int __xinim_popen_lock; /* of the list */
static struct command *commands;

/* Exactly one of r and w, and perhaps an e. */
static bool understand(const char *type, bool *reads, bool *on_exec)
{
	size_t length = strlen(type);
	bool r = strchr(type, 'r') != NULL, w = strchr(type, 'w') != NULL;

	*reads = r;
	*on_exec = strchr(type, 'e') != NULL;
	return r != w && length == 1u + *on_exec;
}

/*
 * POSIX: streams of earlier popens are closed in the child. That is first, as the
 * number of one may be the one that the command's end is to have.
 */
static int start(struct command *c, const char *line, int end, int as)
{
	char *const argv[] = { (char *)"sh", (char *)"-c", (char *)line, NULL };
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	xinim_lock(&__xinim_popen_lock);
	for (struct command *other = commands; !error && other; other = other->next)
		error = posix_spawn_file_actions_addclose(
			&actions, fileno(other->stream));
	if (!error)
		error = posix_spawn_file_actions_adddup2(&actions, end, as);
	if (!error)
		error = posix_spawn(&c->pid, "/bin/sh", &actions, NULL, argv, environ);
	if (!error) {
		c->next = commands;
		commands = c;
	}
	xinim_unlock(&__xinim_popen_lock);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* The stream for our end of a pipe, and the command at the other one. */
static int connect(struct command *c, const char *line, const int pipe[2], bool reads)
{
	int error;

	c->stream = fdopen(pipe[!reads], reads ? "r" : "w");
	if (c->stream == NULL)
		return errno;
	error = start(c, line, pipe[reads], reads);
	if (error) {
		fclose(c->stream);
		return error;
	}
	close(pipe[reads]);
	return 0;
}

/* EINVAL: a bad type. Else of pipe2, fdopen, posix_spawn. */
FILE *popen(const char *line, const char *type)
{
	bool reads, on_exec;
	struct command *c;
	int pipe[2], error;

	if (!understand(type, &reads, &on_exec)) {
		errno = EINVAL;
		return NULL;
	}
	c = malloc(sizeof(*c));
	if (c == NULL)
		return NULL;
	if (pipe2(pipe, O_CLOEXEC) != 0) {
		free(c);
		return NULL;
	}
	c->stream = NULL;
	error = connect(c, line, pipe, reads);
	if (error) {
		if (c->stream == NULL)
			close(pipe[!reads]);
		close(pipe[reads]);
		free(c);
		errno = error;
		return NULL;
	}
	if (!on_exec)
		fcntl(fileno(c->stream), F_SETFD, 0);
	return c->stream;
}

static struct command *take(FILE *stream)
{
	struct command **at, *c;

	xinim_lock(&__xinim_popen_lock);
	for (at = &commands; *at && (*at)->stream != stream; at = &(*at)->next)
		;
	c = *at;
	if (c)
		*at = c->next;
	xinim_unlock(&__xinim_popen_lock);
	return c;
}

/* The command's wait status. EINVAL: no stream of popen's. ECHILD: waited for before. */
int pclose(FILE *stream)
{
	struct command *c = take(stream);
	int status;
	long r;

	if (c == NULL) {
		errno = EINVAL;
		return -1;
	}
	fclose(stream);
	do
		r = RAW(wait4, c->pid, &status, 0, NULL);
	while (r == -EINTR);
	free(c);
	return r < 0 ? (int)__xinim_result(_REENT, r) : status;
}
