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

#include <xinim/notify.h>

#define ALL_BITS       INT64_MAX
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
	(void)write(STDOUT_FILENO, line, (size_t)n);
}

int server_run(const struct server *server)
{
	if (server->start) {
		int status = server->start(server->state);

		if (status)
			return status;
	}
	/* The event loop. The first wait tells the kernel that this server is up. */
	for (;;) {
		int64_t bits = notify_wait(ALL_BITS);

		if (bits < 0) {
			server_log(server, "cannot wait for events: %s", strerror(errno));
			return 1;
		}
		if (server->notified)
			server->notified(server->state, (uint64_t)bits);
	}
}
