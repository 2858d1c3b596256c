/*
 * servers/process/signals.c - signals that are sent, and who may.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/signals.h"

#include <errno.h>
#include <string.h>

#include <xinim/signal.h>

#include "servers/process/calls.h"
#include "servers/process/groups.h"
#include "servers/process/kernel.h"
#include "servers/process/match.h"
#include "servers/process/usage.h"

/* POSIX: the members of an orphaned group are not stopped by these by default. */
static bool would_stop_orphan(const struct proc *p, int sig)
{
	int64_t action;

	if (sig != SIGTSTP && sig != SIGTTIN && sig != SIGTTOU)
		return false;
	if (!group_is_orphaned(p->group, NULL))
		return false;
	action = kernel_process(
		(uint64_t)p->cap, XINIM_PROCESS_ACTION, (uint64_t)sig, 0, 0);
	return action >= 0 && !(action & XINIM_ACTION_CAUGHT);
}

int signal_send(struct proc *p, uint32_t tid, const siginfo_t *info)
{
	int error;

	if (p->ended || would_stop_orphan(p, info->si_signo))
		return 0;
	error = kernel_signal((uint64_t)p->cap, tid, info, 0);
	/* It is ending, and its event is on the way. */
	return error == -ESRCH && !tid ? 0 : error;
}

void signal_kernel(struct proc *p, int sig)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = SI_KERNEL;
	(void)signal_send(p, 0, &info);
}

static void from_user(siginfo_t *info, const struct proc *self, int sig, int code)
{
	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	info->si_code = code;
	info->si_pid = proc_pid(self);
	info->si_uid = self->cred.user.real;
}

void signal_from(const struct proc *from, struct proc *p, int sig)
{
	siginfo_t info;

	from_user(&info, from, sig, SI_USER);
	(void)signal_send(p, 0, &info);
}

void signal_group_info(struct group *g, const siginfo_t *info)
{
	struct proc *p;

	list_for_each_entry (p, &g->members, group_link)
		(void)signal_send(p, 0, info);
}

void signal_group(struct group *g, int sig)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = SI_KERNEL;
	signal_group_info(g, &info);
}

bool signal_parent(struct proc *p)
{
	struct proc *parent = p->parent;
	int64_t action = 0;
	siginfo_t info;
	int sig = p->ended ? p->exit_signal : SIGCHLD;

	if (!parent || parent->ended)
		return true;
	if (!sig)
		return false;
	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = wait_code(p->status, &info.si_status);
	info.si_pid = proc_pid(p);
	info.si_uid = p->cred.user.real;
	info.si_utime = usage_ticks(p->used.user_ns);
	info.si_stime = usage_ticks(p->used.system_ns);
	if (sig == SIGCHLD)
		action = kernel_process(
			(uint64_t)parent->cap, XINIM_PROCESS_ACTION, SIGCHLD, 0, 0);
	if (action < 0)
		action = 0;
	if (!p->ended && (action & SA_NOCLDSTOP))
		return false;
	(void)signal_send(parent, 0, &info);
	return p->ended && (action & (SA_NOCLDWAIT | XINIM_ACTION_SET_IGNORED)) != 0;
}

static bool may_signal(const struct proc *self, const struct proc *p, int sig)
{
	bool same = sig == SIGCONT && p->group->session == self->group->session;

	return self == p || cred_may_signal(&self->cred, &p->cred, same);
}

/* kill of one: whether that may be, then the signal; 0 only asks. */
static int kill_one(
	struct proc *self, struct proc *p, uint32_t tid, const siginfo_t *info)
{
	int error;

	if (!may_signal(self, p, info->si_signo))
		return -EPERM;
	error = info->si_signo ? signal_send(p, tid, info) : 0;
	return error > 0 ? 0
			 : error; /* 1: an overrun of a timer's signal, or what says so */
}

/* Of several targets: one success is one; EPERM if none might be sent to. */
struct kill_sum {
	bool any;
	int error;
};

static void kill_next(
	struct kill_sum *sum, struct proc *self, struct proc *p, const siginfo_t *info)
{
	int error = kill_one(self, p, 0, info);

	if (!error)
		sum->any = true;
	else
		sum->error = error;
}

static int64_t kill_result(const struct kill_sum *sum)
{
	return sum->any ? 0 : sum->error ? sum->error : -ESRCH;
}

static int64_t kill_group(struct proc *self, struct group *g, const siginfo_t *info)
{
	struct kill_sum sum = { 0 };
	struct proc *p;

	if (!g)
		return -ESRCH;
	list_for_each_entry (p, &g->members, group_link)
		kill_next(&sum, self, p, info);
	return kill_result(&sum);
}

/*
 * All that may be but PID 1, the servers and drivers of the boot and the caller itself.
 * As on Linux, it is no error that some may not be sent to, even if all are such.
 */
static int64_t kill_all(struct proc *self, const siginfo_t *info)
{
	int64_t result = 0;
	bool any = false;
	struct proc *p;

	proc_for_each(p)
	{
		int error;

		if (p == self || proc_pid(p) == PID_INIT || p->of_boot)
			continue;
		any = true;
		error = kill_one(self, p, 0, info);
		if (error != -EPERM)
			result = error;
	}
	return any ? result : -ESRCH;
}

