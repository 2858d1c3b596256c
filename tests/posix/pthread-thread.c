/* tests/posix/pthread-thread.c - threads made, joined, detached, ended; their attributes.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <sys/syscall.h>

static void *give_back(void *arg)
{
	return arg;
}

static void *exit_with(void *arg)
{
	pthread_exit(arg);
}

static void create_and_join(void)
{
	pthread_t t[10];
	void *result;

	for (size_t i = 0; i < COUNT(t); i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, i % 2 ? exit_with : give_back,
				   (void *)(i + 100)),
			0);
	for (size_t i = 0; i < COUNT(t); i++) {
		REQUIRE_EQ(pthread_join(t[i], &result), 0);
		EXPECT_EQ((long)result, (long)i + 100);
	}
	REQUIRE_EQ(pthread_create(&t[0], NULL, give_back, NULL), 0);
	EXPECT_EQ(pthread_join(t[0], NULL), 0);
}

static pthread_t seen_self;
static pid_t seen_pid, seen_tid;

static void *look_at_self(void *arg)
{
	(void)arg;
	seen_self = pthread_self();
	seen_pid = getpid();
	seen_tid = (pid_t)syscall(SYS_gettid);
	errno = 77;
	return NULL;
}

static void self_and_ids(void)
{
	pthread_t t;

	errno = 0;
	REQUIRE_EQ(pthread_create(&t, NULL, look_at_self, NULL), 0);
	REQUIRE_EQ(pthread_join(t, NULL), 0);
	EXPECT(pthread_equal(t, seen_self));
	EXPECT(!pthread_equal(t, pthread_self()));
	EXPECT_EQ(seen_pid, getpid());
	EXPECT(seen_tid != getpid());
	EXPECT_EQ(errno, 0);
}

static void *join_it(void *arg)
{
	return (void *)(long)pthread_join(*(pthread_t *)arg, NULL);
}

static pthread_t first;

static void *join_first(void *arg)
{
	nap(30);
	(void)arg;
	return (void *)(long)pthread_join(first, NULL);
}

static sem_t go, gone;

static void *wait_for_go(void *arg)
{
	sem_wait(&go);
	sem_post(&gone);
	return arg;
}

static void join_errors(void)
{
	pthread_attr_t detached;
	pthread_t t, other;
	void *result;

	sem_init(&go, 0, 0);
	EXPECT_EQ(pthread_join(pthread_self(), NULL), EDEADLK);
	first = pthread_self();
	REQUIRE_EQ(pthread_create(&t, NULL, join_first, NULL), 0);
	REQUIRE_EQ(pthread_join(t, &result), 0);
	EXPECT_EQ((long)result, EDEADLK);

	REQUIRE_EQ(pthread_create(&t, NULL, wait_for_go, NULL), 0);
	REQUIRE_EQ(pthread_create(&other, NULL, join_it, &t), 0);
	nap(50);
	EXPECT_EQ(pthread_join(t, NULL), EINVAL); /* somebody waits already */
	EXPECT_EQ(pthread_detach(t), EINVAL);
	sem_post(&go);
	REQUIRE_EQ(pthread_join(other, &result), 0);
	EXPECT_EQ((long)result, 0);

	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	REQUIRE_EQ(pthread_create(&t, &detached, wait_for_go, NULL), 0);
	EXPECT_EQ(pthread_join(t, NULL), EINVAL);
	EXPECT_EQ(pthread_detach(t), EINVAL);
	sem_init(&gone, 0, 0);
	sem_post(&go);
	sem_wait(&gone);
	pthread_attr_destroy(&detached);
}

