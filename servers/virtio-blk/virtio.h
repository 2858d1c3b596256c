/*
 * servers/virtio-blk/virtio.h - a virtio device on PCI and its queue.
 *
 * Virtual I/O Device (VIRTIO) Version 1.1, OASIS: 2 (devices, split queues), 3.1
 * (initialization), 4.1 (PCI). Only the interface of version 1 is used.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VIRTIO_BLK_VIRTIO_H
#define XINIM_VIRTIO_BLK_VIRTIO_H

#include "servers/lib/pci_device.h"

#define VIRTIO_VENDOR 0x1af4

#define VIRTIO_F_VERSION_1 (1ULL << 32)

#define QUEUE_MAX 256 /* descriptors */

struct virtq_desc {
	uint64_t address;
	uint32_t length;
	uint16_t flags, next;
};
#define DESC_NEXT  1
#define DESC_WRITE 2 /* by the device */

struct virtq_avail {
	uint16_t flags, index;
	uint16_t ring[QUEUE_MAX];
};

struct virtq_used {
	uint16_t flags, index;
	struct {
		uint32_t id, length;
	} ring[QUEUE_MAX];
};

/* The three parts of a queue, as aligned as 2.6 wants them. */
struct virtq_memory {
	struct virtq_desc desc[QUEUE_MAX];
	struct virtq_avail avail;
	uint8_t pad[4096 - sizeof(struct virtq_avail)];
	struct virtq_used used;
};

struct virtio {
	const struct pci_device *pci;
	volatile uint8_t *common, *notify, *config; /* config: NULL, it has none */
	uint32_t config_length;
	uint32_t notify_length, notify_multiplier;
	uint64_t features; /* agreed on */
	int irq;           /* less than 0: it has no messages, and is to be looked at */

	/* Queue 0. */
	struct virtq_memory *queue;
	uint64_t queue_physical;
	unsigned size; /* descriptors, a power of two */
	uint16_t seen; /* of the used ring */
	volatile uint16_t *doorbell;
};

/*
 * Finds the device's registers and resets it: it does nothing then of what it was told
 * before, by whomever. -ENODEV: it has no interface of version 1, or does not answer.
 */
int virtio_find(struct virtio *v, const struct pci_device *pci);
/*
 * Agrees on those of the features `wanted` that it has. -ENODEV: it is not of version 1,
 * or does not agree.
 */
int virtio_agree(struct virtio *v, uint64_t wanted);
/*
 * Sets up queue 0 with a message that sets `bits`, in memory that is the queue's and at
 * `physical`. A device that has no messages is never to interrupt. -ENODEV: there is no
 * such queue; or what pci_message answers.
 */
int virtio_queue(struct virtio *v, struct virtq_memory *memory, uint64_t physical,
	int notification, uint64_t bits);
/* The device may begin. */
void virtio_go(struct virtio *v);
/*
 * Resets it and sets it up as before: it has forgotten what it was asked, and the queue is
 * empty. -ENODEV: it does not come back, or is another one.
 */
int virtio_again(struct virtio *v);
/* It is given up: tells it so. */
void virtio_fail(struct virtio *v);

/* Bytes of the device's own configuration, 4 or 8 of them, in one piece. */
uint64_t virtio_config(const struct virtio *v, unsigned at, unsigned size);

/* Hands the device the chain that begins at descriptor `head`; virtio_kick tells it. */
void virtio_offer(struct virtio *v, uint16_t head);
void virtio_kick(struct virtio *v);
/* The head of a chain that the device is done with; -EAGAIN: none. */
int virtio_take(struct virtio *v);

#endif
