/*
 * servers/vfs/block_disk.c - disks: requests to the drivers that have them.
 *
 * A request is made in pieces, each of which is an entry of the driver's ring and has
 * room in its area (servers/lib/block_protocol.h). A disk has its requests in the
 * order in which they were made: `sent` holds those whose pieces are all on their way,
 * `queue` the others. When the driver has been started anew, all begin again: what they
 * write is still there, since it is the caller's until the request is done.
 *
 * The rule of retries: a piece that fails with EIO is made again, BLOCK_TRIES times in
 * all; then its request fails. A device may do several pieces as one, and fail them all for
 * one of them: so whatever failed is made again with nothing else under way. Other errors
 * are final.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/block_disk.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/vfs.h"

#define BLOCK_TRIES  3
#define UNIT         4096u /* data's room is given in */
#define UNIT_SECTORS (UNIT / BLOCK_SECTOR)
#define UNITS_MAX    ((BLOCK_AREA_MAX - BLOCK_HEAD) / UNIT)
#define LOGGED       8 /* errors of a disk that are told one by one */

struct piece {
	struct block_request *request; /* NULL: not in use */
	uint32_t offset, sectors;      /* of the request */
	uint32_t data;                 /* where in the area */
	unsigned tries;
	bool waits; /* has failed, and is to be made again */
};

struct disk {
	struct block_device device;
	struct list link;
	char identity[BLOCK_IDENTITY];
	bool flushes;
	bool found; /* attached since its driver last said that it has found all */
	uint32_t max_sectors;
	int cap; /* to the area */
	struct block_area *area;
	uint32_t units; /* of room for data */
	uint64_t used[(UNITS_MAX + 63) / 64];
	int doorbell; /* 0: the driver cannot be told of requests yet */
	uint64_t doorbell_bits;
	uint32_t asked, completed; /* the rings' indices, as far as we are */
	struct piece piece[BLOCK_RING];
	unsigned pieces;  /* in use */
	unsigned waiting; /* of these */
	bool alone;       /* the one under way is made again: nothing may go with it */
	struct list queue, sent;
	uint64_t errors;
};

static struct list disks = LIST_INIT(disks);

static struct disk *disk_of(const struct block_device *d)
{
	return d->whole->own;
}

/* --- room for data ------------------------------------------------------------------ */

static bool unit_used(const struct disk *k, uint32_t u)
{
	return k->used[u / 64] >> (u % 64) & 1;
}

static void mark(struct disk *k, uint32_t first, uint32_t count)
{
	for (uint32_t u = first; u < first + count; u++)
		k->used[u / 64] ^= 1ULL << (u % 64);
}

/* Where `count` units in a row are free; false: nowhere. */
static bool room_take(struct disk *k, uint32_t count, uint32_t *data)
{
	uint32_t run = 0;

	for (uint32_t u = 0; u < k->units; u++) {
		run = unit_used(k, u) ? 0 : run + 1;
		if (run < count)
			continue;
		mark(k, u + 1 - count, count);
		*data = BLOCK_HEAD + (u + 1 - count) * UNIT;
		return true;
	}
	return false;
}

static uint32_t units_for(uint32_t sectors)
{
	return (sectors + UNIT_SECTORS - 1) / UNIT_SECTORS;
}

static void piece_free(struct disk *k, struct piece *p)
{
	if (p->sectors)
		mark(k, (p->data - BLOCK_HEAD) / UNIT, units_for(p->sectors));
	p->request = NULL;
	k->pieces--;
}

/* --- requests on their way ------------------------------------------------------------ */

static void *data_of(const struct block_request *r, const struct piece *p)
{
	return (char *)r->data + (uint64_t)p->offset * BLOCK_SECTOR;
}

/* Into the ring, which has an entry for each piece there can be. */
static void enter(struct disk *k, struct piece *p)
{
	const struct block_request *r = p->request;
	struct block_entry *e = &k->area->entry[k->asked % BLOCK_RING];

	if (r->operation == BLOCK_WRITE)
		memcpy((char *)k->area + p->data, data_of(r, p),
			(size_t)p->sectors * BLOCK_SECTOR);
	e->sector = r->operation == BLOCK_FLUSH
		? 0
		: r->device->start + r->sector + p->offset;
	e->sectors = p->sectors;
	e->operation = r->operation;
	e->data = p->data;
	e->tag = (uint32_t)(p - k->piece);
	k->asked++;
	__atomic_store_n(&k->area->asked, k->asked, __ATOMIC_RELEASE);
}

