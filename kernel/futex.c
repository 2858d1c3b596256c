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
#include "kernel/futex.h"

#include "kernel/arch.h"
#include "kernel/list.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/quota.h"
#include "kernel/sched.h"
#include "kernel/syscall.h"
#include "kernel/time.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define BUCKETS 256 /* a power of two */
#define STEP    32  /* that are woken or moved in one go */
#define WORDS   8   /* that are joined in one go: each may need a page first */
#define ALL     0xffffffffu

struct waiter {
	struct list link;
	struct futex_key key;
	uint32_t bitset;
	uint64_t order; /* in which they came */
	struct thread *thread;
	bool woken;
};

static struct list buckets[BUCKETS];
static uint64_t waits; /* so far */

static struct list *bucket_of(const struct futex_key *k)
{
	uint64_t h = (k->address >> 2) * 0x9e3779b97f4a7c15UL ^ (uint64_t)k->space >> 4;
	struct list *b = &buckets[h >> 32 & (BUCKETS - 1)];

	if (!b->next)
		list_init(b);
	return b;
}

/* -EINVAL: not a word's address; -EFAULT: nothing is there. */
static int make_key(struct space *s, uint64_t address, bool shared, struct futex_key *k)
{
	if (address % 4)
		return -EINVAL;
	if (!user_range_ok(address, 4))
		return -EFAULT;
	*k = (struct futex_key){ s, address };
	return shared ? space_identity(s, address, &k->space, &k->address) : 0;
}

static struct space *own_space(void)
{
	return current_thread()->process->space;
}

bool futex_sleep(const struct futex_limit *limit)
{
	return limit->date ? time_sleep_until_date(limit->time)
			   : thread_sleep_until(limit->time);
}

/* Into the queue of w's word. -EFAULT; -EAGAIN: it has another value. */
static int join(struct waiter *w, uint64_t address, uint32_t expected)
{
	uint32_t value;

	if (copy_from_user(&value, address, sizeof(value)) != 0)
		return -EFAULT;
	if (value != expected)
		return -EAGAIN;
	list_add_tail(bucket_of(&w->key), &w->link);
	return 0;
}

/*
 * A signal ends the wait: it is begun again, after a handler only with
 * SA_RESTART and without a time limit, which would start anew.
 */
static int64_t wait(const struct futex_key *k, uint64_t address, bool shared,
	uint32_t expected, uint32_t bitset, const struct futex_limit *limit)
{
	struct thread *t = current_thread();
	struct waiter w = { .key = *k, .bitset = bitset, .order = waits++, .thread = t };
	int error = join(&w, address, expected);
	bool late = false;

	if (error)
		return error;
	while (!w.woken && !late && !signal_interrupts(t))
		late = futex_sleep(limit);
	list_remove(&w.link);
	if (w.woken)
		return 0;
	if (late)
		return -ETIMEDOUT;
	if (limit->time == UINT64_MAX)
		return signal_restart(-XINIM_ERESTARTSYS);
	t->signals.restart = (struct signal_restart){ .deadline = limit->time,
		.date = limit->date,
		.word = address,
		.value = expected,
		.bitset = bitset,
		.shared = shared };
	return signal_restart(-XINIM_ERESTART_BLOCK);
}

/* Wakes at most `most` waiters whose bits meet bitset, who were there before; how many. */
static uint32_t wake_some(
	const struct futex_key *k, uint32_t most, uint32_t bitset, uint64_t before)
{
	struct list *b = bucket_of(k), *l, *next;
	uint32_t n = 0;

	list_for_each_safe (l, next, b) {
		struct waiter *w = list_entry(l, struct waiter, link);

		if (n == most)
			break;
		if (!futex_same_key(&w->key, k) || !(w->bitset & bitset) ||
			w->order >= before)
			continue;
		list_remove(&w->link);
		w->woken = true;
		sched_wake(w->thread);
		n++;
	}
	return n;
}

/*
 * Moves at most `most` waiters, who were there before, to another word; how many. They
 * come to that one now.
 */
static uint32_t requeue_some(const struct futex_key *from, const struct futex_key *to,
	uint32_t most, uint64_t before)
{
	struct list *b = bucket_of(from), *l, *next;
	struct list moved = LIST_INIT(moved);
	uint32_t n = 0;

	list_for_each_safe (l, next, b) {
		struct waiter *w = list_entry(l, struct waiter, link);

		if (n == most)
			break;
		if (!futex_same_key(&w->key, from) || w->order >= before)
			continue;
		list_remove(&w->link);
		w->key = *to;
		w->order = waits++;
		list_add_tail(&moved, &w->link);
		n++;
	}
	list_splice_tail(bucket_of(to), &moved);
	return n;
}

/*
 * Wakes, or with `to` moves, at most `most` in steps that others may come between; the
 * keys keep their meaning meanwhile.
 */
