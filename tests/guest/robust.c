/* tests/guest/robust.c - futexes whose owner goes, the word of set_tid_address,
 * and what operations on futexes signal.c's kin do not try.
 *
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "signals.h"

#define DIED XINIM_FUTEX_OWNER_DIED

struct lock {
	uint64_t next;
	uint32_t before, word;
};

static volatile uint32_t word, word2;
static struct lock locks[4000];
static struct xinim_robust_list_head head;
static volatile int owner;
static char stacks[4][THREAD_STACK] __attribute__((aligned(16)));

static long futex(volatile uint32_t *at, int op, uint32_t value, uint64_t value2,
	volatile uint32_t *at2, uint32_t value3)
{
	return xinim_syscall6(
		SYS_futex, (long)at, op, value, (long)value2, (long)at2, value3);
}

static bool gone(int tid)
{
	for (int i = 0; i < 10000; i++) {
		if (xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0) ==
			-ESRCH)
			return true;
		nap(1);
	}
	return false;
}

/* --- set_tid_address --------------------------------------------------------------- */

static void clears(uint64_t address)
{
	owner = (int)xinim_syscall1(SYS_set_tid_address, (long)address);
	leave_thread();
}

static void tid_word(void)
{
	static const uint64_t bad[] = { 0, 1, 8, 0x7ffffffffff0, 0xffff800000000000 };
	struct timespec t = { 5, 0 };
	int tid;

	word = 5;
	tid = thread_at(XINIM_CAP_SELF, clears, (uint64_t)&word, stacks[0]);
	REQUIRE(tid > 0);
	while (word == 5)
		futex(&word, XINIM_FUTEX_WAIT, 5, (uint64_t)&t, NULL, 0);
	EXPECT_EQ(word, 0);
	EXPECT_EQ(owner, tid);
	EXPECT(gone(tid));
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		tid = thread_at(XINIM_CAP_SELF, clears, bad[i], stacks[0]);
		REQUIRE(tid > 0);
		EXPECT(gone(tid));
	}
}

/* --- robust lists ------------------------------------------------------------------- */

static void owns(uint64_t list)
{
	uint32_t me = (uint32_t)xinim_syscall0(SYS_gettid);

	xinim_syscall2(SYS_set_robust_list, (long)list, sizeof(head));
	for (unsigned int i = 0; i < 4000; i++)
		if (locks[i].word == 1)
			locks[i].word = me;
		else if (locks[i].word == 2)
			locks[i].word = me | XINIM_FUTEX_WAITERS;
	leave_thread();
}

/* A ring of the first n locks, each the thread's. */
static void ring(unsigned int n)
{
	memset(locks, 0, sizeof(locks));
	head.offset = (int64_t)offsetof(struct lock, word);
	head.pending = 0;
	head.next = n ? (uint64_t)&locks[0] : (uint64_t)&head;
	for (unsigned int i = 0; i < n; i++) {
		locks[i].word = 1;
		locks[i].next = i + 1 < n ? (uint64_t)&locks[i + 1] : (uint64_t)&head;
	}
}

static void run_owner(uint64_t list)
{
	int tid = thread_at(XINIM_CAP_SELF, owns, list, stacks[0]);

	REQUIRE(tid > 0);
	EXPECT(gone(tid));
}

static void owner_dies(void)
{
	ring(3);
	locks[1].word = 2;
	locks[3].word = 77; /* another one's, in the list */
	locks[2].next = (uint64_t)&locks[3];
	locks[3].next = (uint64_t)&locks[4];
	locks[4].word = 1;
	locks[4].next = (uint64_t)&head;
	locks[5].word = 1; /* not in the list, but about to be */
	head.pending = (uint64_t)&locks[5];
	run_owner((uint64_t)&head);
	EXPECT_EQ(locks[0].word, DIED);
	EXPECT_EQ(locks[1].word, DIED | XINIM_FUTEX_WAITERS);
	EXPECT_EQ(locks[2].word, DIED);
	EXPECT_EQ(locks[3].word, 77);
	EXPECT_EQ(locks[4].word, DIED);
	EXPECT_EQ(locks[5].word, DIED);
	EXPECT_EQ(locks[6].word, 0);
}

