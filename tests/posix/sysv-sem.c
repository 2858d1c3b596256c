/* tests/posix/sysv-sem.c - System V's semaphores.
 *
 * guest-server: process
 * guest-cpus: 2
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "sysv.h"

#include <limits.h>
#include <sched.h>
#include <sys/sem.h>

union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
	struct seminfo *info;
};

#define OP(number, operation, flags)     \
	&(struct sembuf)                 \
	{                                \
		number, operation, flags \
	}

static struct semid_ds stat_of(int id)
{
	struct semid_ds d;

	memset(&d, 0xaa, sizeof(d));
	EXPECT_EQ(semctl(id, 0, IPC_STAT, (union semun){ .buf = &d }), 0);
	return d;
}

static int value(int id, int number)
{
	return semctl(id, number, GETVAL);
}

static int make(int count, int mode)
{
	int id = semget(IPC_PRIVATE, count, mode);

	EXPECT(id >= 0);
	return id;
}

static void get(void)
{
	int id = semget(KEY, 3, IPC_CREAT | 0640), other;
	struct semid_ds d;

	REQUIRE(id >= 0);
	EXPECT_EQ(semget(KEY, 0, 0), id);
	EXPECT_EQ(semget(KEY, 3, IPC_CREAT), id);
	EXPECT_ERROR(semget(KEY, 4, 0), EINVAL);
	EXPECT_ERROR(semget(KEY, 3, IPC_CREAT | IPC_EXCL), EEXIST);
	EXPECT_ERROR(semget(KEY + 1, 3, 0), ENOENT);
	EXPECT_ERROR(semget(KEY + 1, 0, IPC_CREAT), EINVAL);
	EXPECT_ERROR(semget(KEY + 1, -1, IPC_CREAT), EINVAL);
	EXPECT_ERROR(semget(KEY + 1, 32001, IPC_CREAT), EINVAL);
	EXPECT_ERROR(semget(KEY + 1, 32000, IPC_CREAT), ENOSPC);
	d = stat_of(id);
	EXPECT_EQ(d.sem_nsems, 3);
	EXPECT_EQ(d.sem_perm.mode, 0640);
	EXPECT_EQ(d.sem_perm.__key, KEY);
	EXPECT_EQ(d.sem_perm.uid | d.sem_perm.gid | d.sem_perm.cuid | d.sem_perm.cgid, 0);
	EXPECT_EQ(d.sem_otime, 0);
	EXPECT(time(NULL) - d.sem_ctime < 60);
	EXPECT_EQ(value(id, 0) | value(id, 1) | value(id, 2), 0);
	other = make(1, 0600);
	EXPECT(other != id);
	EXPECT_EQ(semctl(other, 0, IPC_RMID), 0);
	EXPECT_EQ(semctl(id, 0, IPC_RMID), 0);
	EXPECT_ERROR(semctl(id, 0, IPC_RMID), EINVAL);
	EXPECT_ERROR(semget(KEY, 3, 0), ENOENT);
	EXPECT_ERROR(semop(id, OP(0, 1, 0), 1), EINVAL);
}

/* Every set there may be; then one goes, and there is room for one. */
static void too_many(void)
{
	static int id[2000];
	int n = 0;

	while (n < 2000 && (id[n] = semget(IPC_PRIVATE, 1, 0600)) >= 0)
		n++;
	EXPECT_EQ(errno, ENOSPC);
	REQUIRE(n > 100 && n < 2000);
	EXPECT_EQ(semctl(id[n / 2], 0, IPC_RMID), 0);
	id[n / 2] = make(1, 0600);
	while (n-- > 0)
		EXPECT_EQ(semctl(id[n], 0, IPC_RMID), 0);
}