static int64_t in_steps(const struct futex_key *k, const struct futex_key *to,
	uint32_t most, uint32_t bitset)
{
	uint64_t before = waits;
	uint32_t n = 0, step, done;

	for (;;) {
		step = most - n < STEP ? most - n : STEP;
		done = to ? requeue_some(k, to, step, before)
			  : wake_some(k, step, bitset, before);
		n += done;
		if (done < step || n == most)
			return n;
		kernel_preemption_point();
	}
}

static int64_t wake(const struct futex_key *k, uint32_t most, uint32_t bitset)
{
	return in_steps(k, NULL, most, bitset);
}

static int64_t do_requeue(const uint64_t arg[6], const struct futex_key *from,
	bool shared, const uint32_t *expected)
{
	uint32_t value;
	struct futex_key to;
	int64_t n;
	int error = make_key(own_space(), arg[4], shared, &to);

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
	return n + in_steps(from, &to, (uint32_t)arg[3], ALL);
}

int64_t futex_wait_again(const struct signal_restart *r)
{
	const struct futex_limit limit = { r->deadline, r->date };
	struct futex_key k;
	int error = make_key(own_space(), r->word, r->shared, &k);

	if (error)
		return error;
	return wait(
		&k, r->word, r->shared, (uint32_t)r->value, (uint32_t)r->bitset, &limit);
}

void futex_wake_word(struct space *s, uint64_t address)
{
	struct futex_key k;

	if (make_key(s, address, true, &k) == 0)
		wake_some(&k, 1, ALL, waits);
}

/* What FUTEX_WAKE_OP's operation makes of a word. -ENOSYS: there is no such one. */
static int operate(uint32_t code, uint32_t old, uint32_t *new)
{
	uint32_t operand = (uint32_t)((int32_t)(code << 8) >> 20);

	if (code & XINIM_FUTEX_OP_SHIFT)
		operand = 1u << (operand & 31);
	switch (code >> 28 & 7) {
	case XINIM_FUTEX_OP_SET:
		*new = operand;
		return 0;
	case XINIM_FUTEX_OP_ADD:
		*new = old + operand;
		return 0;
	case XINIM_FUTEX_OP_OR:
		*new = old | operand;
		return 0;
	case XINIM_FUTEX_OP_ANDN:
		*new = old & ~operand;
		return 0;
	case XINIM_FUTEX_OP_XOR:
		*new = old ^ operand;
		return 0;
	default:
		return -ENOSYS;
	}
}

/* Is the comparison in code true of the old value? -ENOSYS: there is no such one. */
static int compare(uint32_t code, int32_t old)
{
	int32_t operand = (int32_t)(code << 20) >> 20;

	switch (code >> 24 & 15) {
	case XINIM_FUTEX_CMP_EQ:
		return old == operand;
	case XINIM_FUTEX_CMP_NE:
		return old != operand;
	case XINIM_FUTEX_CMP_LT:
		return old < operand;
	case XINIM_FUTEX_CMP_LE:
		return old <= operand;
	case XINIM_FUTEX_CMP_GT:
		return old > operand;
	case XINIM_FUTEX_CMP_GE:
		return old >= operand;
	default:
		return -ENOSYS;
	}
}

/*
 * Changes the word at `address` as code says, in one step for every CPU, and
 * tells what it was.
 */
