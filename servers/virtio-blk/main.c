/*
 * servers/virtio-blk/main.c - the driver of virtio disks.
 *
 * Virtual I/O Device (VIRTIO) Version 1.1, 5.2. Each disk has one queue and as many
 * requests on their way as that has room for; a request is three descriptors: header,
 * data, status. A request that the device fails is EIO to the VFS server, which tries
 * again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/message.h>

#include "servers/lib/block_driver.h"
#include "servers/lib/server.h"
#include "servers/virtio-blk/virtio.h"

#define DRIVER "virtio-blk"

#define DEVICE_BLOCK_OLD 0x1001 /* also has the old interface */
#define DEVICE_BLOCK     0x1042

#define F_SIZE_MAX (1ULL << 1)
#define F_RO       (1ULL << 5)
#define F_BLK_SIZE (1ULL << 6)
#define F_FLUSH    (1ULL << 9)

#define CONFIG_CAPACITY 0 /* sectors of 512 bytes */
#define CONFIG_SIZE_MAX 8
#define CONFIG_BLK_SIZE 20

#define T_IN          0
#define T_OUT         1
#define T_FLUSH       4
#define S_OK          0
#define S_UNSUPPORTED 2

#define CHAIN 3 /* descriptors of a request */

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
	unsigned slots;           /* requests that can be under way */
	uint64_t used;            /* a bit for each */
	uint32_t tag[BLOCK_RING]; /* of the request in a slot */
	uint64_t bit_irq, bit_doorbell;
};

static const struct server driver = { .name = "virtio-blk", .route = SERVER_NO_ROUTE };
static struct vdisk *disks[BLOCK_DISKS];
static unsigned disk_count;

/* --- requests ------------------------------------------------------------------------ */

static uint64_t physical(const struct vdisk *v, const void *at)
{
	return v->memory.physical + (uint64_t)((const char *)at - (const char *)v->own);
}

static void describe(
	struct vdisk *v, unsigned n, uint64_t address, uint32_t length, uint16_t flags)
{
	struct virtq_desc *d = &v->own->queue.desc[n];

	d->address = address;
	d->length = length;
	d->flags = flags;
	d->next = (uint16_t)(n + 1);
}

static void begin(struct vdisk *v, const struct block_work *w, unsigned slot)
{
	static const uint32_t type[] = {
		[BLOCK_READ] = T_IN, [BLOCK_WRITE] = T_OUT, [BLOCK_FLUSH] = T_FLUSH
	};
	unsigned n = slot * CHAIN;
	struct header *h = &v->own->header[slot];

	v->used |= 1ULL << slot;
	v->tag[slot] = w->tag;
	h->type = type[w->operation];
	h->sector = w->operation == BLOCK_FLUSH ? 0 : w->sector;
	v->own->status[slot] = 0xff; /* until the device says */
	describe(v, n++, physical(v, h), sizeof(*h), DESC_NEXT);
	if (w->operation != BLOCK_FLUSH)
		describe(v, n++, w->physical, w->sectors * BLOCK_SECTOR,
			w->operation == BLOCK_READ ? DESC_NEXT | DESC_WRITE : DESC_NEXT);
	describe(v, n, physical(v, &v->own->status[slot]), 1, DESC_WRITE);
	virtio_offer(&v->virtio, (uint16_t)(slot * CHAIN));
}

/* All requests that there is room for. */
static void begin_all(struct vdisk *v)
{
	struct block_work w;
	bool any = false;

	for (unsigned slot = 0; slot < v->slots; slot++) {
		if (v->used >> slot & 1)
			continue;
		if (!block_next(&v->disk, &w))
			break;
		begin(v, &w, slot);
		any = true;
	}
	if (any)
		virtio_kick(&v->virtio);
}

static void finish_all(struct vdisk *v)
{
	int head;

	while ((head = virtio_take(&v->virtio)) >= 0) {
		unsigned slot = (unsigned)head / CHAIN;
		uint8_t status;

		/* The device may be wrong about what it was given. */
		if (head % CHAIN || slot >= v->slots || !(v->used >> slot & 1))
			continue;
		status = *(volatile uint8_t *)&v->own->status[slot];
		v->used &= ~(1ULL << slot);
		block_done(&v->disk, v->tag[slot],
			status == S_OK                    ? 0
				: status == S_UNSUPPORTED ? -EOPNOTSUPP
							  : -EIO);
	}
}

static void serve(struct vdisk *v, uint64_t bits)
{
	if (bits & v->bit_irq) {
		/* Acknowledged first: what comes while we look is told again. */
		pci_acknowledge(v->virtio.irq);
		finish_all(v);
	}
	begin_all(v);
	block_tell(&v->disk);
}

