/*
 * servers/vfs/block_find.c - block devices by what is on them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/block_devices.h"
#include "servers/vfs/vfs.h"

/* ext2's superblock (The Second Extended File System, 3.1), as far as it names it. */
#define SUPER_SECTOR 2 /* byte 1024 */
#define SUPER_MAGIC  56
#define MAGIC        0xef53
#define SUPER_UUID   104
#define UUID_BYTES   16
#define SUPER_LABEL  120
#define LABEL_BYTES  16
#define READ_BYTES   4096 /* holds it, in whole sectors of any device */

/* Reads what of the superblock is above. -EINVAL: there is none. */
static int read_super(struct block_device *d, uint8_t *buffer, const uint8_t **super)
{
	int error;

	if (d->sectors < READ_BYTES / BLOCK_SECTOR)
		return -EINVAL;
	error = block_read(d, 0, READ_BYTES / BLOCK_SECTOR, buffer);
	if (error)
		return error;
	*super = buffer + SUPER_SECTOR * BLOCK_SECTOR;
	return ((*super)[SUPER_MAGIC] | (*super)[SUPER_MAGIC + 1] << 8) == MAGIC
		? 0
		: -EINVAL;
}

static bool label_is(const uint8_t *super, const char *label)
{
	size_t n = strlen(label);

	return n <= LABEL_BYTES && memcmp(super + SUPER_LABEL, label, n) == 0 &&
		(n == LABEL_BYTES || super[SUPER_LABEL + n] == 0);
}

/* Hexadecimal digits as in 8-4-4-4-12 (RFC 4122, 3). */
static bool uuid_is(const uint8_t *super, const char *text)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *uuid = super + SUPER_UUID;

	for (unsigned i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			if (*text++ != '-')
				return false;
		if (tolower((unsigned char)*text++) != digits[uuid[i] >> 4])
			return false;
		if (tolower((unsigned char)*text++) != digits[uuid[i] & 15])
			return false;
	}
	return *text == 0;
}

/* The first device whose superblock has this name, as `is` finds. */
static int find_on(bool (*is)(const uint8_t *super, const char *name), const char *name,
	struct block_device **out)
{
	struct block_device *d, *next;
	uint8_t *buffer = malloc(READ_BYTES);
	const uint8_t *super;

	if (!buffer)
		return -ENOMEM;
	*out = NULL;
	d = list_empty(&block_devices)
		? NULL
		: block_get(list_first(&block_devices, struct block_device, link));
	while (d && !*out) {
		if (read_super(d, buffer, &super) == 0 && is(super, name)) {
			*out = d;
			break;
		}
		/* One that went while it was read has no next: the rest is not looked at. */
		next = list_empty(&d->link) || d->link.next == &block_devices
			? NULL
			: block_get(list_entry(d->link.next, struct block_device, link));
		block_put(d);
		d = next;
	}
	free(buffer);
	return *out ? 0 : -ENODEV;
}

static int find_name(const char *source, struct block_device **out)
{
	struct block_device *d = NULL;

	if (strncmp(source, "/dev/", 5) == 0)
		d = block_by_name(source + 5);
	if (!d)
		return -ENOENT;
	*out = block_get(d);
	return 0;
}

int block_find(struct call *c, const char *source, struct block_device **out)
{
	struct block_device *d;
	struct name *n;
	int error;

	if (strncmp(source, "LABEL=", 6) == 0)
		return find_on(label_is, source + 6, out);
	if (strncmp(source, "UUID=", 5) == 0)
		return find_on(uuid_is, source + 5, out);
	if (!c)
		return find_name(source, out);
	error = path_walk(c, AT_FDCWD, source, WALK_FOLLOW, &n);
	if (error)
		return error == -ENOENT ? find_name(source, out) : error;
	if (!n->inode)
		error = find_name(source, out);
	else if (!S_ISBLK(n->inode->mode))
		error = -ENOTBLK;
	else if (name_mount(n)->flags & MOUNT_NODEV)
		error = -EACCES;
	else {
		d = block_by_rdev(n->inode->rdev);
		if (d)
			*out = block_get(d);
		else
			error = -ENXIO;
	}
	name_put(n);
	return error;
}
