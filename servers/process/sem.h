/*
 * servers/process/sem.h - System V's semaphores.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_SEM_H
#define XINIM_PROCESS_SEM_H

#include <sys/sem.h>

#include "servers/process/ipc.h"
#include "servers/process/timers.h"

#define SEM_VALUE_MAX  32767 /* SEMVMX */
#define SEM_PER_SET    32000 /* SEMMSL */
#define SEM_OPERATIONS 500   /* SEMOPM */
#define SEM_ALL        32000 /* SEMMNS: of all sets together */

struct sem {
	uint16_t value;
	int32_t pid; /* who changed it last */
};

struct sem_set {
	struct ipc_object ipc; /* the first member: a set is found as one */
	struct list waits;
	struct list undos;
	int64_t otime, ctime;
	unsigned count;
	struct sem sem[];
};

/* What a list of processes will take back of what they did to a set. */
struct undo {
	struct list of_set, of_list;
	struct sem_set *set;
	int16_t adjust[];
};

struct sem_wait {
	struct ipc_wait wait; /* the first member */
	struct sem_set *set;
	struct countdown timeout;
	unsigned count, blocked_by; /* operations; the one that cannot be done */
	struct sembuf op[];
};

extern struct ipc_table sem_table;

/* How many semaphores there are in all sets. */
unsigned sem_count(void);

/*
 * Does all the operations, or none: 0; IPC_BLOCKS, op[*at] cannot be done now; -EAGAIN
 * (the same with IPC_NOWAIT), -ERANGE. `undo` is wanted if one has SEM_UNDO.
 */
int sem_operate(struct sem_set *s, const struct sembuf *op, unsigned count,
	struct undo *undo, unsigned *at);
/* Takes back the first `count` of them. */
void sem_take_back(
	struct sem_set *s, const struct sembuf *op, unsigned count, struct undo *undo);
/* They have been done by process pid: that is noted. */
void sem_done(struct sem_set *s, const struct sembuf *op, unsigned count, int32_t pid);
/* Values have changed: whoever can go on now, in the order they came, does. */
void sem_wake(struct sem_set *s);

/* What p's list has of the set, made if need be. NULL: out of memory or of its share. */
struct undo *undo_of(struct proc *p, struct sem_set *s);
/* The set's semaphore `number`, or all of them (-1), were set anew: nothing to undo. */
void undo_clear(struct sem_set *s, int number);
/* The set goes. */
void undo_drop_set(struct sem_set *s);

#endif
