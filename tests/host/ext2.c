/*
 * tests/host/ext2.c - ext2 against this machine's own file system.
 *
 * Images of all sizes of blocks and inodes are made by mke2fs. Random calls are made
 * on such an image, and on a folder of this machine: both must answer the same, and have
 * the same in them at the end, also after the image has been mounted again. Then e2fsck
 * finds nothing wrong with it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "servers/vfs/abi.h"
#include "tests/host/ext2-machine.h"
#include "tests/host/host.h"
#include "tests/host/vfs-machine.h"

#define FILES 8
#ifndef ROUNDS
#define ROUNDS 4000
#endif

static const struct {
	const char *options;
	unsigned kib;
} images[] = {
	{ "-b 1024 -I 128", 16384 }, { "-b 1024 -I 256", 24576 },
	{ "-b 2048 -I 128", 16384 }, { "-b 2048 -I 256", 16384 },
	{ "-b 4096 -I 128", 16384 }, { "-b 4096 -I 256", 20480 },
	{ "-b 1024 -r 0 -O none", 8192 },
	{ "-b 4096 -O ^dir_index,^resize_inode,^sparse_super -g 1024", 16384 },
	{ "-j -b 1024", 16384 }, /* a journal that is never used */
};
#define IMAGES (sizeof(images) / sizeof(images[0]))

static char here[400]; /* the folder that is the model */

/* --- both at once ------------------------------------------------------------------------ */

static int ours[FILES], theirs[FILES]; /* descriptors */

static const char *in_model(const char *path)
{
	static char full[4][700];
	static unsigned next;

	next = (next + 1) % 4;
	snprintf(full[next], sizeof(full[next]), "%s/%s", here, path);
	return full[next];
}

static const char *in_image(const char *path)
{
	static char full[4][300];
	static unsigned next;

	next = (next + 1) % 4;
	snprintf(full[next], sizeof(full[next]), "/m/%s", path);
	return full[next];
}

static int64_t result(int64_t n)
{
	return n < 0 ? -errno : n;
}

#define SAME(what, a, b)                                                            \
	do {                                                                        \
		int64_t x_ = (a), y_ = (b);                                         \
		if (x_ != y_)                                                       \
			printf("%s: ours %lld, theirs %lld\n", what, (long long)x_, \
				(long long)y_);                                     \
		CHECK(x_ == y_);                                                    \
	} while (0)

static const char *const names[] = { "a", "b", "c", "d", "a/x", "a/y", "b/x", "b/y",
	"a/x/z",
	"c/a-name-that-is-longer-than-the-others-so-that-entries-are-of-all-sizes", "d/q",
	"b/x/deep" };

static const char *random_name(void)
{
	return names[host_below(sizeof(names) / sizeof(names[0]))];
}

static void name_call(const char *p, const char *q)
{
	switch (host_below(10)) {
	case 0:
	case 1:
		SAME("mkdir", CALL(SYS_mkdir, in_image(p), 0755, 0),
			result(mkdir(in_model(p), 0755)));
		break;
	case 2:
		SAME("unlink", CALL(SYS_unlink, in_image(p), 0, 0),
			result(unlink(in_model(p))));
		break;
	case 3:
		SAME("rmdir", CALL(SYS_rmdir, in_image(p), 0, 0),
			result(rmdir(in_model(p))));
		break;
	case 4:
	case 5:
		SAME("rename", CALL(SYS_rename, in_image(p), in_image(q), 0),
			result(rename(in_model(p), in_model(q))));
		break;
	case 6:
		SAME("exchange",
			machine_call(SYS_renameat2, (uint64_t)AT_FDCWD,
				(uint64_t)in_image(p), (uint64_t)AT_FDCWD,
				(uint64_t)in_image(q), RENAME_SWAP),
			result(syscall(SYS_renameat2, AT_FDCWD, in_model(p), AT_FDCWD,
				in_model(q), RENAME_SWAP)));
		break;
	case 7:
		SAME("link", CALL(SYS_link, in_image(p), in_image(q), 0),
			result(link(in_model(p), in_model(q))));
		break;
	case 8: {
		char target[200];
		size_t n = host_below(2) ? host_below(59) : host_below(190);

		memset(target, 't', n + 1);
		target[n + 1] = 0;
		SAME("symlink", CALL(SYS_symlink, target, in_image(p), 0),
			result(symlink(target, in_model(p))));
		break;
	}
	case 9:
		SAME("mknod", CALL(SYS_mknod, in_image(p), S_IFIFO | 0600, 0),
			result(mknod(in_model(p), S_IFIFO | 0600, 0)));
		break;
	}
}

