/* tests/posix/shm.c - System V's shared memory.
 *
 * guest-server: memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "memory.h"

#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>

#define KEY   0x58494e49
#define LIMIT 0x7ffffffff000UL

static void server_up(void)
{
	REQUIRE(memory_server_up());
}

static struct shmid_ds stat_of(int id)
{
	struct shmid_ds d;

	memset(&d, 0xaa, sizeof(d));
	EXPECT_EQ(shmctl(id, IPC_STAT, &d), 0);
	return d;
}

static unsigned long attached(int id)
{
	return stat_of(id).shm_nattch;
}

static void get(void)
{
	int id = shmget(KEY, 3 * PAGE + 1, IPC_CREAT | 0640), other;
	struct shmid_ds d;

	REQUIRE(id >= 0);
	EXPECT_EQ(shmget(KEY, 0, 0), id);
	EXPECT_EQ(shmget(KEY, 3 * PAGE + 1, IPC_CREAT), id);
	EXPECT_ERROR(shmget(KEY, 3 * PAGE + 2, 0), EINVAL);
	EXPECT_ERROR(shmget(KEY, PAGE, IPC_CREAT | IPC_EXCL), EEXIST);
	EXPECT_ERROR(shmget(KEY + 1, PAGE, 0), ENOENT);
	EXPECT_ERROR(shmget(KEY + 1, 0, IPC_CREAT), EINVAL);
	EXPECT_ERROR(shmget(IPC_PRIVATE, 0, 0600), EINVAL);
	EXPECT_ERROR(shmget(IPC_PRIVATE, 1UL << 60, 0600), ENOSPC);
	EXPECT_ERROR(shmget(IPC_PRIVATE, -1UL, 0600), ENOSPC);
	d = stat_of(id);
	EXPECT_EQ(d.shm_segsz, 3 * PAGE + 1);
	EXPECT_EQ(d.shm_perm.mode, 0640);
	EXPECT_EQ(d.shm_perm.__key, KEY);
	EXPECT_EQ(d.shm_perm.uid | d.shm_perm.gid | d.shm_perm.cuid | d.shm_perm.cgid, 0);
	EXPECT_EQ(d.shm_cpid, getpid());
	EXPECT_EQ(d.shm_lpid, 0);
	EXPECT_EQ(d.shm_nattch, 0);
	EXPECT_EQ(d.shm_atime | d.shm_dtime, 0);
	EXPECT(time(NULL) - d.shm_ctime < 60);
	other = shmget(IPC_PRIVATE, PAGE, 0600);
	EXPECT(other >= 0 && other != id);
	EXPECT_EQ(shmctl(id, IPC_RMID, NULL) | shmctl(other, IPC_RMID, NULL), 0);
	EXPECT_ERROR(shmget(KEY, PAGE, 0), ENOENT);
	EXPECT_ERROR(shmctl(id, IPC_STAT, &d), EINVAL);
	EXPECT_ERROR(shmctl(id, IPC_RMID, NULL), EINVAL);
}

static void attach(void)
{
	int id = shmget(IPC_PRIVATE, 3 * PAGE, 0600);
	char *p = shmat(id, NULL, 0), *q = shmat(id, NULL, SHM_RDONLY);
	struct shmid_ds d;

	REQUIRE(p != (char *)-1 && q != (char *)-1 && p != q);
	EXPECT_EQ(p[0] | p[3 * PAGE - 1], 0);
	p[PAGE] = 'p';
	EXPECT_EQ(q[PAGE], 'p');
	EXPECT_EQ(MEMORY_WRITE(q), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(q + 3 * PAGE - 1), 0);
	EXPECT_ERROR(mprotect(q, PAGE, RW), EACCES);
	d = stat_of(id);
	EXPECT_EQ(d.shm_nattch, 2);
	EXPECT_EQ(d.shm_lpid, getpid());
	EXPECT(time(NULL) - d.shm_atime < 60);
	EXPECT_EQ(shmdt(q), 0);
	EXPECT_EQ(attached(id), 1);
	EXPECT_EQ(MEMORY_READ(q), SIGSEGV);
	EXPECT_EQ(shmdt(p), 0);
	d = stat_of(id);
	EXPECT_EQ(d.shm_nattch, 0);
	EXPECT(time(NULL) - d.shm_dtime < 60);
	/* It keeps what is in it. */
	p = shmat(id, NULL, 0);
	EXPECT_EQ(p[PAGE], 'p');
	EXPECT_EQ(shmdt(p), 0);
	EXPECT_EQ(shmctl(id, IPC_RMID, NULL), 0);
}

