/* tests/posix/fuzz-process.c - nonsense for the process server, from many at once.
 *
 * Users and root, each in a few processes, make calls with arguments that are
 * likely to go far: PIDs that exist, signals, small numbers, good and bad
 * addresses. Afterwards the server is as sound as before.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-memory: 256
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <string.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>

#define CALLS 4000

/*
 * A call and what its arguments are, a letter each: i a PID, t a thread, s a signal, f
 * flags, u an ID, w a small number, p somewhere to write, and structures that are
 * right but for a word now and then: S a siginfo, E a sigevent, I an itimerspec, V an
 * itimerval, T a timespec, L a limit, C clone3's arguments (z their size), G groups, K
 * capget's header, P a priority, A sched_setattr's attributes, N a name, o wait's
 * options; for System V k a key, m flags with a mode, c a command, Q semop's operations, M
 * a message, j, q and h the identifier of semaphores, a queue, a segment that there are, if
 * any. x is anything.
 */
struct shape {
	int number;
	const char *args;
};

static const struct shape shapes[] = { { SYS_wait4, "ipop" }, { SYS_waitid, "wipop" },
	{ SYS_kill, "is" }, { SYS_tkill, "ts" }, { SYS_tgkill, "its" },
	{ SYS_rt_sigqueueinfo, "isS" }, { SYS_rt_tgsigqueueinfo, "itsS" },
	{ SYS_setpgid, "ii" }, { SYS_getpgid, "i" }, { SYS_getsid, "i" },
	{ SYS_setuid, "u" }, { SYS_setgid, "u" }, { SYS_setreuid, "uu" },
	{ SYS_setregid, "uu" }, { SYS_setresuid, "uuu" }, { SYS_setresgid, "uuu" },
	{ SYS_setfsuid, "u" }, { SYS_setfsgid, "u" }, { SYS_getgroups, "wp" },
	{ SYS_setgroups, "wG" }, { SYS_capget, "Kp" }, { SYS_capset, "Kp" },
	{ SYS_getrlimit, "wp" }, { SYS_setrlimit, "wL" }, { SYS_prlimit64, "iwLp" },
	{ SYS_getrusage, "wp" }, { SYS_alarm, "w" }, { SYS_getitimer, "wp" },
	{ SYS_setitimer, "wVp" }, { SYS_timer_create, "wEp" },
	{ SYS_timer_settime, "wwIp" }, { SYS_timer_gettime, "wp" },
	{ SYS_timer_getoverrun, "w" }, { SYS_timer_delete, "w" },
	{ SYS_getpriority, "wi" }, { SYS_setpriority, "wiw" },
	{ SYS_sched_setparam, "iP" }, { SYS_sched_getparam, "ip" },
	{ SYS_sched_setscheduler, "iwP" }, { SYS_sched_getscheduler, "i" },
	{ SYS_sched_setattr, "iA" }, { SYS_sched_getattr, "ipww" },
	{ SYS_sched_rr_get_interval, "ip" }, { SYS_prctl, "wwxxx" },
	{ SYS_prctl, "wpxxx" }, { SYS_clone, "fpppp" }, { SYS_clone3, "Cz" },
	{ SYS_execve, "Npp" }, { SYS_execveat, "wNppw" }, { SYS_sethostname, "Nw" },
	{ SYS_clock_settime, "wT" }, { SYS_fork, "" }, { SYS_semget, "kwm" },
	{ SYS_semop, "jQw" }, { SYS_semctl, "jwcp" }, { SYS_semctl, "jwcw" },
	{ SYS_msgget, "km" }, { SYS_msgsnd, "qMww" }, { SYS_msgrcv, "qpwww" },
	{ SYS_msgctl, "qcp" }, { SYS_shmget, "kwm" }, { SYS_shmctl, "hcp" } };
#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))

