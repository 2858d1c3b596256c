/*
 * tests/host/futex.c - kernel/futex.c: words that threads wait for, against a model.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "futex-memory.h"
#include "kernel-memory.h"

#define STEPS 40000

/* --- bad input, case by case ------------------------------------------------------------------ */

static void test_refused(void)
{
	struct thread *t = threads[0];
	static const struct {
		uint64_t word, op, value, time, word2, value3;
		int64_t error;
	} bad[] = {
		{ PRIVATE + 1, XINIM_FUTEX_WAIT, 0, 0, 0, 0, -EINVAL },
		{ PRIVATE + 2, XINIM_FUTEX_WAKE, 1, 0, 0, 0, -EINVAL },
		{ 0, XINIM_FUTEX_WAIT | OWN, 0, 0, 0, 0, -EFAULT },
		{ XINIM_USER_LIMIT, XINIM_FUTEX_WAKE | OWN, 1, 0, 0, 0, -EFAULT },
		{ UINT64_MAX - 3, XINIM_FUTEX_WAIT | OWN, 0, 0, 0, 0, -EFAULT },
		{ 0x50000, XINIM_FUTEX_WAKE, 1, 0, 0, 0, -EFAULT },
		{ PRIVATE, XINIM_FUTEX_WAIT, 1, 0, 0, 0, -EAGAIN },
		{ PRIVATE, XINIM_FUTEX_WAIT, 0, 1, 0, 0, -EFAULT },
		{ PRIVATE, XINIM_FUTEX_WAIT_BITSET, 0, 0, 0, 0, -EINVAL },
		{ PRIVATE, XINIM_FUTEX_WAKE_BITSET, 1, 0, 0, 0, -EINVAL },
		{ PRIVATE, 99, 0, 0, 0, 0, -ENOSYS },
		{ PRIVATE, XINIM_FUTEX_WAKE | XINIM_FUTEX_REALTIME, 0, 0, 0, 0, -ENOSYS },
		{ PRIVATE, XINIM_FUTEX_REQUEUE, (uint32_t)-1, 0, PRIVATE + 4, 0,
			-EINVAL },
		{ PRIVATE, XINIM_FUTEX_REQUEUE, 0, (uint32_t)-1, PRIVATE + 4, 0,
			-EINVAL },
		{ PRIVATE, XINIM_FUTEX_REQUEUE, 1, 1, PRIVATE + 1, 0, -EINVAL },
		{ PRIVATE, XINIM_FUTEX_REQUEUE, 1, 1, 0x50000, 0, -EFAULT },
		{ PRIVATE, XINIM_FUTEX_CMP_REQUEUE, 1, 1, PRIVATE + 4, 7, -EAGAIN },
		{ PRIVATE, XINIM_FUTEX_WAKE_OP, 1, 1, PRIVATE + 1, 0, -EINVAL },
		{ PRIVATE, XINIM_FUTEX_WAKE_OP, 1, 1, PRIVATE, 5u << 28, -ENOSYS },
		{ PRIVATE, XINIM_FUTEX_WAKE_OP, 1, 1, PRIVATE, 6u << 24, -ENOSYS },
		{ PRIVATE, XINIM_FUTEX_WAKE_OP, 1, 1, READABLE, 0, -EFAULT },
		{ READABLE, XINIM_FUTEX_LOCK_PI, 0, 0, 0, 0, -EFAULT },
		{ PRIVATE, XINIM_FUTEX_UNLOCK_PI, 0, 0, 0, 0, -EPERM },
		{ READABLE, XINIM_FUTEX_WAKE, 1, 0, 0, 0, 0 },
	};

	memset(own, 0, sizeof(own));
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(at_once(t, bad[i].word, (unsigned)bad[i].op, bad[i].value,
				  bad[i].time, bad[i].word2, bad[i].value3),
			bad[i].error);
	for (unsigned i = 0; i < WORDS; i++)
		CHECK_INT(own[0][i], 0);
}