static void addresses(void)
{
	int id = shmget(IPC_PRIVATE, 2 * PAGE, 0600);
	volatile char *p = (char *)0x520000000000;

	EXPECT(shmat(id, (void *)p, 0) == p);
	EXPECT_ERROR(shmat(id, (void *)(p + PAGE), 0), EINVAL);
	EXPECT_ERROR(shmat(id, (void *)(p + 5), 0), EINVAL);
	EXPECT_ERROR(shmat(id, (void *)5, SHM_RND), EINVAL);
	EXPECT_ERROR(shmat(id, NULL, SHM_REMAP), EINVAL);
	EXPECT_ERROR(shmat(id, (void *)(LIMIT - PAGE), 0), EINVAL);
	EXPECT(shmat(id, (void *)(p + 2 * PAGE + 5), SHM_RND) == p + 2 * PAGE);
	p[0] = 1;
	EXPECT_EQ(p[2 * PAGE], 1);
	EXPECT_EQ(attached(id), 2);
	EXPECT(shmat(id, (void *)(p + PAGE), SHM_REMAP) == p + PAGE);
	EXPECT_EQ(p[PAGE], 1);
	EXPECT_EQ(attached(id), 3);
	EXPECT_ERROR(shmdt((void *)(p + 1)), EINVAL);
	EXPECT_ERROR(shmdt((void *)(p + 16 * PAGE)), EINVAL);
	EXPECT_ERROR(shmdt(NULL), EINVAL);
	EXPECT_ERROR(shmdt((void *)-PAGE), EINVAL);
	EXPECT_EQ(shmdt((void *)p), 0);
	EXPECT_EQ(attached(id), 2);
	EXPECT_EQ(shmdt((void *)(p + PAGE)), 0);
	/* Of the second, what the third left. */
	EXPECT_EQ(attached(id), 1);
	EXPECT_EQ(shmdt((void *)(p + 2 * PAGE)), 0);
	EXPECT_EQ(attached(id), 0);
	/* What is not shared memory is not let go of either. */
	char *a = memory_map(1, RW, MAP_SHARED | MAP_ANONYMOUS);

	EXPECT_ERROR(shmdt(a), EINVAL);
	EXPECT_EQ(munmap(a, PAGE), 0);
	EXPECT_EQ(shmctl(id, IPC_RMID, NULL), 0);
	EXPECT_ERROR(shmat(id, NULL, 0), EINVAL);
	EXPECT_ERROR(shmat(-1, NULL, 0), EINVAL);
	EXPECT_ERROR(shmat(INT32_MAX, NULL, 0), EINVAL);
}

/* In pieces, and detached all the same. */
static void pieces(void)
{
	int id = shmget(IPC_PRIVATE, 8 * PAGE, 0600);
	char *p = shmat(id, NULL, 0);

	REQUIRE(p != (char *)-1);
	EXPECT_EQ(mprotect(p + 2 * PAGE, PAGE, PROT_READ), 0);
	EXPECT_EQ(munmap(p + 5 * PAGE, PAGE), 0);
	EXPECT_EQ(attached(id), 4); /* as Linux counts, by pieces */
	EXPECT_EQ(shmdt(p), 0);
	EXPECT_EQ(attached(id), 0);
	EXPECT_EQ(MEMORY_READ(p), SIGSEGV);
	EXPECT_EQ(MEMORY_READ(p + 7 * PAGE), SIGSEGV);
	EXPECT_EQ(shmctl(id, IPC_RMID, NULL), 0);
}

static volatile char *shared;
static int segment;

static int child_writes(void *unused)
{
	(void)unused;
	if (shared[0] != 'p')
		return 1;
	shared[0] = 'c';
	if (attached(segment) != 2)
		return 2;
	return shmdt((void *)shared) == 0 && attached(segment) == 1 ? 0 : 3;
}

static int child_dies(void *unused)
{
	(void)unused;
	return shmat(segment, NULL, 0) == (void *)-1;
}

