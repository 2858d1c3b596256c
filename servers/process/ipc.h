/*
 * servers/process/ipc.h - what System V's semaphores and queues of messages share.
 *
 * Objects with an identifier, a key and an owner, in a table; and calls that wait
 * for something to happen to one. The rules are those of POSIX, XSI Interprocess
 * Communication; numbers are Linux's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_IPC_H
#define XINIM_PROCESS_IPC_H

#include <sys/ipc.h>

#include "servers/process/proc.h"

#define IPC_OBJECTS 1024 /* of a kind: SEMMNI, MSGMNI */
#define IPC_READ    04u
#define IPC_WRITE   02u
#define IPC_BLOCKS  1 /* an attempt's result: it has to wait */

struct ipc_object {
	int32_t id;
	key_t key;
	uint32_t uid, gid, cuid, cgid, mode;
};

struct ipc_table {
	struct ipc_object *object[IPC_OBJECTS];
	unsigned used;     /* from here on none has ever been */
	unsigned count;    /* that there are */
	uint16_t sequence; /* so that an identifier is not used again soon */
};

/* NULL: none has this identifier, is at this place. */
struct ipc_object *ipc_find(const struct ipc_table *t, int32_t id);
struct ipc_object *ipc_at(const struct ipc_table *t, int32_t place);
/*
 * semget and msgget: the object of the key, if there is one that flags allow self to
 * have. 0: a new one is to be made; -EEXIST, -ENOENT. Its permissions are still to be
 * looked at: ipc_access_flags.
 */
int ipc_look(const struct ipc_table *t, key_t key, uint32_t flags, struct ipc_object **o);
/* Puts a new one in: self's, with an identifier. -ENOSPC: there are too many. */
int ipc_add(struct ipc_table *t, struct ipc_object *o, const struct proc *self, key_t key,
	uint32_t flags);
void ipc_remove(struct ipc_table *t, struct ipc_object *o);
/* The last place that has one, 0 if none: what IPC_INFO answers. */
int32_t ipc_last_place(const struct ipc_table *t);

/* May self do what `wanted`, IPC_READ or IPC_WRITE, says? 0, -EACCES. */
int ipc_access(const struct ipc_object *o, const struct proc *self, uint32_t wanted);
/* The same for a mode in flags as semget has it. */
int ipc_access_flags(const struct ipc_object *o, const struct proc *self, uint32_t flags);
/* May self change or remove it? 0, -EPERM. */
int ipc_may_change(const struct ipc_object *o, const struct proc *self);
void ipc_tell(const struct ipc_object *o, struct ipc_perm *to);
/* IPC_SET. -EINVAL: no such IDs. */
int ipc_set(struct ipc_object *o, const struct ipc_perm *from);

/* Seconds since the Epoch. */
int64_t ipc_now(void);

/* A call that waits. */
struct ipc_wait {
	struct list queue; /* of the object */
	struct list all;
	struct proc *proc; /* whose it is */
	uint64_t call;
	int interrupted; /* its answer when a signal comes, negative */
	/* It waits no more: it is out of both lists. */
	void (*drop)(struct ipc_wait *w);
};

void ipc_wait_begin(struct ipc_wait *w, struct list *queue);
/* Ends it, with its answer. 0, or -ESRCH: its caller has gone. */
int ipc_wait_end(struct ipc_wait *w, int64_t result);
/* Ends it when it has been answered. */
void ipc_wait_drop(struct ipc_wait *w);
/* Ends all those of a queue with the same answer. */
void ipc_wait_end_all(struct list *queue, int64_t result);

/* Some call was interrupted, or its caller has gone: finds out which. */
void ipc_cancelled(void);
/* p has ended: its waiting calls are over already. */
void ipc_forget(const struct proc *p);

/* shm.c: what the memory server was told of p's groups holds no more. */
void shm_forget_groups(struct proc *p);

/* sem_undo.c: what SEM_UNDO is to take back when the last process that shares it ends. */
struct undo_list;
/* p shares self's from now on (CLONE_SYSVSEM). -ENOMEM. */
int undo_share(struct proc *p, struct proc *self);
/* p has it no more: it has ended, or wants one of its own. */
void undo_leave(struct proc *p);

#endif
