/*
 * servers/vfs/partition.h - the tables of partitions that a disk may have.
 *
 * GPT as the UEFI Specification has it (2.10, 5), and the PC's master boot record with
 * extended partitions (the same, 5.2.1, and what DOS made of it).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_PARTITION_H
#define XINIM_VFS_PARTITION_H

#include "servers/vfs/block.h"

#define PARTITIONS_MAX 15 /* of a disk: as many numbers as there are for it */

struct partition {
	unsigned number;         /* from 1 on, as the table counts */
	uint64_t start, sectors; /* of BLOCK_SECTOR bytes; within the disk */
};

/*
 * Reads d's table, whichever it has; parks. The number of partitions, by ascending
 * number, at most PARTITIONS_MAX; 0: there is no table, or one that cannot be. Entries
 * that cannot be are left out, and what is beyond the disk or, in GPT, overlaps one
 * before. -EIO, -ENOMEM.
 */
int partition_read(struct block_device *d, struct partition out[PARTITIONS_MAX]);

/* CRC-32 as GPT has it (ISO 3309, 8.1.1.6.2), of more bytes after what crc is of; first 0. */
uint32_t partition_crc(uint32_t crc, const void *data, uint64_t length);

#endif
