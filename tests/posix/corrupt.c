/* tests/posix/corrupt.c - mounts disks that have something wrong, and uses what is there.
 *
 * No test by itself: corrupt-boot.sh makes the disks. / is to have been on one of them, and is
 * the boot archive. Whatever a call answers is right, as long as all of them answer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sys/mount.h>
#include <sys/vfs.h>
#include <time.h>

#include "file.h"

#define WAITS     6000 /* times 10 ms, for disks to be there */
#define NAMES     40   /* of a directory */
#define DEPTH     5
#define DISKS     8
#define READ_MOST 40 /* times 4 KiB of a file: a size may be anything */

static unsigned seen, answered;

static void use_file(const char *path)
{
	static char data[4096];
	int fd = open(path, O_RDWR | O_NONBLOCK);

	if (fd < 0)
		return;
	for (unsigned i = 0; i < READ_MOST && read(fd, data, sizeof(data)) > 0; i++)
		answered++;
	if (pread(fd, data, sizeof(data), 1 << 20) >= 0)
		answered++;
	if (pwrite(fd, "changed", 7, 5000) == 7 && fsync(fd) == 0)
		answered++;
	if (ftruncate(fd, 100) == 0)
		answered++;
	close(fd);
}

static void use_directory(const char *path, unsigned depth)
{
	char child[400], target[100];
	struct dirent *d;
	struct stat st;
	DIR *dir = opendir(path);

	for (unsigned n = 0; dir && n < NAMES && (d = readdir(dir)); n++) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		seen++;
		if (snprintf(child, sizeof(child), "%s/%s", path, d->d_name) >=
			(int)sizeof(child))
			continue;
		if (lstat(child, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth < DEPTH)
			use_directory(child, depth + 1);
		else if (S_ISREG(st.st_mode))
			use_file(child);
		else if (S_ISLNK(st.st_mode) &&
			readlink(child, target, sizeof(target)) > 0)
			answered++;
		if (n % 3 == 0)
			unlink(child);
	}
	if (dir)
		closedir(dir);
	snprintf(child, sizeof(child), "%s/new", path);
	use_file(child);
	if (mkdir(child, 0755) == 0)
		answered++;
}

static void root_is_the_archive(void)
{
	struct statfs st;

	REQUIRE(file_server_up());
	REQUIRE_EQ(statfs("/", &st), 0);
	EXPECT_EQ(st.f_type, 0x01021994);
}

static void all_are_used(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	unsigned mounted = 0;

	EXPECT_EQ(mkdir("/disk", 0755), 0);
	for (unsigned k = 0; k < DISKS; k++) {
		char node[16];

		snprintf(node, sizeof(node), "/dev/vd%c1", 'a' + (int)k);
		for (unsigned i = 0; i < WAITS && access(node, F_OK) != 0; i++)
			nanosleep(&moment, NULL);
		REQUIRE_EQ(access(node, F_OK), 0);
		if (mount(node, "/disk", "ext2", 0, NULL) != 0) {
			EXPECT(errno == EINVAL || errno == EIO);
			continue;
		}
		mounted++;
		use_directory("/disk", 0);
		sync();
		EXPECT_EQ(umount("/disk"), 0);
	}
	printf("%u disks mounted, %u names, %u answers\n", mounted, seen, answered);
	EXPECT(mounted > 0 && seen > 0 && answered > 0);
}

static const struct guest_case cases[] = {
	{ "/ is the archive", root_is_the_archive },
	{ "all are used", all_are_used },
};

GUEST_MAIN(cases)
