/*
 * servers/process/groups.h - process groups and sessions.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_GROUPS_H
#define XINIM_PROCESS_GROUPS_H

#include "servers/process/proc.h"

/* A new process enters its parent's group, or the one of its kind. -ENOMEM. */
int group_enter_first(struct proc *p);
void group_leave(struct proc *p);
/* NULL: there is none. */
struct group *group_find(int32_t id);
/* Does a group or a session have this number? */
bool group_has_number(uint32_t number);
static inline int32_t group_id(const struct proc *p)
{
	return (int32_t)p->group->node.id;
}
static inline int32_t session_id(const struct proc *p)
{
	return (int32_t)p->group->session->node.id;
}

/*
 * POSIX, 3.269 Orphaned Process Group: nobody outside of it, in its session,
 * is a member's parent. `without` does not count as a member.
 */
bool group_is_orphaned(const struct group *g, const struct proc *without);
/*
 * p ends, or its parent `parent` does: if its group becomes an orphan by that, and
 * somebody in it is stopped, all get SIGHUP and SIGCONT.
 */
void group_lost(struct proc *p, const struct proc *parent, bool p_ends);

#endif