/* A clone has it too; who dies lets go. */
static void clones(void)
{
	segment = shmget(IPC_PRIVATE, PAGE, 0600);
	shared = shmat(segment, NULL, 0);
	REQUIRE(shared != (char *)-1);
	shared[0] = 'p';
	EXPECT_EQ(memory_in_child(child_writes, NULL), 0);
	EXPECT_EQ(shared[0], 'c');
	EXPECT_EQ(attached(segment), 1);
	EXPECT_EQ(memory_in_child(child_dies, NULL), 0);
	EXPECT_EQ(attached(segment), 1);
	EXPECT_EQ(shmdt((void *)shared), 0);
	EXPECT_EQ(shmctl(segment, IPC_RMID, NULL), 0);
}

/* Removed while it is attached: it goes with the last who has it. */
static void removal(void)
{
	struct shmid_ds d;

	segment = shmget(KEY, PAGE, IPC_CREAT | 0600);
	shared = shmat(segment, NULL, 0);
	REQUIRE(shared != (char *)-1);
	EXPECT_EQ(shmctl(segment, IPC_RMID, NULL), 0);
	EXPECT_ERROR(shmget(KEY, PAGE, 0), ENOENT);
	d = stat_of(segment);
	EXPECT_EQ(d.shm_perm.mode, SHM_DEST | 0600);
	EXPECT_EQ(d.shm_perm.__key, IPC_PRIVATE);
	shared[0] = 'p';
	EXPECT_EQ(memory_in_child(child_writes, NULL), 0);
	EXPECT_EQ(shared[0], 'c');
	EXPECT_EQ(shmdt((void *)shared), 0);
	EXPECT_ERROR(shmctl(segment, IPC_STAT, &d), EINVAL);
}

static int child_takes_along(void *unused)
{
	char *p;

	(void)unused;
	segment = shmget(KEY, 500 * PAGE, IPC_CREAT | 0600);
	p = shmat(segment, NULL, 0);
	if (p == (char *)-1)
		return 1;
	memset(p, 1, 500 * PAGE);
	return shmctl(segment, IPC_RMID, NULL) == 0 ? 0 : 2;
}

/* The last one who has it dies: the memory server hears of it, and it is gone. */
static void last_one_dies(void)
{
	uint64_t before = 0, now = 0;

	for (int round = 0; round < 3; round++) {
		if (round == 1)
			before = memory_free_pages();
		EXPECT_EQ(memory_in_child(child_takes_along, NULL), 0);
	}
	for (int i = 0; i < 1000 && now != before; i++) {
		syscall(SYS_sched_yield);
		now = memory_free_pages();
	}
	EXPECT_EQ(now, before);
}

/* A segment outlives its maker, and its memory with it. */
static int child_leaves(void *unused)
{
	char *p;

	(void)unused;
	segment = shmget(KEY, PAGE, IPC_CREAT | 0600);
	p = shmat(segment, NULL, 0);
	if (p == (char *)-1)
		return 1;
	p[0] = 'x';
	return 0;
}

static void outlives(void)
{
	int id;
	char *p;

	EXPECT_EQ(memory_in_child(child_leaves, NULL), 0);
	id = shmget(KEY, PAGE, 0);
	REQUIRE(id >= 0);
	p = shmat(id, NULL, 0);
	REQUIRE(p != (char *)-1);
	EXPECT_EQ(p[0], 'x');
	EXPECT_EQ(shmdt(p), 0);
	EXPECT_EQ(shmctl(id, IPC_RMID, NULL), 0);
}