static volatile int woken;

static void waits_for_lock(uint64_t unused)
{
	(void)unused;
	while (!(locks[0].word & DIED))
		futex(&locks[0].word, XINIM_FUTEX_WAIT, locks[0].word, 0, NULL, 0);
	woken = 1;
	leave_thread();
}

static void holds(uint64_t list)
{
	xinim_syscall2(SYS_set_robust_list, (long)list, sizeof(head));
	locks[0].word = (uint32_t)xinim_syscall0(SYS_gettid) | XINIM_FUTEX_WAITERS;
	for (;;)
		xinim_syscall0(SYS_pause);
}

/* Killed in a wait, it wakes who waits for its lock. */
static void killed_owner(void)
{
	int tid;

	ring(1);
	woken = 0;
	tid = thread_at(XINIM_CAP_SELF, holds, (uint64_t)&head, stacks[0]);
	REQUIRE(tid > 0);
	while (locks[0].word == 1)
		nap(1);
	REQUIRE(thread_at(XINIM_CAP_SELF, waits_for_lock, 0, stacks[1]) > 0);
	nap(5);
	EXPECT_EQ(woken, 0);
	EXPECT_EQ(xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_KILL, 0), 0);
	for (int i = 0; i < 1000 && !woken; i++)
		nap(1);
	EXPECT_EQ(woken, 1);
	nap(2);
}

/* Lists without end, into nothing, askew: the thread's end is all that comes of them. */
static void hostile_lists(void)
{
	static const uint64_t bad[] = { 1, 8, 0x7fffffffeff8, 0x7ffffffff000,
		0xffff800000000000, UINT64_MAX - 7, UINT64_MAX };

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ring(2);
		run_owner(bad[i]);
		ring(2);
		locks[1].next = bad[i];
		run_owner((uint64_t)&head);
		EXPECT_EQ(locks[0].word, DIED);
		EXPECT_EQ(locks[1].word, DIED);
		ring(2);
		head.pending = bad[i];
		run_owner((uint64_t)&head);
		EXPECT_EQ(locks[1].word, DIED);
		ring(2);
		head.offset = (int64_t)bad[i];
		run_owner((uint64_t)&head);
	}
	ring(2);
	locks[1].next = (uint64_t)&locks[0]; /* round and round */
	run_owner((uint64_t)&head);
	EXPECT_EQ(locks[1].word, DIED);
	ring(4000);
	run_owner((uint64_t)&head);
	EXPECT_EQ(locks[2047].word, DIED);
	EXPECT(locks[2048].word != DIED);
	ring(0);
	run_owner((uint64_t)&head);
}

static void list_errors(void)
{
	uint64_t list = 1, size = 1;

	EXPECT_EQ(xinim_syscall2(SYS_set_robust_list, (long)&head, 23), -EINVAL);
	EXPECT_EQ(xinim_syscall2(SYS_set_robust_list, (long)&head, 24), 0);
	EXPECT_EQ(xinim_syscall3(SYS_get_robust_list, 0, (long)&list, (long)&size), 0);
	EXPECT_EQ(list, (uint64_t)&head);
	EXPECT_EQ(size, 24);
	EXPECT_EQ(xinim_syscall3(SYS_get_robust_list, getpid(), (long)&list, (long)&size),
		0);
	EXPECT_EQ(xinim_syscall3(SYS_get_robust_list, 9999, (long)&list, (long)&size),
		-ESRCH);
	EXPECT_EQ(xinim_syscall3(SYS_get_robust_list, 0, 8, (long)&size), -EFAULT);
	EXPECT_EQ(xinim_syscall3(SYS_get_robust_list, 0, (long)&list, 8), -EFAULT);
	EXPECT_EQ(xinim_syscall2(SYS_set_robust_list, 0, 24), 0);
}

/* --- FUTEX_WAKE_OP -------------------------------------------------------------------- */

#define CODE(op, operand, cmp, with)                    \
	((uint32_t)(op) << 28 | (uint32_t)(cmp) << 24 | \
		((uint32_t)(operand)&0xfff) << 12 | ((uint32_t)(with)&0xfff))