/* FUTEX_WAKE_OP: every operation and comparison, of positive and negative numbers. */
static void test_wake_op(void)
{
	static const int32_t operands[] = { 0, 1, 5, -1, -5, 2047, -2048 };
	static const uint32_t olds[] = { 0, 1, 5, 0xffffffff, 0xfffffffb, 0x80000000 };

	for (uint32_t code = 0; code < 16 * 6 * 7 * 6; code++) {
		uint32_t op = code % 16, cmp = code / 16 % 6, old = olds[code / 96 % 6];
		int32_t v = operands[code / 96 / 6];
		uint32_t arg = op & 8 ? 1u << (v & 31) : (uint32_t)v;
		const uint32_t new[8] = { arg, old + arg, old | arg, old & ~arg,
			old ^ arg, old, old, old };
		const bool holds[6] = { (int32_t)old == v, (int32_t)old != v,
			(int32_t)old<v, (int32_t)old <= v, (int32_t)old> v,
			(int32_t)old >= v };
		bool known = (op & 7) < 5;
		uint32_t word3 = op << 28 | cmp << 24 | ((uint32_t)v & 0xfff) << 12 |
			((uint32_t)v & 0xfff);
		int64_t woken;

		common[0] = 0;
		common[1] = old;
		common[2] = old;
		CHECK(!futex(threads[1], SHARED, XINIM_FUTEX_WAIT, 0, 0, 0, 0));
		CHECK(!futex(threads[2], SHARED + 4, XINIM_FUTEX_WAIT, old, 0, 0, 0));
		woken = at_once(
			threads[0], SHARED, XINIM_FUTEX_WAKE_OP, 1, 1, SHARED + 4, word3);
		CHECK_INT(woken, known ? 1 + holds[cmp] : -ENOSYS);
		CHECK_INT(common[1], new[op & 7]);
		CHECK_INT(common[2], old);
		wake(threads[0], SHARED, 0, 1);
		wake(threads[0], SHARED + 4, 0, 1);
		machine_go_on_all();
		result(threads[1], 0);
		result(threads[2], 0);
	}
}

/* --- waiting and waking at random, against a row of who waits ------------------------------- */

static struct waits {
	const void *what; /* as space_identity has it */
	uint64_t where, limit;
	uint32_t bits;
	bool woken;
} state[THREADS];
static unsigned row[THREADS], length; /* threads, in the order of their turns */

static uint64_t some_word(void)
{
	return (host_below(2) ? PRIVATE : SHARED) + 4 * host_below(3);
}

static bool stands_at(unsigned i, const struct process *p, uint64_t word)
{
	const void *what = word < SHARED ? (const void *)p->space : common;

	return state[i].what == what && state[i].where % 0x10000 == word % 0x10000;
}

static void leave_row(unsigned at)
{
	for (unsigned i = at + 1; i < length; i++)
		row[i - 1] = row[i];
	length--;
}

static unsigned model_wake(
	const struct process *p, uint64_t word, unsigned most, uint32_t bits)
{
	unsigned n = 0;

	for (unsigned i = 0; i < length && n < most;) {
		unsigned who = row[i];

		if (!stands_at(who, p, word) || !(state[who].bits & bits)) {
			i++;
			continue;
		}
		state[who].woken = true;
		leave_row(i);
		n++;
	}
	return n;
}

static unsigned model_requeue(
	const struct process *p, uint64_t from, uint64_t to, unsigned most)
{
	unsigned n = 0, moved[THREADS];

	for (unsigned i = 0; i < length && n < most;) {
		if (!stands_at(row[i], p, from)) {
			i++;
			continue;
		}
		moved[n++] = row[i];
		leave_row(i);
	}
	for (unsigned i = 0; i < n; i++) {
		state[moved[i]].what = to < SHARED ? (const void *)p->space : common;
		state[moved[i]].where = to;
		row[length++] = moved[i];
	}
	return n;
}

