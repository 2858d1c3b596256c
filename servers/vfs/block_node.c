/*
 * servers/vfs/block_node.c - open block devices: reading, writing, ioctl.
 *
 * Bytes go to the disk and come from it directly, by whole sectors of the device's own:
 * a write that begins or ends within one reads that first, and no other such write gets
 * in between. A file system that is mounted from the same device may hold newer data.
 *
 * Requests are Linux's (its <linux/fs.h>, <linux/hdreg.h>).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/block_node.h"

#include <stdlib.h>
#include <string.h>

#include "servers/vfs/block_devices.h"

#define CHUNK 65536u /* bytes at a time; a multiple of any device's sector */

#define BLKROSET     0x125d
#define BLKROGET     0x125e
#define BLKRRPART    0x125f
#define BLKGETSIZE   0x1260
#define BLKFLSBUF    0x1261
#define BLKRAGET     0x1263
#define BLKSSZGET    0x1268
#define BLKIOMIN     0x1278
#define BLKIOOPT     0x1279
#define BLKALIGNOFF  0x127a
#define BLKPBSZGET   0x127b
#define BLKBSZGET    0x80081270u
#define BLKGETSIZE64 0x80081272u
#define HDIO_GETGEO  0x0301

/* What fdisk and its like ask for; made up, as all disks' geometry is. */
struct hd_geometry {
	uint8_t heads, sectors;
	uint16_t cylinders;
	uint64_t start;
};
#define GEOMETRY_HEADS   255
#define GEOMETRY_SECTORS 63

static struct block_device *device_of(const struct file *f)
{
	return f->own;
}

static uint64_t bytes_of(const struct block_device *d)
{
	return d->sectors * BLOCK_SECTOR;
}

static int node_open(struct call *c, struct file *f)
{
	struct block_device *d = block_by_rdev(f->inode->rdev);

	(void)c;
	if (!d || d->gone)
		return -ENXIO;
	f->own = block_get(d);
	return 0;
}

static void node_release(struct file *f)
{
	if (f->own)
		block_put(f->own);
}

static uint64_t node_end(const struct file *f)
{
	return bytes_of(device_of(f));
}

/* --- reading and writing ---------------------------------------------------------------- */

/* The whole sectors around [at, at + length), no more than a chunk: in bytes. */
struct span {
	uint64_t start;
	uint32_t length;
	uint32_t from, wanted; /* within: what was asked for */
};

static struct span span_of(const struct block_device *d, uint64_t at, uint64_t length)
{
	struct span s = { .start = at & ~(uint64_t)(d->sector_size - 1) };
	uint64_t end;

	s.from = (uint32_t)(at - s.start);
	s.wanted = length < CHUNK - s.from ? (uint32_t)length : CHUNK - s.from;
	end = s.from + s.wanted;
	s.length =
		(uint32_t)((end + d->sector_size - 1) & ~(uint64_t)(d->sector_size - 1));
	return s;
}

static int span_read(struct block_device *d, const struct span *s, void *buffer)
{
	return block_read(d, s->start / BLOCK_SECTOR, s->length / BLOCK_SECTOR, buffer);
}

static int64_t node_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct block_device *d = device_of(f);
	uint64_t end = bytes_of(d);
	int64_t done = 0, n = 0;
	char *buffer;

	(void)c;
	if (*at >= end || io->left == 0)
		return 0;
	if (io->left > end - *at)
		io->left = end - *at;
	buffer = malloc(CHUNK);
	if (!buffer)
		return -ENOMEM;
	while (io->left) {
		struct span s = span_of(d, *at, io->left);

		n = span_read(d, &s, buffer);
		if (n)
			break;
		n = io_put(io, buffer + s.from, s.wanted);
		if (n < 0)
			break;
		done += n;
		*at += (uint64_t)n;
		if (n < s.wanted)
			break;
	}
	free(buffer);
	return done ? done : n;
}

/* Writes within sectors take turns, on all devices. */
static struct {
	bool busy;
	struct wait_queue queue;
} turn = { .queue = { LIST_INIT(turn.queue.waiters) } };

