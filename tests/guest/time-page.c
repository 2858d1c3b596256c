/* tests/guest/time-page.c - the clock that needs no call, and who may set it.
 *
 * guest-cpus: 2
 * guest-manifest: control
 * guest-manifest: route process
 * guest-clock: virtual
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "control.h"

#include <sys/utsname.h>

#define NEAR 5000000000UL /* nanoseconds between two readings of a busy machine */

static const volatile struct xinim_time_page *page =
	(const volatile struct xinim_time_page *)XINIM_TIME_PAGE;

static uint64_t read_page(bool realtime)
{
	uint32_t sequence;
	uint64_t ns;

	do {
		sequence = page->sequence;
		__asm__ volatile("lfence" ::: "memory");
		ns = (uint64_t)((unsigned __int128)(__builtin_ia32_rdtsc() -
					page->tsc_start) *
				page->ns_per_tsc >>
			32);
		if (realtime)
			ns += page->realtime_offset;
		__asm__ volatile("lfence" ::: "memory");
	} while (sequence & 1 || sequence != page->sequence);
	return ns;
}

static uint64_t clock_by_call(clockid_t clock)
{
	struct timespec ts = { 0 };

	xinim_syscall2(SYS_clock_gettime, clock, (long)&ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void same_as_the_call(void)
{
	for (int i = 0; i < 1000; i++) {
		uint64_t a = clock_by_call(CLOCK_MONOTONIC), b = read_page(false),
			 c = clock_by_call(CLOCK_MONOTONIC);

		EXPECT(a <= b && b <= c);
		a = clock_by_call(CLOCK_REALTIME);
		b = read_page(true);
		c = clock_by_call(CLOCK_REALTIME);
		EXPECT(a <= b && b <= c);
		if (guest_failures)
			return;
	}
}

static void writes(uint64_t address)
{
	*(volatile uint32_t *)address = 1;
	end(0);
}

static void runs(uint64_t address)
{
	((void (*)(void))address)();
	end(0);
}

static void reads(uint64_t address)
{
	uint64_t a = read_page(false), b = clock_by_call(CLOCK_MONOTONIC);

	end(*(volatile uint8_t *)(address + PAGE - 1) == 0 && a <= b && b - a < NEAR ? 7
										     : 8);
}

static void touches(uint64_t address)
{
	end(*(volatile uint8_t *)address);
}

static void only_to_be_read(void)
{
	EXPECT_EQ(outcome(start_child(reads, XINIM_TIME_PAGE)), 7);
	EXPECT_EQ(outcome(start_child(writes, XINIM_TIME_PAGE)), -SIGSEGV);
	EXPECT_EQ(outcome(start_child(runs, XINIM_TIME_PAGE)), -SIGSEGV);
	EXPECT_EQ(outcome(start_child(touches, XINIM_TIME_PAGE + PAGE)), -SIGSEGV);
	EXPECT_EQ(outcome(start_child(touches, XINIM_TIME_PAGE - 1)), -SIGSEGV);
	/* It is not the program's, to the kernel. */
	EXPECT_EQ(xinim_syscall2(SYS_clock_gettime, 0, XINIM_TIME_PAGE), -EFAULT);
	EXPECT_EQ(xinim_syscall3(SYS_write, 1, XINIM_TIME_PAGE, 1), -EFAULT);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, XINIM_TIME_PAGE, PAGE), -EINVAL);
}

static void sets_the_clock(uint64_t unused)
{
	(void)unused;
	end(control(0, XINIM_PROCESS_SET_CLOCK, 0, 0, 0) == -EPERM &&
				control(0, XINIM_PROCESS_HOST, 0, 0, 0) == -EPERM &&
				control(0, XINIM_PROCESS_MACHINE, 2, 0, 0) == -EPERM
			? 7
			: 8);
}

static void setting_it(void)
{
	const uint64_t then = 1700000000UL * 1000000000;
	uint64_t mono = clock_by_call(CLOCK_MONOTONIC);
	uint32_t sequence = page->sequence;

	EXPECT_EQ(control(0, XINIM_PROCESS_SET_CLOCK, then, 0, 0), 0);
	EXPECT(clock_by_call(CLOCK_REALTIME) - then < NEAR);
	EXPECT(read_page(true) - then < NEAR);
	EXPECT(clock_by_call(CLOCK_MONOTONIC) - mono < NEAR);
	EXPECT_EQ(page->sequence, sequence + 2);
	EXPECT_EQ(control(0, XINIM_PROCESS_SET_CLOCK, 1UL << 63, 0, 0), -EINVAL);
	/* As Linux: the system was not up before the Epoch. */
	EXPECT_EQ(control(0, XINIM_PROCESS_SET_CLOCK, 0, 0, 0), -EINVAL);
	EXPECT(clock_by_call(CLOCK_REALTIME) - then < NEAR);
	EXPECT_EQ(outcome(start_child(sets_the_clock, 0)), 7);
}

static int64_t set_host(uint64_t which, const char *name, uint64_t length)
{
	return control(0, XINIM_PROCESS_HOST, which, (uint64_t)name, length);
}

static void names_of_the_host(void)
{
	static char longest[XINIM_HOST_NAME_MAX + 1];
	struct utsname u;

	memset(longest, 'h', sizeof(longest));
	EXPECT_EQ(set_host(XINIM_HOST_NODE, "a-name and more", 6), 0);
	EXPECT_EQ(set_host(XINIM_HOST_DOMAIN, longest, XINIM_HOST_NAME_MAX), 0);
	EXPECT_EQ(xinim_syscall1(SYS_uname, (long)&u), 0);
	EXPECT_STR(u.nodename, "a-name");
	EXPECT_EQ(strlen(u.__domainname), XINIM_HOST_NAME_MAX);
	EXPECT_EQ(set_host(XINIM_HOST_NODE, longest, XINIM_HOST_NAME_MAX + 1), -EINVAL);
	EXPECT_EQ(set_host(XINIM_HOST_NODE, longest, UINT64_MAX), -EINVAL);
	EXPECT_EQ(set_host(2, longest, 1), -EINVAL);
	EXPECT_EQ(set_host(XINIM_HOST_NODE, (const char *)8, 1), -EFAULT);
	EXPECT_EQ(set_host(XINIM_HOST_NODE, longest, 0), 0);
	EXPECT_EQ(xinim_syscall1(SYS_uname, (long)&u), 0);
	EXPECT_STR(u.nodename, "");
	EXPECT_EQ(control(0, XINIM_PROCESS_MACHINE, 3, 0, 0), -EINVAL);
}

static const struct guest_case cases[] = {
	{ "the page says what the call says", same_as_the_call },
	{ "it is only to be read", only_to_be_read },
	{ "the clock is set", setting_it },
	{ "names of the host", names_of_the_host },
};

int main(int argc, char **argv)
{
	serve_all();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
