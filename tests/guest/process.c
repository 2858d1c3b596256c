/* tests/guest/process.c - who a process is, how it ends, what its parent learns.
 *
 * guest-module: exit-0
 * guest-module: exit-1
 * guest-module: exit-255
 * guest-module: exit-259
 * guest-module: exit-negative
 * guest-module: exit-group
 * guest-module: dies
 * guest-module: identity
 * guest-module: waits-for-none
 * guest-module: sleeps
 * guest-module: late-1
 * guest-module: late-2
 * guest-clock: virtual
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

#include "victim.h"

static int end_with(long status)
{
	syscall(SYS_exit, status);
	return 77;
}

static int exit_0(void)
{
	return end_with(0);
}

static int exit_1(void)
{
	return end_with(1);
}

static int exit_255(void)
{
	return end_with(255);
}

static int exit_259(void)
{
	return end_with(256 + 3);
}

static int exit_negative(void)
{
	return end_with(-2);
}

static int exit_group(void)
{
	syscall(SYS_exit_group, 9L);
	return 77;
}

static int dies(void)
{
	__builtin_trap();
}

static int identity(void)
{
	pid_t pid = getpid();

	if (pid != VICTIM_FIRST_PID + 7 || getppid() != 1 || gettid() != pid)
		return 1;
	if (syscall(SYS_set_tid_address, 0L) != pid)
		return 2;
	return 0;
}

static int waits_for_none(void)
{
	int status;

	if (waitpid(-1, &status, 0) != -1 || errno != ECHILD)
		return 1;
	if (waitpid(1, &status, WNOHANG) != -1 || errno != ECHILD)
		return 2;
	if (waitpid(getpid(), &status, 0) != -1 || errno != ECHILD)
		return 3;
	return 0;
}

static void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static int sleeps(void)
{
	sleep_ms(50);
	return 4;
}

/* For the cases below, after everything else has gone: their number, slowly. */
static int late_1(void)
{
	sleep_ms(2000);
	return 11;
}

static int late_2(void)
{
	sleep_ms(3000);
	return 12;
}

static const struct victim victims[] = {
	{ "exit-0", exit_0, VICTIM_EXIT(0) },
	{ "exit-1", exit_1, VICTIM_EXIT(1) },
	{ "exit-255", exit_255, VICTIM_EXIT(255) },
	{ "exit-259", exit_259, VICTIM_EXIT(3) },
	{ "exit-negative", exit_negative, VICTIM_EXIT(254) },
	{ "exit-group", exit_group, VICTIM_EXIT(9) },
	{ "dies", dies, XINIM_SIGILL },
	{ "identity", identity, VICTIM_EXIT(0) },
	{ "waits-for-none", waits_for_none, VICTIM_EXIT(0) },
	{ "sleeps", sleeps, VICTIM_EXIT(4) },
	{ "late-1", late_1, VICTIM_EXIT(11) },
	{ "late-2", late_2, VICTIM_EXIT(12) },
};
#define LATE_1 (VICTIM_FIRST_PID + 10)
#define LATE_2 (VICTIM_FIRST_PID + 11)

static void identity_of_init(void)
{
	EXPECT_EQ(getpid(), 1);
	EXPECT_EQ(getppid(), 0);
	EXPECT_EQ(gettid(), 1);
	EXPECT_EQ(syscall(SYS_set_tid_address, 12345L), 1);
	EXPECT_EQ(syscall(SYS_set_tid_address, -1L), 1);
}

/* Each by its PID, in the order of PIDs whatever the order of deaths. */
static void statuses(void)
{
	EXPECT_EQ(notify_wait(XINIM_NOTIFY_CHILD), XINIM_NOTIFY_CHILD);
	for (size_t i = 0; i < victim_count; i++) {
		pid_t pid = VICTIM_FIRST_PID + (pid_t)i;
		int status = -1;

		if (pid == LATE_1)
			break;
		EXPECT_EQ(waitpid(pid, &status, 0), pid);
		victim_compare(pid, status);
		EXPECT_EQ(waitpid(pid, &status, 0), -1);
		EXPECT_EQ(errno, ECHILD);
	}
}