static void open_call(unsigned k, const char *p)
{
	static const int flags[] = { O_RDWR | O_CREAT, O_RDWR, O_RDWR | O_TRUNC,
		O_RDWR | O_CREAT | O_EXCL, O_RDWR | O_CREAT | O_APPEND };
	int f = flags[host_below(5)] | O_NONBLOCK | O_NOFOLLOW;
	struct stat st;

	if (ours[k] >= 0) {
		SAME("close", CALL(SYS_close, ours[k], 0, 0), result(close(theirs[k])));
		ours[k] = -1;
	}
	/* A FIFO is not what is tested here. */
	if (lstat(in_model(p), &st) == 0 && S_ISFIFO(st.st_mode))
		return;
	ours[k] = (int)CALL(SYS_open, in_image(p), f, 0640);
	theirs[k] = (int)result(open(in_model(p), f, 0640));
	SAME("open", ours[k] < 0 ? ours[k] : 0, theirs[k] < 0 ? theirs[k] : 0);
}

static void file_call(unsigned k)
{
	static char data[40000], a[40000], b[40000];
	uint64_t at = host_below(4) ? host_below(60000) : host_below(900000);
	uint64_t n = host_below(2) ? host_below(300) : host_below(sizeof(data));
	int64_t x, y;

	if (ours[k] < 0)
		return;
	for (unsigned i = 0; i < 64; i++)
		data[host_below(sizeof(data))] = (char)host_random();
	switch (host_below(11)) {
	case 0:
	case 1:
	case 2:
		SAME("pwrite",
			machine_call(SYS_pwrite64, (uint64_t)ours[k], (uint64_t)data, n,
				at, 0),
			result(pwrite(theirs[k], data, n, (off_t)at)));
		break;
	case 3:
		SAME("write", CALL(SYS_write, ours[k], data, n),
			result(write(theirs[k], data, n)));
		break;
	case 4:
	case 5:
		x = machine_call(SYS_pread64, (uint64_t)ours[k], (uint64_t)a, n, at, 0);
		y = result(pread(theirs[k], b, n, (off_t)at));
		SAME("pread", x, y);
		if (x == y && x > 0)
			CHECK(memcmp(a, b, (size_t)x) == 0);
		break;
	case 6:
		SAME("ftruncate", CALL(SYS_ftruncate, ours[k], at, 0),
			result(ftruncate(theirs[k], (off_t)at)));
		break;
	case 7:
		SAME("fsync", CALL(SYS_fsync, ours[k], 0, 0), 0);
		break;
	case 8:
		SAME("fallocate",
			machine_call(SYS_fallocate, (uint64_t)ours[k],
				FALLOC_PUNCH_HOLE | FALLOC_KEEP_SIZE, at, n + 1, 0),
			result(fallocate(theirs[k], FALLOC_PUNCH_HOLE | FALLOC_KEEP_SIZE,
				(off_t)at, (off_t)n + 1)));
		break;
	case 9:
		SAME("fallocate",
			machine_call(SYS_fallocate, (uint64_t)ours[k], 0, at, n + 1, 0),
			result(fallocate(theirs[k], 0, (off_t)at, (off_t)n + 1)));
		break;
	case 10:
		SAME("sync_file_range",
			machine_call(SYS_sync_file_range, (uint64_t)ours[k], at, n, 7, 0),
			0);
		break;
	}
}

/* --- the same is in both --------------------------------------------------------------------- */

