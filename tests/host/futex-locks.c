/*
 * tests/host/futex-locks.c - kernel/futex_pi.c and futex_robust.c: owners, and their end.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "futex-memory.h"

#define STEPS 20000

/* --- locks that inherit priorities -------------------------------------------------------------- */

static int64_t lock_op(struct thread *t, unsigned op, uint64_t time)
{
	return futex(t, SHARED + 16, op, 0, time, 0, 0) ? frame_result(t->frame) : 1;
}

static void test_pi(void)
{
	struct thread *low = threads[0], *mid = threads[1], *high = threads[2];
	uint32_t *word = &common[4];

	low->base_priority = low->priority = 5;
	mid->base_priority = mid->priority = 10;
	high->base_priority = high->priority = 15;
	*word = 0;
	CHECK_INT(lock_op(low, XINIM_FUTEX_LOCK_PI, 0), 0);
	CHECK_INT(*word, low->tid);
	CHECK_INT(lock_op(low, XINIM_FUTEX_LOCK_PI, 0), -EDEADLK);
	CHECK_INT(lock_op(mid, XINIM_FUTEX_TRYLOCK_PI, 0), -EAGAIN);
	CHECK_INT(lock_op(mid, XINIM_FUTEX_UNLOCK_PI, 0), -EPERM);
	CHECK_INT(lock_op(mid, XINIM_FUTEX_LOCK_PI, 0), 1);
	CHECK_INT(*word, (low->tid | XINIM_FUTEX_WAITERS));
	CHECK_INT(low->priority, 10);
	CHECK_INT(lock_op(high, XINIM_FUTEX_LOCK_PI2, TIME(100)), 1);
	CHECK_INT(low->priority, 15);
	machine_check_lending();
	machine_pass(100);
	machine_go_on_all();
	result(high, -ETIMEDOUT);
	CHECK_INT(low->priority, 10);
	CHECK_INT(lock_op(high, XINIM_FUTEX_LOCK_PI, 0), 1);
	CHECK_INT(lock_op(low, XINIM_FUTEX_UNLOCK_PI, 0), 0);
	CHECK_INT(*word, (high->tid | XINIM_FUTEX_WAITERS)); /* the most urgent one's */
	CHECK_INT(low->priority, 5);
	machine_go_on_all();
	result(high, 0);
	machine_check_lending();
	/* It ends with it: who waits sees that, and has it. */
	*word = high->tid | XINIM_FUTEX_WAITERS | XINIM_FUTEX_OWNER_DIED;
	thread_table[high->tid] = NULL;
	futex_pi_owner_gone(high);
	while (!ipc_drop_lenders(high))
		;
	machine_go_on_all();
	thread_table[high->tid] = high;
	result(mid, 0);
	CHECK_INT(*word & XINIM_FUTEX_TID_MASK, mid->tid);
	CHECK(*word & XINIM_FUTEX_OWNER_DIED);
	CHECK_INT(lock_op(mid, XINIM_FUTEX_UNLOCK_PI, 0), 0);
	*word = 0x3ffffff; /* there is nobody of that number */
	CHECK_INT(lock_op(low, XINIM_FUTEX_LOCK_PI, 0), -ESRCH);
	*word = 0;
}

/* Two locks, taken by two the other way round: the second one is told. */
static void test_pi_circle(void)
{
	struct thread *a = threads[0], *b = threads[1];

	common[4] = a->tid;
	common[5] = b->tid;
	CHECK(!futex(a, SHARED + 20, XINIM_FUTEX_LOCK_PI, 0, 0, 0, 0));
	CHECK_INT(at_once(b, SHARED + 16, XINIM_FUTEX_LOCK_PI, 0, 0, 0, 0), -EDEADLK);
	CHECK_INT(at_once(b, SHARED + 20, XINIM_FUTEX_UNLOCK_PI, 0, 0, 0, 0), 0);
	machine_go_on_all();
	result(a, 0);
	common[4] = common[5] = 0;
}

/* At random: the word names who has it, and nobody waits for what nobody has. */
static void test_pi_random(void)
{
	struct thread *has = NULL;
	uint32_t *word = &common[4];

	*word = 0;
	for (unsigned step = 0; step < STEPS; step++) {
		struct thread *t = threads[host_below(8)];

		if (!machine_free(t)) {
			if (host_below(8) == 0)
				machine_pass(host_below(10));
		} else if (t == has) {
			CHECK_INT(lock_op(t, XINIM_FUTEX_UNLOCK_PI, 0), 0);
			has = NULL;
		} else {
			uint64_t time = host_below(3) ? 0 : TIME(1 + host_below(30));
			int64_t r = lock_op(t, XINIM_FUTEX_LOCK_PI, time);

			CHECK_INT(r, has ? 1 : 0);
		}
		machine_go_on_all();
		has = thread_find(*word & XINIM_FUTEX_TID_MASK);
		CHECK(*word == 0 || (has && machine_free(has)));
		machine_check_lending();
	}
	while (has) {
		CHECK_INT(lock_op(has, XINIM_FUTEX_UNLOCK_PI, 0), 0);
		machine_go_on_all();
		has = thread_find(*word & XINIM_FUTEX_TID_MASK);
	}
	for (unsigned i = 0; i < 8; i++)
		CHECK(machine_free(threads[i]));
}

