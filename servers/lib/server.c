/*
 * servers/lib/server.c - the frame that all servers share.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/lib/server.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/task.h>

#define LINE_MAX_BYTES 256

/* A line goes out in one write, so that two servers' lines never mix. */
void server_log(const struct server *server, const char *format, ...)
{
	char line[LINE_MAX_BYTES];
	int prefix = snprintf(line, sizeof(line), "[%s] ", server->name);
	int n;
	va_list ap;

	va_start(ap, format);
	n = vsnprintf(line + prefix, sizeof(line) - (size_t)prefix - 1, format, ap);
	va_end(ap);
	if (n < 0)
		return;
	n += prefix;
	if (n > (int)sizeof(line) - 2)
		n = (int)sizeof(line) - 2;
	line[n++] = '\n';
	/* Not through the VFS server: it may be the one that speaks, or asks us. */
	if (xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_LOG, (uintptr_t)line,
		    (uint64_t)n, 0) != 0)
		(void)write(STDOUT_FILENO, line, (size_t)n);
}

/* Makes the endpoint, where calls and the process's own events arrive. */
static int make_endpoint(const struct server *server)
{
	int endpoint = xinim_endpoint_create();
	int error = endpoint < 0 ? endpoint
				 : xinim_notification_bind(XINIM_CAP_SELF, endpoint);

	if (error < 0) {
		server_log(server, "cannot make an endpoint: %s", strerror(-error));
		return error;
	}
	return endpoint;
}

static int take_route(const struct server *server, int endpoint)
{
	int error;

	if (server->route == SERVER_NO_ROUTE)
		return 0;
	error = xinim_route_serve(server->route, endpoint);
	if (error)
		server_log(server, "cannot serve its system calls: %s", strerror(-error));
	return error;
}

/* Handles what came in as m; the number of the call to answer with m's words, 0: none. */
static uint64_t handle(const struct server *server, int64_t id, struct xinim_message *m)
{
	struct server_call call = {
		.id = (uint64_t)id,
		.number = m->label,
		.caller = m->badge,
		.arg = m->word,
	};
	int64_t result = -ENOSYS;

	if (m->label == XINIM_LABEL_NOTIFICATION) {
		if (server->notified)
			server->notified(server->state, m->word[0]);
		return 0;
	}
	if (server->call)
		result = server->call(server->state, &call);
	if (id == 0 || result == SERVER_PARKED)
		return 0;
	m->word[0] = (uint64_t)result;
	m->label = 0;
	return (uint64_t)id;
}

int server_answer(uint64_t id, int64_t result)
{
	struct xinim_message m = { .word = { (uint64_t)result } };

	return xinim_reply(id, &m);
}

int server_endpoint;

int server_run(const struct server *server)
{
	struct xinim_message m = { 0 };
	int endpoint = make_endpoint(server), status;
	uint64_t answer = 0;

	if (endpoint < 0)
		return 1;
	server_endpoint = endpoint;
	status = server->start ? server->start(server->state) : 0;
	if (status == 0 && take_route(server, endpoint) != 0)
		status = 1;
	if (status)
		return status;
	/* The event loop. The first wait tells the kernel that this server is up. */
	for (;;) {
		int64_t id = xinim_reply_receive(endpoint, answer, &m, XINIM_FOREVER);

		answer = 0;
		if (id >= 0)
			answer = handle(server, id, &m);
		else if (id !=
			-ESRCH) { /* ESRCH: the caller has gone, without its answer */
			server_log(
				server, "cannot wait for events: %s", strerror(-(int)id));
			return 1;
		}
	}
}