static void control(void)
{
	int id = make(3, 0600);
	unsigned short all[3] = { 5, 6, 7 }, got[3];
	struct seminfo info;
	struct semid_ds d;

	EXPECT_EQ(semctl(id, 1, SETVAL, (union semun){ .val = 9 }), 0);
	EXPECT_EQ(value(id, 1), 9);
	EXPECT_EQ(semctl(id, 1, GETPID), getpid());
	EXPECT_EQ(semctl(id, 0, GETPID), 0);
	EXPECT_ERROR(semctl(id, 1, SETVAL, (union semun){ .val = 32768 }), ERANGE);
	EXPECT_ERROR(semctl(id, 1, SETVAL, (union semun){ .val = -1 }), ERANGE);
	EXPECT_ERROR(semctl(id, 3, SETVAL, (union semun){ .val = 1 }), EINVAL);
	EXPECT_ERROR(semctl(id, -1, GETVAL), EINVAL);
	EXPECT_ERROR(semctl(id, 3, GETNCNT), EINVAL);
	EXPECT_EQ(semctl(id, 0, SETALL, (union semun){ .array = all }), 0);
	EXPECT_EQ(semctl(id, 0, GETALL, (union semun){ .array = got }), 0);
	EXPECT_EQ(memcmp(all, got, sizeof(all)), 0);
	all[2] = 40000;
	EXPECT_ERROR(semctl(id, 0, SETALL, (union semun){ .array = all }), ERANGE);
	EXPECT_EQ(value(id, 2), 7);
	EXPECT_ERROR(semctl(id, 0, SETALL, (union semun){ .array = (void *)8 }), EFAULT);
	EXPECT_ERROR(semctl(id, 0, GETALL, (union semun){ .array = (void *)8 }), EFAULT);
	EXPECT_ERROR(semctl(id, 0, IPC_STAT, (union semun){ .buf = (void *)8 }), EFAULT);
	EXPECT_ERROR(semctl(id, 0, IPC_SET, (union semun){ .buf = (void *)8 }), EFAULT);
	EXPECT_ERROR(semctl(id, 0, 999), EINVAL);
	EXPECT_ERROR(semctl(-1, 0, GETVAL), EINVAL);
	d = stat_of(id);
	d.sem_perm.uid = 12;
	d.sem_perm.mode = 0177123;
	EXPECT_EQ(semctl(id, 0, IPC_SET, (union semun){ .buf = &d }), 0);
	EXPECT_EQ(stat_of(id).sem_perm.uid, 12);
	EXPECT_EQ(stat_of(id).sem_perm.cuid, 0);
	EXPECT_EQ(stat_of(id).sem_perm.mode, 0123);
	EXPECT(semctl(0, 0, IPC_INFO, (union semun){ .info = &info }) >= 0);
	EXPECT_EQ(info.semvmx, 32767);
	EXPECT(semctl(0, 0, SEM_INFO, (union semun){ .info = &info }) >= 0);
	EXPECT_EQ(info.semusz, 1);
	EXPECT_EQ(info.semaem, 3);
	EXPECT_EQ(semctl(semctl(0, 0, SEM_INFO, (union semun){ .info = &info }), 0,
			  SEM_STAT, (union semun){ .buf = &d }),
		id);
	EXPECT_EQ(semctl(id, 0, IPC_RMID), 0);
}

