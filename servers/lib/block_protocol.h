/*
 * servers/lib/block_protocol.h - disks: what a driver and the VFS server share.
 *
 * A driver finds its disks and attaches each (VFS_BLOCK_ATTACH, VFS_BLOCK_DOORBELL
 * of servers/lib/vfs_protocol.h) with an area of memory that its device reads and
 * writes: a page with two rings, then room for data. The VFS server puts requests
 * into the first ring and rings the driver's doorbell; the driver does them, as many
 * at a time as its device can, in any order, puts what became of them into the second
 * one and sets the VFS server's bits.
 *
 * Each ring has one writer, who alone moves its index. Indices run freely; the entry
 * is that index modulo BLOCK_RING. The writer fills entries in, then stores the
 * index; the reader loads the index, then reads entries. Neither trusts the other:
 * what is in the area is read once, checked, then used, and an index that is further
 * ahead than there can be entries is not followed. The VFS server has at most
 * BLOCK_RING requests out, so no ring is ever full for its writer.
 *
 * A driver that dies is started anew and attaches its disks again under the same
 * identity, with a new area: that replaces the old one, and all requests which had not
 * been completed are made again, in the order in which they were made.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_BLOCK_PROTOCOL_H
#define XINIM_SERVERS_BLOCK_PROTOCOL_H

#include <stdint.h>

#define BLOCK_SECTOR 512u /* bytes; what all counts of sectors are in */

#define BLOCK_RING     64u   /* entries of a ring */
#define BLOCK_HEAD     4096u /* bytes of the area before the data */
#define BLOCK_AREA_MIN (BLOCK_HEAD + 65536u)
#define BLOCK_AREA_MAX (4u << 20)
#define BLOCK_IDENTITY 40 /* bytes, with the NUL */

enum block_operation {
	BLOCK_READ,
	BLOCK_WRITE,
	/* What was written and completed before is on the medium when it is completed. */
	BLOCK_FLUSH,
};

/* An entry of the first ring: the VFS server to the driver. */
struct block_entry {
	uint64_t sector;    /* the first, in units of BLOCK_SECTOR */
	uint32_t sectors;   /* how many; FLUSH: 0 */
	uint32_t operation; /* enum block_operation */
	uint32_t data;      /* where in the area; a multiple of BLOCK_SECTOR */
	uint32_t tag;       /* tells it from all others under way; below BLOCK_RING */
	uint64_t pad;
};
_Static_assert(sizeof(struct block_entry) == 32, "the same for both");

/* An entry of the second ring: the driver to the VFS server. */
struct block_completion {
	uint32_t tag;
	int32_t status; /* 0, or an errno value negated */
};

/* The area's first page. All zeroes when it is attached. */
struct block_area {
	uint32_t asked; /* index of the first ring, the VFS server's */
	uint32_t pad1[15];
	uint32_t completed; /* index of the second, the driver's */
	uint32_t pad2[15];
	struct block_entry entry[BLOCK_RING];
	struct block_completion completion[BLOCK_RING];
};
_Static_assert(sizeof(struct block_area) <= BLOCK_HEAD, "one page");

/* What VFS_BLOCK_ATTACH points at. */
struct block_attach {
	/*
	 * "DRIVER BUS:DEVICE.FUNCTION UNIT", filled up with NULs: the driver's name, the
	 * PCI function's address in hexadecimal digits, the disk's number there. The same
	 * after a restart.
	 */
	char identity[BLOCK_IDENTITY];
	uint64_t sectors;     /* of BLOCK_SECTOR bytes */
	uint32_t sector_size; /* the disk's own: a power of two from 512 to 4096 */
	uint32_t max_sectors; /* of one request; a multiple of sector_size */
	uint32_t area;        /* bytes of the area */
	uint32_t flags;       /* BLOCK_ATTACH_ */
	char model[40];       /* for people; NUL at the end, may be empty */
};
_Static_assert(sizeof(struct block_attach) == 104, "the same for both");

#define BLOCK_ATTACH_READ_ONLY 1u
#define BLOCK_ATTACH_FLUSH     2u /* it has a cache that FLUSH empties */
/* Which of the names its number is from: /dev/vda, vdb ... or /dev/sda, sdb ... */
#define BLOCK_ATTACH_VIRTIO 4u

#endif
