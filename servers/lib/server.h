/*
 * servers/lib/server.h - the frame that all servers share.
 *
 * A server fills in a struct server and calls server_run: that makes its
 * endpoint, runs its start-up, registers the system calls it serves, and from
 * then on hands it what comes in, one event at a time. A handler never waits
 * for anything but by returning: a call that cannot be answered yet is parked
 * (SERVER_PARKED) and answered by server_answer when it can be.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_SERVER_H
#define XINIM_SERVERS_SERVER_H

#include <stdint.h>

#include <xinim/message.h>

#define SERVER_NO_ROUTE (-1)
#define SERVER_PARKED   INT64_MIN /* a handler's result: the answer comes later */

/* A system call that was routed here, or a message to the endpoint. */
struct server_call {
	uint64_t id;         /* for server_answer, xinim_copy_from_caller and its like */
	uint64_t number;     /* of the system call; a message's label */
	uint64_t caller;     /* its PID; a message's badge */
	const uint64_t *arg; /* six */
};

struct server {
	const char *name; /* as it announces itself: "[NAME] ..." */
	int route; /* the system calls it serves: XINIM_ROUTE_..., SERVER_NO_ROUTE */
	/* Start-up: 0, or an exit status (the reason has been said). NULL: nothing to do. */
	int (*start)(void *state);
	/* A call: its result, a negative errno, or SERVER_PARKED. NULL: ENOSYS to all. */
	int64_t (*call)(void *state, const struct server_call *call);
	/* Notification bits came; NULL: none is of interest. */
	void (*notified)(void *state, uint64_t bits);
	void *state; /* handed to all */
};

/* The server's life. Returns only if it cannot start, with its exit status. */
int server_run(const struct server *server);

/* Where its calls and notifications arrive, from its start-up on. */
extern int server_endpoint;

/* Answers a parked call. -ESRCH: its caller has given it up. */
int server_answer(uint64_t id, int64_t result);

/* One line of the server's log, on standard output: "[NAME] text". */
void server_log(const struct server *server, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
