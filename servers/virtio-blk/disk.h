/*
 * servers/virtio-blk/disk.h - a virtio disk and what is under way there.
 *
 * The rule for a device that hangs: when requests are under way and none is done in
 * REQUEST_LIMIT, it is reset and they are made again. If none is done then in the same
 * time, it is reset and they are EIO. One that does not come back from a reset is given
 * up: all its requests are EIO from then on.
 *
 * A device that cannot send messages is looked at every POLL while requests are under way.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VIRTIO_BLK_DISK_H
#define XINIM_VIRTIO_BLK_DISK_H

#include "servers/lib/block_driver.h"
#include "servers/virtio-blk/virtio.h"

#define DRIVER "virtio-blk"

#define MS            1000000LL
#define REQUEST_LIMIT (30000 * MS)
#define LOOK_EVERY    (5000 * MS) /* between looks whether that is over */
#define POLL          MS

struct header {
	uint32_t type, reserved;
	uint64_t sector;
};

/* What the device reads and writes besides the area. */
struct own_memory {
	struct virtq_memory queue;
	struct header header[BLOCK_RING];
	uint8_t status[BLOCK_RING];
};

struct vdisk {
	struct pci_device pci;
	struct virtio virtio;
	struct block_disk disk;
	struct pci_memory memory;
	struct own_memory *own;
	unsigned slots;                     /* requests that can be under way */
	uint64_t used;                      /* a bit for each */
	struct block_work work[BLOCK_RING]; /* the request in a slot */
	int64_t since; /* when something was begun, after nothing was, or done last */
	bool again;    /* those under way are so for the second time */
	bool dead;
	uint64_t bit_irq, bit_doorbell;
};

extern const struct server virtio_driver; /* servers/lib/server.h */

/*
 * Sets up the disk at v->pci, the index-th of this driver, and attaches it. It rings the
 * notification by two bits of its own. -ENODEV: it cannot be used; -ENOMEM; what
 * block_attach_disk answers.
 */
int vdisk_set_up(struct vdisk *v, unsigned index, int notification);
/* One of its bits came, or some time has gone. */
void vdisk_serve(struct vdisk *v, uint64_t bits);
/* How long to wait for that, in ns: for ever, when nothing is under way. */
int64_t vdisk_patience(const struct vdisk *v);

#endif