static int change_word(uint64_t address, uint32_t code, uint32_t *old)
{
	uint32_t *word, new;
	void *where;
	int error;

	error = space_page(own_space(), address, MAP_WRITE, 0, &where);
	if (error)
		return -EFAULT;
	word = where;
	*old = __atomic_load_n(word, __ATOMIC_RELAXED);
	do {
		error = operate(code, *old, &new);
		if (error)
			return error;
	} while (!__atomic_compare_exchange_n(
		word, old, new, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	return 0;
}

/* FUTEX_WAKE_OP: changes word2, wakes at word, and at word2 if its old value is as asked. */
static int64_t wake_op(const uint64_t arg[6], const struct futex_key *k, bool shared)
{
	uint32_t code = (uint32_t)arg[5], old;
	struct futex_key other;
	int error = make_key(own_space(), arg[4], shared, &other);
	int64_t n;

	if (error)
		return error;
	if (compare(code, 0) < 0)
		return -ENOSYS;
	error = change_word(arg[4], code, &old);
	if (error)
		return error;
	n = wake(k, (int32_t)arg[2] < 1 ? 1 : (uint32_t)arg[2], ALL);
	if (compare(code, (int32_t)old))
		n += wake(&other, (int32_t)arg[3] < 1 ? 1 : (uint32_t)arg[3], ALL);
	return n;
}

/* --- futex_waitv -------------------------------------------------------------------- */

/* One of the words: what it is waited on by. -EINVAL, -EFAULT, -EAGAIN: it is another. */
static int join_any(const struct xinim_futex_waitv *v, struct waiter *w)
{
	int error;

	if (v->reserved ||
		(v->flags & ~(uint32_t)XINIM_FUTEX_PRIVATE) != XINIM_FUTEX2_U32)
		return -EINVAL;
	error = make_key(
		own_space(), v->word, !(v->flags & XINIM_FUTEX_PRIVATE), &w->key);
	if (error)
		return error;
	w->bitset = ALL;
	w->order = waits++;
	w->thread = current_thread();
	return join(w, v->word, (uint32_t)v->value);
}

/* Out of all queues; the place of one that was woken, or -1. */
static int64_t leave_all(struct waiter *w, uint32_t joined)
{
	int64_t woken = -1;

	for (uint32_t i = 0; i < joined; i++) {
		list_remove(&w[i].link);
		if (w[i].woken)
			woken = i;
	}
	return woken;
}

static bool any_woken(const struct waiter *w, uint32_t count)
{
	while (count-- > 0)
		if (w[count].woken)
			return true;
	return false;
}

static int64_t wait_for_any(
	uint64_t list, uint32_t count, struct waiter *w, const struct futex_limit *limit)
{
	struct xinim_futex_waitv v;
	uint32_t joined = 0;
	bool late = false;
	int64_t woken;
	int error = 0;

	for (; !error && joined < count; joined += !error) {
		/* Who comes between wakes the ones that are there, as if we slept. */
		if (joined && joined % WORDS == 0)
			kernel_preemption_point();
		list_init(&w[joined].link);
		error = copy_from_user(&v, list + joined * sizeof(v), sizeof(v));
		if (!error)
			error = join_any(&v, &w[joined]);
	}
	while (!error && !late && !any_woken(w, count) &&
		!signal_interrupts(current_thread()))
		late = futex_sleep(limit);
	woken = leave_all(w, joined);
	if (woken >= 0)
		return woken;
	if (error || late)
		return error ? error : -ETIMEDOUT;
	return signal_restart(-XINIM_ERESTARTSYS);
}

/*
 * futex_waitv(list, count, flags, timeout, clock): waits until one of up to 128 words is
 * woken; its place in the list. EAGAIN: one has another value; ETIMEDOUT; EINTR; EINVAL;
 * EFAULT; ENOMEM.
 */
SYSCALL_HANDLER_LOCKED(futex_waitv)
{
	uint32_t count = (uint32_t)arg[1], clock = (uint32_t)arg[4];
	struct futex_limit limit = { UINT64_MAX, false };
	struct waiter *w;
	int64_t result;
	int error = 0;

	if ((uint32_t)arg[2] || count == 0 || count > XINIM_FUTEX_WAITV_MAX)
		return -EINVAL;
	if (arg[3] && clock != XINIM_CLOCK_REALTIME && clock != XINIM_CLOCK_MONOTONIC)
		return -EINVAL;
	limit.date = arg[3] && clock == XINIM_CLOCK_REALTIME;
	if (arg[3])
		error = time_deadline(arg[3], true, &limit.time);
	if (error)
		return error;
	w = quota_alloc(process_quota(current_thread()->process), count * sizeof(*w));
	if (!w)
		return -ENOMEM;
	result = wait_for_any(arg[0], count, w, &limit);
	quota_free(w);
	return result;
}

/*
 * futex(word, operation, value, timeout or value2, word2, value3): as Linux,
 * WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET, LOCK_PI,
 * LOCK_PI2, TRYLOCK_PI and UNLOCK_PI, private and shared. ENOSYS: another operation.
 */
SYSCALL_HANDLER_LOCKED(futex)
{
	uint32_t op = (uint32_t)arg[1] & XINIM_FUTEX_OP_MASK;
	bool shared = !(arg[1] & XINIM_FUTEX_PRIVATE);
	bool realtime = arg[1] & XINIM_FUTEX_REALTIME;
	uint32_t bitset = ALL, expected = (uint32_t)arg[5];
	struct futex_limit limit;
	struct futex_key k;
	int error = make_key(own_space(), arg[0], shared, &k);

	if (error)
		return error;
	if (realtime && op != XINIM_FUTEX_WAIT_BITSET && op != XINIM_FUTEX_LOCK_PI2)
		return -ENOSYS;
	switch (op) {
	case XINIM_FUTEX_WAIT_BITSET:
		bitset = (uint32_t)arg[5];
		if (bitset == 0)
			return -EINVAL;
		/* fall through */
	case XINIM_FUTEX_WAIT:
		error = time_deadline(arg[3], op == XINIM_FUTEX_WAIT_BITSET, &limit.time);
		if (error)
			return error;
		limit.date = realtime;
		return wait(&k, arg[0], shared, (uint32_t)arg[2], bitset, &limit);
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
	case XINIM_FUTEX_WAKE_OP:
		return wake_op(arg, &k, shared);
	case XINIM_FUTEX_LOCK_PI:
		realtime = true;
		/* fall through */
	case XINIM_FUTEX_LOCK_PI2:
		error = time_deadline(arg[3], true, &limit.time);
		limit.date = realtime;
		return error ? error : futex_lock_pi(arg[0], &k, &limit);
	case XINIM_FUTEX_TRYLOCK_PI:
		return futex_lock_pi(arg[0], &k, NULL);
	case XINIM_FUTEX_UNLOCK_PI:
		return futex_unlock_pi(arg[0], &k);
	default:
		return -ENOSYS;
	}
}
