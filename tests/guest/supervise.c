/* tests/guest/supervise.c - boot modules' processes end, and are started again.
 *
 * guest-module: counts
 * guest-module: sleeps
 * guest-module: asks
 * guest-module: crashes
 * guest-file: tests/guest/supervise.c nothing
 * guest-file: tests/guest/supervise.c data
 * guest-manifest: module data
 * guest-manifest: process counts
 * guest-manifest: connect vfs
 * guest-manifest: arena 8K
 * guest-manifest: process sleeps
 * guest-manifest: supervise
 * guest-manifest: arena 4M
 * guest-expect: MANIFEST. line [0-9]*, sleeps: another process has that
 * guest-expect: nothing not started
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <xinim/message.h>
#include <xinim/process.h>
#include <xinim/task.h>

#include "victim.h"

#define PAGE   4096UL
#define ROUNDS 200
#define BAD    0xdead000000000000UL

static int64_t control(int operation, uint64_t a, uint64_t b)
{
	return xinim_process_control(XINIM_CAP_SELF, operation, a, b, 0);
}

static int64_t start(const char *name)
{
	return control(XINIM_PROCESS_BOOT_START, (uint64_t)name, strlen(name));
}

/* --- the modules ----------------------------------------------------------------- */

/* How often it has been run, which only its arena knows. */
static int counts(void)
{
	struct xinim_vm_map map = { .length = 2 * PAGE,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE,
		.flags = XINIM_VM_SHARED,
		.object = 1 };
	struct xinim_cap_info info;
	uint64_t *arena;
	int64_t at;

	if (xinim_cap_info(1, &info) != 0 || info.type != XINIM_CAP_OBJECT ||
		info.rights !=
			(XINIM_RIGHT_READ | XINIM_RIGHT_WRITE | XINIM_RIGHT_GRANT) ||
		xinim_cap_info(2, &info) != -EBADF)
		return 101;
	/* It cannot grow at nobody's cost. */
	if (xinim_object_control(1, XINIM_OBJECT_SIZE, 0) != 2 * PAGE)
		return 102;
	at = xinim_vm_map(XINIM_CAP_SELF, &map);
	if (at <= 0)
		return 103;
	arena = (uint64_t *)at;
	arena[PAGE / 8]++; /* of the second page */
	return (int)++arena[0] % 100;
}

static int sleeps(void)
{
	while (notify_wait(XINIM_NOTIFY_CHILD) != 0)
		;
	return 1;
}

/* Only one process may ask, and it is not this one. */
static int asks(void)
{
	struct xinim_boot_process p;

	if (control(XINIM_PROCESS_BOOT_INFO, 0, (uint64_t)&p) != -EPERM ||
		control(XINIM_PROCESS_BOOT_EVENT, (uint64_t)&p, 0) != -EPERM ||
		start("counts") != -EPERM ||
		control(XINIM_PROCESS_MACHINE, XINIM_MACHINE_RESTART, 0) != -EPERM)
		return 1;
	return 7;
}

static int crashes(void)
{
	__builtin_trap();
}

/* By name: their PIDs are whatever is free. */
static const struct victim modules[] = {
	{ "counts", counts, 0 },
	{ "sleeps", sleeps, 0 },
	{ "asks", asks, 0 },
	{ "crashes", crashes, 0 },
};

/* --- what PID 1 hears ---------------------------------------------------------------- */

static void next_event(struct xinim_boot_process *p)
{
	while (control(XINIM_PROCESS_BOOT_EVENT, (uint64_t)p, 0) == -EAGAIN)
		notify_wait(XINIM_NOTIFY_BOOT);
}

static void reap(int32_t pid)
{
	int status;

	EXPECT_EQ(waitpid(pid, &status, 0), pid);
}

static void first_ends(void)
{
	struct xinim_boot_process p;
	unsigned heard = 0;

	for (int i = 0; i < 3; i++) {
		next_event(&p);
		EXPECT_EQ(p.flags & XINIM_BOOT_RUNS, 0);
		EXPECT_EQ(p.starts, 1);
		EXPECT(p.ended_ns >= p.started_ns);
		if (strcmp(p.name, "counts") == 0) {
			heard |= 1;
			EXPECT_EQ(p.status, VICTIM_EXIT(1));
		} else if (strcmp(p.name, "asks") == 0) {
			heard |= 2;
			EXPECT_EQ(p.status, VICTIM_EXIT(7));
		} else {
			heard |= 4;
			EXPECT_STR(p.name, "crashes");
			EXPECT_EQ(p.status & 0x7f, SIGILL);
		}
		reap(p.pid);
	}
	EXPECT_EQ(heard, 7);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_EVENT, (uint64_t)&p, 0), -EAGAIN);
}

