/*
 * kernel/futex_pi.c - locks whose owner works with the priority of who waits for it.
 *
 * FUTEX_LOCK_PI and its like: the word has the owner's number, so that the kernel
 * knows to whom a waiter lends its priority; and it is handed over, by the kernel,
 * to the most urgent waiter, so that nobody less urgent snatches it in between.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/futex.h"

#include "kernel/arch.h"
#include "kernel/ipc.h"
#include "kernel/list.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/thread.h"
#include "kernel/vm.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define BUCKETS 64 /* a power of two */

#define TID     XINIM_FUTEX_TID_MASK
#define DIED    XINIM_FUTEX_OWNER_DIED
#define WAITERS XINIM_FUTEX_WAITERS

struct waiter {
	struct list link;
	struct futex_key key;
	struct thread *thread;
	bool owns; /* the lock was handed over to it */
};

static struct list buckets[BUCKETS];

static struct list *bucket_of(const struct futex_key *k)
{
	uint64_t h = (k->address >> 2) * 0x9e3779b97f4a7c15UL ^ (uint64_t)k->space >> 4;
	struct list *b = &buckets[h >> 32 & (BUCKETS - 1)];

	if (!b->next)
		list_init(b);
	return b;
}

/* The most urgent one that waits, of equals the first; *others: there are more. */
static struct waiter *first_of(const struct futex_key *k, bool *others)
{
	struct waiter *best = NULL, *w;

	*others = false;
	list_for_each_entry (w, bucket_of(k), link) {
		if (!futex_same_key(&w->key, k))
			continue;
		*others = best != NULL;
		if (!best || w->thread->priority > best->thread->priority)
			best = w;
	}
	return best;
}

static bool awaited(const struct futex_key *k)
{
	bool others;

	return first_of(k, &others) != NULL;
}

static int word_at(uint64_t address, uint32_t **word)
{
	void *where;

	if (space_page(current_thread()->process->space, address, MAP_WRITE, 0, &where) !=
		0)
		return -EFAULT;
	*word = where;
	return 0;
}

static bool change(uint32_t *word, uint32_t old, uint32_t new)
{
	return __atomic_compare_exchange_n(
		word, &old, new, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

/* Who has it; NULL: nobody that could give it back. */
static struct thread *owner_of(uint32_t value, const struct futex_key *k)
{
	struct thread *t = (value & TID) < THREADS_MAX ? thread_find(value & TID) : NULL;

	if (!t || t->process == &idle_process)
		return NULL;
	/* A private word's number is of somebody who has that memory. */
	return !k->address || k->space != current_thread()->process->space ||
			t->process->space == k->space
		? t
		: NULL;
}

/*
 * One look at the word: 0, it is the caller's now; -EBUSY: *owner's. `waited`: the
 * caller has been in the queue, and an owner that is gone leaves it to the caller.
 */
static int take(
	uint32_t *word, const struct futex_key *k, bool waited, struct thread **owner)
{
	uint32_t self = current_thread()->tid, old, new;

	do {
		old = __atomic_load_n(word, __ATOMIC_RELAXED);
		if ((old & TID) == self)
			return -EDEADLK;
		*owner = old & TID ? owner_of(old, k) : NULL;
		if (*owner)
			new = old | WAITERS;
		else if (old & TID && !waited)
			return -ESRCH;
		else
			new = self | (old & TID ? DIED : old & DIED) |
				(awaited(k) ? WAITERS : 0);
	} while (!change(word, old, new));
	return *owner ? -EBUSY : 0;
}

/* Does t wait, by way of others, for the caller? */
static bool waits_for_caller(const struct thread *t)
{
	for (unsigned n = 0; t && n < THREADS_MAX; n++, t = t->lent_to)
		if (t == current_thread())
			return true;
	return false;
}

/* In the queue until it is handed over, or something else comes up. */
static bool queue(const struct futex_key *k, struct thread *owner,
	const struct futex_limit *limit, bool *owns)
{
	struct waiter w = { .key = *k, .thread = current_thread() };
	bool late;

	list_add_tail(bucket_of(k), &w.link);
	ipc_lend(w.thread, owner);
	late = futex_sleep(limit);
	ipc_take_back(w.thread);
	list_remove(&w.link);
	*owns = w.owns;
	return late;
}

int64_t futex_lock_pi(
	uint64_t address, const struct futex_key *k, const struct futex_limit *limit)
{
	bool waited = false, late = false, owns = false;
	struct thread *owner;
	uint32_t *word;
	int error;

	for (;;) {
		error = word_at(address, &word);
		if (!error)
			error = take(word, k, waited, &owner);
		if (error != -EBUSY)
			return error;
		if (!limit)
			return -EAGAIN;
		if (waits_for_caller(owner))
			return -EDEADLK;
		if (late)
			return -ETIMEDOUT;
		if (signal_interrupts(current_thread()))
			return signal_restart(-XINIM_ERESTARTNOINTR);
		late = queue(k, owner, limit, &owns);
		if (owns)
			return 0;
		waited = true;
	}
}

/* Those that wait on lend their priority to who has it now. */
static void lend_anew(const struct futex_key *k, struct thread *to)
{
	struct waiter *w;

	list_for_each_entry (w, bucket_of(k), link) {
		if (!futex_same_key(&w->key, k))
			continue;
		ipc_take_back(w->thread);
		ipc_lend(w->thread, to);
	}
}

int64_t futex_unlock_pi(uint64_t address, const struct futex_key *k)
{
	uint32_t *word, old, new;
	struct waiter *next;
	bool others;
	int error = word_at(address, &word);

	if (error)
		return error;
	next = first_of(k, &others);
	new = next ? next->thread->tid | (others ? WAITERS : 0) : 0;
	do {
		old = __atomic_load_n(word, __ATOMIC_RELAXED);
		if ((old & TID) != current_thread()->tid)
			return -EPERM;
	} while (!change(word, old, new));
	if (!next)
		return 0;
	list_remove(&next->link);
	next->owns = true;
	ipc_take_back(next->thread);
	lend_anew(k, next->thread);
	sched_wake(next->thread);
	return 0;
}

void futex_pi_owner_gone(struct thread *t)
{
	struct thread *lender;

	/* Who lends and sends no message waits for such a lock: it looks again. */
	list_for_each_entry (lender, &t->lenders, lender_link)
		if (lender->ipc_state == IPC_NONE)
			sched_wake(lender);
}
