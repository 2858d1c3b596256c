/*
 * servers/virtio-blk/virtio.c - a virtio device on PCI and its queue.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/virtio-blk/virtio.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* struct virtio_pci_cap (4.1.4). */
#define CAP_VENDOR     0x09
#define CAP_TYPE       3
#define CAP_BAR        4
#define CAP_OFFSET     8
#define CAP_LENGTH     12
#define CAP_MULTIPLIER 16
#define TYPE_COMMON    1
#define TYPE_NOTIFY    2
#define TYPE_DEVICE    4

/* struct virtio_pci_common_cfg (4.1.4.3). */
#define DEVICE_FEATURE_SELECT 0
#define DEVICE_FEATURE        4
#define DRIVER_FEATURE_SELECT 8
#define DRIVER_FEATURE        12
#define CONFIG_VECTOR         16
#define DEVICE_STATUS         20
#define CONFIG_GENERATION     21
#define QUEUE_SELECT          22
#define QUEUE_SIZE            24
#define QUEUE_VECTOR          26
#define QUEUE_ENABLE          28
#define QUEUE_NOTIFY_OFF      30
#define QUEUE_DESC            32
#define QUEUE_DRIVER          40
#define QUEUE_DEVICE          48
#define COMMON_LENGTH         56

#define NO_VECTOR 0xffff

#define AVAIL_NO_INTERRUPT 1 /* 2.6.6 */

/* Device status (2.1). */
#define STATUS_ACKNOWLEDGE 1
#define STATUS_DRIVER      2
#define STATUS_DRIVER_OK   4
#define STATUS_FEATURES_OK 8
#define STATUS_FAILED      128

#define RESET_POLLS 1000000 /* readings of the status before it is given up */
#define LOOKS       16      /* at a configuration that keeps changing */

static uint8_t get8(const struct virtio *v, unsigned at)
{
	return v->common[at];
}

static void put8(const struct virtio *v, unsigned at, uint8_t value)
{
	v->common[at] = value;
}

static uint16_t get16(const struct virtio *v, unsigned at)
{
	return *(volatile uint16_t *)(v->common + at);
}

static void put16(const struct virtio *v, unsigned at, uint16_t value)
{
	*(volatile uint16_t *)(v->common + at) = value;
}

static uint32_t get32(const struct virtio *v, unsigned at)
{
	return *(volatile uint32_t *)(v->common + at);
}

static void put32(const struct virtio *v, unsigned at, uint32_t value)
{
	*(volatile uint32_t *)(v->common + at) = value;
}

/* As two halves (4.1.3.1). */
static void put64(const struct virtio *v, unsigned at, uint64_t value)
{
	put32(v, at, (uint32_t)value);
	put32(v, at + 4, (uint32_t)(value >> 32));
}

/* --- finding it ---------------------------------------------------------------------- */

/* Maps what the first capability of this type says; its length. NULL: it has none. */
static volatile uint8_t *map(
	const struct pci_device *pci, unsigned type, uint32_t *length, unsigned *cap)
{
	for (unsigned n = 0; (*cap = pci_capability(pci, CAP_VENDOR, n)); n++) {
		unsigned bar = pci_read(pci, *cap + CAP_BAR, 1);
		volatile uint8_t *at;

		/* One that cannot be used is not to be: there may be others (4.1.4.1). */
		if (pci_read(pci, *cap + CAP_TYPE, 1) != type || bar >= XINIM_PCI_BARS)
			continue;
		*length = pci_read(pci, *cap + CAP_LENGTH, 4);
		at = pci_map(pci, bar, pci_read(pci, *cap + CAP_OFFSET, 4), *length);
		if (at)
			return at;
	}
	return NULL;
}

