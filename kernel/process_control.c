/*
 * kernel/process_control.c - process_control, as servers use it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/log.h"
#include "kernel/process.h"
#include "kernel/stats.h"
#include "kernel/user.h"

#include <xinim/errno.h>
#include <xinim/process.h>

static struct process *self(void)
{
	return current_thread()->process;
}

static int64_t open_process(uint64_t pid)
{
	struct process *p = pid <= INT32_MAX ? process_find((int32_t)pid) : NULL;

	if (!p || p->exiting)
		return -ESRCH;
	return cap_insert(self(), &p->cap, XINIM_RIGHT_ALL, 0, NULL);
}

/* What only the controller may, of itself. */
static int64_t control_self(const uint64_t arg[6])
{
	if (!process_is_controller(self()))
		return -EPERM;
	switch (arg[1]) {
	case XINIM_PROCESS_OPEN:
		return open_process(arg[2]);
	case XINIM_PROCESS_EVENT:
		return process_take_event(arg[2]);
	default:
		return process_release(arg[2]);
	}
}

/* One write, so that lines do not mix; nothing in it that a terminal would obey. */
static int64_t log_line(uint64_t from, uint64_t length)
{
	static char line[XINIM_LOG_MAX + 1]; /* under the kernel lock */

	if (!self()->may_log)
		return -EPERM;
	if (length == 0 || length > XINIM_LOG_MAX)
		return -EINVAL;
	if (copy_from_user(line, from, length) != 0)
		return -EFAULT;
	if (line[length - 1] == '\n')
		length--;
	for (uint64_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
	line[length++] = '\n';
	stats_note_write();
	log_write(line, length);
	return 0;
}

static int64_t set_identity(struct process *p, uint64_t from)
{
	struct xinim_identity id;

	/* By way of another's capability, that is; none is to change its own. */
	if (p == self() && !process_is_controller(p))
		return -EPERM;
	if (copy_from_user(&id, from, sizeof(id)) != 0)
		return -EFAULT;
	p->id = id;
	return 0;
}

static int64_t tell_identity(const struct process *p, uint64_t to)
{
	const struct xinim_identity id = p->id;

	return copy_to_user(to, &id, sizeof(id));
}

static int64_t tell_times(const struct process *p, uint64_t to)
{
	struct xinim_process_times t;

	process_times(p, &t);
	return copy_to_user(to, &t, sizeof(t));
}

int64_t process_control_more(struct process *p, const uint64_t arg[6])
{
	bool own = arg[0] == XINIM_CAP_SELF;

	switch (arg[1]) {
	case XINIM_PROCESS_OPEN:
	case XINIM_PROCESS_EVENT:
	case XINIM_PROCESS_RELEASE:
		return own ? control_self(arg) : -EINVAL;
	case XINIM_PROCESS_LOG:
		return own ? log_line(arg[2], arg[3]) : -EINVAL;
	case XINIM_PROCESS_IDENTITY:
		return set_identity(p, arg[2]);
	case XINIM_PROCESS_WHO:
		return tell_identity(p, arg[2]);
	case XINIM_PROCESS_TIMES:
		return tell_times(p, arg[2]);
	default:
		return -EINVAL;
	}
}