static void control(void)
{
	int id = shmget(IPC_PRIVATE, 5000, 0600), at;
	struct shmid_ds d;
	struct shminfo limits;
	struct shm_info use;
	char *p = shmat(id, NULL, 0);

	REQUIRE(p != (char *)-1);
	p[0] = 1;
	EXPECT_ERROR(shmctl(id, 99, &d), EINVAL);
	EXPECT_ERROR(shmctl(id, -1, &d), EINVAL);
	EXPECT_ERROR(shmctl(id, IPC_STAT, (void *)8), EFAULT);
	EXPECT_ERROR(shmctl(id, IPC_SET, (void *)8), EFAULT);
	EXPECT_ERROR(shmctl(-1, IPC_STAT, &d), EINVAL);
	d = stat_of(id);
	d.shm_perm.uid = 10;
	d.shm_perm.gid = 20;
	d.shm_perm.mode = 0123;
	EXPECT_EQ(shmctl(id, IPC_SET, &d), 0);
	d = stat_of(id);
	EXPECT_EQ(d.shm_perm.uid, 10);
	EXPECT_EQ(d.shm_perm.gid, 20);
	EXPECT_EQ(d.shm_perm.cuid, 0);
	EXPECT_EQ(d.shm_perm.mode, 0123);
	EXPECT_EQ(shmctl(id, SHM_LOCK, NULL), 0);
	EXPECT_EQ(stat_of(id).shm_perm.mode, SHM_LOCKED | 0123);
	EXPECT_EQ(shmctl(id, SHM_UNLOCK, NULL), 0);
	EXPECT_EQ(stat_of(id).shm_perm.mode, 0123);
	EXPECT(shmctl(0, IPC_INFO, (struct shmid_ds *)&limits) >= 0);
	EXPECT_EQ(limits.shmmni, 2048);
	EXPECT_EQ(limits.shmmin, 1);
	at = shmctl(0, SHM_INFO, (struct shmid_ds *)&use);
	EXPECT(at >= 0);
	EXPECT_EQ(use.used_ids, 1);
	EXPECT_EQ(use.shm_tot, 2);
	EXPECT_EQ(use.shm_rss, 1);
	for (int i = 0; i <= at; i++)
		if (shmctl(i, SHM_STAT, &d) == id)
			at = -1;
	EXPECT_EQ(at, -1);
	EXPECT_ERROR(shmctl(5000, SHM_STAT, &d), EINVAL);
	EXPECT_EQ(shmdt(p), 0);
	EXPECT_EQ(shmctl(id, IPC_RMID, NULL), 0);
}

/* As somebody else. */
static int child_is_other(void *unused)
{
	struct shmid_ds d;

	(void)unused;
	guest_failures = 0;
	EXPECT_ERROR(shmget(KEY, PAGE, 0600), EACCES);
	EXPECT_EQ(shmget(KEY, PAGE, 0400), segment);
	EXPECT_ERROR(shmat(segment, NULL, 0), EACCES);
	EXPECT_ERROR(shmctl(segment, IPC_RMID, NULL), EPERM);
	EXPECT_ERROR(shmctl(segment, SHM_LOCK, NULL), EPERM);
	EXPECT_EQ(shmctl(segment, IPC_STAT, &d), 0);
	EXPECT_ERROR(shmctl(segment, IPC_SET, &d), EPERM);
	EXPECT(shmat(segment, NULL, SHM_RDONLY) != (void *)-1);
	EXPECT_ERROR(shmat(segment, NULL, SHM_RDONLY | SHM_EXEC), EACCES);
	return guest_failures != 0;
}

static void permissions(void)
{
	const struct xinim_identity id = { 1, 100, 100, 100, 200, 200, 200 };
	struct memory_child c;

	segment = shmget(KEY, PAGE, IPC_CREAT | 0604);
	REQUIRE(segment >= 0);
	c = memory_child_make(child_is_other, NULL);
	EXPECT_EQ(
		xinim_process_control(c.cap, XINIM_PROCESS_IDENTITY, (uint64_t)&id, 0, 0),
		0);
	memory_child_go(c);
	EXPECT_EQ(memory_child_end(c), 0);
	EXPECT_EQ(shmctl(segment, IPC_RMID, NULL), 0);
}

/* As many as there may be. */
static void many(void)
{
	enum { N = 2048 };
	static int id[N];
	uint64_t before = memory_free_pages();
	int n = 0;

	while (n < N && (id[n] = shmget(IPC_PRIVATE, 1, 0600)) >= 0)
		n++;
	EXPECT_EQ(n, N);
	EXPECT_ERROR(shmget(IPC_PRIVATE, 1, 0600), ENOSPC);
	for (int i = 0; i < n; i++)
		EXPECT_EQ(shmctl(id[i], IPC_RMID, NULL), 0);
	/* The table's pages, and what the kernel's caches keep. */
	EXPECT(memory_free_pages() + 600 > before);
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "get", get },
	{ "attach", attach },
	{ "addresses", addresses },
	{ "pieces", pieces },
	{ "clones", clones },
	{ "removal", removal },
	{ "last_one_dies", last_one_dies },
	{ "outlives", outlives },
	{ "control", control },
	{ "permissions", permissions },
	{ "many", many },
};

GUEST_MAIN(cases)