/* It does nothing any more then of what it was told before. */
static int reset(struct virtio *v)
{
	put8(v, DEVICE_STATUS, 0);
	for (unsigned i = 0; get8(v, DEVICE_STATUS) != 0; i++)
		if (i == RESET_POLLS)
			return -ENODEV;
	put8(v, DEVICE_STATUS, STATUS_ACKNOWLEDGE);
	put8(v, DEVICE_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
	return 0;
}

int virtio_find(struct virtio *v, const struct pci_device *pci)
{
	uint32_t length;
	unsigned cap;

	v->pci = pci;
	v->common = map(pci, TYPE_COMMON, &length, &cap);
	if (!v->common || length < COMMON_LENGTH)
		return -ENODEV;
	v->notify = map(pci, TYPE_NOTIFY, &v->notify_length, &cap);
	if (!v->notify)
		return -ENODEV;
	v->notify_multiplier = pci_read(pci, cap + CAP_MULTIPLIER, 4);
	v->config = map(pci, TYPE_DEVICE, &v->config_length, &cap);
	return reset(v);
}

int virtio_agree(struct virtio *v, uint64_t wanted)
{
	uint64_t has;

	put32(v, DEVICE_FEATURE_SELECT, 0);
	has = get32(v, DEVICE_FEATURE);
	put32(v, DEVICE_FEATURE_SELECT, 1);
	has |= (uint64_t)get32(v, DEVICE_FEATURE) << 32;
	if (!(has & VIRTIO_F_VERSION_1))
		return -ENODEV;
	v->features = has & (wanted | VIRTIO_F_VERSION_1);
	put32(v, DRIVER_FEATURE_SELECT, 0);
	put32(v, DRIVER_FEATURE, (uint32_t)v->features);
	put32(v, DRIVER_FEATURE_SELECT, 1);
	put32(v, DRIVER_FEATURE, (uint32_t)(v->features >> 32));
	put8(v, DEVICE_STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK);
	return get8(v, DEVICE_STATUS) & STATUS_FEATURES_OK ? 0 : -ENODEV;
}

uint64_t virtio_config(const struct virtio *v, unsigned at, unsigned size)
{
	uint64_t value = 0;
	uint8_t generation;

	if (!v->config || at + size > v->config_length)
		return 0;
	/* Read in pieces: until nothing has changed in between (2.4.1). */
	for (unsigned i = 0; i < LOOKS; i++) {
		generation = get8(v, CONFIG_GENERATION);
		value = *(volatile uint32_t *)(v->config + at);
		if (size == 8)
			value |= (uint64_t) * (volatile uint32_t *)(v->config + at + 4)
				<< 32;
		if (generation == get8(v, CONFIG_GENERATION))
			break;
	}
	return value;
}

/* --- the queue ------------------------------------------------------------------------- */

/* The largest power of two that is not above n, as a queue's size has to be one. */
static unsigned power_below(unsigned n)
{
	unsigned p = 1;

	while (p * 2 <= n)
		p *= 2;
	return p;
}

static int choose_size(struct virtio *v)
{
	unsigned most;

	put16(v, QUEUE_SELECT, 0);
	most = get16(v, QUEUE_SIZE);
	if (most < 4)
		return -ENODEV;
	v->size = power_below(most < QUEUE_MAX ? most : QUEUE_MAX);
	put16(v, QUEUE_SIZE, (uint16_t)v->size);
	return 0;
}

/* The device is told where its queue is. -ENODEV */
static int tell_queue(struct virtio *v)
{
	uint64_t physical = v->queue_physical;

	put16(v, CONFIG_VECTOR, NO_VECTOR);
	put16(v, QUEUE_VECTOR, v->irq < 0 ? NO_VECTOR : 0);
	if (v->irq >= 0 && get16(v, QUEUE_VECTOR) != 0)
		return -ENODEV;
	v->seen = 0;
	put64(v, QUEUE_DESC, physical + offsetof(struct virtq_memory, desc));
	put64(v, QUEUE_DRIVER, physical + offsetof(struct virtq_memory, avail));
	put64(v, QUEUE_DEVICE, physical + offsetof(struct virtq_memory, used));
	put16(v, QUEUE_ENABLE, 1);
	return 0;
}

/* Without messages: its interrupt line is nobody's. */
static void keep_quiet(struct virtio *v)
{
	v->irq = -1;
	v->queue->avail.flags = AVAIL_NO_INTERRUPT;
}

int virtio_queue(struct virtio *v, struct virtq_memory *memory, uint64_t physical,
	int notification, uint64_t bits)
{
	uint64_t doorbell;
	int error = choose_size(v);

	if (error)
		return error;
	doorbell = (uint64_t)get16(v, QUEUE_NOTIFY_OFF) * v->notify_multiplier;
	if (doorbell % 2 || doorbell + 2 > v->notify_length)
		return -ENODEV;
	v->doorbell = (volatile uint16_t *)(v->notify + doorbell);
	v->queue = memory;
	v->queue_physical = physical;
	v->irq = pci_message(v->pci, 0, notification, bits);
	if (v->irq == -ENOENT)
		keep_quiet(v);
	else if (v->irq < 0)
		return v->irq;
	return tell_queue(v);
}

int virtio_again(struct virtio *v)
{
	uint64_t features = v->features;
	unsigned size = v->size;
	int error = reset(v);

	if (!error)
		error = virtio_agree(v, features);
	if (!error)
		error = choose_size(v);
	if (!error && (v->features != features || v->size != size))
		error = -ENODEV;
	if (error)
		return error;
	memset(v->queue, 0, sizeof(*v->queue));
	if (v->irq < 0)
		keep_quiet(v);
	error = tell_queue(v);
	if (!error)
		virtio_go(v);
	return error;
}

void virtio_go(struct virtio *v)
{
	put8(v, DEVICE_STATUS,
		STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK |
			STATUS_DRIVER_OK);
}

void virtio_fail(struct virtio *v)
{
	if (v->common)
		put8(v, DEVICE_STATUS, STATUS_FAILED);
}

void virtio_offer(struct virtio *v, uint16_t head)
{
	struct virtq_avail *a = &v->queue->avail;
	uint16_t index = a->index;

	a->ring[index & (v->size - 1)] = head;
	__atomic_store_n(&a->index, (uint16_t)(index + 1), __ATOMIC_RELEASE);
}

void virtio_kick(struct virtio *v)
{
	/* What was offered is to be seen by who reads after this (2.6.13.3.1). */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!(*(volatile uint16_t *)&v->queue->used.flags & 1))
		*v->doorbell = 0;
}

int virtio_take(struct virtio *v)
{
	const struct virtq_used *u = &v->queue->used;

	if (__atomic_load_n(&u->index, __ATOMIC_ACQUIRE) == v->seen)
		return -EAGAIN;
	return (int)(*(volatile uint32_t *)&u->ring[v->seen++ & (v->size - 1)].id &
		(QUEUE_MAX - 1));
}