static void same_contents(const char *path, uint64_t size)
{
	static char a[65536], b[65536];
	int x = (int)CALL(SYS_open, in_image(path), O_RDONLY, 0);
	int y = open(in_model(path), O_RDONLY);
	uint64_t at = 0;

	CHECK(x >= 0 && y >= 0);
	while (at < size && x >= 0) {
		int64_t n = machine_call(
			SYS_pread64, (uint64_t)x, (uint64_t)a, sizeof(a), at, 0);
		int64_t m = pread(y, b, sizeof(b), (off_t)at);

		SAME("read", n, m);
		if (n != m || n <= 0 || memcmp(a, b, (size_t)n) != 0) {
			printf("%s differs\n", path);
			CHECK(false);
			break;
		}
		at += (uint64_t)n;
	}
	if (x >= 0)
		CALL(SYS_close, x, 0, 0);
	close(y);
}

/* How many names getdents64 tells of, and that each is there in the model. */
static unsigned count_names(const char *path)
{
	static char buffer[1000];
	int d = (int)CALL(SYS_open, in_image(path), O_RDONLY | O_DIRECTORY, 0);
	unsigned count = 0;
	int64_t n;

	CHECK(d >= 0);
	while ((n = CALL(SYS_getdents64, d, buffer, sizeof(buffer))) > 0) {
		for (int64_t at = 0; at < n;) {
			struct xinim_dirent64 *e = (struct xinim_dirent64 *)(buffer + at);
			const char *name = buffer + at + DIRENT64_NAME;
			char full[300];
			struct stat st;

			snprintf(full, sizeof(full), "%s/%s", path, name);
			if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
				strcmp(name, "lost+found") != 0) {
				CHECK_INT(lstat(in_model(full), &st), 0);
				if (e->d_type)
					CHECK_INT(e->d_type, st.st_mode >> 12);
				count++;
			}
			at += e->d_reclen;
		}
	}
	CHECK_INT(n, 0);
	CALL(SYS_close, d, 0, 0);
	return count;
}

static void same_tree(const char *path)
{
	DIR *d = opendir(in_model(path));
	unsigned count = 0;
	const struct dirent *e;

	CHECK(d != NULL);
	while (d && (e = readdir(d))) {
		char sub[600], link[300] = { 0 }, other[300] = { 0 };
		struct xinim_stat x;
		struct stat y;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		count++;
		snprintf(sub, sizeof(sub), "%s%s%s", path, *path ? "/" : "", e->d_name);
		CHECK_INT(lstat(in_model(sub), &y), 0);
		SAME(sub, CALL(SYS_lstat, in_image(sub), &x, 0), 0);
		CHECK_INT(x.st_mode, y.st_mode);
		CHECK_INT(x.st_nlink, y.st_nlink);
		if (!S_ISDIR(y.st_mode))
			CHECK_INT(x.st_size, y.st_size);
		if (S_ISREG(y.st_mode))
			same_contents(sub, (uint64_t)y.st_size);
		if (S_ISDIR(y.st_mode))
			same_tree(sub);
		if (S_ISLNK(y.st_mode)) {
			SAME("readlink", CALL(SYS_readlink, in_image(sub), link, 299),
				result(readlink(in_model(sub), other, 299)));
			CHECK_STR(link, other);
		}
	}
	if (d)
		closedir(d);
	CHECK_INT(count_names(path), count);
}

static void close_all(void)
{
	for (unsigned k = 0; k < FILES; k++) {
		if (ours[k] < 0)
			continue;
		CALL(SYS_close, ours[k], 0, 0);
		close(theirs[k]);
		ours[k] = -1;
	}
}

static void check_image(void)
{
	const char *path = machine_path("after");

	CHECK_INT(machine_unmount(), 0);
	CHECK(!disk.outside);
	disk_save(path);
	CHECK_INT(machine_fsck(path, "-fn", 0), 0);
	unlink(path);
}

