/*
 * servers/process/wait.c - wait4, waitid.
 *
 * A call that has to wait is kept with its process, in the order they came. A
 * child's end is taken only when its parent has surely got the answer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/wait.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/signal.h>

#include "servers/process/calls.h"
#include "servers/process/family.h"
#include "servers/process/groups.h"
#include "servers/process/kernel.h"
#include "servers/process/match.h"
#include "servers/process/pidfd.h"
#include "servers/process/usage.h"

/* A waiting call. */
struct waiter {
	struct list link; /* in its process's */
	struct list all;  /* in waiters */
	struct wait_query query;
	uint64_t call;
	bool id_call;   /* waitid: a siginfo_t, and 0 as the result */
	bool at_once;   /* by a descriptor with O_NONBLOCK: -EAGAIN rather than wait */
	uint64_t where; /* status, or siginfo_t; 0: not wanted */
	uint64_t rusage;
};

static struct list waiters = LIST_INIT(waiters);

static enum wait_match match(const struct wait_query *q, const struct proc *p)
{
	const struct wait_child c = {
		.pid = proc_pid(p),
		.group = group_id(p),
		.exit_signal = p->exit_signal,
		.dead = p->ended,
		.stopped = p->tell_stopped,
		.continued = p->tell_continued,
	};

	return wait_match(q, &c);
}

/* The first of a list that the query is fulfilled by; *meant: it may be, some day. */
static struct proc *search(const struct wait_query *q, struct list *children, bool dead,
	enum wait_match *how, bool *meant)
{
	bool changes = q->options & (WAIT_STOPPED | WAIT_CONTINUED);
	struct proc *p;

	list_for_each_entry (p, children, sibling) {
		*how = match(q, p);
		if (*how == WAIT_NOT_MEANT)
			continue;
		*meant = true;
		if (*how != WAIT_NOT_YET)
			return p;
		if (!dead && !changes)
			break;
	}
	return NULL;
}

static struct proc *find(
	struct proc *self, const struct wait_query *q, enum wait_match *how, bool *meant)
{
	struct proc *p;

	*meant = false;
	if (q->type == WAIT_PID) {
		p = proc_known(q->id);
		if (!p || p->parent != self)
			return NULL;
		*how = match(q, p);
		*meant = *how != WAIT_NOT_MEANT;
		return *how > WAIT_NOT_YET ? p : NULL;
	}
	p = search(q, &self->dead, true, how, meant);
	return p ? p : search(q, &self->children, false, how, meant);
}

static int32_t status_of(const struct proc *p, enum wait_match how)
{
	return how == WAIT_IS_CONTINUED ? 0xffff : p->status;
}

/* What the call is to learn of p: its result, or an error. */
static int64_t tell(const struct waiter *w, const struct proc *p, enum wait_match how)
{
	int32_t status = status_of(p, how);
	int64_t error = 0;

	if (w->where && w->id_call) {
		siginfo_t info;

		memset(&info, 0, sizeof(info));
		info.si_signo = SIGCHLD;
		info.si_code = wait_code(status, &info.si_status);
		info.si_pid = proc_pid(p);
		info.si_uid = p->cred.user.real;
		error = kernel_to_caller(w->call, w->where, &info, sizeof(info));
	} else if (w->where) {
		error = kernel_to_caller(w->call, w->where, &status, sizeof(status));
	}
	if (!error && w->rusage) {
		struct xinim_rusage r;
		struct usage u;

		usage_of(p, &u);
		usage_add(&u, &p->used_children);
		usage_to_rusage(&u, &r);
		error = kernel_to_caller(w->call, w->rusage, &r, sizeof(r));
	}
	if (error)
		return error;
	return w->id_call ? 0 : proc_pid(p);
}

/* It has been told of. */
static void take(const struct wait_query *q, struct proc *p, enum wait_match how)
{
	if (q->options & WAIT_NOWAIT)
		return;
	if (how == WAIT_IS_STOPPED)
		p->tell_stopped = false;
	else if (how == WAIT_IS_CONTINUED)
		p->tell_continued = false;
	else
		family_reap(p);
}

static void drop(struct waiter *w)
{
	list_remove(&w->link);
	list_remove(&w->all);
	free(w);
}

static void answer_waiter(struct waiter *w, int64_t result)
{
	(void)server_answer(w->call, result);
	drop(w);
}