static void timed_joins(void)
{
	struct timespec soon = from_now(CLOCK_REALTIME, 30), bad = { 0, -1 };
	pthread_t t;
	void *result;

	sem_init(&go, 0, 0);
	REQUIRE_EQ(pthread_create(&t, NULL, wait_for_go, (void *)5), 0);
	EXPECT_EQ(pthread_tryjoin_np(t, &result), EBUSY);
	EXPECT_EQ(pthread_timedjoin_np(t, &result, &soon), ETIMEDOUT);
	EXPECT(is_past(CLOCK_REALTIME, &soon));
	EXPECT_EQ(pthread_timedjoin_np(t, &result, &bad), EINVAL);
	soon = from_now(CLOCK_MONOTONIC, 10);
	EXPECT_EQ(pthread_clockjoin_np(t, &result, CLOCK_MONOTONIC, &soon), ETIMEDOUT);
	EXPECT_EQ(pthread_clockjoin_np(t, &result, 77, &soon), EINVAL);
	sem_post(&go);
	soon = from_now(CLOCK_REALTIME, 10000);
	REQUIRE_EQ(pthread_timedjoin_np(t, &result, &soon), 0);
	EXPECT_EQ((long)result, 5);
}

static int ended;

static void *count_end(void *arg)
{
	__atomic_add_fetch(&ended, 1, __ATOMIC_SEQ_CST);
	return arg;
}

static void detached(void)
{
	pthread_attr_t attr;
	pthread_t t;

	ended = 0;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	for (int i = 0; i < 100; i++) {
		REQUIRE_EQ(pthread_create(&t, i % 2 ? &attr : NULL, count_end, NULL), 0);
		if (i % 2 == 0)
			REQUIRE_EQ(pthread_detach(t), 0);
	}
	for (int i = 0; i < 1000 && __atomic_load_n(&ended, __ATOMIC_SEQ_CST) != 100; i++)
		nap(5);
	EXPECT_EQ(ended, 100);
}

/* A mapping too big to be kept, so that each thread unmaps its own. */
static void detached_large(void)
{
	pthread_attr_t attr;
	pthread_t t;

	ended = 0;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	REQUIRE_EQ(pthread_attr_setstacksize(&attr, 20 << 20), 0);
	for (int i = 1; i <= 300; i++) {
		REQUIRE_EQ(pthread_create(&t, &attr, count_end, NULL), 0);
		for (int j = 0;
			j < 1000 && __atomic_load_n(&ended, __ATOMIC_SEQ_CST) != i; j++)
			sched_yield();
	}
	for (int i = 0; i < 1000 && __atomic_load_n(&ended, __ATOMIC_SEQ_CST) != 300; i++)
		nap(1);
	EXPECT_EQ(ended, 300);
}

static void attributes(void)
{
	struct sched_param param = { 0 };
	pthread_attr_t a;
	size_t size;
	void *stack;
	int value;

	REQUIRE_EQ(pthread_attr_init(&a), 0);
	EXPECT_EQ(pthread_attr_getdetachstate(&a, &value), 0);
	EXPECT_EQ(value, PTHREAD_CREATE_JOINABLE);
	EXPECT_EQ(pthread_attr_setdetachstate(&a, 2), EINVAL);
	EXPECT_EQ(pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED), 0);
	pthread_attr_getdetachstate(&a, &value);
	EXPECT_EQ(value, PTHREAD_CREATE_DETACHED);
	EXPECT_EQ(pthread_attr_setstacksize(&a, PTHREAD_STACK_MIN - 1), EINVAL);
	EXPECT_EQ(pthread_attr_setstacksize(&a, 1 << 20), 0);
	EXPECT_EQ(pthread_attr_getstacksize(&a, &size), 0);
	EXPECT_EQ(size, 1 << 20);
	EXPECT_EQ(pthread_attr_setguardsize(&a, 5), 0);
	EXPECT_EQ(pthread_attr_getguardsize(&a, &size), 0);
	EXPECT_EQ(size, 5);
	EXPECT_EQ(pthread_attr_setstack(&a, &a, 10), EINVAL);
	EXPECT_EQ(pthread_attr_setstack(&a, (void *)0x100000, 0x10000), 0);
	EXPECT_EQ(pthread_attr_getstack(&a, &stack, &size), 0);
	EXPECT_EQ((long)stack, 0x100000);
	EXPECT_EQ(size, 0x10000);
	EXPECT_EQ(pthread_attr_setinheritsched(&a, 7), EINVAL);
	EXPECT_EQ(pthread_attr_setinheritsched(&a, PTHREAD_EXPLICIT_SCHED), 0);
	EXPECT_EQ(pthread_attr_getinheritsched(&a, &value), 0);
	EXPECT_EQ(value, PTHREAD_EXPLICIT_SCHED);
	EXPECT_EQ(pthread_attr_setschedpolicy(&a, 44), EINVAL);
	EXPECT_EQ(pthread_attr_setschedpolicy(&a, SCHED_RR), 0);
	EXPECT_EQ(pthread_attr_getschedpolicy(&a, &value), 0);
	EXPECT_EQ(value, SCHED_RR);
	EXPECT_EQ(pthread_attr_setschedparam(&a, &param), EINVAL);
	param.sched_priority = 10;
	EXPECT_EQ(pthread_attr_setschedparam(&a, &param), 0);
	param.sched_priority = 0;
	EXPECT_EQ(pthread_attr_getschedparam(&a, &param), 0);
	EXPECT_EQ(param.sched_priority, 10);
	EXPECT_EQ(pthread_attr_setscope(&a, PTHREAD_SCOPE_SYSTEM), 0);
	EXPECT_EQ(pthread_attr_setscope(&a, PTHREAD_SCOPE_PROCESS), ENOTSUP);
	EXPECT_EQ(pthread_attr_setscope(&a, 9), EINVAL);
	EXPECT_EQ(pthread_attr_getscope(&a, &value), 0);
	EXPECT_EQ(value, PTHREAD_SCOPE_SYSTEM);
	EXPECT_EQ(pthread_attr_destroy(&a), 0);
	EXPECT_EQ(pthread_create(&(pthread_t){ 0 }, &a, give_back, NULL), EINVAL);
}