static void all_of_them(void)
{
	static const char *const names[] = { "init", "counts", "sleeps", "asks",
		"crashes", "nothing" };
	struct xinim_boot_process p;

	for (unsigned i = 0; i < 6; i++) {
		REQUIRE_EQ(control(XINIM_PROCESS_BOOT_INFO, i, (uint64_t)&p), 0);
		EXPECT_STR(p.name, names[i]);
		EXPECT_EQ(!!(p.flags & XINIM_BOOT_FIXED), i == 0);
		EXPECT_EQ(!!(p.flags & XINIM_BOOT_RUNS), i == 0 || i == 2);
		EXPECT_EQ(p.starts, i != 5);
		EXPECT_EQ(p.pid != 0, i != 5);
	}
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_INFO, 6, (uint64_t)&p), -ENOENT);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_INFO, UINT64_MAX, (uint64_t)&p), -ENOENT);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_INFO, 0, 0), -EFAULT);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_INFO, 0, BAD), -EFAULT);
}

static void refusals(void)
{
	static const char name[64] = "counts";

	EXPECT_EQ(start("sleeps"), -EBUSY);
	EXPECT_EQ(start("init"), -EBUSY);
	EXPECT_EQ(start("count"), -ESRCH);
	EXPECT_EQ(start("countss"), -ESRCH);
	EXPECT_EQ(start("manifest"), -ESRCH);
	EXPECT_EQ(start("data"), -ESRCH);
	EXPECT_EQ(start("nothing"), -ENOEXEC);
	EXPECT_EQ(start(""), -EINVAL);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_START, (uint64_t)name, 32), -EINVAL);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_START, (uint64_t)name, UINT64_MAX), -EINVAL);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_START, 0, 6), -EFAULT);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_START, BAD, 6), -EFAULT);
	EXPECT_EQ(
		xinim_process_control(1, XINIM_PROCESS_BOOT_START, (uint64_t)name, 6, 0),
		-EBADF);
}

static void again(void)
{
	struct xinim_stats_memory before = { 0 };
	struct xinim_boot_process p;

	for (int i = 2; i < ROUNDS; i++) {
		int64_t pid = start("counts");

		REQUIRE(pid > 0);
		/* Whether it has ended or not: that has not been told. */
		EXPECT_EQ(start("counts"), -EBUSY);
		next_event(&p);
		EXPECT_STR(p.name, "counts");
		EXPECT_EQ(p.pid, pid);
		EXPECT_EQ(p.starts, i);
		EXPECT_EQ(p.status, VICTIM_EXIT(i % 100));
		reap(p.pid);
		if (i == 10)
			before = victim_memory();
	}
	EXPECT(victim_memory().free_pages + VICTIM_SLACK_PAGES >= before.free_pages);
}

/* An event that cannot be told stays one. */
static void bad_address(void)
{
	struct xinim_boot_process p;

	REQUIRE(start("crashes") > 0);
	/* The bit may be an older event's. */
	while (control(XINIM_PROCESS_BOOT_EVENT, 0, 0) == -EAGAIN)
		notify_wait(XINIM_NOTIFY_BOOT);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_EVENT, 0, 0), -EFAULT);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_EVENT, BAD, 0), -EFAULT);
	REQUIRE_EQ(control(XINIM_PROCESS_BOOT_EVENT, (uint64_t)&p, 0), 0);
	EXPECT_STR(p.name, "crashes");
	EXPECT_EQ(p.starts, 2);
	reap(p.pid);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_EVENT, 0, 0), -EAGAIN);
}

static const struct guest_case cases[] = {
	{ "three end", first_ends },
	{ "all of them are known", all_of_them },
	{ "what is refused", refusals },
	{ "started again", again },
	{ "an event at a bad address", bad_address },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (strcmp(argv[0], modules[i].name) == 0)
			return modules[i].run();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
