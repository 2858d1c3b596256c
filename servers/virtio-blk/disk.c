/*
 * servers/virtio-blk/disk.c - a virtio disk and what is under way there.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/virtio-blk/disk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "servers/lib/server.h"

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

static int64_t now(void)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &t); /* reads a page, and calls nobody */
	return t.tv_sec * 1000 * MS + t.tv_nsec;
}

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

/* The request in v->work[slot]. */
static void begin(struct vdisk *v, unsigned slot)
{
	static const uint32_t type[] = {
		[BLOCK_READ] = T_IN, [BLOCK_WRITE] = T_OUT, [BLOCK_FLUSH] = T_FLUSH
	};
	const struct block_work *w = &v->work[slot];
	unsigned n = slot * CHAIN;
	struct header *h = &v->own->header[slot];

	if (!v->used)
		v->since = now();
	v->used |= 1ULL << slot;
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
	bool any = false;

	for (unsigned slot = 0; slot < v->slots; slot++) {
		if (v->used >> slot & 1)
			continue;
		if (!block_next(&v->disk, &v->work[slot]))
			break;
		begin(v, slot);
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
		v->since = now();
		v->again = false;
		block_done(&v->disk, v->work[slot].tag,
			status == S_OK                    ? 0
				: status == S_UNSUPPORTED ? -EOPNOTSUPP
							  : -EIO);
	}
}

/* --- a device that hangs ------------------------------------------------------------- */

/* What is under way is not done, and will not be. */
static void fail_under_way(struct vdisk *v)
{
	for (unsigned slot = 0; slot < v->slots; slot++)
		if (v->used >> slot & 1)
			block_done(&v->disk, v->work[slot].tag, -EIO);
	v->used = 0;
	v->again = false;
}

static void fail_all(struct vdisk *v)
{
	struct block_work w;

	fail_under_way(v);
	while (block_next(&v->disk, &w))
		block_done(&v->disk, w.tag, -EIO);
}

static void begin_again(struct vdisk *v)
{
	uint64_t slots = v->used;

	v->used = 0;
	for (unsigned slot = 0; slot < v->slots; slot++)
		if (slots >> slot & 1)
			begin(v, slot);
	v->again = true;
	virtio_kick(&v->virtio);
}

/* As the head of this file says. */
static void check_time(struct vdisk *v)
{
	char address[8];

	if (!v->used || v->dead || now() - v->since < REQUEST_LIMIT)
		return;
	pci_address_text(&v->pci, address);
	server_log(&virtio_driver, "%s: no answer for %d seconds, it is reset", address,
		(int)(REQUEST_LIMIT / (1000 * MS)));
	if (virtio_again(&v->virtio) != 0) {
		server_log(&virtio_driver, "%s: the disk does not come back", address);
		virtio_fail(&v->virtio);
		v->dead = true;
		fail_all(v);
	} else if (v->again) {
		fail_under_way(v);
	} else {
		begin_again(v);
	}
}

void vdisk_serve(struct vdisk *v, uint64_t bits)
{
	if (bits & v->bit_irq)
		/* Acknowledged first: what comes while we look is told again. */
		pci_acknowledge(v->virtio.irq);
	if (v->dead) {
		fail_all(v);
	} else {
		finish_all(v);
		check_time(v);
		begin_all(v);
	}
	block_tell(&v->disk);
}

int64_t vdisk_patience(const struct vdisk *v)
{
	if (!v->used)
		return INT64_MAX;
	return v->virtio.irq < 0 ? POLL : LOOK_EVERY;
}

/* --- setting it up --------------------------------------------------------------------- */

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

int vdisk_set_up(struct vdisk *v, unsigned index, int notification)
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
