/*
 * servers/process/prctl.c - what a process says about itself.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"
#include "servers/process/limits.h"
#include "servers/process/signals.h"

#define TIMER_SLACK_NS      50000
#define ADDR_NO_RANDOMIZE   0x0040000u
#define PERSONALITY_ONLY_IS 0xffffffffu

/* It goes by the process: threads have no names of their own here. */
static int64_t set_name(struct proc *self, const struct server_call *call)
{
	char name[PROC_NAME_MAX];
	int64_t n = xinim_copy_from_caller(call->id, name, call->arg[1], sizeof(name));

	if (n < 0)
		return n;
	if ((size_t)n < sizeof(name) && !memchr(name, 0, (size_t)n))
		return -EFAULT;
	name[sizeof(name) - 1] = 0;
	memcpy(self->name, name, strlen(name) + 1);
	return 0;
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
		return set_name(self, call);
	case PR_GET_NAME:
		return kernel_to_caller(call->id, value, self->name, sizeof(self->name));
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
	case PR_GET_NO_NEW_PRIVS:
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