static const int numbers[] = { SYS_fork, SYS_vfork, SYS_clone, SYS_clone3, SYS_execve,
	SYS_execveat, SYS_wait4, SYS_waitid, SYS_kill, SYS_tkill, SYS_tgkill,
	SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_setpgid, SYS_getpgid, SYS_getpgrp,
	SYS_setsid, SYS_getsid, SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid,
	SYS_setresuid, SYS_setresgid, SYS_setfsuid, SYS_setfsgid, SYS_getgroups,
	SYS_setgroups, SYS_capget, SYS_capset, SYS_getrlimit, SYS_setrlimit,
	SYS_prlimit64, SYS_getrusage, SYS_times, SYS_sysinfo, SYS_alarm, SYS_getitimer,
	SYS_setitimer, SYS_timer_create, SYS_timer_settime, SYS_timer_gettime,
	SYS_timer_getoverrun, SYS_timer_delete, SYS_getpriority, SYS_setpriority,
	SYS_sched_setparam, SYS_sched_getparam, SYS_sched_setscheduler,
	SYS_sched_getscheduler, SYS_sched_setattr, SYS_sched_getattr,
	SYS_sched_get_priority_max, SYS_sched_get_priority_min, SYS_sched_rr_get_interval,
	SYS_prctl, SYS_personality, SYS_sethostname, SYS_setdomainname, SYS_reboot,
	SYS_clock_settime, SYS_settimeofday, SYS_gettimeofday, SYS_time, SYS_ptrace,
	SYS_semget, SYS_semop, SYS_semctl, SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_msgctl,
	SYS_unshare, SYS_getppid, SYS_rt_sigprocmask, SYS_rt_sigpending };
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static uint64_t state;
static char room[4096];
static int32_t lowest;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static long argument(void)
{
	switch (next() % 10) {
	case 0:
		return 0;
	case 1:
		return (long)(next() % 20);
	case 2:
		return -(long)(next() % 20);
	case 3: /* a PID that may be there; never PID 1's or a server's */
		return lowest + (long)(next() % 60);
	case 4:
		return (long)(next() % 66);
	case 5:
	case 6:
		for (int i = 0; i < 16; i++)
			((uint64_t *)room)[i] = next() >> (next() % 64);
		return (long)(room + next() % 64);
	case 7:
		return (long)(1UL << next() % 64);
	case 8:
		return (long)(0x7ffffffff000 - next() % 128);
	default:
		return (long)next();
	}
}

static uint64_t *structure(const char *words)
{
	uint64_t *to = (uint64_t *)room + next() % 8, *from = to;

	/* Each: 0, 1, s a small number, l any length of time, r anything, a an address. */
	for (; *words; words++, to++)
		*to = *words == '0'     ? 0
			: *words == '1' ? 1
			: *words == 's' ? next() % 70
			: *words == 'l' ? next() % 1000000
			: *words == 'a' ? (uint64_t)room
					: next();
	if (next() % 4 == 0)
		from[next() % 8] = next() >> next() % 64;
	return from;
}

static const struct {
	char kind;
	const char *words;
} structures[] = { { 'S', "rrsrrr" }, { 'E', "rs0s" }, { 'I', "0l0l" }, { 'V', "0l0l" },
	{ 'T', "sl" }, { 'L', "ss" }, { 'C', "r0aas00000" }, { 'G', "rrrr" },
	{ 'K', "r" }, { 'P', "s" }, { 'A', "s0ss000" }, { 'N', "r0" }, { 'M', "srrr" } };

/* As sembufs: few semaphores, little is added or taken. */
static struct sembuf *operations(void)
{
	struct sembuf *op = (struct sembuf *)room;

	for (int i = 0; i < 12; i++)
		op[i] = (struct sembuf){ (unsigned short)(next() % 3),
			(short)(next() % 5 - 2),
			(short)(next() & (SEM_UNDO | IPC_NOWAIT)) };
	return op;
}

/* The identifier of what is at one of the first few places. */
static long identifier(char kind)
{
	int place = (int)(next() % 8);
	struct semid_ds sem;
	struct msqid_ds msg;
	struct shmid_ds shm;

	switch (kind) {
	case 'j':
		return semctl(place, 0, SEM_STAT_ANY, &sem);
	case 'q':
		return msgctl(place, MSG_STAT_ANY, &msg);
	default:
		return shmctl(place, SHM_STAT_ANY, &shm);
	}
}

static long shaped(char kind)
{
	static const char *const flags[] = { "s", "l" };

	if (next() % 8 == 0)
		return argument();
	for (size_t i = 0; i < sizeof(structures) / sizeof(structures[0]); i++)
		if (structures[i].kind == kind)
			return (long)structure(structures[i].words);
	switch (kind) {
	case 'i':
	case 't':
		return lowest + (long)(next() % 60);
	case 's':
		return (long)(next() % 66);
	case 'u':
		return 1000 + (long)(next() % 14);
	case 'w':
		return (long)(next() % 12);
	case 'f':
		return (long)(next() & 0xffffff00) | SIGCHLD;
	case 'o':
		return (long)(next() & 0xf);
	case 'k':
		return (long)(next() % 4);
	case 'm':
		return (long)(next() & 03777);
	case 'c':
		return (long)(next() % 21);
	case 'Q':
		return (long)operations();
	case 'j':
	case 'q':
	case 'h':
		return identifier(kind);
	case 'z':
		return 64 + 8 * (long)(next() % 4);
	case 'p':
		return (long)structure(flags[next() % 2]);
	default:
		return argument();
	}
}

/* A call that may go far, or one of which nothing is right. */
static int choose(long a[6])
{
	const struct shape *s = &shapes[next() % SHAPES];
	size_t n = strlen(s->args);

	for (size_t i = 0; i < 6; i++)
		a[i] = argument();
	if (next() % 3 == 0)
		return numbers[next() % NUMBERS];
	for (size_t i = 0; i < n; i++)
		a[i] = shaped(s->args[i]);
	return s->number;
}

