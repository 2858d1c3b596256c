/*
 * tests/host/virtio.c - the driver of virtio disks, and a device that hangs.
 *
 * The device is memory that this test reads and writes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t clock_now;

static int fake_clock(clockid_t id, struct timespec *t)
{
	(void)id;
	t->tv_sec = clock_now / 1000000000;
	t->tv_nsec = clock_now % 1000000000;
	return 0;
}
#define clock_gettime fake_clock

/* What the driver needs of servers/lib/server.h, which needs the target's headers. */
#define XINIM_SERVERS_SERVER_H
struct server {
	const char *name;
};
void server_log(const struct server *server, const char *format, ...);

#include "servers/virtio-blk/disk.c"
#include "tests/host/host.h"

const struct server virtio_driver = { .name = DRIVER };

#define SECOND (1000 * MS)

/* --- the machine ------------------------------------------------------------------------ */

static uint8_t registers[4][4096] __attribute__((aligned(8))); /* by type of capability */
static bool has_messages;
static struct block_work asked[200];
static unsigned asked_count, taken;
static int result[BLOCK_RING]; /* of each tag; 1: none yet */
static unsigned acknowledged, told;

uint32_t pci_read(const struct pci_device *d, unsigned at, unsigned size)
{
	unsigned type = at / 0x20; /* a capability every 32 bytes */

	(void)d;
	(void)size;
	switch (at % 0x20) {
	case 3: /* type */
		return type;
	case 12:
		return 4096;
	case 16:
		return 4;
	default: /* base address register 0, at an offset that is the type */
		return at % 0x20 == 4 ? 0 : type;
	}
}

unsigned pci_capability(const struct pci_device *d, unsigned id, unsigned n)
{
	static const unsigned types[] = { 1, 2, 4 };

	(void)d;
	(void)id;
	return n < 3 ? types[n] * 0x20 : 0;
}

volatile void *pci_map(
	const struct pci_device *d, unsigned bar, uint64_t offset, uint64_t length)
{
	(void)d;
	(void)bar;
	(void)length;
	return registers[offset - 1];
}

int pci_enable(const struct pci_device *d)
{
	(void)d;
	return 0;
}

int pci_message(const struct pci_device *d, unsigned n, int notification, uint64_t bits)
{
	(void)d;
	(void)n;
	(void)notification;
	(void)bits;
	return has_messages ? 7 : -ENOENT;
}

void pci_acknowledge(int irq)
{
	acknowledged += irq == 7;
}

int pci_memory(const struct pci_device *d, struct pci_memory *m, uint64_t length,
	uint64_t highest)
{
	(void)d;
	(void)highest;
	m->at = calloc(1, length);
	m->physical = (uint64_t)m->at;
	return m->at ? 0 : -ENOMEM;
}

void pci_address_text(const struct pci_device *d, char text[8])
{
	(void)d;
	strcpy(text, "00:01.0");
}

int block_area_make(struct block_disk *d, const struct pci_device *pci, uint64_t highest)
{
	(void)pci;
	(void)highest;
	d->attach.area = 1 << 20;
	return 0;
}

int block_attach_disk(struct block_disk *d, int notification, uint64_t bits)
{
	(void)d;
	(void)notification;
	(void)bits;
	return 0;
}

bool block_next(struct block_disk *d, struct block_work *w)
{
	(void)d;
	if (taken == asked_count)
		return false;
	*w = asked[taken++];
	return true;
}

void block_done(struct block_disk *d, uint32_t tag, int status)
{
	(void)d;
	CHECK_INT(result[tag], 1); /* answered once */
	result[tag] = status;
}

void block_tell(struct block_disk *d)
{
	(void)d;
	told++;
}

void server_log(const struct server *s, const char *format, ...)
{
	(void)s;
	(void)format;
}

/* --- the device ------------------------------------------------------------------------------ */

static struct vdisk *v;
static uint16_t seen; /* of the ring of what is offered */

static void *common(unsigned at)
{
	return &registers[0][at];
}

/* It does `most` of what was offered. */
static void device_does(unsigned most)
{
	struct virtq_memory *q = &v->own->queue;

	for (; most && seen != q->avail.index; most--, seen++) {
		unsigned head = q->avail.ring[seen & (v->virtio.size - 1)];
		unsigned n = head;

		while (q->desc[n].flags & DESC_NEXT)
			n = q->desc[n].next;
		*(uint8_t *)(uintptr_t)q->desc[n].address = S_OK;
		q->used.ring[q->used.index & (v->virtio.size - 1)].id = head;
		q->used.index++;
	}
}

static unsigned device_was_offered(void)
{
	return (uint16_t)(v->own->queue.avail.index - seen);
}

