/*
 * servers/lib/fiber.c - cooperative fibers for a server's event loop.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/lib/fiber.h"
#include "servers/lib/fiber_swap.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#define IDLE_MAX 16 /* more than these are given back */

struct fiber {
	void *sp;         /* while it does not run */
	struct list link; /* of fiber_ready or idle */
	void *stack;      /* NULL: the thread's own */
	void *own;        /* while it does not run: its fiber_own */
};

void *fiber_own;
struct list fiber_ready = LIST_INIT(fiber_ready);
static struct list idle = LIST_INIT(idle);
static unsigned idle_count;
static struct fiber first;
static struct fiber *current = &first;
static struct fiber *leaving; /* its stack goes when nobody stands on it */
static void (*fiber_loop)(void);

void fiber_init(void (*loop)(void))
{
	fiber_loop = loop;
	list_init(&first.link);
}

struct fiber *fiber_current(void)
{
	return current;
}

static void reap(void)
{
	if (!leaving)
		return;
	fiber_stack_free(leaving->stack, FIBER_STACK);
	free(leaving);
	leaving = NULL;
}

static void begin(void)
{
	reap();
	fiber_own = NULL;
	fiber_loop();
	abort();
}

static struct fiber *make(void)
{
	struct fiber *f = malloc(sizeof(*f));
	uintptr_t *top;

	if (!f)
		return NULL;
	f->stack = fiber_stack_new(FIBER_STACK);
	if (!f->stack) {
		free(f);
		return NULL;
	}
	list_init(&f->link);
	/* As fiber_swap leaves it: six registers, where to return to, and what that returns to. */
	top = (uintptr_t *)((char *)f->stack + FIBER_STACK) - 1;
	*--top = (uintptr_t)begin;
	f->sp = top - 6;
	return f;
}

static void run(struct fiber *next)
{
	struct fiber *self = current;

	list_remove(&next->link);
	self->own = fiber_own;
	current = next;
	fiber_swap(&self->sp, next->sp);
	fiber_own = self->own;
	reap();
}

int fiber_park(void)
{
	struct fiber *next;

	if (!list_empty(&fiber_ready)) {
		next = list_first(&fiber_ready, struct fiber, link);
	} else if (!list_empty(&idle)) {
		next = list_first(&idle, struct fiber, link);
		idle_count--;
	} else {
		next = make();
		if (!next)
			return -ENOMEM;
	}
	run(next);
	return 0;
}

int fiber_reserve(void)
{
	struct fiber *f;

	if (!list_empty(&fiber_ready) || !list_empty(&idle))
		return 0;
	f = make();
	if (!f)
		return -ENOMEM;
	list_add_head(&idle, &f->link);
	idle_count++;
	return 0;
}

void fiber_wake(struct fiber *f)
{
	if (list_empty(&f->link) && f != current)
		list_add_tail(&fiber_ready, &f->link);
}

void fiber_rest(void)
{
	while (!list_empty(&fiber_ready)) {
		if (idle_count < IDLE_MAX || !current->stack) {
			list_add_head(&idle, &current->link);
			idle_count++;
		} else {
			leaving = current;
		}
		run(list_first(&fiber_ready, struct fiber, link));
	}
}
