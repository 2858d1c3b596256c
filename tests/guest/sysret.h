/* tests/guest/sysret.h - the cases of sysret.c and sysret-smp.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>
#include <time.h>

#include "regs.h"
#include "victim.h"

#define BUSY_MS 150
#define BATCH   2000

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t = { 0, 0 };

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Selectors as they are right after SYSRET and, with n > 0, some interrupts later. */
static bool selectors_ok(unsigned int n)
{
	regs_fill();
	regs_in.rax = SYS_getpid;
	regs_in.rcx = n;
	if (n)
		regs_spin();
	else
		regs_syscall();
	return (n ? regs_spin_changed() : regs_syscall_changed()) == NULL;
}

/*
 * A victim: one call after the other with little between them, so that the timer
 * now and then strikes right after SYSRET, when a wrong SS would fault at IRET.
 */
static int call_and_call(void)
{
	uint64_t start = clock_ns(CLOCK_MONOTONIC), busy = BUSY_MS * 1000000UL;
	uint64_t end = clock_ns(CLOCK_THREAD_CPUTIME_ID) + busy;
	long pid = getpid();

	while (clock_ns(CLOCK_THREAD_CPUTIME_ID) < end) {
		for (unsigned int i = 0; i < BATCH; i++) {
			long result;

			__asm__ volatile("syscall"
					 : "=a"(result)
					 : "a"(SYS_getpid)
					 : "rcx", "r11", "memory");
			if (result != pid)
				return 1;
		}
		if (!selectors_ok(0) || !selectors_ok(20000))
			return 2;
	}
	/* Others had the CPU meanwhile: it was interrupted. */
	if (victim_cpus() == 1 && clock_ns(CLOCK_MONOTONIC) - start < busy + busy / 10)
		return 3;
	return 0;
}

static void selectors_after_calls(void)
{
	for (unsigned int i = 0; i < 100; i++)
		EXPECT(selectors_ok(0));
}

static void selectors_after_interrupts(void)
{
	for (unsigned int i = 0; i < 20; i++)
		EXPECT(selectors_ok(100000));
}

static const struct guest_case cases[] = {
	{ "processes that call all the time are interrupted", victims_watch },
	{ "selectors after calls", selectors_after_calls },
	{ "selectors after interrupts", selectors_after_interrupts },
};