static void start(bool messages)
{
	const uint32_t all = UINT32_MAX;
	const uint16_t size = 256;

	memset(registers, 0, sizeof(registers));
	memcpy(common(4), &all, 4);
	memcpy(common(24), &size, 2);
	memset(&registers[3][CONFIG_CAPACITY], 0x10, 12);
	has_messages = messages;
	seen = 0;
	asked_count = taken = 0;
	v = calloc(1, sizeof(*v));
	CHECK(v != NULL);
	v->pci.info.vendor = VIRTIO_VENDOR;
	CHECK_INT(vdisk_set_up(v, 0, 3), 0);
}

static void finish(void)
{
	free(v->memory.at);
	free(v);
}

static void ask(unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct block_work w = { .operation = i % 2 ? BLOCK_WRITE : BLOCK_READ,
			.sector = i * 8,
			.sectors = 8,
			.tag = asked_count % BLOCK_RING };

		result[w.tag] = 1;
		asked[asked_count++] = w;
	}
	vdisk_serve(v, v->bit_doorbell);
}

static unsigned answered(int status)
{
	unsigned n = 0;

	for (unsigned i = 0; i < asked_count; i++)
		n += result[i] == status;
	return n;
}

/* --- tests ------------------------------------------------------------------------------------- */

static void test_works(void)
{
	start(true);
	CHECK_INT(vdisk_patience(v), INT64_MAX);
	ask(10);
	CHECK_INT(device_was_offered(), 10);
	CHECK_INT(vdisk_patience(v), LOOK_EVERY);
	device_does(10);
	vdisk_serve(v, v->bit_irq);
	CHECK_INT(answered(0), 10);
	CHECK_INT(acknowledged, 1);
	CHECK_INT(vdisk_patience(v), INT64_MAX);
	finish();
}

/* Without messages it is told not to interrupt, and is looked at. */
static void test_without_messages(void)
{
	uint16_t vector;

	start(false);
	memcpy(&vector, common(26), 2);
	CHECK_INT(vector, 0xffff);
	CHECK_INT(v->own->queue.avail.flags, 1);
	ask(3);
	CHECK_INT(vdisk_patience(v), POLL);
	vdisk_serve(v, 0);
	CHECK_INT(answered(1), 3);
	device_does(2);
	vdisk_serve(v, 0);
	CHECK_INT(answered(0), 2);
	CHECK_INT(vdisk_patience(v), POLL);
	device_does(1);
	vdisk_serve(v, 0);
	CHECK_INT(answered(0), 3);
	CHECK_INT(vdisk_patience(v), INT64_MAX);
	finish();
}

/* It forgets requests once: they are made again, and nobody notices. */
static void test_hangs_once(bool messages)
{
	start(messages);
	ask(6);
	device_does(2);
	clock_now += 20 * SECOND;
	vdisk_serve(v, v->bit_irq);
	CHECK_INT(answered(0), 2);
	/* As long as something is done now and then there is time. */
	clock_now += 20 * SECOND;
	vdisk_serve(v, 0);
	CHECK_INT(device_was_offered(), 4);
	clock_now += 11 * SECOND;
	seen = 0;
	vdisk_serve(v, 0);
	CHECK_INT(answered(1), 4);
	CHECK_INT(v->own->queue.avail.index, 4);
	CHECK_INT(v->own->queue.used.index, 0);
	CHECK_INT(v->own->queue.avail.flags, !messages);
	ask(1);
	device_does(5);
	vdisk_serve(v, v->bit_irq);
	CHECK_INT(answered(0), 7);
	/* The next time counts anew. */
	ask(1);
	clock_now += 31 * SECOND;
	seen = 0;
	vdisk_serve(v, 0);
	CHECK_INT(answered(1), 1);
	CHECK_INT(v->own->queue.avail.index, 1);
	finish();
}

static void test_hangs_on(void)
{
	start(true);
	ask(5);
	clock_now += 31 * SECOND;
	vdisk_serve(v, 0);
	CHECK_INT(answered(1), 5);
	clock_now += 31 * SECOND;
	vdisk_serve(v, 0);
	CHECK_INT(answered(-EIO), 5);
	CHECK_INT(vdisk_patience(v), INT64_MAX);
	/* What comes then is tried. */
	seen = 0;
	ask(1);
	CHECK_INT(device_was_offered(), 1);
	device_does(1);
	vdisk_serve(v, v->bit_irq);
	CHECK_INT(answered(0), 1);
	finish();
}

/* After the reset it is no disk of this kind any more. */
static void test_does_not_come_back(void)
{
	uint8_t status;

	start(true);
	ask(5);
	memset(common(4), 0, 4);
	clock_now += 31 * SECOND;
	vdisk_serve(v, 0);
	CHECK_INT(answered(-EIO), 5);
	memcpy(&status, common(20), 1);
	CHECK_INT(status, 128);
	ask(50);
	CHECK_INT(answered(-EIO), 55);
	CHECK_INT(vdisk_patience(v), INT64_MAX);
	finish();
}

int main(void)
{
	test_works();
	test_without_messages();
	test_hangs_once(true);
	test_hangs_once(false);
	test_hangs_on();
	test_does_not_come_back();
	return host_report();
}