/* --- robust lists ---------------------------------------------------------------------------------- */

static int64_t leave(struct frame *f)
{
	(void)f;
	futex_leave(current_thread(), current_thread()->process->space);
	return 0;
}

static void put(unsigned word, uint64_t value)
{
	memcpy(&common[word], &value, 8);
}

/* A list with a head at word 100 and locks' links at 110, 120 ...; the locks are 2 words on. */
static void robust_list(unsigned n, uint64_t end)
{
	for (unsigned i = 0; i < n; i++)
		put(100 + 10 * i, SHARED + 4 * (110 + 10 * i));
	put(100 + 10 * n, end);
	put(102, 8);
	put(104, 0);
}

static void test_robust(void)
{
	struct thread *t = threads[3];
	const uint64_t ends[] = { SHARED + 400, SHARED + 4 * 110, 0, 1, UINT64_MAX,
		XINIM_USER_LIMIT, SHARED + 402, READABLE + 0x10000 };

	/* However the list ends, or does not: what is on it is given up. */
	for (unsigned i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		memset(common, 0, sizeof(common));
		robust_list(3, ends[i]);
		common[112] = t->tid;
		common[122] = t->tid | XINIM_FUTEX_WAITERS;
		common[132] = t->tid + 1; /* somebody else's */
		CHECK(!futex(threads[4], SHARED + 4 * 122, XINIM_FUTEX_WAIT, common[122],
			0, 0, 0));
		t->robust_list = SHARED + 400;
		CHECK(machine_run(t, leave));
		machine_go_on_all();
		result(threads[4], 0);
		CHECK_INT(common[112], XINIM_FUTEX_OWNER_DIED);
		CHECK_INT(common[122], (XINIM_FUTEX_OWNER_DIED | XINIM_FUTEX_WAITERS));
		CHECK_INT(common[132], t->tid + 1);
		CHECK_INT(t->robust_list, 0);
	}
	/* One about to be taken, which is not on the list; and the word of clear_tid. */
	memset(common, 0, sizeof(common));
	robust_list(0, SHARED + 400);
	put(104, SHARED + 4 * 200);
	common[202] = t->tid | XINIM_FUTEX_WAITERS;
	common[300] = 55;
	CHECK(!futex(threads[4], SHARED + 1200, XINIM_FUTEX_WAIT, 55, 0, 0, 0));
	t->robust_list = SHARED + 400;
	t->clear_tid = SHARED + 1200;
	CHECK(machine_run(t, leave));
	machine_go_on_all();
	result(threads[4], 0);
	CHECK_INT(common[202], (XINIM_FUTEX_OWNER_DIED | XINIM_FUTEX_WAITERS));
	CHECK_INT(common[300], 0);
	/* Heads, offsets and words that are nowhere. */
	for (unsigned i = 0; i < 20000; i++) {
		uint64_t head = host_below(4) ? SHARED + 400 : host_random();

		for (unsigned w = 100; w < 200; w++)
			common[w] = (uint32_t)host_random();
		for (unsigned w = 100; w < 200; w += 2)
			if (host_below(2))
				put(w, SHARED + 8 * host_below(100) + 400);
		if (host_below(2))
			put(102, host_below(64) - 32);
		t->robust_list = head;
		t->clear_tid = host_below(2) ? host_random() : SHARED + host_below(8000);
		CHECK(machine_run(t, leave));
	}
}

static int64_t set_list(struct frame *f)
{
	return sys_set_robust_list(f->arg);
}

static int64_t get_list(struct frame *f)
{
	return sys_get_robust_list(f->arg);
}

/* The calls: a size that is none, whose list it is, and where it is to be told. */
static void test_robust_calls(void)
{
	struct thread *t = threads[3];
	static const uint64_t own_tid, nobody = 30000;
	const struct {
		uint64_t tid, head, size;
		int64_t error;
	} asked[] = {
		{ own_tid, SHARED, SHARED + 8, 0 },
		{ t->tid, SHARED, SHARED + 8, 0 },
		{ threads[0]->tid, SHARED, SHARED + 8, 0 }, /* of the same process */
		{ threads[4]->tid, SHARED, SHARED + 8, -EPERM },
		{ nobody, SHARED, SHARED + 8, -ESRCH },
		{ UINT32_MAX, SHARED, SHARED + 8, -ESRCH },
		{ own_tid, 8, SHARED + 8, -EFAULT },
		{ own_tid, SHARED, READABLE, -EFAULT },
	};

	for (uint64_t size = 23; size < 26; size++) {
		t->frame->arg[0] = SHARED + 400;
		t->frame->arg[1] = size;
		CHECK(machine_run(t, set_list));
		result(t, size == 24 ? 0 : -EINVAL);
	}
	for (unsigned i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		t->frame->arg[0] = asked[i].tid;
		t->frame->arg[1] = asked[i].head;
		t->frame->arg[2] = asked[i].size;
		CHECK(machine_run(t, get_list));
		result(t, asked[i].error);
	}
	t->robust_list = 0;
}

int main(void)
{
	parties_init();
	test_pi();
	test_pi_circle();
	test_pi_random();
	test_robust();
	test_robust_calls();
	CHECK_INT(timer_next(), UINT64_MAX);
	return host_report();
}