static void test_random(unsigned k)
{
	const char *image = machine_path("image");

	CHECK(machine_mkfs(image, images[k].options, images[k].kib));
	disk_load(image);
	snprintf(here, sizeof(here), "%s", machine_path("model"));
	machine_remove(here);
	CHECK_INT(mkdir(here, 0755), 0);
	SAME("mount", machine_mount(0, NULL), 0);
	for (unsigned i = 0; i < FILES; i++)
		ours[i] = -1;
	for (unsigned round = 0; round < ROUNDS; round++) {
		unsigned f = (unsigned)host_below(FILES);

		switch (host_below(4)) {
		case 0:
			name_call(random_name(), random_name());
			break;
		case 1:
			open_call(f, random_name());
			break;
		default:
			file_call(f);
			break;
		}
		if (round % (ROUNDS / 4) == ROUNDS / 4 - 1) {
			/* Open files without a name are freed, at once or by the next mount. */
			same_tree("");
			close_all();
			check_image();
			SAME("mount", machine_mount(0, NULL), 0);
			same_tree("");
		}
	}
	close_all();
	check_image();
	machine_remove(here);
	unlink(image);
}

/* --- a part of a file --------------------------------------------------------------------------- */

#define PAGES 10

/* Which of the pages have come to the disk since `mark` was written into them: a bit each. */
static unsigned on_disk(const char *mark)
{
	unsigned pages = 0;

	for (unsigned k = 0; k < PAGES; k++) {
		char text[64];

		snprintf(text, sizeof(text), "%s page %u of the file", mark, k);
		if (memmem(disk.bytes, disk.size, text, strlen(text)))
			pages |= 1u << k;
	}
	return pages;
}

static void write_pages(int fd, const char *mark)
{
	for (unsigned k = 0; k < PAGES; k++) {
		char text[64];

		snprintf(text, sizeof(text), "%s page %u of the file", mark, k);
		CHECK_INT(machine_call(SYS_pwrite64, (uint64_t)fd, (uint64_t)text,
				  strlen(text), k * 4096 + 100, 0),
			strlen(text));
	}
}

static int64_t sync_part(int fd, uint64_t at, uint64_t length)
{
	return machine_call(SYS_sync_file_range, (uint64_t)fd, at, length, 7, 0);
}

static void test_part(void)
{
	int fd;

	CHECK(machine_mkfs(machine_path("image"), images[0].options, images[0].kib));
	disk_load(machine_path("image"));
	SAME("mount", machine_mount(0, NULL), 0);
	fd = (int)CALL(SYS_open, "/m/part", O_RDWR | O_CREAT, 0600);
	CHECK(fd >= 0);
	write_pages(fd, "first");
	CHECK_INT(on_disk("first"), 0);
	SAME("sync_file_range", sync_part(fd, 0, 0), 0);
	CHECK_INT(on_disk("first"), (1u << PAGES) - 1);
	write_pages(fd, "second");
	SAME("sync_file_range", sync_part(fd, 3 * 4096 + 5, 4096), 0);
	CHECK_INT(on_disk("second"), 1u << 3 | 1u << 4);
	SAME("sync_file_range", sync_part(fd, 3 * 4096, 4096), 0);
	SAME("sync_file_range", sync_part(fd, PAGES * 4096, 4096), 0);
	/* One that follows may go with them. */
	CHECK_INT(on_disk("second") & ~(1u << 5), 1u << 3 | 1u << 4);
	SAME("sync_file_range", sync_part(fd, 8 * 4096, 0), 0);
	CHECK_INT(on_disk("second") & ~(1u << 5), 1u << 3 | 1u << 4 | 1u << 8 | 1u << 9);
	SAME("sync_file_range", sync_part(fd, INT64_MAX, 1), -EINVAL);
	SAME("sync_file_range", sync_part(fd, 0, -1ULL), -EINVAL);
	SAME("fdatasync", CALL(SYS_fdatasync, fd, 0, 0), 0);
	CHECK_INT(on_disk("second"), (1u << PAGES) - 1);
	CALL(SYS_close, fd, 0, 0);
	check_image();
	unlink(machine_path("image"));
}

int main(void)
{
	umask(022);
	machine_start();
	for (unsigned k = 0; k < IMAGES; k++) {
		host_seed(k + 1);
		test_random(k);
	}
	test_part();
	return host_report();
}