static void look(void)
{
	machine_go_on_all();
	for (unsigned i = 0; i < length; i++)
		CHECK(!machine_free(threads[row[i]]));
	for (unsigned i = 0; i < THREADS; i++) {
		unsigned at = 0;

		while (at < length && row[at] != i)
			at++;
		CHECK_INT(machine_free(threads[i]), at == length);
		if (at == length && state[i].woken)
			result(threads[i], 0);
		if (at == length)
			state[i].woken = false;
	}
}

static void begin_wait(unsigned i)
{
	uint64_t word = some_word(), time = host_below(4) ? 0 : TIME(1 + host_below(20));
	unsigned how = word < SHARED && host_below(2) ? OWN : SHARED_OP;
	uint32_t bits = host_below(2) ? ALL_BITS : 1u << host_below(3);

	state[i] = (struct waits){
		.what = word < SHARED ? (const void *)threads[i]->process->space : common,
		.where = word,
		.limit = time ? machine_now + (time - TIMES) : UINT64_MAX,
		.bits = bits,
	};
	CHECK(!futex(threads[i], word, XINIM_FUTEX_WAIT_BITSET | how, 0, time, 0, bits));
	row[length++] = i;
}

static void time_passes(void)
{
	machine_pass(1 + host_below(10));
	machine_go_on_all();
	for (unsigned i = 0; i < length;) {
		unsigned who = row[i];

		if (state[who].limit > machine_now) {
			i++;
			continue;
		}
		result(threads[who], -ETIMEDOUT);
		leave_row(i);
	}
}

static void signal_comes(void)
{
	unsigned at = (unsigned)host_below(length);
	struct thread *t = threads[row[at]];
	uint64_t limit = state[row[at]].limit;

	machine_signal(t);
	sched_wake(t);
	machine_go_on_all();
	result(t, limit == UINT64_MAX ? -XINIM_ERESTARTSYS : -XINIM_ERESTART_BLOCK);
	machine_signal_over(t);
	leave_row(at);
}

static void test_random(void)
{
	memset(own, 0, sizeof(own));
	memset(common, 0, sizeof(common));
	for (unsigned step = 0; step < STEPS; step++) {
		unsigned i = (unsigned)host_below(THREADS);
		struct thread *t = threads[i];
		uint64_t word = some_word(), to = some_word();
		uint32_t bits = host_below(2) ? ALL_BITS : 1u << host_below(3);
		unsigned most = 1 + (unsigned)host_below(4), more;

		if (!machine_free(t)) {
			if (length && host_below(4) == 0)
				signal_comes();
			else if (host_below(4) == 0)
				time_passes();
			continue;
		}
		if (length < THREADS - 4 && host_below(3)) {
			begin_wait(i);
		} else if (host_below(3)) {
			more = model_wake(t->process, word, most, bits);
			CHECK_INT(at_once(t, word, XINIM_FUTEX_WAKE_BITSET, most, 0, 0,
					  bits),
				more);
		} else {
			unsigned woken = (unsigned)host_below(3);

			more = model_wake(t->process, word, woken, ALL_BITS);
			more += model_requeue(t->process, word, to, most);
			CHECK_INT(at_once(t, word, XINIM_FUTEX_CMP_REQUEUE, woken, most,
					  to, 0),
				more);
		}
		look();
	}
	while (length)
		time_passes(), length ? signal_comes() : (void)0;
	CHECK_INT(timer_next(), UINT64_MAX);
}

/* --- many, in steps: who comes between is not woken by what began before ---------------------- */

static void come_between(void)
{
	machine_between = NULL;
	CHECK(!futex(threads[1], SHARED + 8, XINIM_FUTEX_WAIT, 0, 0, 0, 0));
}

static void test_steps(void)
{
	enum { CROWD = 36 }; /* more than go in one step */
	struct thread *crowd[CROWD];

	for (unsigned i = 0; i < CROWD; i++) {
		crowd[i] = machine_thread(one, 10);
		CHECK(!futex(crowd[i], SHARED + 8, XINIM_FUTEX_WAIT, 0, 0, 0, 0));
	}
	CHECK_INT(wake(threads[0], SHARED + 8, OWN, INT32_MAX), 0); /* another word */
	machine_between = come_between;
	machine_steps = 0;
	CHECK_INT(wake(threads[0], SHARED + 8, 0, INT32_MAX), CROWD);
	CHECK(machine_steps >= 1);
	machine_go_on_all();
	for (unsigned i = 0; i < CROWD; i++) {
		result(crowd[i], 0);
		machine_thread_end(crowd[i]);
	}
	CHECK(!machine_free(threads[1]));
	CHECK_INT(wake(threads[0], SHARED + 8, 0, 1), 1);
	machine_go_on_all();
	result(threads[1], 0);
}