static long wake_op(uint32_t code)
{
	return futex(&word, XINIM_FUTEX_WAKE_OP, 1, 1, &word2, code);
}

static void changes(void)
{
	static const struct {
		unsigned int op;
		int operand;
		uint32_t old, new;
	} c[] = { { 0, 9, 5, 9 }, { 0, -1, 5, UINT32_MAX }, { 1, 3, 5, 8 },
		{ 1, -6, 5, UINT32_MAX }, { 2, 8, 5, 13 }, { 3, 4, 5, 1 }, { 4, 6, 5, 3 },
		{ 8, 4, 5, 16 }, { 10, 31, 1, 0x80000001 }, { 11, 0, 5, 4 } };

	for (unsigned int i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		word2 = c[i].old;
		EXPECT_EQ(wake_op(CODE(c[i].op, c[i].operand, 0, 0)), 0);
		EXPECT_EQ(word2, c[i].new);
	}
	word2 = 5;
	EXPECT_EQ(wake_op(CODE(5, 1, 0, 0)), -ENOSYS);
	EXPECT_EQ(wake_op(CODE(0, 1, 6, 0)), -ENOSYS);
	EXPECT_EQ(word2, 5);
	EXPECT_EQ(futex(&word, XINIM_FUTEX_WAKE_OP, 1, 1, (uint32_t *)8, 0), -EFAULT);
	EXPECT_EQ(futex(&word, XINIM_FUTEX_WAKE_OP, 1, 1, (uint32_t *)9, 0), -EINVAL);
	EXPECT_EQ(futex(&word, XINIM_FUTEX_WAKE_OP, 1, 1, (uint32_t *)&changes, 0),
		-EFAULT);                                   /* may be read only */
	EXPECT_EQ(futex(&word, 2, 0, 0, NULL, 0), -ENOSYS); /* FUTEX_FD */
}

static volatile int up;

static void waits_at(uint64_t at)
{
	futex((uint32_t *)at, XINIM_FUTEX_WAIT | XINIM_FUTEX_PRIVATE, *(uint32_t *)at, 0,
		NULL, 0);
	__atomic_fetch_add(&up, 1, __ATOMIC_SEQ_CST);
	leave_thread();
}

static void compares(void)
{
	static const struct {
		unsigned int cmp;
		int with;
		bool is;
	} c[] = { { 0, 5, true }, { 0, 4, false }, { 1, 4, true }, { 1, 5, false },
		{ 2, 6, true }, { 2, 5, false }, { 3, 5, true }, { 3, -1, false },
		{ 4, -1, true }, { 4, 5, false }, { 5, 5, true }, { 5, 6, false } };

	for (unsigned int i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		up = 0;
		word = 0;
		word2 = 5;
		thread_at(XINIM_CAP_SELF, waits_at, (uint64_t)&word, stacks[0]);
		thread_at(XINIM_CAP_SELF, waits_at, (uint64_t)&word2, stacks[1]);
		nap(3);
		EXPECT_EQ(futex(&word, XINIM_FUTEX_WAKE_OP | XINIM_FUTEX_PRIVATE, 1, 1,
				  &word2, CODE(1, 1, c[i].cmp, c[i].with)),
			1 + c[i].is);
		EXPECT_EQ(word2, 6);
		nap(2);
		EXPECT_EQ(up, 1 + c[i].is);
		futex(&word2, XINIM_FUTEX_WAKE | XINIM_FUTEX_PRIVATE, 1, 0, NULL, 0);
		nap(2);
		EXPECT_EQ(up, 2);
	}
}

static const struct guest_case cases[] = {
	{ "the word of set_tid_address", tid_word },
	{ "robust futexes' owner ends", owner_dies },
	{ "robust futexes' owner is killed", killed_owner },
	{ "hostile robust lists", hostile_lists },
	{ "errors of robust lists", list_errors },
	{ "FUTEX_WAKE_OP changes", changes },
	{ "FUTEX_WAKE_OP compares", compares },
};

GUEST_MAIN(cases)