static int take_turn(struct call *c)
{
	while (turn.busy) {
		int error = queue_wait(c, &turn.queue, FOREVER);

		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	turn.busy = true;
	return 0;
}

static void leave_turn(void)
{
	turn.busy = false;
	queue_wake(&turn.queue, 0);
}

/* One chunk at most: bytes done. buffer has room for two. */
static int64_t write_chunk(
	struct block_device *d, struct io *io, uint64_t at, char *buffer)
{
	char *data = buffer + CHUNK;
	struct span s = span_of(d, at, io->left);
	int64_t n = io_get(io, data, s.wanted);
	int error = 0;

	if (n <= 0)
		return n;
	s = span_of(d, at, (uint64_t)n);
	if (s.wanted < s.length) {
		error = span_read(d, &s, buffer);
		memcpy(buffer + s.from, data, s.wanted);
		data = buffer;
	}
	if (!error)
		error = block_write(
			d, s.start / BLOCK_SECTOR, s.length / BLOCK_SECTOR, data);
	return error ? error : n;
}

static int64_t write_all(
	struct block_device *d, struct io *io, uint64_t *at, char *buffer)
{
	int64_t done = 0, n = 0;

	while (io->left) {
		n = write_chunk(d, io, *at, buffer);
		if (n <= 0)
			break;
		done += n;
		*at += (uint64_t)n;
	}
	return done ? done : n;
}

static int64_t node_write(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	struct block_device *d = device_of(f);
	uint64_t end = bytes_of(d);
	char *buffer;
	int64_t n;

	if (d->read_only)
		return -EPERM;
	if (f->flags & O_APPEND)
		*at = end;
	if (io->left == 0)
		return 0;
	if (*at >= end)
		return -ENOSPC;
	if (io->left > end - *at)
		io->left = end - *at;
	n = take_turn(c);
	if (n)
		return n;
	buffer = malloc(2 * (size_t)CHUNK);
	n = buffer ? write_all(d, io, at, buffer) : -ENOMEM;
	free(buffer);
	leave_turn();
	if (n > 0 && f->flags & O_DSYNC) {
		int error = block_flush(d);

		if (error)
			return error;
	}
	return n;
}

static int node_sync(struct file *f)
{
	return block_flush(device_of(f));
}

/* --- ioctl ------------------------------------------------------------------------------------ */

static int64_t put_int(struct call *c, uint64_t to, uint32_t value)
{
	return user_put(c, to, &value, sizeof(value));
}

static int64_t put_long(struct call *c, uint64_t to, uint64_t value)
{
	return user_put(c, to, &value, sizeof(value));
}

static int64_t set_read_only(struct call *c, struct block_device *d, uint64_t from)
{
	uint32_t value;

	if (c->cred->euid != 0)
		return -EACCES;
	if (user_get(c, &value, from, sizeof(value)) != 0)
		return -EFAULT;
	/* A disk that is so by itself stays so. */
	if (!value && (d->fixed_read_only || d->whole->fixed_read_only))
		return -EACCES;
	d->read_only = value != 0;
	return 0;
}

static int64_t geometry(struct call *c, const struct block_device *d, uint64_t to)
{
	uint64_t cylinders = d->sectors / (GEOMETRY_HEADS * GEOMETRY_SECTORS);
	struct hd_geometry g = {
		.heads = GEOMETRY_HEADS,
		.sectors = GEOMETRY_SECTORS,
		.cylinders = cylinders < UINT16_MAX ? (uint16_t)cylinders : UINT16_MAX,
		.start = d->start,
	};

	return user_put(c, to, &g, sizeof(g));
}

static int64_t rescan(const struct call *c, struct block_device *d)
{
	if (c->cred->euid != 0)
		return -EACCES;
	return block_scan(d);
}

static int64_t node_ioctl(struct call *c, struct file *f, unsigned command, uint64_t arg)
{
	struct block_device *d = device_of(f);

	switch (command) {
	case BLKROSET:
		return set_read_only(c, d, arg);
	case BLKROGET:
		return put_int(c, arg, d->read_only);
	case BLKRRPART:
		return rescan(c, d);
	case BLKGETSIZE:
		return put_long(c, arg, d->sectors);
	case BLKGETSIZE64:
		return put_long(c, arg, bytes_of(d));
	case BLKFLSBUF:
		return c->cred->euid == 0 ? block_flush(d) : -EACCES;
	case BLKRAGET:
		return put_long(c, arg, 0); /* nothing is read ahead here */
	case BLKSSZGET:
	case BLKPBSZGET:
	case BLKIOMIN:
		return put_int(c, arg, d->sector_size);
	case BLKBSZGET:
		return put_int(c, arg, 4096);
	case BLKIOOPT:
	case BLKALIGNOFF:
		return put_int(c, arg, 0); /* none is better than another; none is lost */
	case HDIO_GETGEO:
		return geometry(c, d, arg);
	default:
		return -ENOTTY;
	}
}

const struct file_ops block_node_ops = {
	.read = node_read,
	.write = node_write,
	.ioctl = node_ioctl,
	.open = node_open,
	.release = node_release,
	.end = node_end,
	.sync = node_sync,
	.seekable = true,
};
