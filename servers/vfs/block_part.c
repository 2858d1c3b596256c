/*
 * servers/vfs/block_part.c - partitions as block devices, and the nodes of them all.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/block_devices.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/partition.h"

#define NODE_MODE (S_IFBLK | 0660)

static void partition_submit(struct block_device *d, struct block_request *r)
{
	d->whole->ops->submit(d->whole, r);
}

static void partition_destroy(struct block_device *d)
{
	block_put(d->whole);
	free(d);
}

static const struct block_ops partition_ops = {
	.submit = partition_submit,
	.destroy = partition_destroy,
};

/* No memory for a node: the device can be mounted all the same. */
static void make_device_node(const struct block_device *d)
{
	if (device_node(d->name, NODE_MODE, d->rdev) != 0)
		os_log("%s: no node in /dev", d->name);
}

static int add_partition(struct block_device *disk, const struct partition *p)
{
	struct block_device *d = calloc(1, sizeof(*d));

	if (!d)
		return -ENOMEM;
	/* A disk's own name is short, and the number has two digits at most. */
	snprintf(d->name, sizeof(d->name), "%.12s%u", disk->name, p->number % 100);
	d->ops = &partition_ops;
	d->rdev = DEV_MAKE(DEV_MAJOR(disk->rdev), DEV_MINOR(disk->rdev) + p->number);
	d->whole = block_get(disk);
	d->start = p->start;
	d->sectors = p->sectors;
	d->sector_size = disk->sector_size;
	d->read_only = disk->read_only;
	d->scanned = true;
	block_add(d);
	make_device_node(d);
	return 0;
}

static bool partitions_in_use(const struct block_device *disk)
{
	const struct block_device *d;

	list_for_each_entry (d, &block_devices, link)
		if (d->whole == disk && d != disk && d->refs > 1)
			return true;
	return false;
}

static void remove_partitions(struct block_device *disk)
{
	struct list *l, *next;

	list_for_each_safe (l, next, &block_devices) {
		struct block_device *d = list_entry(l, struct block_device, link);

		if (d->whole != disk || d == disk)
			continue;
		device_node_remove(d->name);
		block_remove(d);
	}
}

int block_scan(struct block_device *disk)
{
	struct partition *table;
	int count, error = 0;

	if (disk->whole != disk)
		return -EINVAL;
	if (partitions_in_use(disk))
		return -EBUSY;
	table = calloc(PARTITIONS_MAX, sizeof(*table));
	if (!table)
		return -ENOMEM;
	count = partition_read(disk, table);
	if (count >= 0 && partitions_in_use(disk))
		error = -EBUSY; /* while the table was read */
	else if (count < 0)
		error = count;
	if (!error)
		remove_partitions(disk);
	for (int i = 0; i < count && !error; i++)
		error = add_partition(disk, &table[i]);
	free(table);
	return error;
}

static struct block_device *first_new(void)
{
	struct block_device *d;

	list_for_each_entry (d, &block_devices, link)
		if (!d->scanned)
			return d;
	return NULL;
}

void block_scan_new(void)
{
	struct block_device *d;

	while ((d = first_new())) {
		int error;

		d->scanned = true;
		make_device_node(d);
		error = block_scan(d);
		if (error)
			os_log("%s: its partitions cannot be read: error %d", d->name,
				-error);
	}
}