/* The next piece of r: false if there is no room for it now. */
static bool send_piece(struct disk *k, struct block_request *r)
{
	uint32_t sectors = r->sectors - (uint32_t)r->sent;
	struct piece *p = k->piece;

	if (k->pieces == BLOCK_RING)
		return false;
	if (sectors > k->max_sectors)
		sectors = k->max_sectors;
	while (p->request)
		p++;
	p->data = 0;
	if (sectors && !room_take(k, units_for(sectors), &p->data))
		return false;
	p->request = r;
	p->offset = (uint32_t)r->sent;
	p->sectors = sectors;
	p->tries = 1;
	p->waits = false;
	k->pieces++;
	r->pieces++;
	r->sent += sectors;
	enter(k, p);
	return true;
}

/* All that there is room for. */
static void send_queue(struct disk *k)
{
	while (!list_empty(&k->queue)) {
		struct block_request *r =
			list_first(&k->queue, struct block_request, link);

		if (!send_piece(k, r))
			break;
		if (r->sent < r->sectors)
			continue;
		list_remove(&r->link);
		list_add_tail(&k->sent, &r->link);
	}
}

/* The first piece that waits, when nothing is under way. */
static void send_again(struct disk *k)
{
	struct piece *p = k->piece;

	if (k->pieces > k->waiting)
		return;
	while (!p->waits)
		p++;
	p->waits = false;
	p->tries++;
	k->waiting--;
	k->alone = true;
	enter(k, p);
}

static void send(struct disk *k)
{
	uint32_t asked = k->asked;

	if (!k->doorbell)
		return;
	if (k->waiting || k->alone)
		send_again(k);
	else
		send_queue(k);
	if (k->asked != asked)
		os_notify(k->doorbell, k->doorbell_bits);
}

static void disk_submit(struct block_device *d, struct block_request *r)
{
	struct disk *k = disk_of(d);

	if (r->operation == BLOCK_FLUSH) {
		r->sectors = 0;
		if (!k->flushes) {
			r->done(r); /* what is written is on the medium */
			return;
		}
	}
	list_add_tail(&k->queue, &r->link);
	send(k);
}

/* --- what became of them ---------------------------------------------------------------- */

static void log_error(struct disk *k, const struct piece *p, int status)
{
	static const char *const what[] = { "reading", "writing", "flushing" };
	const struct block_request *r = p->request;

	k->errors++;
	if (k->errors > LOGGED + 1)
		return;
	if (k->errors > LOGGED)
		os_log("%s: more errors are not told", k->device.name);
	else
		os_log("%s: %s sectors %llu to %llu: error %d", r->device->name,
			what[r->operation], (unsigned long long)(r->sector + p->offset),
			(unsigned long long)(r->sector + p->offset + p->sectors -
				(p->sectors != 0)),
			-status);
}

/* A piece is done; status as the driver says. */
static void complete(struct disk *k, struct piece *p, int status)
{
	struct block_request *r = p->request;

	k->alone = false;
	if (status == -EIO && p->tries < BLOCK_TRIES) {
		p->waits = true;
		k->waiting++;
		return;
	}
	if (status) {
		log_error(k, p, status);
		if (!r->status)
			r->status = status;
		/* The rest of it need not be tried. */
		r->sent = r->sectors;
		list_remove(&r->link);
		list_add_tail(&k->sent, &r->link);
	} else if (r->operation == BLOCK_READ) {
		memcpy(data_of(r, p), (char *)k->area + p->data,
			(size_t)p->sectors * BLOCK_SECTOR);
	}
	piece_free(k, p);
	r->pieces--;
	if (r->pieces || r->sent < r->sectors)
		return;
	list_remove(&r->link);
	r->done(r);
}