static void operations(void)
{
	int id = make(2, 0600);
	struct sembuf both[2] = { { 0, -1, 0 }, { 1, -1, IPC_NOWAIT } };
	struct sembuf many[501] = { { 0, 0, 0 } };
	struct timespec bad = { 0, 1000000000 }, negative = { -1, 0 }, little = { 0, 1 };

	EXPECT_EQ(semop(id, OP(0, 2, 0), 1), 0);
	EXPECT(time(NULL) - stat_of(id).sem_otime < 60);
	EXPECT_EQ(semctl(id, 0, GETPID), getpid());
	/* All or nothing. */
	EXPECT_ERROR(semop(id, both, 2), EAGAIN);
	EXPECT_EQ(value(id, 0), 2);
	EXPECT_EQ(semop(id, OP(1, 1, 0), 1), 0);
	EXPECT_EQ(semop(id, both, 2), 0);
	EXPECT_EQ(value(id, 0) * 10 + value(id, 1), 10);
	EXPECT_ERROR(semop(id, OP(0, 0, IPC_NOWAIT), 1), EAGAIN);
	EXPECT_EQ(semop(id, OP(1, 0, IPC_NOWAIT), 1), 0);
	EXPECT_ERROR(semop(id, OP(0, -5, IPC_NOWAIT), 1), EAGAIN);
	EXPECT_ERROR(semop(id, OP(0, 32767, 0), 1), ERANGE);
	EXPECT_ERROR(semop(id, OP(2, 1, 0), 1), EFBIG);
	EXPECT_ERROR(semop(id, OP(0, 1, 0), 0), EINVAL);
	EXPECT_ERROR(semop(id, many, 501), E2BIG);
	EXPECT_ERROR(semop(id, many, (size_t)-1), E2BIG);
	EXPECT_ERROR(semop(id, (struct sembuf *)8, 1), EFAULT);
	EXPECT_ERROR(semop(-1, OP(0, 1, 0), 1), EINVAL);
	EXPECT_ERROR(semop(INT_MAX, OP(0, 1, 0), 1), EINVAL);
	EXPECT_ERROR(semtimedop(id, OP(0, -9, 0), 1, &bad), EINVAL);
	EXPECT_ERROR(semtimedop(id, OP(0, -9, 0), 1, &negative), EINVAL);
	EXPECT_ERROR(semtimedop(id, OP(0, -9, 0), 1, (struct timespec *)8), EFAULT);
	EXPECT_ERROR(semtimedop(id, OP(0, -9, 0), 1, &little), EAGAIN);
	EXPECT_EQ(semtimedop(id, OP(0, -1, 0), 1, &little), 0);
	EXPECT_EQ(semctl(id, 0, GETNCNT) | semctl(id, 0, GETZCNT), 0);
	EXPECT_EQ(semctl(id, 0, IPC_RMID), 0);
}

static int set;

static int take(int n)
{
	return semop(set, OP(0, (short)-n, 0), 1) == 0 ? 0 : errno;
}

static int wait_for_zero(int n)
{
	return semop(set, OP((unsigned short)n, 0, 0), 1) == 0 ? 0 : errno;
}

static void waiting(void)
{
	pid_t three, one, zero;

	set = make(2, 0600);
	three = child_doing(take, 3);
	WAIT_UNTIL(semctl(set, 0, GETNCNT) == 1);
	one = child_doing(take, 1);
	WAIT_UNTIL(semctl(set, 0, GETNCNT) == 2);
	EXPECT_EQ(semctl(set, 1, GETNCNT), 0);
	/* Who wants more does not keep back who wants less. */
	EXPECT_EQ(semop(set, OP(0, 1, 0), 1), 0);
	EXPECT_EQ(reap(one), 0);
	EXPECT_EQ(semctl(set, 0, GETPID), one);
	EXPECT_EQ(semop(set, OP(0, 2, 0), 1), 0);
	EXPECT_EQ(semctl(set, 0, GETNCNT), 1);
	zero = child_doing(wait_for_zero, 0);
	WAIT_UNTIL(semctl(set, 0, GETZCNT) == 1);
	EXPECT_EQ(semctl(set, 0, SETVAL, (union semun){ .val = 3 }), 0);
	EXPECT_EQ(reap(three), 0);
	EXPECT_EQ(reap(zero), 0);
	EXPECT_EQ(value(set, 0), 0);
	EXPECT_EQ(semctl(set, 0, IPC_RMID), 0);
}

static void removed(void)
{
	pid_t a, b;

	set = make(2, 0600);
	EXPECT_EQ(semop(set, OP(1, 1, 0), 1), 0);
	a = child_doing(take, 1);
	b = child_doing(wait_for_zero, 1);
	WAIT_UNTIL(semctl(set, 0, GETNCNT) == 1 && semctl(set, 1, GETZCNT) == 1);
	EXPECT_EQ(semctl(set, 0, IPC_RMID), 0);
	EXPECT_EQ(reap(a), EIDRM);
	EXPECT_EQ(reap(b), EIDRM);
}

static int take_with_restart(int n)
{
	catch (SIGUSR1, SA_RESTART);
	return take(n);
}

