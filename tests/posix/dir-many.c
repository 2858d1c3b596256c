/* tests/posix/dir-many.c - a directory of 100,000 files on a disk.
 *
 * They are made, counted, found again after the file system was unmounted, renamed, and
 * removed while the directory is read.
 *
 * guest-server: vfs
 * guest-server: virtio-blk
 * guest-disk: virtio 64 mkfs=-b,1024,-I,128,-N,110000
 * guest-timeout: 900
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "file.h"

#define MANY    100000
#define SAMPLE  17 /* every so many-th has something in it */
#define RENAMED 5000

static unsigned char seen[MANY];

static const char *name_of(unsigned long i)
{
	static char name[64];

	/* Of several lengths, so that entries are, too. */
	snprintf(name, sizeof(name), "/disk/d/%s%lu", i % 3 ? "n" : "a-longer-name-", i);
	return name;
}

static bool number_of(const char *name, unsigned long *i)
{
	char *end;

	if (*name == 'n')
		name++;
	else if (strncmp(name, "a-longer-name-", 14) == 0)
		name += 14;
	else
		return false;
	*i = strtoul(name, &end, 10);
	return *end == '\0' && *i < MANY &&
		strcmp(name_of(*i) + 8, name - (*i % 3 ? 1 : 14)) == 0;
}

/* How many of the names the directory has; each is told once, and there is no other. */
static long names(void)
{
	const struct dirent *e;
	DIR *d = opendir("/disk/d");
	long count = 0;

	memset(seen, 0, sizeof(seen));
	while (d && (e = readdir(d))) {
		unsigned long i;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (!number_of(e->d_name, &i) || seen[i] || e->d_type != DT_REG)
			return -1;
		seen[i] = 1;
		count++;
	}
	return d && closedir(d) == 0 ? count : -1;
}

static void mounted(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/disk", 0755), 0);
	REQUIRE(file_mount("/dev/vda", "/disk", 0, NULL));
	REQUIRE_EQ(mkdir("/disk/d", 0755), 0);
}

static void made(void)
{
	for (unsigned long i = 0; i < MANY; i++) {
		int fd = open(name_of(i), O_WRONLY | O_CREAT | O_EXCL, 0644);

		REQUIRE(fd >= 0);
		if (i % SAMPLE == 0)
			EXPECT_EQ(write(fd, name_of(i), 20), 20);
		REQUIRE_EQ(close(fd), 0);
	}
	EXPECT_ERROR(mkdir(name_of(MANY / 2), 0755), EEXIST);
	EXPECT_EQ(names(), MANY);
}

static void found_again(void)
{
	struct stat st;

	REQUIRE_EQ(umount("/disk"), 0);
	EXPECT_ERROR(stat(name_of(1), &st), ENOENT);
	REQUIRE(file_mount("/dev/vda", "/disk", 0, NULL));
	for (unsigned long i = 0; i < MANY; i += SAMPLE) {
		EXPECT_EQ(strncmp(file_text(name_of(i)), name_of(i), 20), 0);
		EXPECT_EQ(stat(name_of(i + 1 < MANY ? i + 1 : 1), &st), 0);
		EXPECT_EQ(st.st_size, 0);
	}
	EXPECT_ERROR(stat("/disk/d/n0", &st), ENOENT);
	EXPECT_ERROR(stat(name_of(MANY + 1), &st), ENOENT);
	EXPECT_EQ(names(), MANY);
	EXPECT_ERROR(rmdir("/disk/d"), ENOTEMPTY);
}

/* To another name and back, within the directory: no name is lost or there twice. */
static void renamed(void)
{
	char from[64];

	for (unsigned long i = 0; i < RENAMED; i++) {
		unsigned long k = i * 19 % MANY;

		strcpy(from, name_of(k));
		REQUIRE_EQ(rename(from, "/disk/d/other"), 0);
		REQUIRE_EQ(rename("/disk/d/other", from), 0);
	}
	EXPECT_EQ(names(), MANY);
}

static void removed(void)
{
	const struct dirent *e;
	char path[300];
	DIR *d;

	for (int left = MANY; left; left /= 2) {
		int n = 0;

		/* Every other one, while it is read; in the end the last. */
		REQUIRE((d = opendir("/disk/d")) != NULL);
		for (int k = 0; (e = readdir(d));) {
			if (e->d_name[0] == '.')
				continue;
			n++;
			if (left > 1 && k++ % 2)
				continue;
			snprintf(path, sizeof(path), "/disk/d/%s", e->d_name);
			REQUIRE_EQ(unlink(path), 0);
		}
		closedir(d);
		REQUIRE_EQ(n, left);
	}
	EXPECT_EQ(names(), 0);
	EXPECT_EQ(rmdir("/disk/d"), 0);
	EXPECT_EQ(umount("/disk"), 0);
}

static const struct guest_case cases[] = {
	{ "the disk is mounted", mounted },
	{ "100,000 files", made },
	{ "found again", found_again },
	{ "renamed", renamed },
	{ "removed while it is read", removed },
};

GUEST_MAIN(cases)
