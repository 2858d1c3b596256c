/*
 * servers/process/table.c - the table of processes, and of users who have some.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/proc.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "servers/process/groups.h"
#include "servers/process/kernel.h"
#include "servers/process/policies.h"
#include "servers/process/vfs.h"

#define TIMER_SLACK_NS 50000 /* Linux's */

struct idmap proc_table;
static struct idmap users;

struct proc *proc_walk_next(struct proc_walk *w)
{
	struct id_node *n = w->next;

	while (!n && w->bucket < proc_table.buckets)
		n = proc_table.bucket[w->bucket++];
	w->next = n ? n->next : NULL;
	return (struct proc *)n;
}

struct proc *proc_known(int32_t pid)
{
	return (struct proc *)idmap_find(&proc_table, (uint32_t)pid);
}

static struct user *user_get(uint32_t uid)
{
	struct user *u = (struct user *)idmap_find(&users, uid);

	if (!u) {
		u = calloc(1, sizeof(*u));
		if (!u)
			return NULL;
		u->node.id = uid;
		if (idmap_add(&users, &u->node) != 0) {
			free(u);
			return NULL;
		}
	}
	u->processes++;
	return u;
}

static void user_put(struct user *u)
{
	if (--u->processes)
		return;
	idmap_remove(&users, &u->node);
	free(u);
}

unsigned proc_user_count(uint32_t uid)
{
	const struct user *u = (const struct user *)idmap_find(&users, uid);

	return u ? u->processes : 0;
}

int proc_set_user(struct proc *p, uint32_t uid)
{
	struct user *u;

	if (p->user->node.id == uid)
		return 0;
	u = user_get(uid);
	if (!u)
		return -ENOMEM;
	user_put(p->user);
	p->user = u;
	return 0;
}

static void inherit(struct proc *p, const struct proc *from)
{
	memcpy(p->name, from->name, sizeof(p->name));
	p->cred = from->cred;
	if (p->cred.groups)
		p->cred.groups->uses++;
	memcpy(p->limit, from->limit, sizeof(p->limit));
	p->undumpable = from->undumpable;
	p->common = from->common;
	p->few_locks = from->few_locks;
	p->personality = from->personality;
	p->timer_slack = from->timer_slack;
	p->no_huge_pages = from->no_huge_pages;
	p->nice = from->nice;
}

/* What a process that was there before us is. */
static void inherit_nothing(struct proc *p)
{
	cred_init(&p->cred);
	limits_init(p->limit);
	p->timer_slack = TIMER_SLACK_NS;
}

struct proc *proc_create(int32_t pid, int cap, struct proc *parent)
{
	struct proc *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->node.id = (uint32_t)pid;
	p->cap = cap;
	p->exit_signal = SIGCHLD;
	list_init(&p->sibling);
	list_init(&p->children);
	list_init(&p->dead);
	list_init(&p->waiters);
	list_init(&p->group_link);
	list_init(&p->policies);
	p->user = user_get(parent ? parent->cred.user.real : 0);
	if (!p->user)
		goto no_user;
	if (idmap_add(&proc_table, &p->node) != 0)
		goto no_room;
	if (parent)
		inherit(p, parent);
	else
		inherit_nothing(p);
	p->parent = parent;
	if (parent)
		list_add_tail(&parent->children, &p->sibling);
	if (group_enter_first(p) != 0)
		goto no_group;
	return p;

no_group:
	list_remove(&p->sibling);
	if (p->cred.groups)
		p->cred.groups->uses--; /* the parent has it too */
	idmap_remove(&proc_table, &p->node);
no_room:
	user_put(p->user);
no_user:
	free(p);
	return NULL;
}

void proc_remove(struct proc *p)
{
	uint32_t pid = p->node.id;

	policies_forget(p);
	if (p->serial)
		vfs_pidfd_reaped(p);
	list_remove(&p->sibling);
	group_leave(p);
	if (p->cred.groups && --p->cred.groups->uses == 0)
		free(p->cred.groups);
	user_put(p->user);
	idmap_remove(&proc_table, &p->node);
	free(p);
	proc_release_number(pid);
}

void proc_release_number(uint32_t number)
{
	if (idmap_find(&proc_table, number))
		return;
	if (group_has_number(number))
		kernel_hide(number, true);
	else
		kernel_release(number);
}

/* Takes in one that was started without us. */
static struct proc *take_in(int32_t pid, int cap)
{
	static const char *const names[] = { "", "init", "vfs", "process", "memory" };
	struct proc *init = NULL, *p;

	/* PID 1 does not wait for servers as for its children: it hears of their end. */
	if (pid > PID_MEMORY && !(init = proc_find(PID_INIT)))
		return NULL;
	p = proc_create(pid, cap, init);
	if (!p)
		return NULL;
	p->of_boot = pid != PID_INIT;
	if (pid <= PID_MEMORY)
		strcpy(p->name, names[pid]);
	return p;
}

struct proc *proc_find(int32_t pid)
{
	struct proc *p = proc_known(pid);
	int cap;

	if (p || pid <= 0)
		return p;
	cap = kernel_open(pid);
	if (cap < 0)
		return NULL;
	p = take_in(pid, cap);
	if (!p)
		xinim_cap_close(cap);
	return p;
}

struct proc *proc_caller(const struct server_call *call)
{
	return proc_find((int32_t)call->caller);
}

struct proc *proc_or_self(struct proc *self, int32_t pid)
{
	return pid == 0 ? self : proc_find(pid);
}
