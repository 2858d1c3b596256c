/*
 * servers/process/syslog.c - syslog(2): the kernel's log, as dmesg reads it.
 *
 * The kernel keeps the last 64 KiB of what it and the servers said, and shows all of
 * it on the console; there are no levels. What is here is only up to where READ
 * and CLEAR have come.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>

#include <xinim/stats.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"

/* Linux, syslog(2). */
enum {
	LOG_CLOSE,
	LOG_OPEN,
	LOG_READ,
	LOG_READ_ALL,
	LOG_READ_CLEAR,
	LOG_CLEAR,
	LOG_SIZE_UNREAD = 9,
	LOG_SIZE_BUFFER = 10,
};

#define LOG_KEPT 65536u /* kernel/log.h */

static uint64_t read_to, cleared_to; /* numbers of bytes */

static int64_t piece(uint64_t from, struct xinim_stats_log *l)
{
	return stats_read(XINIM_STATS_LOG, from, l, sizeof(*l)) < 0 ? -ENODATA : 0;
}

/* Where the log ends now, and where the oldest byte after `from' is that is kept. */
static int64_t bounds(uint64_t from, uint64_t *first, uint64_t *end)
{
	struct xinim_stats_log l;
	int64_t error = piece(from, &l);

	*first = l.start;
	*end = l.end;
	return error;
}

/* From *at on, at most `room' bytes: how many; *at follows. */
static int64_t copy(const struct server_call *call, uint64_t *at, uint64_t room)
{
	uint64_t to = call->arg[1], done = 0;

	while (done < room) {
		struct xinim_stats_log l;
		uint64_t n;
		int64_t error = piece(*at, &l);

		if (error)
			return error;
		n = l.length < room - done ? l.length : room - done;
		if (n == 0)
			break;
		error = kernel_to_caller(call->id, to + done, l.text, n);
		if (error)
			return error;
		done += n;
		*at = l.start + n;
	}
	return (int64_t)done;
}

/* The last `room' bytes of those that were not cleared. */
static int64_t read_all(const struct server_call *call, uint64_t room)
{
	uint64_t first, end;
	int64_t error = bounds(cleared_to, &first, &end);

	if (error)
		return error;
	if (end - first > room)
		first = end - room;
	return copy(call, &first, room);
}

static int64_t size_unread(void)
{
	uint64_t first, end;
	int64_t error = bounds(read_to, &first, &end);

	return error ? error : (int64_t)(end - first);
}

static int64_t clear(void)
{
	uint64_t first;

	return bounds(cleared_to, &first, &cleared_to);
}

/* READ: what has not been read so; it does not wait for more. */
static int64_t read_some(const struct server_call *call, uint64_t room)
{
	int64_t n = copy(call, &read_to, room);

	return n ? n : -EAGAIN;
}

int64_t call_syslog(struct proc *self, const struct server_call *call)
{
	int type = (int)call->arg[0];
	int64_t room = (int)call->arg[2], n;

	if (!cred_may(&self->cred, CAPABILITY_ADMIN))
		return -EPERM;
	switch (type) {
	case LOG_CLOSE:
	case LOG_OPEN:
		return 0; /* as on Linux: there is nothing to open */
	case LOG_READ:
	case LOG_READ_ALL:
	case LOG_READ_CLEAR:
		if (!call->arg[1] || room < 0)
			return -EINVAL;
		if (room == 0)
			return 0;
		if (type == LOG_READ)
			return read_some(call, (uint64_t)room);
		n = read_all(call, (uint64_t)room);
		if (n >= 0 && type == LOG_READ_CLEAR)
			(void)clear();
		return n;
	case LOG_CLEAR:
		return clear();
	case LOG_SIZE_UNREAD:
		return size_unread();
	case LOG_SIZE_BUFFER:
		return LOG_KEPT;
	default:
		return -EINVAL; /* levels of the console are among these */
	}
}