static long wait_raw(long pid, void *status, long options, void *usage)
{
	return syscall(SYS_wait4, pid, status, options, usage);
}

/* With children that live on. */
static void waiting_in_vain(void)
{
	int status = 0x5a5a;

	EXPECT_EQ(waitpid(-1, &status, WNOHANG), 0);
	EXPECT_EQ(waitpid(LATE_1, &status, WNOHANG), 0);
	EXPECT_EQ(wait_raw(-1, &status,
			  XINIM_WNOHANG | XINIM_WUNTRACED | XINIM_WCONTINUED, NULL),
		0);
	EXPECT_EQ(status, 0x5a5a);
	EXPECT_EQ(waitpid(4711, &status, 0), -1);
	EXPECT_EQ(errno, ECHILD);
	EXPECT_EQ(waitpid(1, &status, 0), -1);
	EXPECT_EQ(errno, ECHILD);
}

static void bad_options(void)
{
	static const unsigned int bits[] = { 2, 4, 16, 32, 64, 0x1000, 0x8000000,
		0x80000000 };
	int status;

	for (unsigned int i = 0; i < 7; i++) {
		errno = 0;
		if (bits[i] == XINIM_WUNTRACED)
			continue;
		EXPECT_EQ(wait_raw(-1, &status, bits[i] | XINIM_WNOHANG, NULL), -1);
		EXPECT_EQ(errno, EINVAL);
	}
}

/* A bad pointer must not cost the child's status. */
static void bad_pointers_keep_the_zombie(void)
{
	static const uint64_t bad[] = { 1, 0x10000, XINIM_USER_LIMIT - 2, 0x800000000000,
		0xffff800000000000, UINT64_MAX };
	struct rusage usage;
	int status = -1;

	/* Until it is dead: by a pointer that its status cannot go to. */
	EXPECT_EQ(wait_raw(LATE_1, (void *)bad[0], 0, NULL), -1);
	EXPECT_EQ(errno, EFAULT);
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EXPECT_EQ(wait_raw(LATE_1, (void *)bad[i], 0, NULL), -1);
		EXPECT_EQ(errno, EFAULT);
		EXPECT_EQ(wait_raw(LATE_1, NULL, 0, (void *)bad[i]), -1);
		EXPECT_EQ(errno, EFAULT);
		EXPECT_EQ(wait_raw(LATE_1, &status, 0, (void *)bad[i]), -1);
		EXPECT_EQ(errno, EFAULT);
	}
	memset(&usage, 0xff, sizeof(usage));
	EXPECT_EQ(wait4(LATE_1, &status, 0, &usage), LATE_1);
	EXPECT_EQ(status, VICTIM_EXIT(11));
	EXPECT(usage.ru_utime.tv_sec < 60);
	EXPECT(usage.ru_utime.tv_usec < 1000000);
}

/* No interest in the status is no error; this call waits for the death. */
static void no_status(void)
{
	EXPECT_EQ(wait_raw(-1, NULL, 0, NULL), LATE_2);
	EXPECT_EQ(wait_raw(-1, NULL, 0, NULL), -1);
	EXPECT_EQ(errno, ECHILD);
	EXPECT_EQ(wait_raw(-1, NULL, XINIM_WNOHANG, NULL), -1);
	EXPECT_EQ(errno, ECHILD);
}

static void notifications(void)
{
	EXPECT_EQ(notify_wait(0), -1);
	EXPECT_EQ(errno, EINVAL);
	/* The deaths above came together, or one by one: one bit is left at the most. */
	EXPECT_EQ(notify_wait(XINIM_NOTIFY_CHILD | 0x100), XINIM_NOTIFY_CHILD);
}

static const struct guest_case cases[] = {
	{ "identity of PID 1", identity_of_init },
	{ "statuses", statuses },
	{ "waiting in vain", waiting_in_vain },
	{ "bad options", bad_options },
	{ "bad pointers keep the zombie", bad_pointers_keep_the_zombie },
	{ "no status wanted", no_status },
	{ "notifications", notifications },
	{ "their memory is free again", victims_memory_is_back },
};

VICTIM_MAIN(victims, cases)
