/*
 * kernel/run_queue.h - threads that wait for one CPU, by priority.
 *
 * Adding, removing and finding the most urgent take the same few steps however many
 * wait. Who does it knows which thread is pinned, that is, may run on this CPU
 * only: nobody can relieve the CPU of it. Wants the kernel lock. In a header since
 * yielding is a matter of a few hundred instructions.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_RUN_QUEUE_H
#define XINIM_KERNEL_RUN_QUEUE_H

#include "kernel/sched.h"
#include "kernel/thread.h"

static inline void run_queue_init(struct run_queue *q)
{
	*q = (struct run_queue){ .length = 0 };
	for (unsigned p = 0; p < SCHED_PRIORITIES; p++)
		list_init(&q->ready[p]);
}

/* t, in no queue, is among those of its priority: the first or the last one. */
static inline void run_queue_add(
	struct run_queue *q, struct thread *t, bool first, bool pinned)
{
	if (first)
		list_add_head(&q->ready[t->priority], &t->run_link);
	else
		list_add_tail(&q->ready[t->priority], &t->run_link);
	q->occupied |= 1u << t->priority;
	q->length++;
	q->pinned += pinned;
}

/* t is in q; its priority, and whether it is pinned, are what they were when it was added. */
static inline void run_queue_remove(struct run_queue *q, struct thread *t, bool pinned)
{
	list_remove(&t->run_link);
	if (list_empty(&q->ready[t->priority]))
		q->occupied &= ~(1u << t->priority);
	q->length--;
	q->pinned -= pinned;
}

/* The highest priority that waits; -1: nobody does. */
static inline int run_queue_best(const struct run_queue *q)
{
	return q->occupied ? 31 - __builtin_clz(q->occupied) : -1;
}

/* Who has waited longest at the highest priority; somebody waits. */
static inline struct thread *run_queue_first(const struct run_queue *q)
{
	return list_first(&q->ready[run_queue_best(q)], struct thread, run_link);
}

/* The most urgent one that may run on the CPU with this bit; NULL if none. */
static inline struct thread *run_queue_find(const struct run_queue *q, uint64_t cpu)
{
	uint32_t occupied = q->occupied;

	while (occupied) {
		unsigned p = 31 - (unsigned)__builtin_clz(occupied);
		struct thread *t;

		list_for_each_entry (t, &q->ready[p], run_link) {
			if (t->affinity & cpu)
				return t;
		}
		occupied &= ~(1u << p);
	}
	return NULL;
}

#endif