static char own_stack[65536] __attribute__((aligned(4096)));

static void *where_am_i(void *arg)
{
	volatile char here = 1;

	(void)here;
	return (void *)(long)(&here > (char *)arg &&
		&here < (char *)arg + sizeof(own_stack));
}

static void stack_of_ones_own(void)
{
	pthread_attr_t a;
	pthread_t t;
	void *result;

	pthread_attr_init(&a);
	REQUIRE_EQ(pthread_attr_setstack(&a, own_stack, sizeof(own_stack)), 0);
	for (int i = 0; i < 3; i++) {
		REQUIRE_EQ(pthread_create(&t, &a, where_am_i, own_stack), 0);
		REQUIRE_EQ(pthread_join(t, &result), 0);
		EXPECT_EQ((long)result, 1);
	}
}

static void *use_stack(void *arg)
{
	pthread_attr_t a;
	size_t size;
	void *stack;
	char *p;

	if (pthread_getattr_np(pthread_self(), &a) != 0 ||
		pthread_attr_getstack(&a, &stack, &size) != 0)
		return (void *)-1;
	if ((char *)&a < (char *)stack || (char *)&a > (char *)stack + size)
		return (void *)-2;
	pthread_attr_destroy(&a);
	/* All of it can be used. */
	for (p = (char *)&a - 8192; p > (char *)stack; p -= 4096)
		*(volatile char *)p = 1;
	*(volatile char *)stack = 1;
	if (arg != NULL)
		*((volatile char *)stack - 1) = 1;
	return (void *)size;
}

static void stack_used_whole(void)
{
	pthread_attr_t a;
	pthread_t t;
	void *size;

	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, 256 << 10);
	REQUIRE_EQ(pthread_create(&t, &a, use_stack, NULL), 0);
	REQUIRE_EQ(pthread_join(t, &size), 0);
	EXPECT((long)size >= 256 << 10);
}

static void guard_page(void)
{
	pid_t pid = fork();
	pthread_t t;

	REQUIRE(pid >= 0);
	if (pid == 0) {
		if (pthread_create(&t, NULL, use_stack, "over") == 0)
			pthread_join(t, NULL);
		_exit(3);
	}
	EXPECT_EQ(child_status(pid), 1000 + SIGSEGV);
}

