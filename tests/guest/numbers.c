/* tests/guest/numbers.c - system call numbers, and what is counted of them.
 *
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <unistd.h>

#include <sys/syscall.h>

#include <xinim/abi.h>
#include <xinim/stats.h>
#include <xinim/syscall.h>

#include "guest.h"

long stats_read(uint32_t what, uint64_t index, void *buf, size_t len);

struct slot {
	const char *name;
	unsigned int nargs;
	bool served;
};

#define SERVED_kernel                        true
#define SERVED_process                       false
#define SERVED_memory                        false
#define SERVED_vfs                           false
#define SERVED_none                          false
#define SYSCALL(number, name, nargs, server) [number] = { #name, nargs, SERVED_##server },
static const struct slot slots[XINIM_SYSCALL_SLOTS] = {
#include <xinim/syscalls.def>
};
#undef SYSCALL

/* By the kernel itself, or by the kernel as long as there is no server. */
static bool is_served(unsigned int number)
{
	static const uint16_t fallbacks[] = { SYS_write, SYS_fstat, SYS_ioctl, SYS_wait4,
		SYS_mmap, SYS_mprotect, SYS_munmap };

	for (size_t i = 0; i < sizeof(fallbacks) / sizeof(fallbacks[0]); i++)
		if (number == fallbacks[i])
			return true;
	return slots[number].served;
}

static const int64_t outside[] = { -1, -2, 512, 513, 1000, 4095, 65536, INT32_MAX,
	INT32_MIN, 1L << 32, (1L << 32) + 1, (1L << 32) + SYS_getpid, INT64_MAX,
	INT64_MIN, INT64_MIN + SYS_getpid, INT64_MIN + 511, -512, -4096,
	0x100000000 + 511 };
#define OUTSIDE (sizeof(outside) / sizeof(outside[0]))

static struct xinim_stats_total total(void)
{
	struct xinim_stats_total t = { 0 };

	EXPECT_EQ(stats_read(XINIM_STATS_TOTAL, 0, &t, sizeof(t)), sizeof(t));
	return t;
}

static uint64_t count_of(unsigned int number)
{
	struct xinim_stats_call c = { .name = "" };

	EXPECT_EQ(stats_read(XINIM_STATS_CALL, number, &c, sizeof(c)), sizeof(c));
	return c.count;
}

static void outside_the_table(void)
{
	for (size_t i = 0; i < OUTSIDE; i++) {
		EXPECT_EQ(xinim_syscall6(outside[i], 1, 2, 3, 4, 5, 6), -ENOSYS);
		EXPECT_EQ(xinim_syscall0(outside[i]), -ENOSYS);
	}
}

static void slots_not_served(void)
{
	unsigned int served = 0;

	for (unsigned int n = 0; n < XINIM_SYSCALL_SLOTS; n++) {
		if (is_served(n)) {
			served++;
			continue;
		}
		/* Not our own PID, 1: the kernel answers who calls kill for itself. */
		if (xinim_syscall6(n, 7, 2, 3, 4, 5, 6) == -ENOSYS)
			continue;
		guest_fail();
		printf("number %u is served", n);
		guest_where(__FILE__, __LINE__);
	}
	EXPECT(served >= 20);
}

static void names_in_statistics(void)
{
	for (unsigned int n = 0; n < XINIM_SYSCALL_SLOTS; n++) {
		struct xinim_stats_call c = { .name = "?" };

		EXPECT_EQ(stats_read(XINIM_STATS_CALL, n, &c, sizeof(c)), sizeof(c));
		if (slots[n].name && strlen(slots[n].name) >= sizeof(c.name))
			EXPECT(strncmp(c.name, slots[n].name, sizeof(c.name) - 1) == 0);
		else
			EXPECT_STR(c.name, slots[n].name ? slots[n].name : "");
		EXPECT_EQ(c.nargs, slots[n].nargs);
		EXPECT_EQ(c.served, is_served(n));
	}
}

static void calls_are_counted(void)
{
	uint64_t getpids = count_of(SYS_getpid), nothings = count_of(509);
	struct xinim_stats_total before, after;

	before = total();
	for (unsigned int i = 0; i < 1234; i++)
		getpid();
	for (unsigned int i = 0; i < 17; i++)
		xinim_syscall0(509);
	after = total();
	EXPECT_EQ(after.calls - before.calls, 1234 + 17 + 1);
	EXPECT_EQ(after.invalid - before.invalid, 0);
	EXPECT_EQ(count_of(SYS_getpid) - getpids, 1234);
	EXPECT_EQ(count_of(509) - nothings, 17);
}

