/* tests/posix/waitv.c - waiting for one of many words (futex_waitv), and membarrier.
 *
 * guest-cpus: 2
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <sys/syscall.h>

#define MOST    128
#define U32     2u
#define PRIVATE 128u

struct waitv {
	uint64_t value, word;
	uint32_t flags, reserved;
};

static uint32_t words[MOST];
static struct waitv list[MOST + 1];

static long wait_for(unsigned count, const struct timespec *limit, clockid_t clock)
{
	return syscall(SYS_futex_waitv, list, count, 0, limit, clock);
}

static long wake(uint32_t *word, int flags)
{
	return syscall(SYS_futex, word, 1 | flags, 1, NULL, NULL, 0);
}

static void make_list(uint32_t flags)
{
	for (int i = 0; i < MOST; i++)
		list[i] = (struct waitv){ 0, (uintptr_t)&words[i], flags, 0 };
	memset(words, 0, sizeof(words));
}

#define EXPECT_ERROR(call, error)        \
	do {                             \
		errno = 0;               \
		EXPECT_EQ(call, -1);     \
		EXPECT_EQ(errno, error); \
	} while (0)

static void errors(void)
{
	struct timespec past = { 0, 0 }, bad = { 0, 1000000000 };

	make_list(U32 | PRIVATE);
	EXPECT_ERROR(wait_for(0, NULL, 0), EINVAL);
	EXPECT_ERROR(wait_for(MOST + 1, NULL, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_futex_waitv, list, 1, 1, NULL, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_futex_waitv, NULL, 1, 0, NULL, 0), EFAULT);
	EXPECT_ERROR(wait_for(1, &past, 7), EINVAL);
	EXPECT_ERROR(wait_for(1, &bad, CLOCK_MONOTONIC), EINVAL);
	EXPECT_ERROR(wait_for(1, (struct timespec *)8, CLOCK_MONOTONIC), EFAULT);
	EXPECT_ERROR(wait_for(MOST, &past, CLOCK_MONOTONIC), ETIMEDOUT);
	EXPECT_ERROR(wait_for(1, &past, CLOCK_REALTIME), ETIMEDOUT);
	list[5].value = 1;
	EXPECT_ERROR(wait_for(MOST, NULL, 0), EAGAIN);
	list[5] = (struct waitv){ 0, (uintptr_t)&words[5], 1 | PRIVATE, 0 };
	EXPECT_ERROR(wait_for(6, NULL, 0), EINVAL);
	list[5] = (struct waitv){ 0, (uintptr_t)&words[5], U32, 9 };
	EXPECT_ERROR(wait_for(6, NULL, 0), EINVAL);
	list[5] = (struct waitv){ 0, (uintptr_t)&words[5] + 1, U32, 0 };
	EXPECT_ERROR(wait_for(6, NULL, 0), EINVAL);
	list[5] = (struct waitv){ 0, 8, U32, 0 };
	EXPECT_ERROR(wait_for(6, NULL, 0), EFAULT);
	/* Nothing of them waits any more. */
	for (int i = 0; i < MOST; i++)
		EXPECT_EQ(wake(&words[i], PRIVATE), 0);
}

static void *waiter(void *count)
{
	return (void *)wait_for((unsigned)(uintptr_t)count, NULL, 0);
}

static void woken(int flags)
{
	make_list(U32 | (uint32_t)flags);
	for (int i = 0; i < MOST; i += 9) {
		pthread_t t;
		void *place;

		EXPECT_EQ(pthread_create(&t, NULL, waiter, (void *)MOST), 0);
		while (wake(&words[i], flags) == 0)
			sched_yield();
		EXPECT_EQ(pthread_join(t, &place), 0);
		EXPECT_EQ((long)place, i);
		EXPECT_EQ(wake(&words[i], flags), 0);
	}
}

static void one_of_many(void)
{
	woken(PRIVATE);
	woken(0);
}

static void on_signal(int signal)
{
	(void)signal;
}

