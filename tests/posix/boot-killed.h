/* tests/posix/boot-killed.h - a disk's driver is killed again and again while the system
 * boots: before it has attached its disk, before it has said that there are no more, while
 * the root is mounted, and while the first programs look at it. / is that disk all the same.
 *
 * The includer has BOOT_DRIVER, the driver's name; the VFS server has root= and drivers=.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_BOOT_KILLED_H
#define XINIM_TESTS_POSIX_BOOT_KILLED_H

#include <sched.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include "driver.h"
#include "file.h"

#define EXT2   0xef53
#define GROWTH 8 /* by a part of this it has more time, each time that it is started */
#define LIMIT  125

/* Its first path call waits until it is known what / is. Where it went wrong, or 0. */
static int user(void)
{
	struct statfs st;

	if (access("/", F_OK) != 0)
		return 1;
	if (statfs("/", &st) != 0 || st.f_type != EXT2)
		return 2;
	if (access("/lost+found", F_OK) != 0 || access("/dev/null", F_OK) != 0)
		return 3;
	if (mkdir("/made", 0755) != 0 || !file_make("/made/file", "in the root"))
		return 4;
	sync();
	return strcmp(file_text("/made/file"), "in the root") != 0 ? 5 : 0;
}

/* The modules that come after PID 1 are started when it waits for the first time. */
static void let_others_start(void)
{
	struct xinim_message m = { 0 };
	int endpoint = xinim_endpoint_create();

	xinim_receive(endpoint, &m, 1);
	xinim_cap_close(endpoint);
}

static void killed_while_it_boots(void)
{
	struct xinim_boot_process p = { 0 };
	int status = -1, kills = 0, turns = 100;
	pid_t pid, ended;

	let_others_start();
	while (!driver_find(BOOT_DRIVER, &p) || !(p.flags & XINIM_BOOT_RUNS))
		sched_yield();
	pid = fork();
	REQUIRE(pid >= 0);
	if (pid == 0)
		_exit(user());
	while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && kills < LIMIT) {
		for (volatile int i = 0; i < turns; i++)
			;
		turns += turns / GROWTH;
		REQUIRE(driver_kill(BOOT_DRIVER));
		kills++;
	}
	printf("killed %d times\n", kills);
	if (ended == 0)
		ended = waitpid(pid, &status, 0);
	REQUIRE_EQ(ended, pid);
	EXPECT_EQ(status, 0);
	EXPECT(kills > 5);
}

static void it_goes_on(void)
{
	EXPECT_STR(file_text("/made/file"), "in the root");
	EXPECT_EQ(unlink("/made/file"), 0);
	REQUIRE(driver_kill(BOOT_DRIVER));
	EXPECT_EQ(rmdir("/made"), 0);
	sync();
	EXPECT_EQ(mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
}

static const struct guest_case cases[] = {
	{ "killed while it boots", killed_while_it_boots },
	{ "it goes on", it_goes_on },
};

GUEST_MAIN(cases)

#endif