int64_t call_kill(struct proc *self, const struct server_call *call)
{
	int32_t pid = (int32_t)call->arg[0];
	int sig = (int)call->arg[1];
	siginfo_t info;
	struct proc *p;

	if (sig < 0 || sig > SIGNALS_LAST)
		return -EINVAL;
	from_user(&info, self, sig, SI_USER);
	if (pid == -1)
		return kill_all(self, &info);
	if (pid == INT32_MIN)
		return -ESRCH;
	if (pid <= 0)
		return kill_group(self, pid ? group_find(-pid) : self->group, &info);
	p = proc_find(pid);
	return p ? kill_one(self, p, 0, &info) : -ESRCH;
}

/* The process of a thread, if it is that of `pid` (0: anyone's). */
static struct proc *thread_owner(int32_t pid, int32_t tid)
{
	int64_t owner = kernel_process(
		XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD, (uint64_t)tid, 0, 0);

	if (owner < 0 || (pid && owner != pid))
		return NULL;
	return proc_find((int32_t)owner);
}

static int64_t kill_thread(
	struct proc *self, int32_t pid, int32_t tid, const siginfo_t *info)
{
	struct proc *p;

	/* The usual: raise(), pthread_kill(). The kernel finds out whether it is ours. */
	if (pid == proc_pid(self) && info->si_signo)
		p = self;
	else
		p = thread_owner(pid, tid);
	if (!p || p->ended)
		return -ESRCH;
	return kill_one(self, p, (uint32_t)tid, info);
}

static int64_t tkill(struct proc *self, int32_t pid, int32_t tid, int sig)
{
	siginfo_t info;

	if (sig < 0 || sig > SIGNALS_LAST)
		return -EINVAL;
	from_user(&info, self, sig, SI_TKILL);
	return kill_thread(self, pid, tid, &info);
}

int64_t call_tkill(struct proc *self, const struct server_call *call)
{
	int32_t tid = (int32_t)call->arg[0];

	return tid <= 0 ? -EINVAL : tkill(self, 0, tid, (int)call->arg[1]);
}

int64_t call_tgkill(struct proc *self, const struct server_call *call)
{
	int32_t pid = (int32_t)call->arg[0], tid = (int32_t)call->arg[1];

	return pid <= 0 || tid <= 0 ? -EINVAL : tkill(self, pid, tid, (int)call->arg[2]);
}

/* Who sends to others may not pretend that it is kill() or the system. */
static int take_info(struct proc *self, const struct server_call *call, uint64_t from,
	int32_t pid, int sig, siginfo_t *info)
{
	int64_t error;

	if (sig < 0 || sig > SIGNALS_LAST)
		return -EINVAL;
	error = kernel_from_caller(call->id, info, from, sizeof(*info));
	if (error)
		return (int)error;
	if ((info->si_code >= 0 || info->si_code == SI_TKILL) && pid != proc_pid(self))
		return -EPERM;
	info->si_signo = sig;
	return 0;
}

int64_t call_rt_sigqueueinfo(struct proc *self, const struct server_call *call)
{
	int32_t pid = (int32_t)call->arg[0];
	siginfo_t info;
	struct proc *p;
	int error = take_info(self, call, call->arg[2], pid, (int)call->arg[1], &info);

	if (error)
		return error;
	p = pid > 0 ? proc_find(pid) : NULL;
	return p ? kill_one(self, p, 0, &info) : -ESRCH;
}

/* Linux's flags of pidfd_send_signal: whom, if it is not the process. */
#define PIDFD_SIGNAL_THREAD  1u
#define PIDFD_SIGNAL_PROCESS 2u
#define PIDFD_SIGNAL_GROUP   4u

int64_t signal_by_pidfd(struct proc *self, struct proc *p, const struct server_call *call)
{
	int sig = (int)call->arg[1];
	siginfo_t info;
	int error;

	if (call->arg[2]) {
		error = take_info(self, call, call->arg[2], proc_pid(p), sig, &info);
		if (error)
			return error;
	} else {
		from_user(&info, self, sig, SI_USER);
	}
	if (sig < 0 || sig > SIGNALS_LAST)
		return -EINVAL;
	switch ((uint32_t)call->arg[3]) {
	case 0:
	case PIDFD_SIGNAL_PROCESS:
		return kill_one(self, p, 0, &info);
	case PIDFD_SIGNAL_THREAD:
		return kill_thread(self, 0, proc_pid(p), &info);
	case PIDFD_SIGNAL_GROUP:
		return kill_group(self, p->group, &info);
	default:
		return -EINVAL;
	}
}

int64_t call_rt_tgsigqueueinfo(struct proc *self, const struct server_call *call)
{
	int32_t pid = (int32_t)call->arg[0], tid = (int32_t)call->arg[1];
	siginfo_t info;
	int error;

	if (pid <= 0 || tid <= 0)
		return -EINVAL;
	error = take_info(self, call, call->arg[3], pid, (int)call->arg[2], &info);
	return error ? error : kill_thread(self, pid, tid, &info);
}
