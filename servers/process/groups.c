/*
 * servers/process/groups.c - process groups and sessions.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/groups.h"

#include <errno.h>
#include <stdlib.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"
#include "servers/process/signals.h"
#include "servers/process/vfs.h"

static struct idmap groups, sessions;

struct group *group_find(int32_t id)
{
	return (struct group *)idmap_find(&groups, (uint32_t)id);
}

bool group_has_number(uint32_t number)
{
	return idmap_find(&groups, number) || idmap_find(&sessions, number);
}

static struct session *session_get(uint32_t id)
{
	struct session *s = (struct session *)idmap_find(&sessions, id);

	if (s)
		return s;
	s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->node.id = id;
	if (idmap_add(&sessions, &s->node) != 0) {
		free(s);
		return NULL;
	}
	return s;
}

static void session_drop(struct session *s)
{
	uint32_t id = s->node.id;

	if (s->groups)
		return;
	idmap_remove(&sessions, &s->node);
	free(s);
	proc_release_number(id);
}

static struct group *group_make(uint32_t id, struct session *s)
{
	struct group *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->node.id = id;
	if (idmap_add(&groups, &g->node) != 0) {
		free(g);
		return NULL;
	}
	list_init(&g->members);
	g->session = s;
	s->groups++;
	return g;
}

static void group_drop(struct group *g)
{
	struct session *s = g->session;
	uint32_t id = g->node.id;

	if (!list_empty(&g->members))
		return;
	idmap_remove(&groups, &g->node);
	free(g);
	s->groups--;
	session_drop(s);
	proc_release_number(id);
}

static void enter(struct proc *p, struct group *g)
{
	p->group = g;
	list_add_tail(&g->members, &p->group_link);
}

/* Group and session of this number. */
static struct group *first_group(uint32_t number)
{
	struct group *g = group_find((int32_t)number);
	struct session *s;

	if (g)
		return g;
	s = session_get(number);
	if (!s)
		return NULL;
	g = group_make(number, s);
	if (!g)
		session_drop(s);
	return g;
}

/* The servers of the boot are in group 0, apart from the programs PID 1 begins with. */
int group_enter_first(struct proc *p)
{
	int32_t pid = proc_pid(p);
	struct group *g;

	if (pid >= PID_VFS && pid <= PID_MEMORY)
		g = first_group(0);
	else if (p->parent)
		g = p->parent->group;
	else
		g = first_group((uint32_t)pid);
	if (!g)
		return -ENOMEM;
	enter(p, g);
	return 0;
}

void group_leave(struct proc *p)
{
	struct group *g = p->group;

	list_remove(&p->group_link);
	p->group = NULL;
	group_drop(g);
}

static void move(struct proc *p, struct group *to)
{
	group_leave(p);
	enter(p, to);
	vfs_session(p);
}

/* Parents count that live, and are not PID 1. */
static bool holds(const struct group *g, const struct proc *member)
{
	const struct proc *parent = member->parent;

	return parent && proc_pid(parent) != PID_INIT && parent->group != g &&
		parent->group->session == g->session;
}

bool group_is_orphaned(const struct group *g, const struct proc *without)
{
	const struct proc *p;

	list_for_each_entry (p, &g->members, group_link) {
		if (p != without && !p->ended && holds(g, p))
			return false;
	}
	return true;
}

static bool any_stopped(const struct group *g)
{
	const struct proc *p;

	list_for_each_entry (p, &g->members, group_link) {
		if (p->stopped)
			return true;
	}
	return false;
}

void group_lost(struct proc *p, const struct proc *parent, bool p_ends)
{
	struct group *g = p->group;

	if (!parent || parent->group == g || parent->group->session != g->session)
		return;
	if (!group_is_orphaned(g, p_ends ? p : NULL) || !any_stopped(g))
		return;
	signal_group(g, SIGHUP);
	signal_group(g, SIGCONT);
}

/* POSIX setpgid; EACCES for a child that has executed a program. */
int64_t call_setpgid(struct proc *self, const struct server_call *call)
{
	int32_t pid = (int32_t)call->arg[0], id = (int32_t)call->arg[1];
	struct proc *p;
	struct group *g;

	if (id < 0 || (id == 0 && pid < 0))
		return -EINVAL;
	p = proc_or_self(self, pid);
	if (!p || p->ended || (p != self && p->parent != self))
		return -ESRCH;
	if (p != self && p->group->session != self->group->session)
		return -EPERM;
	if (p != self && p->has_executed)
		return -EACCES;
	if (session_id(p) == proc_pid(p))
		return -EPERM;
	if (id == 0)
		id = proc_pid(p);
	g = group_find(id);
	if (g && g->session != self->group->session)
		return -EPERM;
	if (!g && id != proc_pid(p))
		return -EPERM;
	if (!g)
		g = group_make((uint32_t)id, p->group->session);
	if (!g)
		return -ENOMEM;
	if (g != p->group)
		move(p, g);
	return 0;
}

int64_t call_setsid(struct proc *self, const struct server_call *call)
{
	struct session *s;
	struct group *g;

	(void)call;
	if (group_find(proc_pid(self)))
		return -EPERM;
	s = session_get(self->node.id);
	if (!s)
		return -ENOMEM;
	g = group_make(self->node.id, s);
	if (!g) {
		session_drop(s);
		return -ENOMEM;
	}
	move(self, g);
	return proc_pid(self);
}

int64_t call_getpgid(struct proc *self, const struct server_call *call)
{
	const struct proc *p = proc_or_self(self, (int32_t)call->arg[0]);

	return p ? group_id(p) : -ESRCH;
}

int64_t call_getpgrp(struct proc *self, const struct server_call *call)
{
	(void)call;
	return group_id(self);
}

int64_t call_getsid(struct proc *self, const struct server_call *call)
{
	const struct proc *p = proc_or_self(self, (int32_t)call->arg[0]);

	return p ? session_id(p) : -ESRCH;
}
