/*
 * servers/vfs/block.h - disks and their partitions, as file systems use them.
 *
 * A block device has sectors. Requests are asynchronous: block_submit, and a
 * callback when it is done; block_read, block_write and block_flush park the fiber
 * until then. Several may be under way, and are done in any order: who needs one
 * before the other waits for it. A flush covers the writes that were done when it
 * was submitted.
 *
 * Sectors are counted in units of BLOCK_SECTOR (512 bytes) whatever the device's own
 * are, but first sector and count have to be multiples of the device's own
 * (sector_size / BLOCK_SECTOR). A driver that dies and comes back is not noticed
 * here: its requests take longer.
 *
 * A request that fails has been tried again already, as the manual says; its error
 * is for the caller: -EIO.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_BLOCK_H
#define XINIM_VFS_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "servers/lib/block_protocol.h"
#include "servers/lib/list.h"

struct block_device;
struct block_request;
struct call;

#define BLOCK_NAME 16 /* bytes of a name, with the NUL */

/* Requests of a kind that were handed on, those of its parts among them. */
struct block_counts {
	uint64_t requests, sectors;
};

struct block_ops {
	/* As block_submit; the request has been checked. */
	void (*submit)(struct block_device *d, struct block_request *r);
	bool immediate; /* a request is done when submit returns: nobody ever parks */
	/* The last reference has gone. */
	void (*destroy)(struct block_device *d);
};

struct block_device {
	const struct block_ops *ops;
	char name[BLOCK_NAME]; /* in /dev: "vda", "vda1" */
	uint64_t rdev;         /* of its node: Linux's coding of major and minor */
	uint64_t sectors;      /* of BLOCK_SECTOR bytes */
	uint32_t
		sector_size; /* the device's own, in bytes: 512 to 4096, a power of two */
	struct block_device *whole; /* of a partition: its disk, held; a disk: itself */
	uint64_t start;             /* where on that it begins */
	bool read_only;
	bool fixed_read_only; /* and nothing can change that */
	bool gone;            /* its driver has been given up: all requests are -EIO */
	bool scanned;         /* its table of partitions is known, or being read */
	unsigned users; /* file systems mounted from it, swap ...; see block_claim */
	struct block_counts counts[BLOCK_FLUSH + 1];
	unsigned refs; /* block_get; a device without any can go */
	void *own;     /* of ops */
	struct list link;
};

struct block_request {
	/* The caller's. Data stays valid until it is done. */
	enum block_operation operation;
	uint64_t sector;  /* the first; FLUSH: 0 */
	uint32_t sectors; /* how many, any number; FLUSH: 0 */
	void *data;
	/*
	 * It is done: r->status is 0 or an errno value negated, and r the caller's again
	 * (who may free it). Must not park; may submit others. Called from the event
	 * loop, or from within block_submit.
	 */
	void (*done)(struct block_request *r);
	void *own; /* the caller's */
	int status;

	/* The block layer's until then. */
	struct block_device *device;
	struct list link;
	uint64_t sent;   /* sectors on their way or done */
	unsigned pieces; /* under way */
};

/*
 * Starts the request; never parks. What is wrong comes by done: -EINVAL (no such
 * operation; not in the device's own sectors), -EIO (past the end; the device is gone;
 * it failed), -EROFS (a write to a device that is read-only), -ENOMEM.
 */
void block_submit(struct block_device *d, struct block_request *r);

/* The same, and waits: parks. 0, or as above; -ENOMEM also: nobody to go on meanwhile. */
int block_read(struct block_device *d, uint64_t sector, uint32_t sectors, void *data);
int block_write(
	struct block_device *d, uint64_t sector, uint32_t sectors, const void *data);
int block_flush(struct block_device *d);

/*
 * What mount(2)'s source names: a path of a device's node, "LABEL=text" or
 * "UUID=xxxxxxxx-xxxx-..." of an ext2 file system on it, or "/dev/NAME" even if there is
 * no such node. With a reference. May park. -ENOTBLK: the path is no block device's;
 * -ENXIO: its device is not there; -ENOENT; -ENODEV: nothing has this label or UUID;
 * -ENOMEM.
 */
int block_find(struct call *c, const char *source, struct block_device **d);
/* By its node's number, its name in /dev; not referenced, NULL: none. */
struct block_device *block_by_rdev(uint64_t rdev);
struct block_device *block_by_name(const char *name);

static inline struct block_device *block_get(struct block_device *d)
{
	d->refs++;
	return d;
}
void block_put(struct block_device *d);

/*
 * A file system is to be on it: nobody else's then, nor on the disk that it is a part
 * of, or on any part of it. -EBUSY. block_release gives it up.
 */
int block_claim(struct block_device *d);
void block_release(struct block_device *d);

#endif
