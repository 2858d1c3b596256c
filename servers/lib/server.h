/*
 * servers/lib/server.h - the frame that all servers share.
 *
 * A server fills in a struct server and calls server_run: that announces it,
 * runs its start-up, and from then on hands it what comes in, one event at a
 * time. A handler never waits for anything but by returning.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_SERVER_H
#define XINIM_SERVERS_SERVER_H

#include <stdint.h>

struct server {
	const char *name; /* as it announces itself: "[NAME] ..." */
	/* Start-up: 0, or an exit status (the reason has been said). NULL: nothing to do. */
	int (*start)(void *state);
	/* Notification bits came; NULL: none is of interest. */
	void (*notified)(void *state, uint64_t bits);
	void *state; /* handed to both */
};

/* The server's life. Returns only if start fails, with its exit status. */
int server_run(const struct server *server);

/* One line of the server's log, on standard output: "[NAME] text". */
void server_log(const struct server *server, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