/* What the driver has put into its ring. */
static void collect(struct disk *k)
{
	uint32_t index;

	if (!k->doorbell)
		return;
	index = __atomic_load_n(&k->area->completed, __ATOMIC_ACQUIRE);
	if (index - k->completed > BLOCK_RING)
		return; /* there cannot be so many */
	while (k->completed != index && k->doorbell) {
		volatile struct block_completion *e =
			&k->area->completion[k->completed++ % BLOCK_RING];
		uint32_t tag = e->tag;
		int32_t status = e->status;

		if (status > 0 || status < -4095)
			status = -EIO;
		if (tag < BLOCK_RING && k->piece[tag].request && !k->piece[tag].waits)
			complete(k, &k->piece[tag], status);
	}
	send(k);
}

void disks_collect(void)
{
	struct disk *k;

	list_for_each_entry (k, &disks, link)
		collect(k);
}

/* --- drivers come and go ------------------------------------------------------------------ */

/* Nothing is on its way any more: all requests are to be made again. */
static void recall(struct disk *k)
{
	struct block_request *r;

	while (!list_empty(&k->sent)) {
		r = list_entry(k->sent.prev, struct block_request, link);
		list_remove(&r->link);
		list_add_head(&k->queue, &r->link);
	}
	list_for_each_entry (r, &k->queue, link) {
		r->sent = 0;
		r->pieces = 0;
		r->status = 0;
	}
	memset(k->piece, 0, sizeof(k->piece));
	memset(k->used, 0, sizeof(k->used));
	k->pieces = k->waiting = 0;
	k->alone = false;
}

static void disconnect(struct disk *k)
{
	if (k->doorbell)
		os_cap_close(k->doorbell);
	k->doorbell = 0;
	if (k->area)
		os_dma_unmap(k->cap, k->area, BLOCK_HEAD + (uint64_t)k->units * UNIT);
	k->area = NULL;
	recall(k);
}

static bool identity_good(const char *s)
{
	for (unsigned i = 0; i < BLOCK_IDENTITY; i++) {
		if (s[i] == 0)
			return i > 0;
		if (!isprint((unsigned char)s[i]))
			return false;
	}
	return false;
}

static int check(const struct block_attach *a)
{
	uint32_t unit = a->sector_size / BLOCK_SECTOR;

	if (!identity_good(a->identity) || a->sector_size < BLOCK_SECTOR ||
		a->sector_size > UNIT || (a->sector_size & (a->sector_size - 1)))
		return -EINVAL;
	if (a->sectors == 0 || a->sectors > INT64_MAX / BLOCK_SECTOR ||
		a->sectors % unit || a->max_sectors < unit || a->max_sectors % unit)
		return -EINVAL;
	if (a->area < BLOCK_AREA_MIN || a->area > BLOCK_AREA_MAX || a->area % UNIT)
		return -EINVAL;
	return 0;
}

static struct disk *find(const char *identity)
{
	struct disk *k;

	list_for_each_entry (k, &disks, link)
		if (strcmp(k->identity, identity) == 0)
			return k;
	return NULL;
}

static void disk_destroy(struct block_device *d)
{
	free(d->own);
}

static const struct block_ops disk_ops = {
	.submit = disk_submit,
	.destroy = disk_destroy,
};

/* sda ... sdz, sdaa ...: as many have a name of this kind already. */
static void make_name(struct disk *k, bool virtio)
{
	char letters[8];
	unsigned n = 0, at = sizeof(letters), count;
	struct disk *other;

	list_for_each_entry (other, &disks, link)
		n += other->device.name[0] == (virtio ? 'v' : 's');
	/* Linux's numbers (its devices.txt), with 16 for a disk and its partitions. */
	k->device.rdev = DEV_MAKE(virtio ? 254 : 8, n * DISK_MINORS);
	letters[--at] = 0;
	for (count = n + 1; count; count = (count - 1) / 26)
		letters[--at] = (char)('a' + (count - 1) % 26);
	snprintf(k->device.name, sizeof(k->device.name), "%cd%s", virtio ? 'v' : 's',
		letters + at);
}

