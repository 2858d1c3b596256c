/*
 * servers/lib/block_driver.h - the side of servers/lib/block_protocol.h that drivers have.
 *
 * A driver makes an area for each disk, attaches it, takes requests (block_next) when
 * its doorbell rings or its device has room again, and says what became of them
 * (block_done, then once block_tell). Each disk has two bits of the driver's one
 * notification: its doorbell, and its device's interrupt.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_BLOCK_DRIVER_H
#define XINIM_SERVERS_BLOCK_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "servers/lib/block_protocol.h"
#include "servers/lib/pci_device.h"
#include "servers/lib/server.h"

#define BLOCK_DISKS 30 /* of a driver: two bits each */

struct block_disk {
	struct block_attach attach; /* the driver fills it in, but for `area` */
	struct pci_memory memory;
	struct block_area *area;
	uint32_t taken, completed; /* the rings' indices, as far as we are */
	uint64_t busy;             /* tags under way, a bit each */
	int vfs_events;            /* what the VFS server hears by */
	uint64_t vfs_bits;
	bool told; /* of all that is completed */
};

/* A request that has been checked. */
struct block_work {
	enum block_operation operation;
	uint64_t sector;
	uint32_t sectors;
	uint32_t tag;
	void *data;        /* in the area */
	uint64_t physical; /* of data */
};

/* Memory for the area, as much as there is of what is useful. -ENOMEM */
int block_area_make(struct block_disk *d, const struct pci_device *pci, uint64_t highest);
/*
 * The VFS server knows the disk from now on, and sets `bits` of the notification when
 * there are requests. Waits for the VFS server to be there. Any error it answers.
 */
int block_attach_disk(struct block_disk *d, int notification, uint64_t bits);

/* A driver of disks on PCI, as block_driver_run wants it. */
struct block_driver {
	const struct server *server; /* the VFS server knows the driver by its name */
	/* Attaches the disks of a PCI function; how many these are. */
	unsigned (*add)(const struct pci_device *pci, int notification);
	int64_t (*patience)(void);    /* nanoseconds until `serve` is wanted anyway */
	void (*serve)(uint64_t bits); /* of the notification; 0: patience has ended */
};

/* The driver's life. Its exit status: 0 if there is no disk, 1 after an error. */
int block_driver_run(const struct block_driver *d);

/* The next request; false: there is none. What cannot be is answered with EINVAL. */
bool block_next(struct block_disk *d, struct block_work *w);
/* What became of the one with this tag: 0, or an errno value negated. */
void block_done(struct block_disk *d, uint32_t tag, int status);
/* The VFS server hears of all that is done. */
void block_tell(struct block_disk *d);

#endif