static volatile long result;
static volatile int error, done;

static void *waits_interrupted(void *unused)
{
	result = wait_for(3, NULL, 0);
	error = errno;
	done = 1;
	return unused;
}

static void interrupted(void)
{
	struct sigaction a = { .sa_handler = on_signal };
	pthread_t t;

	make_list(U32 | PRIVATE);
	sigaction(SIGUSR1, &a, NULL);
	EXPECT_EQ(pthread_create(&t, NULL, waits_interrupted, NULL), 0);
	while (!done) {
		pthread_kill(t, SIGUSR1);
		sched_yield();
	}
	pthread_join(t, NULL);
	EXPECT_EQ(result, -1);
	EXPECT_EQ(error, EINTR);
	EXPECT_EQ(wake(&words[2], PRIVATE), 0);
}

/* A process that waits is killed: its queues are left. */
static void killed(void)
{
	for (int i = 0; i < 20; i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			make_list(U32 | PRIVATE);
			wait_for(MOST, NULL, 0);
			_exit(1);
		}
		sched_yield();
		kill(pid, SIGKILL);
		EXPECT_EQ(waitpid(pid, &status, 0), pid);
		EXPECT_EQ(status, SIGKILL);
	}
}

/* --- membarrier ------------------------------------------------------------------------ */

enum { GLOBAL = 1, OWN = 8, REGISTER_OWN = 16, OWN_CORE = 32, REGISTER_CORE = 64 };

static long barrier(long command)
{
	return syscall(SYS_membarrier, command, 0, 0);
}

static void barrier_rules(void)
{
	EXPECT_EQ(barrier(0) & 0x7f, 0x7f);
	EXPECT_ERROR(barrier(3), EINVAL);
	EXPECT_ERROR(barrier(-1), EINVAL);
	EXPECT_ERROR(syscall(SYS_membarrier, 0, 1, 0), EINVAL);
	EXPECT_EQ(barrier(GLOBAL), 0);
	EXPECT_ERROR(barrier(OWN), EPERM);
	EXPECT_ERROR(barrier(OWN_CORE), EPERM);
	EXPECT_EQ(barrier(REGISTER_OWN), 0);
	EXPECT_EQ(barrier(OWN), 0);
	EXPECT_ERROR(barrier(OWN_CORE), EPERM);
	EXPECT_EQ(barrier(REGISTER_CORE), 0);
	EXPECT_EQ(barrier(OWN_CORE), 0);
}

enum { ROUNDS = 200 };
static volatile uint32_t mine, others, saw_mine, saw_others, round_begun, round_over;
#define ORDERED __asm__ volatile("" ::: "memory") /* for the compiler only */

/* Writes, then reads, and leaves the order to who calls membarrier. */
static void *fast_side(void *unused)
{
	for (uint32_t n = 1; n <= ROUNDS; n++) {
		while (round_begun != n)
			sched_yield();
		mine = n;
		ORDERED;
		saw_others = others;
		ORDERED;
		round_over = n;
	}
	return unused;
}

/* One of the two sees what the other has written. */
static void seen(void)
{
	unsigned missed = 0;
	pthread_t t;

	EXPECT_EQ(pthread_create(&t, NULL, fast_side, NULL), 0);
	for (uint32_t n = 1; n <= ROUNDS; n++) {
		round_begun = n;
		others = n;
		EXPECT_EQ(barrier(OWN), 0);
		saw_mine = mine;
		while (round_over != n)
			sched_yield();
		missed += saw_mine != n && saw_others != n;
	}
	pthread_join(t, NULL);
	EXPECT_EQ(missed, 0);
}

static const struct guest_case cases[] = {
	{ "errors", errors },
	{ "woken by one of many", one_of_many },
	{ "interrupted", interrupted },
	{ "killed", killed },
	{ "membarrier's rules", barrier_rules },
	{ "what the other side has written", seen },
};

GUEST_MAIN(cases)