static struct disk *disk_new(const struct block_attach *a)
{
	struct disk *k = calloc(1, sizeof(*k));

	if (!k)
		return NULL;
	memcpy(k->identity, a->identity, sizeof(k->identity));
	make_name(k, a->flags & BLOCK_ATTACH_VIRTIO);
	k->device.ops = &disk_ops;
	k->device.sectors = a->sectors;
	k->device.sector_size = a->sector_size;
	k->device.whole = &k->device;
	k->device.own = k;
	list_init(&k->queue);
	list_init(&k->sent);
	return k;
}

/* All its requests fail, and all that come. */
static void give_up(struct disk *k)
{
	if (k->device.gone)
		return;
	os_log("%s: the disk is gone (%s)", k->device.name, k->identity);
	k->device.gone = true;
	disconnect(k);
	while (!list_empty(&k->queue)) {
		struct block_request *r =
			list_first(&k->queue, struct block_request, link);

		list_remove(&r->link);
		r->status = -EIO;
		r->done(r);
	}
}

int64_t disk_attach(const struct block_attach *a, int cap)
{
	struct block_area *area;
	struct disk *k;
	bool is_new;
	int error = check(a);

	if (error)
		return error;
	k = find(a->identity);
	is_new = !k;
	if (k &&
		(k->device.sectors != a->sectors ||
			k->device.sector_size != a->sector_size)) {
		give_up(k);
		return -EEXIST;
	}
	area = os_dma_map(cap, a->area);
	if (!area)
		return -EINVAL;
	if (is_new) {
		k = disk_new(a);
		if (!k) {
			os_dma_unmap(0, area, a->area);
			return -ENOMEM;
		}
	} else {
		disconnect(k);
	}
	k->cap = cap;
	k->area = area;
	k->units = (a->area - BLOCK_HEAD) / UNIT;
	k->asked = k->completed = 0;
	/* So large that several fit. */
	k->max_sectors = k->units / 4 * UNIT_SECTORS;
	if (k->max_sectors > a->max_sectors)
		k->max_sectors = a->max_sectors;
	k->flushes = a->flags & BLOCK_ATTACH_FLUSH;
	k->device.fixed_read_only = a->flags & BLOCK_ATTACH_READ_ONLY;
	if (k->device.fixed_read_only)
		k->device.read_only = true;
	k->device.gone = false;
	k->found = true;
	if (is_new) {
		list_add_tail(&disks, &k->link);
		block_add(&k->device);
		os_log("%s: %llu MiB, %.39s (%s)%s", k->device.name,
			(unsigned long long)(a->sectors >> 11), a->model, k->identity,
			k->device.read_only ? ", read-only" : "");
	}
	return DEV_MINOR(k->device.rdev) | (uint64_t)DEV_MAJOR(k->device.rdev) << 20;
}

int disk_doorbell(uint64_t number, int cap, uint64_t bits)
{
	struct block_device *d =
		block_by_rdev(DEV_MAKE(number >> 20 & 0xfff, number & 0xfffff));
	struct disk *k;

	if (!d || d->whole != d || d->ops != &disk_ops)
		return -ENXIO;
	k = disk_of(d);
	if (!k->area || k->doorbell || bits == 0 || (int64_t)bits < 0)
		return -EINVAL;
	k->doorbell = cap;
	k->doorbell_bits = bits;
	send(k);
	return 0;
}

/* Of this driver, or of this identity itself. */
static bool belongs(const struct disk *k, const char *name)
{
	size_t length = strlen(name);

	return strncmp(k->identity, name, length) == 0 &&
		(k->identity[length] == 0 || k->identity[length] == ' ');
}

void disks_found(const char *driver)
{
	struct disk *k;

	list_for_each_entry (k, &disks, link) {
		if (!belongs(k, driver))
			continue;
		if (!k->found)
			give_up(k);
		k->found = false;
	}
}

int disks_gone(const char *name)
{
	struct disk *k;
	int count = 0;

	if (!*name)
		return -EINVAL;
	list_for_each_entry (k, &disks, link)
		if (belongs(k, name) && !k->device.gone) {
			give_up(k);
			count++;
		}
	return count;
}
