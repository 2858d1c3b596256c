/* tests/posix/memory-fork.c - memory that forked processes share, and what they do not.
 *
 * guest-cpus: 2
 * guest-server: process
 * guest-server: memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/stats.h>

#include "../guest/guest.h"

#define PAGE     4096UL
#define RW       (PROT_READ | PROT_WRITE)
#define CHILDREN 8
#define ROUNDS   10000

static uint64_t free_pages(void)
{
	struct xinim_stats_memory m;

	if (stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) != sizeof(m))
		abort();
	return m.free_pages;
}

static int ends(pid_t pid)
{
	int status = -1;

	if (pid <= 0 || waitpid(pid, &status, 0) != pid)
		return -1000;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* All count in one place, at the same time. */
static void count_together(volatile int *counter)
{
	pid_t pid[CHILDREN];

	*counter = 0;
	for (int i = 0; i < CHILDREN; i++) {
		pid[i] = fork();
		if (pid[i] != 0)
			continue;
		for (int k = 0; k < ROUNDS; k++)
			__atomic_fetch_add(counter, 1, __ATOMIC_SEQ_CST);
		_exit(0);
	}
	for (int i = 0; i < CHILDREN; i++)
		EXPECT_EQ(ends(pid[i]), 0);
	EXPECT_EQ(*counter, CHILDREN * ROUNDS);
}

static void anonymous(void)
{
	int *p = mmap(NULL, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	REQUIRE(p != MAP_FAILED);
	count_together(p);
	count_together(p + 1024); /* a page that the parent has not touched */
	EXPECT_EQ(munmap(p, 2 * PAGE), 0);
}

static void segment(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0600);
	struct shmid_ds d;
	int *p = shmat(id, NULL, 0);

	REQUIRE(id >= 0 && p != (void *)-1);
	count_together(p);
	EXPECT_EQ(shmctl(id, IPC_STAT, &d), 0);
	EXPECT_EQ(d.shm_nattch, 1);
	EXPECT_EQ(shmctl(id, IPC_RMID, NULL) | shmdt(p), 0);
}

/* Bits of what a user may do to a segment: 1 read, 2 write, 4 IPC_STAT, 8 find. */
static int may_use(int id, gid_t more, key_t key)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct shmid_ds d;
		int can = 0;

		if (setgroups(1, &more) != 0 || setgid(21) != 0 || setuid(11) != 0)
			_exit(100);
		can |= shmat(id, NULL, SHM_RDONLY) != (void *)-1 ? 1 : 0;
		can |= shmat(id, NULL, 0) != (void *)-1 ? 2 : 0;
		can |= shmctl(id, IPC_STAT, &d) == 0 ? 4 : 0;
		can |= shmget(key, 0, 0040) == id ? 8 : 0;
		_exit(can);
	}
	return ends(pid);
}

/* Supplementary groups count, for and against. */
static void groups(void)
{
	const key_t key = 0x58494e49;
	int id = shmget(key, PAGE, IPC_CREAT | 0640);
	struct shmid_ds d;

	REQUIRE(id >= 0);
	EXPECT_EQ(shmctl(id, IPC_STAT, &d), 0);
	d.shm_perm.gid = 20;
	EXPECT_EQ(shmctl(id, IPC_SET, &d), 0);
	EXPECT_EQ(may_use(id, 22, key), 0);
	EXPECT_EQ(may_use(id, 20, key), 1 | 4 | 8);
	EXPECT_EQ(may_use(id, 22, key), 0);
	d.shm_perm.mode = 0606;
	EXPECT_EQ(shmctl(id, IPC_SET, &d), 0);
	EXPECT_EQ(may_use(id, 22, key), 1 | 2 | 4 | 8);
	EXPECT_EQ(may_use(id, 20, key), 0);
	EXPECT_EQ(shmctl(id, IPC_RMID, NULL), 0);
}

