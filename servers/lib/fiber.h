/*
 * servers/lib/fiber.h - cooperative fibers for a server's event loop.
 *
 * The loop itself runs on a fiber. A handler that has to wait parks
 * (fiber_park), in the middle of its straight-line code; another fiber goes on
 * with the loop meanwhile: one that was idle, or a new one that enters loop().
 * Who hears of what was waited for wakes the parked one (fiber_wake), and the
 * loop, between two events, lets it go on (fiber_rest). So a handler that does
 * not wait pays nothing, and there are never two that run at a time: data can
 * only change under a handler where it parks.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_FIBER_H
#define XINIM_SERVERS_FIBER_H

#include <stdbool.h>
#include <stddef.h>

#include "servers/lib/list.h"

#define FIBER_STACK 32768 /* bytes; only what is used takes memory */

struct fiber;

/* The thread that calls is the first fiber; others begin in loop(), which never returns. */
void fiber_init(void (*loop)(void));
struct fiber *fiber_current(void);
/* What the server keeps for the fiber that runs; NULL at first. */
extern void *fiber_own;
/*
 * Waits for fiber_wake. -ENOMEM: there is no memory for a fiber that would go
 * on with the loop, and nothing has happened.
 */
int fiber_park(void);
/*
 * Sees to it that the next fiber_park does not fail, if nothing parks in between: for
 * who has to wait for what cannot be undone. -ENOMEM.
 */
int fiber_reserve(void);
/* A parked fiber is to go on. Harmless for one that has been woken already. */
void fiber_wake(struct fiber *f);
/* Called by the loop when it has nothing in hand: those that were woken go on. */
void fiber_rest(void);
/* There are some that fiber_rest would let go on. */
extern struct list fiber_ready;
static inline bool fiber_any_ready(void)
{
	return !list_empty(&fiber_ready);
}

/* The server's: a stack with a page below it that faults; NULL: no memory. */
void *fiber_stack_new(size_t size);
void fiber_stack_free(void *stack, size_t size);

#endif
