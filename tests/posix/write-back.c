/* tests/posix/write-back.c - what nobody syncs comes to the disk by itself.
 *
 * The disk's node is read for it, which goes past the page cache.
 *
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-server: process
 * guest-server: memory
 * guest-disk: virtio 4 mkfs=-b,1024,-I,256
 * guest-disk: virtio 8 mkfs=-b,4096 drive=throttling.bps-write=1500000
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sys/mman.h>
#include <sys/wait.h>

#include "file.h"

#define SIZE  (4L << 20)
#define LOOKS 1000 /* far more than there is need for, with a pause of 100 ms each */

static char disk[SIZE];

static bool on_disk(const char *text)
{
	int fd = open("/dev/vda", O_RDONLY);
	long at = 0;
	ssize_t n;

	while (fd >= 0 && at < SIZE &&
		(n = pread(fd, disk + at, (size_t)(SIZE - at), at)) > 0)
		at += n;
	return close(fd) == 0 && at == SIZE && memmem(disk, SIZE, text, strlen(text));
}

static bool comes_to_disk(const char *text)
{
	const struct timespec pause = { .tv_nsec = 100000000 };

	for (int i = 0; i < LOOKS; i++) {
		if (on_disk(text))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

static void mounted(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/disk", 0755), 0);
	REQUIRE(file_mount("/dev/vda", "/disk", 0, NULL));
}

/* The file stays open, and then its name: a commit has names last. */
static void written(void)
{
	int fd = open("/disk/name-of-the-file", O_RDWR | O_CREAT, 0644);

	REQUIRE(fd >= 0);
	EXPECT_EQ(pwrite(fd, "text of the file", 16, 3000), 16);
	EXPECT(comes_to_disk("text of the file"));
	EXPECT(comes_to_disk("name-of-the-file"));
	/* And again, when it has been clean for a while. */
	EXPECT_EQ(pwrite(fd, "other text of it", 16, 3000), 16);
	EXPECT(comes_to_disk("other text of it"));
	EXPECT(!on_disk("text of the file"));
	EXPECT_EQ(close(fd), 0);
}

/* By a program's own store, of which the VFS server hears nothing. */
static void mapped(void)
{
	int fd = open("/disk/mapped", O_RDWR | O_CREAT, 0644);
	char *p;

	REQUIRE(fd >= 0);
	EXPECT_EQ(ftruncate(fd, 8192), 0);
	p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	REQUIRE(p != MAP_FAILED);
	EXPECT_EQ(close(fd), 0);
	memcpy(p + 5000, "stored in a mapping", 20);
	EXPECT(comes_to_disk("stored in a mapping"));
	memcpy(p + 5000, "and once more there", 20);
	EXPECT(comes_to_disk("and once more there"));
	EXPECT_EQ(munmap(p, 8192), 0);
}

static void removed(void)
{
	EXPECT_EQ(rename("/disk/name-of-the-file", "/disk/as-it-is-called-now"), 0);
	EXPECT(comes_to_disk("as-it-is-called-now"));
	EXPECT_EQ(symlink("target-of-a-link", "/disk/link"), 0);
	EXPECT(comes_to_disk("target-of-a-link"));
	EXPECT_EQ(umount("/disk"), 0);
}

/* Another one who syncs, and is in the middle of it. */
static pid_t syncs(void)
{
	const struct timespec pause = { .tv_nsec = 300000000 };
	pid_t pid = fork();

	if (pid == 0) {
		sync();
		_exit(0);
	}
	nanosleep(&pause, NULL);
	return pid;
}

/* On a slow disk: what is being written back is nobody's, and no reason to stay mounted. */
static void unmounted_meanwhile(void)
{
	int fd, status;
	pid_t pid;

	REQUIRE(file_mount("/dev/vdb", "/disk", 0, NULL));
	fd = open("/disk/large", O_RDWR | O_CREAT, 0644);
	REQUIRE(fd >= 0);
	memset(disk, 'x', SIZE);
	EXPECT_EQ(write(fd, disk, SIZE), SIZE);
	EXPECT_EQ(close(fd), 0);
	pid = syncs();
	REQUIRE(pid > 0);
	EXPECT_EQ(umount("/disk"), 0);
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	REQUIRE(file_mount("/dev/vdb", "/disk", 0, NULL));
	fd = open("/disk/large", O_RDONLY);
	EXPECT_EQ(pread(fd, disk, 1, SIZE - 1), 1);
	EXPECT_EQ(disk[0], 'x');
	EXPECT_EQ(close(fd), 0);
	EXPECT_EQ(umount("/disk"), 0);
}

/*
 * On the slow disk: what another one is writing at the time is on the disk, too, when one's
 * own sync is over.
 */
static void synced_meanwhile(void)
{
	static const char *const last[] = { "the last of the first",
		"the last of the second" };

	REQUIRE(file_mount("/dev/vdb", "/disk", 0, NULL));
	for (int i = 0; i < 2; i++) {
		int fd = open("/disk/large", O_RDWR | O_CREAT | O_TRUNC, 0644), status;
		int raw = open("/dev/vdb", O_RDONLY);
		bool found = false;
		pid_t pid;

		REQUIRE(fd >= 0 && raw >= 0);
		memset(disk, 'y', SIZE);
		strcpy(disk + SIZE - 64, last[i]);
		EXPECT_EQ(write(fd, disk, SIZE), SIZE);
		pid = syncs();
		REQUIRE(pid > 0);
		if (i == 0)
			EXPECT_EQ(fsync(fd), 0);
		else
			sync();
		/* The file's end may be anywhere in what is twice as long as `disk'. */
		for (long at = 0; at < 2 * SIZE; at += SIZE) {
			EXPECT_EQ(pread(raw, disk, SIZE, at), SIZE);
			found |= memmem(disk, SIZE, last[i], strlen(last[i])) != NULL;
		}
		EXPECT(found);
		EXPECT_EQ(waitpid(pid, &status, 0), pid);
		EXPECT_EQ(status, 0);
		EXPECT(close(fd) == 0 && close(raw) == 0);
	}
	EXPECT_EQ(umount("/disk"), 0);
}

static const struct guest_case cases[] = {
	{ "mounted", mounted },
	{ "a file is written", written },
	{ "through a mapping", mapped },
	{ "names", removed },
	{ "an unmount meanwhile", unmounted_meanwhile },
	{ "a sync meanwhile", synced_meanwhile },
};

GUEST_MAIN(cases)