void wait_child_changed(struct proc *p)
{
	struct list *it, *next;

	list_for_each_safe (it, next, &p->parent->waiters) {
		struct waiter *w = list_entry(it, struct waiter, link);
		enum wait_match how = match(&w->query, p);
		bool taken = !(w->query.options & WAIT_NOWAIT), dead = p->ended;
		int64_t result;

		if (how <= WAIT_NOT_YET)
			continue;
		result = tell(w, p, how);
		/* The parent may look for it as soon as it has the answer. */
		if (taken && dead && result >= 0)
			kernel_hide((uint32_t)proc_pid(p), true);
		if (result != -ESRCH && server_answer(w->call, result) == 0 &&
			result >= 0) {
			take(&w->query, p, how);
			drop(w);
			if (taken && dead)
				return; /* p is no more */
			continue;
		}
		if (taken && dead && result >= 0)
			kernel_hide((uint32_t)proc_pid(p), false);
		drop(w);
	}
}

void wait_child_gone(struct proc *parent)
{
	struct list *it, *next;

	list_for_each_safe (it, next, &parent->waiters) {
		struct waiter *w = list_entry(it, struct waiter, link);
		enum wait_match how;
		bool meant;

		(void)find(parent, &w->query, &how, &meant);
		if (!meant)
			answer_waiter(w, -ECHILD);
	}
}

void wait_forget(struct proc *p)
{
	while (!list_empty(&p->waiters))
		drop(list_first(&p->waiters, struct waiter, link));
}

void wait_cancelled(void)
{
	struct list *it, *next;

	list_for_each_safe (it, next, &waiters) {
		struct waiter *w = list_entry(it, struct waiter, all);
		int64_t is = kernel_process(w->call, XINIM_PROCESS_INTERRUPTED, 0, 0, 0);

		if (is > 0)
			answer_waiter(w, -XINIM_ERESTARTSYS);
		else if (is < 0)
			drop(w);
	}
}

/* POSIX waitid: with WNOHANG and nobody to tell of, si_signo and si_pid are 0. */
static int64_t tell_nothing(const struct waiter *w)
{
	siginfo_t info;

	if (!w->id_call || !w->where)
		return 0;
	memset(&info, 0, sizeof(info));
	return kernel_to_caller(w->call, w->where, &info, sizeof(info));
}

/* The call's answer now, or it waits. */
static int64_t wait_for(struct proc *self, const struct waiter *w)
{
	enum wait_match how;
	bool meant;
	struct proc *p = find(self, &w->query, &how, &meant);
	struct waiter *kept;
	int64_t result;

	if (p) {
		result = tell(w, p, how);
		if (result >= 0)
			take(&w->query, p, how);
		return result;
	}
	if (!meant)
		return -ECHILD;
	if (w->query.options & WAIT_NOHANG)
		return tell_nothing(w);
	if (w->at_once)
		return -EAGAIN;
	kept = malloc(sizeof(*kept));
	if (!kept)
		return -ENOMEM;
	*kept = *w;
	list_add_tail(&self->waiters, &kept->link);
	list_add_tail(&waiters, &kept->all);
	return SERVER_PARKED;
}

int64_t call_wait4(struct proc *self, const struct server_call *call)
{
	struct waiter w = {
		.call = call->id, .where = call->arg[1], .rusage = call->arg[3]
	};
	int error = wait_query4(
		&w.query, (int32_t)call->arg[0], (uint32_t)call->arg[2], group_id(self));

	return error ? error : wait_for(self, &w);
}

/* The process that descriptor fd is for, as what is waited for. -EBADF, -ECHILD, -EINVAL */
static int query_pidfd(struct proc *self, struct waiter *w, int32_t fd, uint32_t options)
{
	struct proc *p;
	int error = wait_query_id(&w->query, WAIT_PID, 1, options, 0);

	if (error || fd < 0)
		return -EINVAL;
	error = pidfd_find(self, (uint32_t)fd, &p, &w->at_once);
	if (error)
		return error == -ESRCH ? -ECHILD : error;
	w->query.id = proc_pid(p);
	return 0;
}

int64_t call_waitid(struct proc *self, const struct server_call *call)
{
	struct waiter w = {
		.call = call->id,
		.id_call = true,
		.where = call->arg[2],
		.rusage = call->arg[4],
	};
	uint32_t type = (uint32_t)call->arg[0], options = (uint32_t)call->arg[3];
	int32_t id = (int32_t)call->arg[1];
	int64_t error, nothing;

	if (type == WAIT_PIDFD)
		error = query_pidfd(self, &w, id, options);
	else
		error = wait_query_id(&w.query, type, id, options, group_id(self));
	if (!error)
		error = wait_for(self, &w);
	if (error >= 0 || error == SERVER_PARKED || error == -EFAULT)
		return error;
	/* As Linux: who is told of nobody learns that from the structure as well. */
	nothing = tell_nothing(&w);
	return nothing ? nothing : error;
}