/* --- finding disks --------------------------------------------------------------------- */

static void describe_disk(struct vdisk *v)
{
	struct block_attach *a = &v->disk.attach;
	uint64_t features = v->virtio.features, largest = UINT32_MAX;
	char address[8];

	pci_address_text(&v->pci, address);
	snprintf(a->identity, sizeof(a->identity), DRIVER " %s 0", address);
	snprintf(a->model, sizeof(a->model), "virtio disk");
	a->flags = BLOCK_ATTACH_VIRTIO;
	if (features & F_RO)
		a->flags |= BLOCK_ATTACH_READ_ONLY;
	if (features & F_FLUSH)
		a->flags |= BLOCK_ATTACH_FLUSH;
	a->sector_size = BLOCK_SECTOR;
	if (features & F_BLK_SIZE)
		a->sector_size = (uint32_t)virtio_config(&v->virtio, CONFIG_BLK_SIZE, 4);
	/* Sizes that we cannot have are a hint only: requests are in 512 bytes (5.2.4). */
	if (a->sector_size < BLOCK_SECTOR || a->sector_size > 4096 ||
		(a->sector_size & (a->sector_size - 1)))
		a->sector_size = BLOCK_SECTOR;
	a->sectors = virtio_config(&v->virtio, CONFIG_CAPACITY, 8) &
		~(uint64_t)(a->sector_size / BLOCK_SECTOR - 1);
	if (features & F_SIZE_MAX)
		largest = virtio_config(&v->virtio, CONFIG_SIZE_MAX, 4);
	if (largest > a->area)
		largest = a->area;
	a->max_sectors =
		(uint32_t)(largest / a->sector_size) * (a->sector_size / BLOCK_SECTOR);
}

static int set_up(struct vdisk *v, unsigned index, int notification)
{
	int error = pci_enable(&v->pci);

	if (!error)
		error = virtio_find(&v->virtio, &v->pci);
	if (!error)
		error = virtio_agree(
			&v->virtio, F_SIZE_MAX | F_RO | F_BLK_SIZE | F_FLUSH);
	if (!error)
		error = pci_memory(&v->pci, &v->memory, sizeof(*v->own), 0);
	if (!error)
		error = block_area_make(&v->disk, &v->pci, 0);
	if (error)
		return error;
	v->own = v->memory.at;
	v->bit_irq = 1ULL << (2 * index);
	v->bit_doorbell = 2ULL << (2 * index);
	error = virtio_queue(
		&v->virtio, &v->own->queue, v->memory.physical, notification, v->bit_irq);
	if (error)
		return error;
	v->slots = v->virtio.size / CHAIN;
	if (v->slots > BLOCK_RING)
		v->slots = BLOCK_RING;
	describe_disk(v);
	virtio_go(&v->virtio);
	return block_attach_disk(&v->disk, notification, v->bit_doorbell);
}

/* A function that may be a disk; one that cannot be used is told of and left alone. */
static void add_disk(const struct pci_device *pci, int notification)
{
	struct vdisk *v;
	char address[8];
	int error;

	if (pci->info.vendor != VIRTIO_VENDOR ||
		(pci->info.device != DEVICE_BLOCK_OLD &&
			pci->info.device != DEVICE_BLOCK) ||
		disk_count == BLOCK_DISKS)
		return;
	v = calloc(1, sizeof(*v));
	error = v ? 0 : -ENOMEM;
	if (v) {
		v->pci = *pci;
		error = set_up(v, disk_count, notification);
	}
	if (!error) {
		disks[disk_count++] = v;
		return;
	}
	pci_address_text(pci, address);
	server_log(&driver, "%s cannot be used: %s", address, strerror(-error));
	if (v)
		virtio_fail(&v->virtio);
	free(v);
}

int main(void)
{
	int notification = xinim_notification_create(), error;
	struct pci_device pci = { .cap = 0 };

	if (notification < 0) {
		server_log(&driver, "cannot make a notification: %s",
			strerror(-notification));
		return 1;
	}
	while (pci_next(&pci, pci.cap) == 0)
		add_disk(&pci, notification);
	error = block_driver_done(DRIVER);
	if (error < 0) {
		server_log(
			&driver, "the VFS server does not answer: %s", strerror(-error));
		return 1;
	}
	if (disk_count == 0)
		return 0;
	for (;;) {
		int64_t bits =
			xinim_notification_wait(notification, INT64_MAX, XINIM_FOREVER);

		if (bits < 0)
			return 1;
		for (unsigned i = 0; i < disk_count; i++)
			if ((uint64_t)bits & (disks[i]->bit_irq | disks[i]->bit_doorbell))
				serve(disks[i], (uint64_t)bits);
	}
}
