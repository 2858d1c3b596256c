/*
 * servers/process/match.c - is this child what a wait call waits for?
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/match.h"

#include <errno.h>
#include <signal.h>

#define WAIT_KINDS (WAIT_NOTHREAD | WAIT_ALL | WAIT_CLONE)

enum wait_match wait_match(const struct wait_query *q, const struct wait_child *c)
{
	if (q->type == WAIT_PID && c->pid != q->id)
		return WAIT_NOT_MEANT;
	if (q->type == WAIT_GROUP && c->group != q->id)
		return WAIT_NOT_MEANT;
	if (!(q->options & WAIT_ALL) &&
		(c->exit_signal != SIGCHLD) != !!(q->options & WAIT_CLONE))
		return WAIT_NOT_MEANT;
	if (c->dead)
		return q->options & WAIT_EXITED ? WAIT_IS_DEAD : WAIT_NOT_MEANT;
	if (c->stopped && (q->options & WAIT_STOPPED))
		return WAIT_IS_STOPPED;
	if (c->continued && (q->options & WAIT_CONTINUED))
		return WAIT_IS_CONTINUED;
	return WAIT_NOT_YET;
}

int wait_query4(struct wait_query *q, int32_t pid, uint32_t options, int32_t own)
{
	if (options & ~(WAIT_NOHANG | WAIT_STOPPED | WAIT_CONTINUED | WAIT_KINDS))
		return -EINVAL;
	if (pid == INT32_MIN)
		return -ESRCH;
	q->options = options | WAIT_EXITED;
	q->type = pid == -1 ? WAIT_ANY : pid > 0 ? WAIT_PID : WAIT_GROUP;
	q->id = pid > 0 ? pid : pid == 0 ? own : -pid;
	return 0;
}

int wait_query_id(
	struct wait_query *q, uint32_t type, int32_t id, uint32_t options, int32_t own)
{
	const uint32_t what = WAIT_EXITED | WAIT_STOPPED | WAIT_CONTINUED;

	if ((options & ~(what | WAIT_NOHANG | WAIT_NOWAIT | WAIT_KINDS)) ||
		!(options & what))
		return -EINVAL;
	q->options = options;
	q->type = type;
	q->id = id;
	switch (type) {
	case WAIT_ANY:
		return 0;
	case WAIT_PID:
		return id > 0 ? 0 : -EINVAL;
	case WAIT_GROUP:
		if (id == 0)
			q->id = own;
		return id >= 0 ? 0 : -EINVAL;
	default:
		return -EINVAL;
	}
}

int wait_code(int32_t status, int *value)
{
	int low = status & 0x7f;

	*value = status >> 8 & 0xff;
	if (status == 0xffff) {
		*value = SIGCONT;
		return CLD_CONTINUED;
	}
	if (low == 0x7f)
		return CLD_STOPPED;
	if (low == 0)
		return CLD_EXITED;
	*value = low;
	return status & 0x80 ? CLD_DUMPED : CLD_KILLED;
}