/* --- one of several words ------------------------------------------------------------------ */

syscall_handler sys_futex_waitv;

static int64_t waitv_call(struct frame *f)
{
	return sys_futex_waitv(f->arg);
}

static bool waitv(struct thread *t, uint64_t list, uint64_t count, uint64_t time)
{
	const uint64_t arg[6] = { list, count, 0, time, XINIM_CLOCK_MONOTONIC };

	memcpy(t->frame->arg, arg, sizeof(arg));
	return machine_run(t, waitv_call);
}

/* Number n of a list at word 100 of what both share. */
static struct xinim_futex_waitv *in_list(unsigned n)
{
	return (struct xinim_futex_waitv *)&common[100] + n;
}

static void list_of(unsigned n)
{
	memset(common, 0, sizeof(common));
	for (unsigned i = 0; i < n; i++)
		*in_list(i) = (struct xinim_futex_waitv){ .word = SHARED + 4 * (i % 100),
			.flags = XINIM_FUTEX2_U32 };
}

static void refused_list(unsigned n, uint64_t list, uint64_t count, int64_t error)
{
	CHECK(waitv(threads[0], list, count, 0));
	result(threads[0], error);
	/* Nobody is left in the queues of those before. */
	for (unsigned i = 0; i < n; i++)
		CHECK_INT(wake(threads[1], SHARED + 4 * i, 0, 9), 0);
}

static void test_several(void)
{
	const uint64_t list = SHARED + 400;
	long before = host_blocks;

	for (unsigned i = 0; i < 5; i++) {
		list_of(5);
		CHECK(!waitv(threads[0], list, 5, 0));
		CHECK_INT(wake(threads[1], SHARED + 4 * i, 0, 1), 1);
		machine_go_on_all();
		result(threads[0], i);
		for (unsigned k = 0; k < 5; k++)
			CHECK_INT(wake(threads[1], SHARED + 4 * k, 0, 9), 0);
	}
	in_list(4)->value = 1;
	refused_list(5, list, 5, -EAGAIN);
	in_list(4)->word = SHARED + 1;
	refused_list(5, list, 5, -EINVAL);
	in_list(4)->word = 0;
	refused_list(5, list, 5, -EFAULT);
	in_list(3)->flags = 0;
	refused_list(5, list, 5, -EINVAL);
	in_list(2)->reserved = 1;
	refused_list(5, list, 5, -EINVAL);
	refused_list(0, list, 0, -EINVAL);
	refused_list(0, list, XINIM_FUTEX_WAITV_MAX + 1, -EINVAL);
	refused_list(0, 8, 1, -EFAULT);
	host_fail_in = 1;
	refused_list(0, list, 1, -ENOMEM);
	list_of(XINIM_FUTEX_WAITV_MAX);
	CHECK(!waitv(threads[0], list, XINIM_FUTEX_WAITV_MAX, TIME(10)));
	machine_pass(10);
	machine_go_on_all();
	result(threads[0], -ETIMEDOUT);
	CHECK(!waitv(threads[0], list, 3, 0));
	machine_signal(threads[0]);
	sched_wake(threads[0]);
	machine_go_on_all();
	result(threads[0], -XINIM_ERESTARTSYS);
	machine_signal_over(threads[0]);
	CHECK_INT(host_blocks, before);
}

int main(void)
{
	parties_init();
	test_refused();
	test_wake_op();
	test_random();
	test_steps();
	test_several();
	CHECK_INT(timer_next(), UINT64_MAX);
	return host_report();
}
