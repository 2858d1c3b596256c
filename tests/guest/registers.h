/* tests/guest/registers.h - the cases of registers.c and registers-smp.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>
#include <time.h>

#include "regs.h"
#include "victim.h"

#define KERNEL_HALF   0xffff800000000000
#define BUSY_MS       120
#define SPIN_COUNT    200000
#define FEW_ROUNDS    20
#define MANY_ROUNDS   1000
#define NOT_CHECKED   (-1000000)
#define CALL_ARGS_MAX 4

static const char dot[] = ".";
static char room[512];
static const struct timespec pause_ms = { 0, 1000000 };

/* A call; arguments past nargs keep their patterns, as does everything else. */
static const struct call {
	const char *name;
	uint64_t number;
	unsigned int nargs;
	uint64_t arg[CALL_ARGS_MAX];
	int64_t result;
	unsigned int rounds;
} calls[] = {
	{ "getpid", SYS_getpid, 0, { 0 }, NOT_CHECKED, MANY_ROUNDS },
	{ "getppid", SYS_getppid, 0, { 0 }, NOT_CHECKED, MANY_ROUNDS },
	{ "unserved", SYS_fork, 0, { 0 }, -ENOSYS, MANY_ROUNDS },
	{ "nameless", 400, 0, { 0 }, -ENOSYS, MANY_ROUNDS },
	{ "beyond the table", 512, 0, { 0 }, -ENOSYS, MANY_ROUNDS },
	{ "minus one", UINT64_MAX, 0, { 0 }, -ENOSYS, MANY_ROUNDS },
	{ "sched_yield", SYS_sched_yield, 0, { 0 }, 0, MANY_ROUNDS },
	{ "write", SYS_write, 3, { 1, (uint64_t)dot, 1 }, 1, FEW_ROUNDS },
	{ "write of kernel memory", SYS_write, 3, { 1, KERNEL_HALF, 8 }, -EFAULT,
		MANY_ROUNDS },
	{ "write of a hole", SYS_write, 3, { 1, 4096, 8 }, -EFAULT, MANY_ROUNDS },
	{ "nanosleep", SYS_nanosleep, 1, { (uint64_t)&pause_ms }, 0, FEW_ROUNDS },
	{ "clock_gettime", SYS_clock_gettime, 2, { CLOCK_MONOTONIC, (uint64_t)room }, 0,
		MANY_ROUNDS },
	{ "uname", SYS_uname, 1, { (uint64_t)room }, 0, MANY_ROUNDS },
	{ "getrandom", SYS_getrandom, 3, { (uint64_t)room, 300, 0 }, 300, FEW_ROUNDS },
	{ "stats_read", SYS_stats_read, 4,
		{ XINIM_STATS_MEMORY, 0, (uint64_t)room, sizeof(room) },
		sizeof(struct xinim_stats_memory), MANY_ROUNDS },
	{ "brk", SYS_brk, 1, { 0 }, NOT_CHECKED, MANY_ROUNDS },
	{ "wait4 of none", SYS_wait4, 4, { 77777, 0, 0, 0 }, -ECHILD, MANY_ROUNDS },
	{ "arch_prctl, bad", SYS_arch_prctl, 2, { 7, 0 }, -EINVAL, MANY_ROUNDS },
};

static void set_call(const struct call *c)
{
	uint64_t *const where[CALL_ARGS_MAX] = { &regs_in.rdi, &regs_in.rsi, &regs_in.rdx,
		&regs_in.r10 };

	regs_fill();
	vec_fill();
	regs_in.rax = c->number;
	for (unsigned int i = 0; i < c->nargs; i++)
		*where[i] = c->arg[i];
}

/* What is wrong after a call of c; NULL: nothing. */
static const char *call_once(const struct call *c)
{
	const char *what;

	set_call(c);
	vec_run(regs_syscall);
	what = regs_syscall_changed();
	if (!what)
		what = vec_changed();
	if (!what && c->result != NOT_CHECKED && (int64_t)regs_out.rax != c->result)
		what = "rax (the result)";
	/* Errors are the only results up there. */
	if (!what && regs_out.rax >= KERNEL_HALF && regs_out.rax < (uint64_t)-4095)
		what = "rax (a kernel address)";
	return what;
}

static void calls_preserve(void)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		for (unsigned int n = 0; n < calls[i].rounds; n++) {
			const char *what = call_once(&calls[i]);

			if (!what)
				continue;
			guest_fail();
			printf("%s: %s, rax 0x%lx", calls[i].name, what,
				(unsigned long)regs_out.rax);
			guest_where(__FILE__, __LINE__);
			break;
		}
	}
	printf("\n");
}

static void interrupts_preserve(void)
{
	for (unsigned int n = 0; n < FEW_ROUNDS; n++) {
		const char *what;

		regs_fill();
		vec_fill();
		regs_in.rcx = SPIN_COUNT;
		regs_in.rflags = REGS_PLAIN | (regs_pattern() & REGS_MATH);
		vec_run(regs_spin);
		what = regs_spin_changed();
		EXPECT_STR(what, NULL);
		EXPECT_STR(vec_changed(), NULL);
	}
}

/* The first touch of a page, in every kind of memory that has such pages. */
static void page_faults_preserve(void)
{
	char *end = sbrk(0), *page = (char *)(((uintptr_t)end + 4095) & ~4095UL);

	REQUIRE(sbrk(64 * 4096) == end);
	for (unsigned int n = 0; n < 60; n++, page += 4096) {
		regs_fill();
		vec_fill();
		regs_in.rsi = (uint64_t)page;
		regs_in.rflags = REGS_PLAIN | (regs_pattern() & REGS_MATH);
		vec_run(regs_load);
		EXPECT_EQ(regs_out.rax, 0);
		EXPECT_EQ(regs_out.rcx, regs_in.rcx);
		EXPECT_EQ(regs_out.r11, regs_in.r11);
		EXPECT_STR(regs_changed(), NULL);
		EXPECT_STR(vec_changed(), NULL);
	}
}

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t = { 0, 0 };

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int keep_failed(const char *what)
{
	printf("PID %d: %s has changed\n", (int)getpid(), what);
	return 1;
}

/*
 * A victim: spins and calls with patterns, until it has used so much of the CPU
 * that it cannot have had it for itself.
 */
static int keep_patterns(void)
{
	uint64_t start = clock_ns(CLOCK_MONOTONIC), busy = BUSY_MS * 1000000UL;
	uint64_t end = clock_ns(CLOCK_THREAD_CPUTIME_ID) + busy;

	regs_state += (uint64_t)getpid() * 0x2545f4914f6cdd1d;
	while (clock_ns(CLOCK_THREAD_CPUTIME_ID) < end) {
		const char *what;

		regs_fill();
		vec_fill();
		regs_in.rcx = SPIN_COUNT;
		vec_run(regs_spin);
		what = regs_spin_changed();
		if (!what)
			what = vec_changed();
		for (unsigned int i = 0; !what && i < 7; i++)
			what = call_once(&calls[i]);
		if (what)
			return keep_failed(what);
	}
	/* It has shared the CPU: more time went by than it has used. */
	if (victim_cpus() == 1 && clock_ns(CLOCK_MONOTONIC) - start < busy + busy / 10)
		return 2;
	return 0;
}

static const struct guest_case cases[] = {
	{ "processes that take turns keep their registers", victims_watch },
	{ "calls preserve registers", calls_preserve },
	{ "interrupts preserve registers", interrupts_preserve },
	{ "page faults preserve registers", page_faults_preserve },
};
