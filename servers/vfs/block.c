/*
 * servers/vfs/block.c - block devices: which there are, and requests to them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/block.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "servers/lib/fiber.h"
#include "servers/vfs/block_devices.h"
#include "servers/vfs/vfs.h"

struct list block_devices = LIST_INIT(block_devices);

/* --- which there are ------------------------------------------------------------- */

struct block_device *block_by_rdev(uint64_t rdev)
{
	struct block_device *d;

	list_for_each_entry (d, &block_devices, link)
		if (d->rdev == rdev)
			return d;
	return NULL;
}

struct block_device *block_by_name(const char *name)
{
	struct block_device *d;

	list_for_each_entry (d, &block_devices, link)
		if (strcmp(d->name, name) == 0)
			return d;
	return NULL;
}

void block_add(struct block_device *d)
{
	list_add_tail(&block_devices, &d->link);
	block_get(d);
}

void block_remove(struct block_device *d)
{
	list_remove(&d->link);
	d->gone = true;
	block_put(d);
}

void block_put(struct block_device *d)
{
	if (--d->refs == 0)
		d->ops->destroy(d);
}

/* Do two share sectors? A disk with its partitions; partitions with one another. */
static bool overlap(const struct block_device *a, const struct block_device *b)
{
	return a->whole == b->whole && a->start < b->start + b->sectors &&
		b->start < a->start + a->sectors;
}

int block_claim(struct block_device *d)
{
	const struct block_device *other;

	list_for_each_entry (other, &block_devices, link)
		if (other->users && overlap(d, other))
			return -EBUSY;
	if (d->users)
		return -EBUSY;
	d->users++;
	block_get(d);
	return 0;
}

void block_release(struct block_device *d)
{
	d->users--;
	block_put(d);
}

/* --- requests ---------------------------------------------------------------------- */

static int check(const struct block_device *d, const struct block_request *r)
{
	uint64_t unit = d->sector_size / BLOCK_SECTOR;

	if (d->gone || d->whole->gone)
		return -EIO;
	switch (r->operation) {
	case BLOCK_FLUSH:
		return 0;
	case BLOCK_READ:
		break;
	case BLOCK_WRITE:
		if (d->read_only)
			return -EROFS;
		break;
	default:
		return -EINVAL;
	}
	if (r->sector % unit || r->sectors % unit || r->sectors == 0)
		return -EINVAL;
	if (r->sector >= d->sectors || r->sectors > d->sectors - r->sector)
		return -EIO;
	return 0;
}

static void count(struct block_device *d, const struct block_request *r)
{
	d->counts[r->operation].requests++;
	d->counts[r->operation].sectors += r->sectors;
}

void block_submit(struct block_device *d, struct block_request *r)
{
	r->device = d;
	r->status = check(d, r);
	r->sent = 0;
	r->pieces = 0;
	list_init(&r->link);
	if (r->status) {
		r->done(r);
		return;
	}
	count(d, r);
	if (d->whole != d)
		count(d->whole, r);
	d->ops->submit(d, r);
}

struct waiting {
	struct fiber *fiber; /* NULL: it is done */
};

static void wake(struct block_request *r)
{
	struct waiting *w = r->own;
	struct fiber *f = w->fiber;

	w->fiber = NULL;
	fiber_wake(f);
}

/* A fiber is sure to wait: what is under way cannot be called back. */
static int transfer(struct block_device *d, enum block_operation operation,
	uint64_t sector, uint32_t sectors, void *data)
{
	struct waiting w = { .fiber = fiber_current() };
	struct block_request r = {
		.operation = operation,
		.sector = sector,
		.sectors = sectors,
		.data = data,
		.done = wake,
		.own = &w,
	};

	if (!d->ops->immediate && fiber_reserve() != 0)
		return -ENOMEM;
	block_submit(d, &r);
	/* The call on whose behalf it is stays what it is, whatever becomes of its process. */
	if (w.fiber && fiber_own)
		call_hold(fiber_own);
	while (w.fiber)
		fiber_park();
	return r.status;
}

int block_read(struct block_device *d, uint64_t sector, uint32_t sectors, void *data)
{
	return transfer(d, BLOCK_READ, sector, sectors, data);
}

int block_write(
	struct block_device *d, uint64_t sector, uint32_t sectors, const void *data)
{
	return transfer(d, BLOCK_WRITE, sector, sectors, (void *)(uintptr_t)data);
}

int block_flush(struct block_device *d)
{
	return transfer(d, BLOCK_FLUSH, 0, 0, NULL);
}
