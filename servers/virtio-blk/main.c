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
#include <stdlib.h>
#include <string.h>

#include "servers/lib/server.h"
#include "servers/virtio-blk/disk.h"

#define DEVICE_BLOCK_OLD 0x1001 /* also has the old interface */
#define DEVICE_BLOCK     0x1042

const struct server virtio_driver = { .name = DRIVER, .route = SERVER_NO_ROUTE };
static struct vdisk *disks[BLOCK_DISKS];
static unsigned disk_count;

/* A function that may be a disk; one that cannot be used is told of and left alone. */
static unsigned add_disk(const struct pci_device *pci, int notification)
{
	struct vdisk *v;
	char address[8];
	int error;

	if (pci->info.vendor != VIRTIO_VENDOR ||
		(pci->info.device != DEVICE_BLOCK_OLD &&
			pci->info.device != DEVICE_BLOCK) ||
		disk_count == BLOCK_DISKS)
		return 0;
	v = calloc(1, sizeof(*v));
	error = v ? 0 : -ENOMEM;
	if (v) {
		v->pci = *pci;
		error = vdisk_set_up(v, disk_count, notification);
	}
	if (!error) {
		disks[disk_count++] = v;
		return 1;
	}
	pci_address_text(pci, address);
	server_log(&virtio_driver, "%s cannot be used: %s", address, strerror(-error));
	if (v)
		virtio_fail(&v->virtio);
	free(v);
	return 0;
}

static int64_t patience(void)
{
	int64_t limit = INT64_MAX;

	for (unsigned i = 0; i < disk_count; i++)
		if (vdisk_patience(disks[i]) < limit)
			limit = vdisk_patience(disks[i]);
	return limit;
}

static void serve(uint64_t bits)
{
	for (unsigned i = 0; i < disk_count; i++)
		vdisk_serve(disks[i], bits);
}

int main(void)
{
	return block_driver_run(&(struct block_driver){
		.server = &virtio_driver,
		.add = add_disk,
		.patience = patience,
		.serve = serve,
	});
}
