/*
 * servers/vfs/dev.c - the devices that are no hardware, and which is which.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/dev.h"

#include <stdlib.h>
#include <string.h>

#include "servers/vfs/console.h"
#include "servers/vfs/pty.h"
#include "servers/vfs/rtc.h"

#include "servers/vfs/poll.h"

#define CHUNK 512 /* bytes of random numbers, at a time */

/* --- null, zero, full, random -------------------------------------------------------- */

static int64_t null_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	(void)c;
	(void)f;
	(void)io;
	(void)at;
	return 0;
}

static int64_t null_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	(void)c;
	(void)f;
	(void)at;
	return (int64_t)io->left;
}

static __attribute__((noinline)) int64_t zero_turns(struct call *c, struct io *io)
{
	int64_t n, done = 0;
	uint64_t rest;

	do {
		rest = io_turn(io);
		n = io_zero(io, io->left);
		if (n > 0)
			done += n;
	} while (io_turn_end(io, rest) && !os_interrupted(c->id));
	return done ? done : n;
}

static int64_t zero_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	(void)f;
	(void)at;
	return io->left <= sizeof(io_zeroes) ? io_put(io, io_zeroes, io->left)
					     : zero_turns(c, io);
}

static int64_t full_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	(void)c;
	(void)f;
	(void)io;
	(void)at;
	return -ENOSPC;
}

static int64_t random_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	char chunk[CHUNK];
	int64_t done = 0;

	(void)c;
	(void)f;
	(void)at;
	while (io->left && done < (int64_t)COPY_MOST) {
		size_t n = io->left < CHUNK ? io->left : CHUNK;
		int64_t moved;
		int error = os_random(chunk, n);

		if (error)
			return done ? done : error;
		moved = io_put(io, chunk, n);
		if (moved < 0)
			return done ? done : moved;
		done += moved;
		if ((size_t)moved < n)
			break;
	}
	return done;
}

/* A mapping of zeroes is anonymous memory. */
static int zero_object(struct file *f, bool written)
{
	(void)f;
	(void)written;
	return 0;
}

static const struct file_ops null_ops = {
	.read = null_read, .write = null_write, .seekable = true
};
static const struct file_ops zero_ops = {
	.read = zero_read, .write = null_write, .object = zero_object, .seekable = true
};
static const struct file_ops full_ops = {
	.read = zero_read, .write = full_write, .seekable = true
};
static const struct file_ops random_ops = {
	.read = random_read, .write = null_write, .seekable = true
};

/* --- which is which ------------------------------------------------------------------- */

static const struct device {
	const char *name;
	uint32_t major, minor, mode; /* Linux's numbers (its devices.txt) */
	const struct file_ops *ops;
} devices[] = {
	{ "null", 1, 3, 0666, &null_ops },
	{ "zero", 1, 5, 0666, &zero_ops },
	{ "full", 1, 7, 0666, &full_ops },
	{ "random", 1, 8, 0666, &random_ops },
	{ "urandom", 1, 9, 0666, &random_ops },
	{ "tty", 5, 0, 0666, &own_tty_ops },
	{ "console", 5, 1, 0620, &console_ops },
	{ "ptmx", 5, 2, 0666, &ptmx_ops },
};
#define DEVICES (sizeof(devices) / sizeof(devices[0]))

const struct file_ops *device_ops(uint64_t rdev)
{
	if (DEV_MAJOR(rdev) == PTY_MAJOR)
		return &pts_ops;
	if (rdev == RTC_RDEV)
		return &rtc_ops;
	for (size_t i = 0; i < DEVICES; i++)
		if (DEV_MAKE(devices[i].major, devices[i].minor) == rdev)
			return devices[i].ops;
	return NULL;
}

int make_node(struct name *dir, const char *text, uint32_t mode, uint64_t rdev,
	struct name **out)
{
	struct call c = { .cred = NULL };
	struct name *n;
	int error = name_lookup(dir, text, strlen(text), &n);

	if (error)
		return error;
	if (!n->inode) {
		error = dir->inode->ops->create(&c, dir->inode, n, mode, rdev);
		if (!error)
			name_link(n);
	} else if ((n->inode->mode ^ mode) & S_IFMT) {
		error = -EEXIST;
	}
	if (!error && out)
		*out = n;
	else
		name_put(n);
	return error;
}

static struct fs *dev_fs;

struct fs *device_fs(void)
{
	return dev_fs;
}

int device_node(const char *text, uint32_t mode, uint64_t rdev)
{
	return make_node(dev_fs->root, text, mode, rdev, NULL);
}

void device_node_remove(const char *text)
{
	struct name *n;

	if (name_lookup(dev_fs->root, text, strlen(text), &n) != 0)
		return;
	if (n->inode && dev_fs->ops->unlink(dev_fs->root->inode, n) == 0)
		name_unlink(n);
	name_put(n);
}

/* /dev, with what is in it; the root file system has the directory. */
static int mount_dev(struct name **dev)
{
	struct name *on;
	int error = make_node(root_name, "dev", S_IFDIR | 0755, 0, &on);

	if (error)
		return error;
	error = fs_mount(NULL, "devtmpfs", "devtmpfs", NULL, 0, on, &dev_fs);
	name_put(on);
	*dev = error ? NULL : dev_fs->root;
	return error;
}

int device_link(const char *text, const char *target)
{
	struct name *dev = dev_fs->root, *n;
	struct call c = { .cred = NULL };
	int error = name_lookup(dev, text, strlen(text), &n);

	if (error)
		return error;
	if (!n->inode) {
		error = dev->inode->ops->symlink(
			&c, dev->inode, n, target, strlen(target));
		if (!error)
			name_link(n);
	}
	name_put(n);
	return error;
}

/* What a process has open, by /proc; shells and their scripts use these names. */
static int make_links(void)
{
	static const char *const links[][2] = { { "fd", "/proc/self/fd" },
		{ "stdin", "/proc/self/fd/0" }, { "stdout", "/proc/self/fd/1" },
		{ "stderr", "/proc/self/fd/2" } };
	int error = 0;

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]) && !error; i++)
		error = device_link(links[i][0], links[i][1]);
	return error;
}

/* Where the names of pseudo-terminals come and go. */
static int make_pts(struct name *dev)
{
	struct name *pts;
	int error = make_node(dev, "pts", S_IFDIR | 0755, 0, &pts);

	if (error)
		return error;
	pty_start(pts);
	name_put(pts);
	return 0;
}

static struct name *console_name;

int console_file(struct file **file)
{
	struct call c = { .cred = NULL };

	return file_open(&c, console_name, console_name->inode,
		O_RDWR | FILE_READ | FILE_WRITE, file);
}

int vfs_start(const void *archive, size_t size)
{
	struct name *dev;
	struct fs *fs;
	int error = fs_mount(NULL, "tmpfs", "rootfs", NULL, 0, NULL, &fs);

	if (error)
		return error;
	root_name = name_get(fs->root);
	if (archive && size) {
		error = cpio_unpack(archive, size);
		if (error)
			os_log("the archive for / is broken; what came before is there");
	}
	error = mount_dev(&dev);
	for (size_t i = 0; i < DEVICES && !error; i++)
		error = make_node(dev, devices[i].name, S_IFCHR | devices[i].mode,
			DEV_MAKE(devices[i].major, devices[i].minor),
			strcmp(devices[i].name, "console") == 0 ? &console_name : NULL);
	if (!error)
		error = make_pts(dev);
	if (!error)
		error = make_links();
	if (!error)
		error = make_node(root_name, "tmp", S_IFDIR | 01777, 0, NULL);
	return error;
}