/* Each has its own copy of what is private, from the fork on. */
static void private(void)
{
	char *p = mmap(NULL, 100 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	REQUIRE(p != MAP_FAILED);
	memset(p, 'p', 50 * PAGE);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 50; i++)
			if (p[i * PAGE] != 'p')
				_exit(1);
		memset(p, 'c', 100 * PAGE);
		_exit(p[99 * PAGE] == 'c' ? 0 : 2);
	}
	EXPECT_EQ(ends(pid), 0);
	EXPECT_EQ(p[0], 'p');
	EXPECT_EQ(p[99 * PAGE], 0);
	EXPECT_EQ(munmap(p, 100 * PAGE), 0);
}

/* A handler hears of what memory forbids. */
static volatile sig_atomic_t code;
static void *volatile address;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	code = info->si_code;
	address = info->si_addr;
	mprotect((void *)((uintptr_t)info->si_addr & ~(PAGE - 1)), PAGE, RW);
}

static void faults(void)
{
	struct sigaction a = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
	volatile char *p =
		mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	REQUIRE(p != MAP_FAILED);
	EXPECT_EQ(sigaction(SIGSEGV, &a, NULL), 0);
	p[5] = 1; /* goes through once the handler has allowed it */
	EXPECT_EQ(code, SEGV_ACCERR);
	EXPECT(address == p + 5);
	EXPECT_EQ(p[5], 1);
	signal(SIGSEGV, SIG_DFL);
	EXPECT_EQ(munmap((void *)p, PAGE), 0);
}

/* The limits that the process server sets are kept. */
static void limits(void)
{
	struct rlimit r = { 8 * PAGE, 8 * PAGE };
	pid_t pid = fork();

	if (pid == 0) {
		char *p = mmap(NULL, 20 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED || setrlimit(RLIMIT_MEMLOCK, &r) != 0)
			_exit(1);
		/* Root is not kept to it. */
		if (mlock(p, 9 * PAGE) != 0 || munlock(p, 9 * PAGE) != 0 ||
			setuid(1000) != 0)
			_exit(5);
		if (mlock(p, 9 * PAGE) == 0 || errno != ENOMEM || mlock(p, 8 * PAGE) != 0)
			_exit(2);
		if (setrlimit(RLIMIT_AS, &r) != 0)
			_exit(3);
		if (mmap(NULL, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
				MAP_FAILED ||
			errno != ENOMEM)
			_exit(4);
		_exit(0);
	}
	EXPECT_EQ(ends(pid), 0);
}

/* Those of the beginning, and none at all. */
static void locked_memory(void)
{
	const size_t length = 9UL << 20;
	pid_t pid = fork();

	if (pid == 0) {
		struct rlimit none = { 0, 0 };
		char *p = mmap(NULL, length, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED || mlock2(p, length, MLOCK_ONFAULT) != 0 ||
			munlock(p, length) != 0 || setuid(1000) != 0)
			_exit(1);
		if (mlock2(p, length, MLOCK_ONFAULT) == 0 || errno != ENOMEM)
			_exit(2);
		if (mlock2(p, length - (1UL << 20), MLOCK_ONFAULT) != 0)
			_exit(3);
		if (munlock(p, length) != 0 || setrlimit(RLIMIT_MEMLOCK, &none) != 0)
			_exit(4);
		if (mlock(p, PAGE) == 0 || errno != EPERM)
			_exit(5);
		if (mlockall(MCL_FUTURE) == 0 || errno != EPERM)
			_exit(6);
		if (mmap(NULL, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1,
			    0) != MAP_FAILED ||
			errno != EPERM)
			_exit(7);
		_exit(munlock(p, PAGE) == 0 ? 0 : 8);
	}
	EXPECT_EQ(ends(pid), 0);
}

static void nothing_is_lost(void)
{
	long before = 0, after = -1;

	/* The servers' tables grow for a while; what is lost would be in every round. */
	for (int round = 0; round < 20 && before != after; round++) {
		before = after;
		anonymous();
		segment();
		private();
		groups();
		limits();
		locked_memory();
		after = free_pages();
	}
	EXPECT_EQ(after, before);
}

static const struct guest_case cases[] = {
	{ "anonymous", anonymous },
	{ "segment", segment },
	{ "private", private },
	{ "groups", groups },
	{ "faults", faults },
	{ "limits", limits },
	{ "locked memory", locked_memory },
	{ "nothing_is_lost", nothing_is_lost },
};

GUEST_MAIN(cases)