static void interrupted(void)
{
	pid_t pid;

	set = make(1, 0600);
	pid = child_doing(take_with_restart, 1);
	WAIT_UNTIL(semctl(set, 0, GETNCNT) == 1);
	kill(pid, SIGUSR1);
	EXPECT_EQ(reap(pid), EINTR); /* in spite of SA_RESTART */
	pid = child_doing(take, 1);
	WAIT_UNTIL(semctl(set, 0, GETNCNT) == 1);
	kill(pid, SIGKILL);
	EXPECT_EQ(reap(pid), 1000 + SIGKILL);
	EXPECT_EQ(semctl(set, 0, GETNCNT), 0);
	EXPECT_EQ(semop(set, OP(0, 1, 0), 1), 0);
	EXPECT_EQ(value(set, 0), 1);
	EXPECT_EQ(semctl(set, 0, IPC_RMID), 0);
}

/* --- SEM_UNDO ----------------------------------------------------------------------- */

static int change_and_end(int how)
{
	if (semop(set, OP(0, -2, SEM_UNDO), 1) || semop(set, OP(1, 5, SEM_UNDO), 1) ||
		semop(set, OP(0, 1, 0), 1))
		return 1;
	if (how == 1)
		raise(SIGKILL);
	if (how == 2)
		return semctl(set, 0, SETVAL, (union semun){ .val = 4 });
	return 0;
}

static void undone(void)
{
	set = make(2, 0600);
	EXPECT_EQ(semop(set, OP(0, 10, 0), 1), 0);
	EXPECT_EQ(reap(child_doing(change_and_end, 0)), 0);
	EXPECT_EQ(value(set, 0) * 100 + value(set, 1), 1100);
	EXPECT_EQ(reap(child_doing(change_and_end, 1)), 1000 + SIGKILL);
	EXPECT_EQ(value(set, 0) * 100 + value(set, 1), 1200);
	/* SETVAL forgets what was to be undone. */
	EXPECT_EQ(reap(child_doing(change_and_end, 2)), 0);
	EXPECT_EQ(value(set, 0) * 100 + value(set, 1), 400);
	EXPECT_ERROR(semop(set, OP(0, 32000, SEM_UNDO | IPC_NOWAIT), 1) ||
				semop(set, OP(0, -32000, 0), 1) ||
				semop(set, OP(0, 32000, SEM_UNDO | IPC_NOWAIT), 1)
			? -1
			: 0,
		ERANGE);
	EXPECT_EQ(semctl(set, 0, IPC_RMID), 0);
}

/* Who waits gets what a dead process gives back. */
static int hold(int unused)
{
	(void)unused;
	if (semop(set, OP(0, -1, SEM_UNDO), 1) != 0)
		return 1;
	for (;;)
		pause();
}

static void given_back(void)
{
	pid_t holder, waiter;

	set = make(1, 0600);
	EXPECT_EQ(semop(set, OP(0, 1, 0), 1), 0);
	holder = child_doing(hold, 0);
	WAIT_UNTIL(value(set, 0) == 0);
	waiter = child_doing(take, 1);
	WAIT_UNTIL(semctl(set, 0, GETNCNT) == 1);
	kill(holder, SIGKILL);
	EXPECT_EQ(reap(holder), 1000 + SIGKILL);
	EXPECT_EQ(reap(waiter), 0);
	EXPECT_EQ(semctl(set, 0, IPC_RMID), 0);
}

/* CLONE_SYSVSEM: the last of those that share undoes. */
static int share(int sharing)
{
	long flags = SIGCHLD | (sharing ? 0x00040000L : 0);
	long pid = syscall(SYS_clone, flags, 0, 0, 0, 0);

	if (pid == 0)
		_exit(semop(set, OP(0, 1, SEM_UNDO), 1) != 0);
	if (pid < 0 || reap((pid_t)pid) != 0)
		return 100;
	return value(set, 0);
}

static void shared(void)
{
	set = make(1, 0600);
	EXPECT_EQ(reap(child_doing(share, 1)), 1);
	EXPECT_EQ(value(set, 0), 0);
	EXPECT_EQ(reap(child_doing(share, 0)), 0);
	EXPECT_EQ(semctl(set, 0, IPC_RMID), 0);
}

/* --- rights ------------------------------------------------------------------------- */