static void too_large(void)
{
	pthread_attr_t a;
	pthread_t t;

	pthread_attr_init(&a);
	REQUIRE_EQ(pthread_attr_setstacksize(&a, 1UL << 50), 0);
	EXPECT_EQ(pthread_create(&t, &a, give_back, NULL), EAGAIN);
	REQUIRE_EQ(pthread_attr_setstacksize(&a, ~0UL), 0);
	EXPECT_EQ(pthread_create(&t, &a, give_back, NULL), EAGAIN);
	pthread_attr_setstacksize(&a, 65536);
	pthread_attr_setguardsize(&a, ~0UL);
	EXPECT_EQ(pthread_create(&t, &a, give_back, NULL), EAGAIN);
}

static void *read_name(void *arg)
{
	return (void *)(long)pthread_getname_np(pthread_self(), arg, 16);
}

static void names(void)
{
	char name[16] = "";
	pthread_t t;

	EXPECT_EQ(pthread_setname_np(pthread_self(), "0123456789abcdef"), ERANGE);
	REQUIRE_EQ(pthread_setname_np(pthread_self(), "one-two"), 0);
	EXPECT_EQ(pthread_getname_np(pthread_self(), name, 7), ERANGE);
	EXPECT_EQ(pthread_getname_np(pthread_self(), name, 8), 0);
	EXPECT_STR(name, "one-two");
	name[0] = '\0';
	REQUIRE_EQ(pthread_create(&t, NULL, read_name, name), 0);
	pthread_join(t, NULL);
	EXPECT_STR(name, "one-two");
}

static void *run_cpus(void *arg)
{
	cpu_set_t set;

	(void)arg;
	if (pthread_getaffinity_np(pthread_self(), sizeof(set), &set) != 0)
		return (void *)-1;
	return (void *)(long)CPU_COUNT(&set);
}

static void affinity(void)
{
	cpu_set_t set, one;
	pthread_attr_t a;
	pthread_t t;
	void *n;
	int cpu = 0;

	REQUIRE_EQ(pthread_getaffinity_np(pthread_self(), sizeof(set), &set), 0);
	REQUIRE(CPU_COUNT(&set) >= 1);
	while (!CPU_ISSET(cpu, &set))
		cpu++;
	CPU_ZERO(&one);
	EXPECT_EQ(pthread_setaffinity_np(pthread_self(), sizeof(one), &one), EINVAL);
	CPU_SET(cpu, &one);
	EXPECT_EQ(CPU_COUNT(&one), 1);
	pthread_attr_init(&a);
	REQUIRE_EQ(pthread_attr_setaffinity_np(&a, sizeof(one), &one), 0);
	REQUIRE_EQ(pthread_create(&t, &a, run_cpus, NULL), 0);
	REQUIRE_EQ(pthread_join(t, &n), 0);
	EXPECT_EQ((long)n, 1);
	CPU_ZERO(&one);
	pthread_attr_setaffinity_np(&a, sizeof(one), &one);
	EXPECT_EQ(pthread_create(&t, &a, run_cpus, NULL), EINVAL);
	EXPECT_EQ(pthread_attr_destroy(&a), 0);
	EXPECT_EQ(pthread_setaffinity_np(pthread_self(), sizeof(set), &set), 0);
	EXPECT(sched_getcpu() >= 0);
}

static void *spin_a_little(void *arg)
{
	struct timespec a, b;
	clockid_t c;

	(void)arg;
	if (pthread_getcpuclockid(pthread_self(), &c) != 0 || clock_gettime(c, &a) != 0)
		return (void *)1;
	do
		clock_gettime(c, &b);
	while (b.tv_sec == a.tv_sec && b.tv_nsec < a.tv_nsec + 2000000);
	return NULL;
}

static void cpu_clock(void)
{
	struct timespec now;
	clockid_t c;
	pthread_t t;
	void *r;

	EXPECT_EQ(pthread_getcpuclockid(pthread_self(), &c), 0);
	if (clock_gettime(c, &now) != 0)
		SKIP("the kernel has no clocks of threads");
	REQUIRE_EQ(pthread_create(&t, NULL, spin_a_little, NULL), 0);
	REQUIRE_EQ(pthread_join(t, &r), 0);
	EXPECT_EQ((long)r, 0);
}

