/*
 * kernel/supervise.c - boot modules' processes: what became of them, and the next ones.
 *
 * The boot loader's copy of each module stays in memory, so that it can be
 * started again. Of each there is one process at a time; how it ended waits
 * here, so that nothing is lost for want of memory, until the one process whose
 * manifest has `supervise' has been told and starts it again, or does not.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/office.h"
#include "kernel/process.h"
#include "kernel/servers.h"
#include "kernel/string.h"
#include "kernel/user.h"

#include <xinim/errno.h>
#include <xinim/process.h>

static struct boot_process {
	struct xinim_boot_process told;
	bool program; /* it is one, and no data */
	bool untold;  /* its end */
	bool settled; /* nobody need wait for it any more */
} processes[BOOT_MAX_MODULES];
static struct process *supervisor;

bool servers_set_supervisor(struct process *p)
{
	if (supervisor && supervisor != p)
		return false;
	supervisor = p;
	for (unsigned i = 0; i < BOOT_MAX_MODULES; i++)
		if (processes[i].untold)
			notification_signal(&p->events, XINIM_NOTIFY_BOOT);
	return true;
}

bool servers_is_supervisor(const struct process *p)
{
	return p == supervisor;
}

void servers_process_waits(unsigned module, const char *name, bool fixed)
{
	struct boot_process *b = &processes[module];

	b->program = true;
	strlcpy(b->told.name, name, sizeof(b->told.name));
	b->told.flags = XINIM_BOOT_WAITS | (fixed ? XINIM_BOOT_FIXED : 0);
}

bool servers_process_settled(const char *name)
{
	for (unsigned i = 0; i < BOOT_MAX_MODULES; i++)
		if (processes[i].program && !processes[i].settled &&
			strcmp(processes[i].told.name, name) == 0)
			return false;
	return true;
}

void servers_process_started(
	unsigned module, const char *name, struct process *p, bool fixed)
{
	struct boot_process *b = &processes[module];

	b->program = true;
	b->untold = false;
	strlcpy(b->told.name, name, sizeof(b->told.name));
	b->told.flags = fixed ? XINIM_BOOT_FIXED : 0;
	/* Who starts it again sees that it could not be; of the first time nobody is told. */
	if (!p && b->told.starts == 0)
		b->settled = true;
	if (!p)
		return;
	p->boot_module = module + 1;
	b->told.flags |= XINIM_BOOT_RUNS;
	b->told.pid = p->pid;
	b->told.status = 0;
	b->told.starts++;
	b->told.started_ns = arch_clock_ns();
	b->told.ended_ns = 0;
}

void servers_process_ready(const struct process *p)
{
	processes[p->boot_module - 1].told.flags |= XINIM_BOOT_READY;
	processes[p->boot_module - 1].settled = true;
}

/* Nobody will start again what has ended and is not ready. */
static void supervisor_ended(void)
{
	supervisor = NULL;
	for (unsigned i = 0; i < BOOT_MAX_MODULES; i++)
		if (!(processes[i].told.flags & (XINIM_BOOT_RUNS | XINIM_BOOT_WAITS)))
			processes[i].settled = true;
}

void servers_process_ended(struct process *p)
{
	struct boot_process *b;

	if (p == supervisor)
		supervisor_ended();
	office_left(p);
	if (!p->boot_module)
		return;
	servers_wake_boot();
	b = &processes[p->boot_module - 1];
	b->told.flags &= ~XINIM_BOOT_RUNS;
	b->told.status = p->status;
	b->told.ended_ns = arch_clock_ns();
	b->untold = true;
	/* With 0 it has done what it had to, or there was nothing to do. */
	if (!supervisor || p->status == 0)
		b->settled = true;
	if (supervisor)
		notification_signal(&supervisor->events, XINIM_NOTIFY_BOOT);
}

static int64_t tell(const struct boot_process *b, uint64_t to)
{
	const struct xinim_boot_process told = b->told;

	return copy_to_user(to, &told, sizeof(told));
}

/* XINIM_PROCESS_BOOT_INFO */
static int64_t info(uint64_t n, uint64_t to)
{
	for (unsigned i = 0; i < BOOT_MAX_MODULES; i++)
		if (processes[i].program && n-- == 0)
			return tell(&processes[i], to);
	return -ENOENT;
}

/* XINIM_PROCESS_BOOT_EVENT: in the order of the modules; none is told twice. */
static int64_t take_event(uint64_t to)
{
	for (unsigned i = 0; i < BOOT_MAX_MODULES; i++) {
		if (!processes[i].untold)
			continue;
		if (tell(&processes[i], to) != 0)
			return -EFAULT;
		processes[i].untold = false;
		return 0;
	}
	return -EAGAIN;
}

/*
 * The one of this name that has ended: its module's number. EBUSY: it runs, or has not
 * been started yet, or its end has not been told.
 */
static int64_t find_ended(uint64_t from, uint64_t length)
{
	char name[PROCESS_NAME_MAX] = { 0 };

	if (length == 0 || length >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, from, length) != 0)
		return -EFAULT;
	for (unsigned i = 0; i < BOOT_MAX_MODULES; i++) {
		const struct boot_process *b = &processes[i];

		if (!b->program || strcmp(b->told.name, name) != 0)
			continue;
		if (b->untold || b->told.flags & (XINIM_BOOT_RUNS | XINIM_BOOT_WAITS))
			return -EBUSY;
		return i;
	}
	return -ESRCH;
}

/* XINIM_PROCESS_BOOT_START: EBUSY also: its PID is kept. */
static int64_t start_again(uint64_t name, uint64_t length)
{
	int64_t n = find_ended(name, length);

	return n < 0 ? n : servers_start_module((unsigned)n);
}

/* XINIM_PROCESS_BOOT_GIVE_UP */
static int64_t give_up(uint64_t name, uint64_t length)
{
	int64_t n = find_ended(name, length);

	if (n < 0)
		return n;
	processes[n].settled = true;
	servers_wake_boot();
	return 0;
}

int64_t servers_control(const uint64_t arg[6])
{
	if (!servers_is_supervisor(current_thread()->process))
		return -EPERM;
	switch (arg[1]) {
	case XINIM_PROCESS_BOOT_INFO:
		return info(arg[2], arg[3]);
	case XINIM_PROCESS_BOOT_EVENT:
		return take_event(arg[2]);
	case XINIM_PROCESS_BOOT_GIVE_UP:
		return give_up(arg[2], arg[3]);
	default:
		return start_again(arg[2], arg[3]);
	}
}
