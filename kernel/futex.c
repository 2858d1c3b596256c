/*
 * kernel/futex.c - waiting for a word of user memory to change: futex(2).
 *
 * A waiter stands in a hash bucket by what it waits on: a word of its address
 * space (private) or of a physical page (shared). Looking at the word and
 * joining the queue happen under the kernel lock, as does waking: no wake-up
 * between the two is lost.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/list.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/syscall.h"
#include "kernel/time.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define BUCKETS 256 /* a power of two */
#define ALL     0xffffffffu

struct key {
	const void *space; /* NULL: shared */
	uint64_t address;  /* in it, or physical */
};

struct waiter {
	struct list link;
	struct key key;
	uint32_t bitset;
	struct thread *thread;
	bool woken;
};

static struct list buckets[BUCKETS];

static struct list *bucket_of(const struct key *k)
{
	uint64_t h = (k->address >> 2) * 0x9e3779b97f4a7c15UL ^ (uint64_t)k->space >> 4;
	struct list *b = &buckets[h >> 32 & (BUCKETS - 1)];

	if (!b->next)
		list_init(b);
	return b;
}

/* -EINVAL: not a word's address; -EFAULT: nothing is there. */
static int make_key(uint64_t address, bool shared, struct key *k)
{
	struct space *s = current_thread()->process->space;

	if (address % 4)
		return -EINVAL;
	if (!user_range_ok(address, 4))
		return -EFAULT;
	*k = (struct key){ s, address };
	return shared ? space_identity(s, address, &k->space, &k->address) : 0;
}

static bool same(const struct key *a, const struct key *b)
{
	return a->space == b->space && a->address == b->address;
}

static int64_t wait(const struct key *k, uint64_t address, uint32_t expected,
	uint32_t bitset, uint64_t deadline)
{
	struct waiter w = { .key = *k, .bitset = bitset, .thread = current_thread() };
	uint32_t value;
	bool late = false;

	if (copy_from_user(&value, address, sizeof(value)) != 0)
		return -EFAULT;
	if (value != expected)
		return -EAGAIN;
	list_add_tail(bucket_of(k), &w.link);
	while (!w.woken && !late && !w.thread->killed)
		late = thread_sleep_until(deadline);
	list_remove(&w.link);
	if (w.woken)
		return 0;
	return late ? -ETIMEDOUT : -EINTR;
}

/* Wakes at most `most` waiters whose bits meet bitset; how many. */
static int64_t wake(const struct key *k, uint32_t most, uint32_t bitset)
{
	struct list *b = bucket_of(k), *l, *next;
	int64_t n = 0;

	list_for_each_safe (l, next, b) {
		struct waiter *w = list_entry(l, struct waiter, link);

		if ((uint64_t)n == most)
			break;
		if (!same(&w->key, k) || !(w->bitset & bitset))
			continue;
		list_remove(&w->link);
		w->woken = true;
		sched_wake(w->thread);
		n++;
	}
	return n;
}

/* Moves at most `most` waiters to another word; how many. */
static int64_t requeue(const struct key *from, const struct key *to, uint32_t most)
{
	struct list *b = bucket_of(from), *l, *next;
	struct list moved = LIST_INIT(moved);
	int64_t n = 0;

	list_for_each_safe (l, next, b) {
		struct waiter *w = list_entry(l, struct waiter, link);

		if ((uint64_t)n == most)
			break;
		if (!same(&w->key, from))
			continue;
		list_remove(&w->link);
		w->key = *to;
		list_add_tail(&moved, &w->link);
		n++;
	}
	list_splice_tail(bucket_of(to), &moved);
	return n;
}

static int64_t do_requeue(const uint64_t arg[6], const struct key *from, bool shared,
	const uint32_t *expected)
{
	uint32_t value;
	struct key to;
	int64_t n;
	int error = make_key(arg[4], shared, &to);

	if (error)
		return error;
	if ((int32_t)arg[2] < 0 || (int32_t)arg[3] < 0)
		return -EINVAL;
	if (expected) {
		if (copy_from_user(&value, arg[0], sizeof(value)) != 0)
			return -EFAULT;
		if (value != *expected)
			return -EAGAIN;
	}
	n = wake(from, (uint32_t)arg[2], ALL);
	return n + requeue(from, &to, (uint32_t)arg[3]);
}

/*
 * futex(word, operation, value, timeout or value2, word2, value3): as Linux,
 * WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAIT_BITSET and WAKE_BITSET, private and
 * shared. ENOSYS: another operation.
 */
SYSCALL_HANDLER_LOCKED(futex)
{
	uint32_t op = (uint32_t)arg[1] & XINIM_FUTEX_OP_MASK;
	bool shared = !(arg[1] & XINIM_FUTEX_PRIVATE);
	bool realtime = arg[1] & XINIM_FUTEX_REALTIME;
	uint32_t bitset = ALL, expected = (uint32_t)arg[5];
	uint64_t deadline = UINT64_MAX;
	struct key k;
	int error = make_key(arg[0], shared, &k);

	if (error)
		return error;
	switch (op) {
	case XINIM_FUTEX_WAIT_BITSET:
		bitset = (uint32_t)arg[5];
		if (bitset == 0)
			return -EINVAL;
		/* fall through */
	case XINIM_FUTEX_WAIT:
		error = time_deadline(
			arg[3], op == XINIM_FUTEX_WAIT_BITSET, realtime, &deadline);
		if (error)
			return error;
		return wait(&k, arg[0], (uint32_t)arg[2], bitset, deadline);
	case XINIM_FUTEX_WAKE_BITSET:
		bitset = (uint32_t)arg[5];
		if (bitset == 0)
			return -EINVAL;
		/* fall through */
	case XINIM_FUTEX_WAKE:
		return wake(&k, (int32_t)arg[2] < 1 ? 1 : (uint32_t)arg[2], bitset);
	case XINIM_FUTEX_REQUEUE:
		return do_requeue(arg, &k, shared, NULL);
	case XINIM_FUTEX_CMP_REQUEUE:
		return do_requeue(arg, &k, shared, &expected);
	default:
		return -ENOSYS;
	}
}