static void concurrency_and_scheduling(void)
{
	struct sched_param param = { 0 };
	int policy = -1;

	EXPECT_EQ(pthread_setconcurrency(-1), EINVAL);
	EXPECT_EQ(pthread_setconcurrency(3), 0);
	EXPECT_EQ(pthread_getconcurrency(), 3);
	REQUIRE_EQ(pthread_getschedparam(pthread_self(), &policy, &param), 0);
	EXPECT_EQ(policy, SCHED_OTHER);
	EXPECT_EQ(param.sched_priority, 0);
	EXPECT_EQ(pthread_setschedparam(pthread_self(), policy, &param), 0);
	EXPECT_EQ(pthread_setschedparam(pthread_self(), 99, &param), EINVAL);
	EXPECT_EQ(pthread_setschedprio(pthread_self(), 77), EINVAL);
}

static void *last_one(void *arg)
{
	pthread_join(*(pthread_t *)arg, NULL);
	return NULL;
}

static void at_end(void)
{
	_exit(42);
}

/* main ends by pthread_exit: the process ends with the last thread, by exit(0). */
static void first_ends_before(void)
{
	static pthread_t main_thread;
	pid_t pid = fork();
	pthread_t t;

	REQUIRE(pid >= 0);
	if (pid == 0) {
		atexit(at_end);
		main_thread = pthread_self();
		if (pthread_create(&t, NULL, last_one, &main_thread) != 0)
			_exit(1);
		pthread_exit(NULL);
	}
	EXPECT_EQ(child_status(pid), 42);
}

static void *exit_all(void *arg)
{
	(void)arg;
	exit(9);
}

static void exit_from_a_thread(void)
{
	pid_t pid = fork();
	pthread_t t;

	REQUIRE(pid >= 0);
	if (pid == 0) {
		if (pthread_create(&t, NULL, exit_all, NULL) != 0)
			_exit(1);
		for (;;)
			pause();
	}
	EXPECT_EQ(child_status(pid), 9);
}

static void sizes(void)
{
	EXPECT_EQ(sizeof(pthread_t), 8);
	EXPECT_EQ(sizeof(pthread_mutex_t), 40);
	EXPECT_EQ(sizeof(pthread_cond_t), 48);
	EXPECT_EQ(sizeof(pthread_rwlock_t), 56);
	EXPECT_EQ(sizeof(pthread_barrier_t), 32);
	EXPECT_EQ(sizeof(pthread_attr_t), 56);
	EXPECT_EQ(sizeof(sem_t), 32);
	EXPECT_EQ(sizeof(pthread_mutexattr_t), 4);
	EXPECT_EQ(sizeof(pthread_condattr_t), 4);
	EXPECT_EQ(sizeof(pthread_rwlockattr_t), 8);
	EXPECT_EQ(sizeof(pthread_barrierattr_t), 4);
	EXPECT_EQ(sizeof(pthread_spinlock_t), 4);
	EXPECT_EQ(sizeof(pthread_once_t), 4);
	EXPECT_EQ(sizeof(pthread_key_t), 4);
	EXPECT_EQ(sizeof(cpu_set_t), 128);
}

static const struct guest_case cases[] = {
	{ "sizes", sizes },
	{ "create_and_join", create_and_join },
	{ "self_and_ids", self_and_ids },
	{ "join_errors", join_errors },
	{ "timed_joins", timed_joins },
	{ "detached", detached },
	{ "detached_large", detached_large },
	{ "attributes", attributes },
	{ "stack_of_ones_own", stack_of_ones_own },
	{ "stack_used_whole", stack_used_whole },
	{ "guard_page", guard_page },
	{ "too_large", too_large },
	{ "names", names },
	{ "affinity", affinity },
	{ "cpu_clock", cpu_clock },
	{ "concurrency_and_scheduling", concurrency_and_scheduling },
	{ "first_ends_before", first_ends_before },
	{ "exit_from_a_thread", exit_from_a_thread },
};

GUEST_MAIN(cases)