/* What clone3 finds there makes no process that shares this one's memory. */
static bool tamed(long address)
{
	uint64_t *flags = (uint64_t *)address;

	if (address < (long)room || address >= (long)(room + sizeof(room)))
		return false;
	*flags &= 0x1408600; /* files, their system, the parent, numbers told */
	return true;
}

/* Whoever it is to concern, our parent and the servers are not among them. */
static bool harmless(int number, const long a[6])
{
	switch (number) {
	case SYS_kill:
		return (int32_t)a[0] > 4 || (int32_t)a[0] < -4;
	case SYS_tkill:
	case SYS_tgkill:
	case SYS_rt_sigqueueinfo:
	case SYS_rt_tgsigqueueinfo:
	case SYS_prlimit64:
	case SYS_sched_setparam:
	case SYS_sched_setscheduler:
	case SYS_sched_setattr:
		return (int32_t)a[0] > 4;
	case SYS_setpriority:
		return a[0] == PRIO_PROCESS && (int32_t)a[1] > 4;
	case SYS_fork: /* nobody holds root back */
		return getuid() != 0;
	case SYS_clone:
		return getuid() != 0 && (!(a[0] & 0x4100) || !(a[0] & 0x100));
	case SYS_clone3:
		return (uint64_t)a[1] < 64 || (getuid() != 0 && tamed(a[0]));
	default:
		return true;
	}
}

static void nonsense(uint64_t seed)
{
	static const struct timespec moment = { 0, 100000 };

	state = seed * 0x9e3779b97f4a7c15 + 1;
	for (int i = 0; i < CALLS; i++) {
		long a[6];
		int number = choose(a);

		if (number == SYS_wait4)
			a[2] |= WNOHANG;
		if (number == SYS_waitid)
			a[3] |= WNOHANG;
		if (number == SYS_vfork)
			number = SYS_fork;
		/* Nobody is to wait for long. */
		if (number == SYS_msgsnd)
			a[3] |= IPC_NOWAIT;
		if (number == SYS_msgrcv)
			a[4] |= IPC_NOWAIT;
		if (number == SYS_semop) {
			number = SYS_semtimedop;
			a[3] = (long)&moment;
		}
		if (!harmless(number, a))
			continue;
		if (syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]) == 0 &&
			(number == SYS_fork || number == SYS_clone ||
				number == SYS_clone3))
			state += (uint64_t)getpid();
	}
}

static void run(uint64_t seed, uid_t uid)
{
	struct rlimit l = { 20, 20 };

	setsid();
	signal(SIGALRM, SIG_IGN);
	signal(SIGVTALRM, SIG_IGN);
	signal(SIGPROF, SIG_IGN);
	setrlimit(RLIMIT_NPROC, &l);
	if (uid && setuid(uid) != 0)
		_exit(1);
	nonsense(seed);
	_exit(0);
}

/* What they have left in the system. */
static void tidy(void)
{
	struct seminfo info;

	for (int i = 0; i < 1024; i++) {
		struct semid_ds sem;
		struct msqid_ds msg;
		struct shmid_ds shm;
		int id = semctl(i, 0, SEM_STAT, &sem);

		if (id >= 0)
			semctl(id, 0, IPC_RMID);
		id = msgctl(i, MSG_STAT, &msg);
		if (id >= 0)
			msgctl(id, IPC_RMID, NULL);
		id = shmctl(i, SHM_STAT, &shm);
		if (id >= 0)
			shmctl(id, IPC_RMID, NULL);
	}
	EXPECT(semctl(0, 0, SEM_INFO, &info) >= 0);
	EXPECT_EQ(info.semusz, 0);
}

static void check(void)
{
	CHILD_EXPECT(getuid() == 0 && getppid() == 1);
	CHILD_EXPECT(kill(1, 0) == 0);
}

static void all(void)
{
	lowest = (int32_t)getpid() + 5;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		pid_t pid = fork();

		REQUIRE(pid >= 0);
		if (pid == 0)
			run(seed, seed % 4 ? (uid_t)(1000 + seed) : 0);
		lowest = pid > lowest + 30 ? pid - 10 : lowest;
		/* Whatever they do to each other: they end, or are made to. */
		for (int i = 0; i < 50 && waitpid(pid, NULL, WNOHANG) == 0; i++)
			sleep_ms(10);
		EXPECT_EQ(in_child(check), 0);
		while (kill(-1, SIGKILL) == 0) {
			sleep_ms(1); /* some of them are less urgent than we are */
			while (waitpid(-1, NULL, WNOHANG) > 0)
				;
		}
		/* A driver that they asked about is our child, too, and goes on. */
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		tidy();
	}
	for (int i = 0; i < 100; i++)
		EXPECT_EQ(in_child(check), 0);
}

static const struct guest_case cases[] = {
	{ "all", all },
};
GUEST_MAIN(cases)
