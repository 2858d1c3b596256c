/* tests/posix/crowd.c - a thousand processes at once, all calling.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-memory: 512
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <sys/mman.h>
#include <sys/stat.h>

#define CROWD 1000
#define CALLS 3

/* Each server is asked something, and what it says is looked at. */
static void one(void)
{
	char *p;

	for (int i = 0; i < CALLS; i++) {
		CHILD_EXPECT(getppid() == 1);
		CHILD_EXPECT(getpgrp() == 1);
		CHILD_EXPECT(kill(getpid(), 0) == 0);
		p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
		CHILD_EXPECT(p != MAP_FAILED);
		*p = 1;
		CHILD_EXPECT(munmap(p, 4096) == 0);
		CHILD_EXPECT(access("/none", F_OK) == -1 && errno == ENOENT);
	}
}

/* Free pages, and the VFS server's: it has a table by PID, which grows with them. */
static long pages(void)
{
	struct xinim_stats_process vfs;

	if (stats_read(XINIM_STATS_PROCESS, 2, &vfs, sizeof(vfs)) < 0)
		return -1;
	return free_pages() + (long)vfs.resident_pages;
}

static void thousand(void)
{
	static pid_t pid[CROWD];
	long before = 0;

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < CROWD; i++) {
			pid[i] = fork();
			REQUIRE(pid[i] >= 0);
			if (pid[i] == 0) {
				/* All of them are there before the first goes on. */
				kill(getpid(), SIGSTOP);
				one();
				_exit(i & 0x7f);
			}
		}
		for (int i = 0; i < CROWD; i++)
			EXPECT_EQ(waitpid(pid[i], NULL, WUNTRACED), pid[i]);
		for (int i = 0; i < CROWD; i++)
			EXPECT_EQ(kill(pid[i], SIGCONT), 0);
		for (int i = 0; i < CROWD; i++)
			EXPECT_EQ(reap(pid[i]), i & 0x7f);
		/* Tables and heaps are as large as they will be from the second round on. */
		if (round == 2)
			EXPECT_EQ(pages(), before);
		before = pages();
	}
}

static const struct guest_case cases[] = {
	{ "thousand", thousand },
};
GUEST_MAIN(cases)