static void bad_numbers_are_counted(void)
{
	struct xinim_stats_total before, after;

	before = total();
	for (unsigned int n = 0; n < 100; n++)
		for (size_t i = 0; i < OUTSIDE; i++)
			xinim_syscall0(outside[i]);
	after = total();
	EXPECT_EQ(after.invalid - before.invalid, 100 * OUTSIDE);
	EXPECT_EQ(after.calls - before.calls, 100 * OUTSIDE + 1);
}

static void failed_calls_are_counted(void)
{
	uint64_t writes = count_of(SYS_write);

	xinim_syscall3(SYS_write, 99, 0, 0);
	xinim_syscall3(SYS_write, 1, 0, 10);
	EXPECT_EQ(count_of(SYS_write) - writes, 2);
}

/* The total is the sum of the rows and of the invalid ones. */
static void total_is_the_sum(void)
{
	uint64_t sum = 0, before = total().calls;
	struct xinim_stats_total after;

	for (unsigned int n = 0; n < XINIM_SYSCALL_SLOTS; n++)
		sum += n == SYS_stats_read ? 0 : count_of(n);
	after = total();
	/* Reading the rows above was the only thing that went on. */
	EXPECT_EQ(after.calls - before, XINIM_SYSCALL_SLOTS);
	EXPECT_EQ(sum + after.invalid + count_of(SYS_stats_read), after.calls + 1);
}

static void errors_of_stats_read(void)
{
	static const uint64_t records[] = { XINIM_STATS_LOG + 1, 64, 100, UINT32_MAX,
		1UL << 63, UINT64_MAX };
	char room[256];

	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
		EXPECT_EQ(xinim_syscall4(SYS_stats_read, (long)records[i], 0, (long)room,
				  sizeof(room)),
			-EINVAL);
	EXPECT_EQ(stats_read(XINIM_STATS_CALL, 512, room, sizeof(room)), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(stats_read(XINIM_STATS_CALL, UINT64_MAX, room, sizeof(room)), -1);
	EXPECT_EQ(stats_read(XINIM_STATS_CALL, 1UL << 32, room, sizeof(room)), -1);
	EXPECT_EQ(stats_read(XINIM_STATS_TOTAL, 1, room, sizeof(room)), -1);
	EXPECT_EQ(stats_read(XINIM_STATS_MEMORY, 1, room, sizeof(room)), -1);
	EXPECT_EQ(stats_read(XINIM_STATS_BOOT, UINT64_MAX, room, sizeof(room)), -1);
	EXPECT_EQ(errno, EINVAL);
}

static void memory_and_boot_make_sense(void)
{
	struct xinim_stats_memory m = { 0 };
	struct xinim_stats_boot b = { 0 };

	EXPECT_EQ(stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)), sizeof(m));
	EXPECT(m.free_pages < m.total_pages);
	EXPECT(m.total_pages <= 128 * 256);
	EXPECT(m.total_pages > 100 * 256);
	EXPECT(m.processes == 1);
	EXPECT(m.threads >= 1);
	EXPECT_EQ(stats_read(XINIM_STATS_BOOT, 0, &b, sizeof(b)), sizeof(b));
	EXPECT_EQ(b.cpus_present, 1);
	EXPECT_EQ(b.cpus_online, 1);
	EXPECT(b.entry_tsc < b.first_write_tsc);
	EXPECT(b.tsc_hz > 1000000);
}

static const struct guest_case cases[] = {
	{ "numbers outside the table", outside_the_table },
	{ "slots that nobody serves", slots_not_served },
	{ "names in the statistics", names_in_statistics },
	{ "calls are counted", calls_are_counted },
	{ "bad numbers are counted", bad_numbers_are_counted },
	{ "failed calls are counted", failed_calls_are_counted },
	{ "the total is the sum", total_is_the_sum },
	{ "errors of stats_read", errors_of_stats_read },
	{ "memory and boot records make sense", memory_and_boot_make_sense },
};

GUEST_MAIN(cases)