/* Bits of what succeeds: 1 reading, 2 changing, 4 IPC_SET, 8 IPC_RMID. */
static int rights(int id)
{
	struct semid_ds d = { .sem_perm = { .uid = geteuid(), .mode = 0600 } };
	int n = 0;

	n += semctl(id, 0, GETVAL) >= 0 ? 1 : errno == EACCES ? 0 : 100;
	n += semop(id, OP(0, 1, 0), 1) == 0 ? 2 : errno == EACCES ? 0 : 100;
	n += semctl(id, 0, IPC_SET, (union semun){ .buf = &d }) == 0 ? 4
		: errno == EPERM                                     ? 0
								     : 100;
	n += semctl(id, 0, IPC_RMID) == 0 ? 8 : errno == EPERM ? 0 : 100;
	return n;
}

static int open_for(int flags)
{
	return semget(KEY, 1, flags) >= 0 ? 0 : errno;
}

static void permissions(void)
{
	int id = semget(KEY, 1, IPC_CREAT | 0640);
	struct semid_ds d = stat_of(id);

	d.sem_perm.uid = 10;
	d.sem_perm.gid = 20;
	EXPECT_EQ(semctl(id, 0, IPC_SET, (union semun){ .buf = &d }), 0);
	EXPECT_EQ(as_user(11, 21, 22, rights, id), 0);
	EXPECT_EQ(as_user(11, 20, 22, rights, id), 1);
	EXPECT_EQ(as_user(11, 21, 20, rights, id), 1); /* a supplementary group */
	EXPECT_EQ(as_user(11, 21, 20, open_for, 0040), 0);
	EXPECT_EQ(as_user(11, 21, 20, open_for, 0060), EACCES);
	EXPECT_EQ(as_user(11, 21, 22, open_for, 0004), EACCES);
	EXPECT_EQ(as_user(11, 21, 22, open_for, 0), 0);
	EXPECT_EQ(as_user(10, 21, 22, rights, id), 15);
	EXPECT_ERROR(semctl(id, 0, IPC_RMID), EINVAL);
}

/* --- many --------------------------------------------------------------------------- */

enum { WORKERS = 16, ROUNDS = 200 };

static int work(int unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		if (semop(set, OP(0, -1, SEM_UNDO), 1) != 0)
			return 1;
		if (i % 64 == 0)
			sched_yield();
		if (semop(set, OP(0, 1, SEM_UNDO), 1) != 0)
			return 1;
	}
	return semop(set, OP(1, 1, 0), 1) != 0;
}

/* A lock that processes on both CPUs contend for. */
static void contended(void)
{
	pid_t pid[WORKERS];

	set = make(2, 0600);
	EXPECT_EQ(semop(set, OP(0, 1, 0), 1), 0);
	for (int i = 0; i < WORKERS; i++)
		pid[i] = child_doing(work, 0);
	EXPECT_EQ(semop(set, OP(1, -WORKERS, 0), 1), 0);
	for (int i = 0; i < WORKERS; i++)
		EXPECT_EQ(reap(pid[i]), 0);
	EXPECT_EQ(value(set, 0), 1);
	EXPECT_EQ(semctl(set, 0, GETNCNT), 0);
	EXPECT_EQ(semctl(set, 0, IPC_RMID), 0);
}

/* The server keeps nothing of sets and undos that are gone. */
static void nothing_lost(void)
{
	long before = 0;

	for (int round = 0; round < 4; round++) {
		before = free_pages();
		undone();
		given_back();
		waiting();
		removed();
	}
	EXPECT_EQ(free_pages(), before);
}

static const struct guest_case cases[] = {
	{ "semget", get },
	{ "as many sets as there may be", too_many },
	{ "semctl", control },
	{ "semop", operations },
	{ "waiting for more, and for zero", waiting },
	{ "removed while others wait", removed },
	{ "interrupted", interrupted },
	{ "SEM_UNDO", undone },
	{ "a dead process gives back", given_back },
	{ "CLONE_SYSVSEM", shared },
	{ "permissions", permissions },
	{ "contended", contended },
	{ "nothing is lost", nothing_lost },
};

GUEST_MAIN(cases)
