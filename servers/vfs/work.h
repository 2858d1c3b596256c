/*
 * servers/vfs/work.h - fibers among themselves: locks, gates, work for later.
 *
 * What parks in the middle of something that others must not see takes a lock. A
 * lock is its fiber's: taken once more by the same fiber, it is given up as often.
 * Order: an inode's lock, then its file system's. Zeroes are a lock, and a gate,
 * that nobody waits for.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_WORK_H
#define XINIM_VFS_WORK_H

#include <stdbool.h>

#include "servers/lib/list.h"

struct fiber;
struct parked;

/*
 * fiber_park for whoever runs: what the call needs that it works for is held meanwhile.
 * -ENOMEM: nobody else to go on, nothing has happened.
 */
int work_park(void);

struct gate {
	struct parked *first, *last;
};

/* Until gate_open. -ENOMEM */
int gate_wait(struct gate *g);
/* All who wait go on. Never parks. */
void gate_open(struct gate *g);

/*
 * Lets the loop take one call or message, if there is one, before it goes on: for what
 * takes long, after every WORK_TURN bytes. -ENOMEM: it goes on at once.
 */
int work_give_way(void);
/* Who have given way; the first of them goes on. The loop calls it. */
extern struct gate work_turns;
void work_turn(void);
#define WORK_TURN  (256UL << 10)
#define WORK_PAUSE 50000 /* nanoseconds that others have then, at the most */

struct mutex {
	struct fiber *owner;
	unsigned depth;
	struct gate gate;
};

/* Parks while another fiber has it; they get it in the order they came. -ENOMEM */
int mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);

/* Something to be done by the loop when it has nothing in hand; it may park. */
struct work {
	struct list link;
	void (*run)(struct work *w);
};

#define WORK_INIT(name, function)                               \
	{                                                       \
		.link = LIST_INIT((name).link), .run = function \
	}

/* Once more is no more than once, until it runs. Never parks. */
void work_add(struct work *w);
void work_cancel(struct work *w);
extern struct list work_queue;
static inline bool work_any(void)
{
	return !list_empty(&work_queue);
}
/* Runs the first; the loop calls it. */
void work_run(void);

#endif
