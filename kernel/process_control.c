/*
 * kernel/process_control.c - process_control, as servers use it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/log.h"
#include "kernel/power.h"
#include "kernel/process.h"
#include "kernel/scarce.h"
#include "kernel/sched.h"
#include "kernel/screen.h"
#include "kernel/servers.h"
#include "kernel/signal.h"
#include "kernel/stats.h"
#include "kernel/time.h"
#include "kernel/trace.h"
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

static int64_t process_of_thread(uint64_t tid)
{
	const struct thread *t = tid < THREADS_MAX ? thread_find((uint32_t)tid) : NULL;

	return t && t->process != &idle_process ? t->process->pid : -ESRCH;
}

/* What only the controller may, of itself. */
static int64_t control_self(const uint64_t arg[6])
{
	/* When a server has ended that others cannot do without, the supervisor ends it all. */
	if (!process_is_controller(self()) &&
		!(arg[1] == XINIM_PROCESS_MACHINE && servers_is_supervisor(self())))
		return -EPERM;
	switch (arg[1]) {
	case XINIM_PROCESS_OPEN:
		return open_process(arg[2]);
	case XINIM_PROCESS_EVENT:
		return process_take_event(arg[2]);
	case XINIM_PROCESS_OF_THREAD:
		return process_of_thread(arg[2]);
	case XINIM_PROCESS_HIDE:
		return process_hide(arg[2], arg[3]);
	case XINIM_PROCESS_HOST:
		return host_set_name(arg[2], arg[3], arg[4]);
	case XINIM_PROCESS_SET_CLOCK:
		if (!time_is_date(arg[2]))
			return -EINVAL;
		time_set(arg[2]);
		return 0;
	case XINIM_PROCESS_MACHINE:
		return power_end(arg[2]);
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
	screen_tell();
	return 0;
}

static int64_t set_identity(struct process *p, uint64_t from)
{
	struct xinim_identity id, was = p->id;

	/* By way of another's capability, that is; none is to change its own. */
	if (p == self() && !process_is_controller(p))
		return -EPERM;
	if (copy_from_user(&id, from, sizeof(id)) != 0)
		return -EFAULT;
	p->id = id;
	trace_identity(p, &was);
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

/* XINIM_PROCESS_LIMIT. */
static int64_t set_limit(struct process *p, uint64_t which, uint64_t value)
{
	struct quota *q = quota_root(p->space->quota);

	if (p == self() && !process_is_controller(p))
		return -EPERM;
	switch (which) {
	case XINIM_LIMIT_RESIDENT:
		return quota_set_limit(q, QUOTA_PAGES, value / PAGE_SIZE);
	case XINIM_LIMIT_THREADS:
		return quota_set_limit(q, QUOTA_THREADS, value);
	case XINIM_LIMIT_CAPS:
		return quota_set_limit(q, QUOTA_CAPS, value);
	case XINIM_LIMIT_KERNEL:
		return quota_set_limit(q, QUOTA_KERNEL_BYTES, value);
	case XINIM_LIMIT_TABLES:
		return quota_set_limit(q, QUOTA_KERNEL_PAGES, value / PAGE_SIZE);
	case XINIM_LIMIT_SIGNALS:
		p->signals.limit = value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
		return 0;
	case XINIM_LIMIT_RESERVE:
		q->favoured = value != 0;
		return 0;
	case XINIM_LIMIT_CORE:
		p->signals.dump = value != 0;
		return 0;
	default:
		if (which >= SPACE_LIMITS)
			return -EINVAL;
		p->space->limit[which] = value;
		return 0;
	}
}

/* XINIM_PROCESS_ALARM: bits for a notification of ours at a time of the clock; 0: not. */
static int64_t set_alarm(uint64_t slot, uint64_t bits, uint64_t when)
{
	struct notification *n = &self()->events;
	struct cap *c;

	if (slot != XINIM_CAP_SELF) {
		int error = cap_find(
			self(), slot, XINIM_CAP_NOTIFICATION, XINIM_RIGHT_WRITE, &c);

		if (error)
			return error;
		n = (struct notification *)c->object;
	}
	if (bits & ~(uint64_t)INT64_MAX || (when && !bits))
		return -EINVAL;
	notification_alarm(n, bits, when);
	return 0;
}

static void set_priority(struct thread *t, void *ctx)
{
	const uint64_t *priority = ctx;

	t->base_priority = (uint32_t)*priority;
	ipc_priority_changed(t);
}

static int64_t set_priorities(const struct process *p, uint64_t priority)
{
	if (priority < 1 || priority >= SCHED_PRIORITIES)
		return -EINVAL;
	if (priority > current_thread()->base_priority)
		return -EPERM;
	process_visit(p, set_priority, &priority);
	return 0;
}

int64_t process_control_more(struct process *p, const uint64_t arg[6])
{
	bool own = arg[0] == XINIM_CAP_SELF;

	switch (arg[1]) {
	case XINIM_PROCESS_OPEN:
	case XINIM_PROCESS_EVENT:
	case XINIM_PROCESS_RELEASE:
	case XINIM_PROCESS_OF_THREAD:
	case XINIM_PROCESS_HIDE:
	case XINIM_PROCESS_HOST:
	case XINIM_PROCESS_SET_CLOCK:
	case XINIM_PROCESS_MACHINE:
		return own ? control_self(arg) : -EINVAL;
	case XINIM_PROCESS_BOOT_INFO:
	case XINIM_PROCESS_BOOT_EVENT:
	case XINIM_PROCESS_BOOT_START:
	case XINIM_PROCESS_BOOT_GIVE_UP:
		return own ? servers_control(arg) : -EINVAL;
	case XINIM_PROCESS_READY:
		if (!own)
			return -EINVAL;
		process_is_ready(p);
		return 0;
	case XINIM_PROCESS_LOG:
		return own ? log_line(arg[2], arg[3]) : -EINVAL;
	case XINIM_PROCESS_ALARM:
		return own ? set_alarm(arg[2], arg[3], arg[4]) : -EINVAL;
	case XINIM_PROCESS_POWER:
		return own ? power_control(arg[2], arg[3], arg[4]) : -EINVAL;
	case XINIM_PROCESS_CLOCK:
		return own ? time_clock(arg[2], arg[3], arg[4]) : -EINVAL;
	case XINIM_PROCESS_SCARCE:
		return own ? scarce_set(arg[2], arg[3], arg[4]) : -EINVAL;
	case XINIM_PROCESS_SHARE:
		return process_share(p, arg[2], arg[3]);
	case XINIM_PROCESS_LIMIT:
		return set_limit(p, arg[2], arg[3]);
	case XINIM_PROCESS_PRIORITY:
		return set_priorities(p, arg[2]);
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
