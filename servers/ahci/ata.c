/*
 * servers/ahci/ata.c - what is said to ATA disks, and what they say of themselves.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/ahci/ata.h"

#include <string.h>

/* Words of IDENTIFY DEVICE (ACS-3, 7.12.7). */
#define WORD_MODEL      27
#define MODEL_WORDS     20
#define WORD_ABILITIES  49
#define HAS_LBA         (1u << 9)
#define WORD_SECTORS_28 60
#define WORD_QUEUE      75
#define WORD_SATA       76
#define HAS_NCQ         (1u << 8)
#define WORD_FEATURES   82
#define HAS_CACHE       (1u << 5)
#define WORD_FEATURES_2 83
#define HAS_LBA48       (1u << 10)
#define WORD_SECTORS_48 100
#define WORD_SIZES      106
#define SIZES_VALID     0x4000u
#define SIZES_MASK      0xc000u
#define LONG_SECTORS    (1u << 12)
#define WORD_SECTOR     117 /* and 118: in words */

#define FIS_COMMAND 0x27 /* host to device */
#define FIS_IS_ONE  0x80 /* a command, not control */
#define USE_LBA     0x40

static uint64_t get(const uint16_t *words, unsigned at, unsigned count)
{
	uint64_t value = 0;

	while (count--)
		value = value << 16 | words[at + count];
	return value;
}

/* Its characters stand in pairs, the second one first; spaces fill it up. */
static void get_model(const uint16_t *words, char model[41])
{
	unsigned length = 0;

	for (unsigned i = 0; i < 2 * MODEL_WORDS; i++) {
		unsigned c = words[WORD_MODEL + i / 2] >> (i % 2 ? 0 : 8) & 0xff;

		model[i] = c > ' ' && c < 0x7f ? (char)c : ' ';
		if (model[i] != ' ')
			length = i + 1;
	}
	model[length] = 0;
}

bool ata_identify(const uint16_t words[256], struct ata_disk *d)
{
	memset(d, 0, sizeof(*d));
	if (!(words[WORD_ABILITIES] & HAS_LBA))
		return false;
	d->lba48 = words[WORD_FEATURES_2] & HAS_LBA48;
	d->sectors = get(words, WORD_SECTORS_28, 2);
	if (d->lba48)
		d->sectors = get(words, WORD_SECTORS_48, 4);
	d->most = d->lba48 ? 65536 : 256;
	d->sector_size = 512;
	if ((words[WORD_SIZES] & SIZES_MASK) == SIZES_VALID &&
		words[WORD_SIZES] & LONG_SECTORS)
		d->sector_size = (uint32_t)get(words, WORD_SECTOR, 2) * 2;
	if (d->sector_size < 512 || d->sector_size > 4096 ||
		(d->sector_size & (d->sector_size - 1)))
		return false;
	d->cache = words[WORD_FEATURES] & HAS_CACHE;
	if (d->lba48 && words[WORD_SATA] != 0xffff && words[WORD_SATA] & HAS_NCQ)
		d->queue = (words[WORD_QUEUE] & 31u) + 1;
	get_model(words, d->model);
	return d->sectors != 0 && d->sectors <= INT64_MAX / d->sector_size;
}

static void put_lba(uint8_t *fis, uint64_t lba)
{
	for (unsigned i = 0; i < 3; i++) {
		fis[4 + i] = (uint8_t)(lba >> 8 * i);
		fis[8 + i] = (uint8_t)(lba >> (24 + 8 * i));
	}
}

void ata_command(uint8_t fis[ATA_FIS_BYTES], uint8_t command, bool lba48, uint64_t lba,
	uint32_t count)
{
	memset(fis, 0, ATA_FIS_BYTES);
	fis[0] = FIS_COMMAND;
	fis[1] = FIS_IS_ONE;
	fis[2] = command;
	put_lba(fis, lba);
	fis[7] = USE_LBA;
	if (!lba48) {
		fis[7] |= lba >> 24 & 15;
		fis[8] = 0;
	}
	/* 256, and 65,536, are said as 0. */
	fis[12] = (uint8_t)count;
	fis[13] = lba48 ? (uint8_t)(count >> 8) : 0;
}

void ata_queued(uint8_t fis[ATA_FIS_BYTES], uint8_t command, uint64_t lba, uint32_t count,
	unsigned tag)
{
	ata_command(fis, command, true, lba, 0);
	fis[3] = (uint8_t)count;
	fis[11] = (uint8_t)(count >> 8);
	fis[12] = (uint8_t)(tag << 3);
}
