/*
 * servers/process/proc.h - the processes there are, and what is known of each.
 *
 * A process is in the table from fork on until it has been waited for. One that
 * was started without us (at boot) is taken in when it is first heard of: a
 * child of PID 1's, and root's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_PROC_H
#define XINIM_PROCESS_PROC_H

#include <stdbool.h>
#include <stdint.h>

#include "servers/lib/list.h"
#include "servers/lib/server.h"
#include "servers/process/ids.h"
#include "servers/process/idmap.h"
#include "servers/process/limits.h"

enum { PID_INIT = 1, PID_VFS = 2, PID_PROCESS = 3, PID_MEMORY = 4 };

#define PROC_NAME_MAX 16 /* PR_SET_NAME's, its NUL included */

struct session {
	struct id_node node;
	unsigned groups;
};

struct group {
	struct id_node node;
	struct session *session;
	struct list members;
};

/* A user who has processes. */
struct user {
	struct id_node node;
	unsigned processes;
};

/* What has been used up; CPU time in nanoseconds. */
struct usage {
	uint64_t user_ns, system_ns;
	uint64_t max_resident; /* bytes */
	uint64_t faults;
};

struct timers;
struct undo_list;

struct proc {
	struct id_node node; /* PID */
	int cap;             /* to the process, with all rights; 0: it has ended */
	char name[PROC_NAME_MAX];

	struct proc *parent; /* NULL: PID 1, and what has none */
	struct list sibling; /* in its parent's children or dead */
	struct list children;
	struct list dead;    /* children that have ended and were not waited for */
	struct list waiters; /* calls that wait for children */
	int exit_signal;     /* for its parent when it ends; 0: none */
	bool subreaper;      /* PR_SET_CHILD_SUBREAPER */
	int death_signal;    /* PR_SET_PDEATHSIG: when its parent ends */

	struct group *group;
	struct list group_link;

	bool of_boot; /* the kernel started it, as it does servers and drivers */
	bool ended;
	bool stopped;        /* it is */
	bool tell_stopped;   /* nobody has been told yet */
	bool tell_continued; /* the same */
	bool has_executed;   /* since it was forked */
	int32_t status;      /* as wait4 reports it: of its end, or its last stop */
	uint64_t vfork_call; /* of the parent, which waits for exec or the end; 0: none */

	struct cred cred;
	struct user *user; /* of its real user ID */
	struct limit limit[LIMITS];
	struct usage used;          /* once it has ended */
	struct usage used_children; /* by those waited for, and theirs */
	int nice;
	int policy, priority; /* sched_setscheduler's, of the first thread */
	bool reset_on_fork;
	struct list policies; /* of other threads: policies.h */
	bool undumpable;      /* PR_SET_DUMPABLE */
	bool common;    /* the kernel knows that it gets nothing of root's reserve */
	bool few_locks; /* the kernel keeps it to RLIMIT_MEMLOCK */
	uint32_t personality;
	uint64_t timer_slack;
	bool no_huge_pages;     /* PR_SET_THP_DISABLE: told, and of no effect */
	struct timers *timers;  /* NULL: never had one */
	struct undo_list *undo; /* ipc.h; NULL: none */
	bool groups_told;       /* the memory server may know its groups */
	uint64_t serial;        /* pidfd.h; 0: nobody has a descriptor for it */
};

extern struct idmap proc_table;
#define proc_for_each(p) \
	for (struct proc_walk w_ = { 0 }; ((p) = proc_walk_next(&w_)) != NULL;)
struct proc_walk {
	size_t bucket;
	struct id_node *next;
};
/* The next process of a walk through all; the one that was last may be removed. */
struct proc *proc_walk_next(struct proc_walk *w);

static inline int32_t proc_pid(const struct proc *p)
{
	return (int32_t)p->node.id;
}

/* NULL: nobody has that PID. One that was started without us is taken in. */
struct proc *proc_find(int32_t pid);
/* The same, but only what is in the table. */
struct proc *proc_known(int32_t pid);
/* The process that makes this call. NULL: out of memory. */
struct proc *proc_caller(const struct server_call *call);
/*
 * A new entry, with a parent's attributes (NULL: PID 1's and root's), in its
 * parent's group. NULL: out of memory.
 */
struct proc *proc_create(int32_t pid, int cap, struct proc *parent);
/* Takes one out that has ended, or never ran; the number may be used again. */
void proc_remove(struct proc *p);
/* Its real user ID has changed to `uid`: it counts for another user. -ENOMEM. */
int proc_set_user(struct proc *p, uint32_t uid);
unsigned proc_user_count(uint32_t uid);
/* A number is free as soon as no process, group or session has it. */
void proc_release_number(uint32_t number);
/* For calls that name a process, 0 being the caller: NULL, ESRCH. */
struct proc *proc_or_self(struct proc *self, int32_t pid);

#endif
