/*
 * servers/process/prctl.c - what a process says about itself.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>

#include <xinim/stats.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"
#include "servers/process/limits.h"
#include "servers/process/signals.h"

#define TIMER_SLACK_NS      50000
#define ADDR_NO_RANDOMIZE   0x0040000u
#define PERSONALITY_ONLY_IS 0xffffffffu

/* The caller's own thread, as Linux; the kernel keeps it. */
static int64_t set_name(const struct server_call *call)
{
	uint32_t tid = (uint32_t)call->id; /* a call's number ends with it */
	char name[PROC_NAME_MAX];
	int64_t n = xinim_copy_from_caller(call->id, name, call->arg[1], sizeof(name));

	if (n < 0)
		return n;
	if ((size_t)n < sizeof(name) && !memchr(name, 0, (size_t)n))
		return -EFAULT;
	return xinim_thread_control(
		(int64_t)call->id, (int)tid, XINIM_THREAD_NAME, (uintptr_t)name);
}

static int64_t get_name(const struct proc *self, const struct server_call *call)
{
	struct xinim_stats_thread t = { 0 };
	uint64_t who = XINIM_STATS_OF(proc_pid(self), (uint32_t)call->id);

	if (stats_read(XINIM_STATS_THREAD, who, &t, sizeof(t)) < 0)
		return -ESRCH;
	return kernel_to_caller(call->id, call->arg[1], t.name, sizeof(t.name));
}

static int64_t give_int(const struct server_call *call, int value)
{
	return kernel_to_caller(call->id, call->arg[1], &value, sizeof(value));
}

static int64_t bounding(struct proc *self, const struct server_call *call, bool drop)
{
	uint64_t which = call->arg[1];

	if (which > CAPABILITY_LAST)
		return -EINVAL;
	if (!drop)
		return (int64_t)(self->cred.bounding >> which & 1);
	if (!cred_may(&self->cred, CAPABILITY_SETPCAP))
		return -EPERM;
	self->cred.bounding &= ~(1ULL << which);
	return 0;
}

static int64_t set_flag(bool *flag, uint64_t value)
{
	if (value > 1)
		return -EINVAL;
	*flag = value;
	return 0;
}

static int64_t no_new_privileges(struct proc *self, const struct server_call *call)
{
	if (call->arg[1] != 1 || call->arg[2] || call->arg[3] || call->arg[4])
		return -EINVAL;
	self->cred.no_new_privileges = true;
	return 0;
}

static int64_t death_signal(struct proc *self, uint64_t sig)
{
	if (sig > SIGNALS_LAST)
		return -EINVAL;
	self->death_signal = (int)sig;
	return 0;
}

static int64_t set_dumpable(struct proc *self, uint64_t value)
{
	if (value > 1)
		return -EINVAL;
	limits_set_dumpable(self, value);
	return 0;
}

#define TSC_READABLE 1 /* PR_TSC_ENABLE */

/* Reading the time stamp counter is never refused: it cannot be switched off. */
static int64_t set_tsc(uint64_t value)
{
	return value == TSC_READABLE ? 0 : -EINVAL;
}

/* There are no large pages to be had, so all that is to be done is to remember it. */
static int64_t huge_pages(struct proc *self, const struct server_call *call, bool set)
{
	if (call->arg[2] || call->arg[3] || call->arg[4] || (!set && call->arg[1]))
		return -EINVAL;
	if (!set)
		return self->no_huge_pages;
	self->no_huge_pages = call->arg[1] != 0;
	return 0;
}

/*
 * Capabilities go by user IDs as they always do (securebits 0), and no other bits can be
 * set. Ambient ones: there are none, and none can be made.
 */
static int64_t set_securebits(const struct proc *self, uint64_t bits)
{
	if (!cred_may(&self->cred, CAPABILITY_SETPCAP))
		return -EPERM;
	return bits ? -EINVAL : 0;
}

#define AMBIENT_IS_SET 1
#define AMBIENT_RAISE  2
#define AMBIENT_LOWER  3
#define AMBIENT_CLEAR  4

static int64_t ambient(const struct server_call *call)
{
	uint64_t what = call->arg[1], which = call->arg[2];

	if (call->arg[3] || call->arg[4])
		return -EINVAL;
	if (what == AMBIENT_CLEAR)
		return which ? -EINVAL : 0;
	if (what < AMBIENT_IS_SET || what > AMBIENT_LOWER || which > CAPABILITY_LAST)
		return -EINVAL;
	return what == AMBIENT_RAISE ? -EPERM : 0;
}

int64_t call_prctl(struct proc *self, const struct server_call *call)
{
	uint64_t value = call->arg[1];

	switch ((int)call->arg[0]) {
	case PR_SET_PDEATHSIG:
		return death_signal(self, value);
	case PR_GET_PDEATHSIG:
		return give_int(call, self->death_signal);
	case PR_GET_DUMPABLE:
		return !self->undumpable;
	case PR_SET_DUMPABLE:
		return set_dumpable(self, value);
	case PR_GET_KEEPCAPS:
		return self->cred.keep_capabilities;
	case PR_SET_KEEPCAPS:
		return set_flag(&self->cred.keep_capabilities, value);
	case PR_GET_TIMING: /* statistical */
		return 0;
	case PR_SET_TIMING:
		return value ? -EINVAL : 0;
	case PR_SET_NAME:
		return set_name(call);
	case PR_GET_NAME:
		return get_name(self, call);
	case PR_CAPBSET_READ:
		return bounding(self, call, false);
	case PR_CAPBSET_DROP:
		return bounding(self, call, true);
	case PR_SET_TIMERSLACK:
		self->timer_slack = (int64_t)value > 0 ? value : TIMER_SLACK_NS;
		return 0;
	case PR_GET_TIMERSLACK:
		return (int64_t)self->timer_slack;
	case PR_SET_CHILD_SUBREAPER:
		self->subreaper = value != 0;
		return 0;
	case PR_GET_CHILD_SUBREAPER:
		return give_int(call, self->subreaper);
	case PR_SET_NO_NEW_PRIVS:
		return no_new_privileges(self, call);
	case PR_GET_SECCOMP: /* it has no filter: there are none */
		return 0;
	case PR_GET_TSC:
		return give_int(call, TSC_READABLE);
	case PR_SET_TSC:
		return set_tsc(value);
	case PR_GET_THP_DISABLE:
		return huge_pages(self, call, false);
	case PR_SET_THP_DISABLE:
		return huge_pages(self, call, true);
	case PR_GET_SECUREBITS:
		return 0;
	case PR_SET_SECUREBITS:
		return set_securebits(self, value);
	case PR_CAP_AMBIENT:
		return ambient(call);
	case PR_GET_NO_NEW_PRIVS:
		if (value || call->arg[2] || call->arg[3] || call->arg[4])
			return -EINVAL;
		return self->cred.no_new_privileges;
	default:
		return -EINVAL;
	}
}

/* Only Linux's own, without or with addresses chosen at random at exec. */
int64_t call_personality(struct proc *self, const struct server_call *call)
{
	uint32_t value = (uint32_t)call->arg[0], old = self->personality;

	if (value == PERSONALITY_ONLY_IS)
		return old;
	if (value & ~ADDR_NO_RANDOMIZE)
		return -EINVAL;
	self->personality = value;
	return old;
}
