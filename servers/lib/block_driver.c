/*
 * servers/lib/block_driver.c - the side of servers/lib/block_protocol.h that drivers have.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/lib/block_driver.h"

#include <errno.h>
#include <string.h>

#include <xinim/message.h>

#include "servers/lib/vfs_client.h"
#include "servers/lib/vfs_protocol.h"

#define AREA_FIRST (2u << 20) /* bytes: eight requests of 256 KiB */

int block_area_make(struct block_disk *d, const struct pci_device *pci, uint64_t highest)
{
	int error = -ENOMEM;

	for (uint32_t size = AREA_FIRST; size >= BLOCK_AREA_MIN; size /= 2) {
		error = pci_memory(pci, &d->memory, size, highest);
		if (error != -ENOMEM)
			break;
	}
	if (error)
		return error;
	d->area = d->memory.at;
	d->attach.area = (uint32_t)d->memory.length;
	return 0;
}

int block_attach_disk(struct block_disk *d, int notification, uint64_t bits)
{
	struct xinim_message m = {
		.label = VFS_BLOCK_ATTACH | XINIM_LABEL_CAP,
		.word = { (uint64_t)&d->attach, sizeof(d->attach), 0, 0, 0,
			(uint64_t)d->memory.cap },
	};
	int64_t number = vfs_ask(&m);

	if (number < 0)
		return (int)number;
	memset(&m, 0, sizeof(m));
	m.label = VFS_BLOCK_DOORBELL | XINIM_LABEL_CAP;
	m.word[0] = (uint64_t)number;
	m.word[1] = bits;
	m.word[5] = (uint64_t)notification;
	number = vfs_ask(&m);
	if (number < 0)
		return (int)number;
	if (!(m.label & XINIM_LABEL_CAP) || (int64_t)m.word[5] <= 0)
		return -EMFILE;
	d->vfs_bits = m.word[1];
	d->vfs_events = (int)m.word[5];
	d->told = true;
	return 0;
}

/* Reads an entry once. False: it cannot be. */
static bool read_entry(const struct block_disk *d, volatile const struct block_entry *e,
	struct block_work *w)
{
	uint32_t data = e->data, operation = e->operation, unit;
	uint64_t length;

	w->sector = e->sector;
	w->sectors = e->sectors;
	w->tag = e->tag;
	w->operation = (enum block_operation)operation;
	w->data = (char *)d->area + data;
	w->physical = d->memory.physical + data;
	if (w->tag >= BLOCK_RING || d->busy >> w->tag & 1 || operation > BLOCK_FLUSH)
		return false;
	if (operation == BLOCK_FLUSH)
		return true;
	unit = d->attach.sector_size / BLOCK_SECTOR;
	if (w->sectors == 0 || w->sectors > d->attach.max_sectors || w->sectors % unit ||
		w->sector % unit || w->sector >= d->attach.sectors ||
		w->sectors > d->attach.sectors - w->sector)
		return false;
	length = (uint64_t)w->sectors * BLOCK_SECTOR;
	return data % BLOCK_SECTOR == 0 && data >= BLOCK_HEAD && data <= d->attach.area &&
		length <= d->attach.area - data;
}

bool block_next(struct block_disk *d, struct block_work *w)
{
	for (;;) {
		uint32_t asked = __atomic_load_n(&d->area->asked, __ATOMIC_ACQUIRE);

		if (asked == d->taken || asked - d->taken > BLOCK_RING)
			return false;
		if (read_entry(d, &d->area->entry[d->taken++ % BLOCK_RING], w)) {
			d->busy |= 1ULL << w->tag;
			return true;
		}
		/* A tag that is under way is answered once. */
		if (w->tag < BLOCK_RING && !(d->busy >> w->tag & 1)) {
			d->busy |= 1ULL << w->tag;
			block_done(d, w->tag, -EINVAL);
		}
	}
}

void block_done(struct block_disk *d, uint32_t tag, int status)
{
	struct block_completion *c = &d->area->completion[d->completed++ % BLOCK_RING];

	c->tag = tag;
	c->status = status;
	d->busy &= ~(1ULL << tag);
	d->told = false;
	__atomic_store_n(&d->area->completed, d->completed, __ATOMIC_RELEASE);
}

void block_tell(struct block_disk *d)
{
	if (d->told)
		return;
	d->told = true;
	xinim_notification_signal(d->vfs_events, d->vfs_bits);
}

/* All disks of the driver have been attached. */
static int tell_ready(const char *name)
{
	struct xinim_message m = { .label = VFS_BLOCK_READY };

	strncpy((char *)&m.word[1], name, VFS_BLOCK_NAME - 1);
	return (int)vfs_ask(&m);
}

int block_driver_run(const struct block_driver *d)
{
	int notification = xinim_notification_create(), error;
	struct pci_device pci = { .cap = 0 };
	unsigned disks = 0;

	if (notification < 0) {
		server_log(d->server, "cannot make a notification: %s",
			strerror(-notification));
		return 1;
	}
	while (pci_next(&pci, pci.cap) == 0)
		disks += d->add(&pci, notification);
	error = tell_ready(d->server->name);
	if (error < 0) {
		server_log(d->server, "the VFS server does not answer: %s",
			strerror(-error));
		return 1;
	}
	while (disks) {
		int64_t bits =
			xinim_notification_wait(notification, INT64_MAX, d->patience());

		if (bits < 0 && bits != -ETIMEDOUT && bits != -EINTR)
			return 1;
		d->serve(bits < 0 ? 0 : (uint64_t)bits);
	}
	return 0;
}
