/*
 * servers/ahci/ata.h - what is said to ATA disks, and what they say of themselves.
 *
 * ATA/ATAPI Command Set - 3 (ACS-3, T13/2161-D), 7; frames as in Serial ATA 3.0, 10.3.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_AHCI_ATA_H
#define XINIM_AHCI_ATA_H

#include <stdbool.h>
#include <stdint.h>

#define ATA_IDENTIFY       0xec
#define ATA_READ_DMA       0xc8
#define ATA_READ_DMA_EXT   0x25
#define ATA_WRITE_DMA      0xca
#define ATA_WRITE_DMA_EXT  0x35
#define ATA_READ_QUEUED    0x60
#define ATA_WRITE_QUEUED   0x61
#define ATA_FLUSH          0xe7
#define ATA_FLUSH_EXT      0xea
#define ATA_IDENTIFY_BYTES 512
#define ATA_FIS_BYTES      20 /* of a command's frame */

/* What IDENTIFY DEVICE tells. */
struct ata_disk {
	uint64_t sectors;     /* of sector_size */
	uint32_t sector_size; /* bytes */
	uint32_t most;        /* sectors of one command */
	unsigned queue;       /* queued commands that it takes; 0: none */
	bool lba48;
	bool cache; /* it may hold what was written until it is flushed */
	char model[41];
};

/*
 * Reads the 512 bytes of IDENTIFY. False: it is no disk that can be used (no LBA, no
 * sectors, or a size of sector that is none).
 */
bool ata_identify(const uint16_t identify[256], struct ata_disk *d);

/* A command's frame. Counts and addresses are in the disk's own sectors. */
void ata_command(uint8_t fis[ATA_FIS_BYTES], uint8_t command, bool lba48, uint64_t lba,
	uint32_t count);
/* A queued read or write, which is known by its tag. */
void ata_queued(uint8_t fis[ATA_FIS_BYTES], uint8_t command, uint64_t lba, uint32_t count,
	unsigned tag);

#endif
