/*
 * servers/process/match.h - is this child what a wait call waits for?
 *
 * Pure; POSIX waitid, and Linux's __WCLONE and __WALL.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_MATCH_H
#define XINIM_PROCESS_MATCH_H

#include <stdbool.h>
#include <stdint.h>

/* Options of wait4 and waitid, Linux's numbers. */
#define WAIT_NOHANG    0x00000001u
#define WAIT_STOPPED   0x00000002u /* also WUNTRACED */
#define WAIT_EXITED    0x00000004u
#define WAIT_CONTINUED 0x00000008u
#define WAIT_NOWAIT    0x01000000u
#define WAIT_NOTHREAD  0x20000000u /* our children are the process's, not a thread's */
#define WAIT_ALL       0x40000000u
#define WAIT_CLONE     0x80000000u

enum wait_type { WAIT_ANY, WAIT_PID, WAIT_GROUP, WAIT_PIDFD };

struct wait_query {
	enum wait_type type;
	int32_t id; /* PID or group */
	uint32_t options;
};

/* A child, as far as a wait call sees it. */
struct wait_child {
	int32_t pid, group;
	int exit_signal;
	bool dead;      /* and not waited for */
	bool stopped;   /* and not told yet */
	bool continued; /* the same */
};

enum wait_match {
	WAIT_NOT_MEANT, /* for ECHILD it does not count */
	WAIT_NOT_YET,
	WAIT_IS_DEAD,
	WAIT_IS_STOPPED,
	WAIT_IS_CONTINUED
};

enum wait_match wait_match(const struct wait_query *q, const struct wait_child *c);
/* wait4's pid and options as a query; own: the caller's group. -EINVAL, -ESRCH. */
int wait_query4(struct wait_query *q, int32_t pid, uint32_t options, int32_t own);
/* The same for waitid. */
int wait_query_id(
	struct wait_query *q, uint32_t type, int32_t id, uint32_t options, int32_t own);
/* A wait4 status as si_code, and with it si_status. */
int wait_code(int32_t status, int *value);

#endif
