/*
 * servers/vfs/partition.c - the tables of partitions that a disk may have.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/partition.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The master boot record: four entries, and two bytes at its end. */
#define MBR_ENTRIES 446
#define MBR_ENTRY   16 /* bytes */
#define MBR_MAGIC   510
#define MBR_COUNT   4
#define MBR_FLAG    0 /* in an entry: 0x80 bootable */
#define MBR_TYPE    4
#define MBR_START   8
#define MBR_SECTORS 12
#define TYPE_GPT    0xee /* protects a GPT from who does not know it */

#define FIRST_LOGICAL 5
#define LINKS_MAX     32 /* extended partitions in a row */

/* GPT's header (table 5-5) and entries (5-6). */
#define GPT_HEADER_MIN 92
#define GPT_CRC        16
#define GPT_SELF       24
#define GPT_FIRST      40
#define GPT_LAST       48
#define GPT_ENTRIES    72
#define GPT_COUNT      80
#define GPT_SIZE       84
#define GPT_ENTRY_CRC  88
#define ENTRY_MIN      128
#define ENTRY_START    32
#define ENTRY_END      40
#define TABLE_MAX      (1u << 20) /* bytes; UEFI has 16,384 as the least */

/* The disk's sectors as its tables count them. */
struct table {
	struct block_device *disk;
	uint32_t unit; /* sectors of BLOCK_SECTOR in one */
	uint64_t units;
	uint8_t *sector; /* room for one */
	struct partition *out;
	unsigned count;
};

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
		(uint32_t)p[3] << 24;
}

static uint64_t get64(const uint8_t *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

uint32_t partition_crc(uint32_t crc, const void *data, uint64_t length)
{
	const uint8_t *p = data;

	crc = ~crc;
	for (uint64_t i = 0; i < length; i++) {
		crc ^= p[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

static int read_units(struct table *t, uint64_t first, uint32_t count, void *to)
{
	return block_read(t->disk, first * t->unit, count * t->unit, to);
}

static void add(struct table *t, unsigned number, uint64_t start, uint64_t units)
{
	struct partition *p;

	if (number > PARTITIONS_MAX || t->count == PARTITIONS_MAX)
		return;
	p = &t->out[t->count++];
	p->number = number;
	p->start = start * t->unit;
	p->sectors = units * t->unit;
}

/* --- GPT ------------------------------------------------------------------------------ */

/* Is t->sector, read from `at`, a header that can be? */
static bool header_good(const struct table *t, uint64_t at)
{
	static const uint8_t zero[4];
	const uint8_t *h = t->sector;
	uint32_t size = get32(h + 12), entry = get32(h + GPT_SIZE), crc;
	uint64_t first = get64(h + GPT_FIRST), last = get64(h + GPT_LAST);
	uint64_t entries = get64(h + GPT_ENTRIES);
	uint64_t bytes = (uint64_t)get32(h + GPT_COUNT) * entry;

	if (memcmp(h, "EFI PART", 8) != 0 || size < GPT_HEADER_MIN ||
		size > t->unit * BLOCK_SECTOR)
		return false;
	crc = partition_crc(0, h, GPT_CRC);
	crc = partition_crc(crc, zero, sizeof(zero));
	crc = partition_crc(crc, h + GPT_CRC + 4, size - GPT_CRC - 4);
	if (crc != get32(h + GPT_CRC) || get64(h + GPT_SELF) != at)
		return false;
	if (entry < ENTRY_MIN || entry % 8 || bytes == 0 || bytes > TABLE_MAX)
		return false;
	return first <= last && last < t->units && entries > 0 && entries < t->units;
}

static bool overlaps(const struct table *t, uint64_t start, uint64_t units)
{
	start *= t->unit;
	units *= t->unit;
	for (unsigned i = 0; i < t->count; i++)
		if (start < t->out[i].start + t->out[i].sectors &&
			t->out[i].start < start + units)
			return true;
	return false;
}

static void take_entry(
	struct table *t, const uint8_t *e, unsigned number, uint64_t first, uint64_t last)
{
	static const uint8_t unused[16];
	uint64_t start = get64(e + ENTRY_START), end = get64(e + ENTRY_END);

	if (memcmp(e, unused, sizeof(unused)) == 0)
		return;
	if (start < first || end > last || start > end ||
		overlaps(t, start, end - start + 1))
		return;
	add(t, number, start, end - start + 1);
}

/* The table whose header is at `at`. 1; 0: none there that can be. */
static int read_gpt(struct table *t, uint64_t at)
{
	uint32_t count, size, units;
	uint64_t entries, first, last;
	uint8_t *table;
	int error = read_units(t, at, 1, t->sector);

	if (error)
		return error == -EIO ? 0 : error; /* the other copy may be readable */
	if (!header_good(t, at))
		return 0;
	count = get32(t->sector + GPT_COUNT);
	size = get32(t->sector + GPT_SIZE);
	entries = get64(t->sector + GPT_ENTRIES);
	first = get64(t->sector + GPT_FIRST);
	last = get64(t->sector + GPT_LAST);
	units = (count * size + t->unit * BLOCK_SECTOR - 1) / (t->unit * BLOCK_SECTOR);
	if (units > t->units - entries)
		return 0;
	table = malloc((size_t)units * t->unit * BLOCK_SECTOR);
	if (!table)
		return -ENOMEM;
	error = read_units(t, entries, units, table);
	if (!error &&
		partition_crc(0, table, (uint64_t)count * size) ==
			get32(t->sector + GPT_ENTRY_CRC)) {
		for (uint32_t i = 0; i < count; i++)
			take_entry(t, table + (size_t)i * size, i + 1, first, last);
		error = 1;
	}
	free(table);
	return error == -EIO ? 0 : error;
}

/* --- the master boot record --------------------------------------------------------------- */

static const uint8_t *mbr_entry(const struct table *t, unsigned n)
{
	return t->sector + MBR_ENTRIES + n * MBR_ENTRY;
}

static bool is_mbr(const struct table *t)
{
	if (t->sector[MBR_MAGIC] != 0x55 || t->sector[MBR_MAGIC + 1] != 0xaa)
		return false;
	/* A boot sector of a file system ends in the same bytes, but has code there. */
	for (unsigned i = 0; i < MBR_COUNT; i++)
		if (mbr_entry(t, i)[MBR_FLAG] & 0x7f)
			return false;
	return true;
}

static bool is_extended(unsigned type)
{
	return type == 0x05 || type == 0x0f || type == 0x85;
}

/* What an entry says, as far as it is on the disk. False: nothing. */
static bool entry_range(const struct table *t, const uint8_t *e, uint64_t base,
	uint64_t *start, uint64_t *units)
{
	*start = base + get32(e + MBR_START);
	*units = get32(e + MBR_SECTORS);
	if (e[MBR_TYPE] == 0 || *units == 0 || *start == 0 || *start >= t->units)
		return false;
	if (*units > t->units - *start)
		*units = t->units - *start;
	return true;
}

/*
 * Logical partitions: each has a record of its own, with it in the first entry, counted
 * from the record, and the next record in the second, counted from the first of them.
 */
static int read_logical(struct table *t, uint64_t base)
{
	uint64_t at = base, start, units, seen[LINKS_MAX];
	unsigned number = FIRST_LOGICAL;

	for (unsigned links = 0; links < LINKS_MAX; links++) {
		int error = read_units(t, at, 1, t->sector);

		seen[links] = at;

		if (error)
			return error == -EIO ? 0 : error;
		if (!is_mbr(t))
			return 0;
		if (entry_range(t, mbr_entry(t, 0), at, &start, &units) &&
			!is_extended(mbr_entry(t, 0)[MBR_TYPE]))
			add(t, number++, start, units);
		if (!is_extended(mbr_entry(t, 1)[MBR_TYPE]) ||
			!entry_range(t, mbr_entry(t, 1), base, &at, &units))
			return 0;
		for (unsigned i = 0; i <= links; i++)
			if (seen[i] == at)
				return 0; /* they go round in a circle */
	}
	return 0;
}

static int read_mbr(struct table *t)
{
	uint64_t extended = 0, start, units;

	for (unsigned i = 0; i < MBR_COUNT; i++) {
		const uint8_t *e = mbr_entry(t, i);

		if (!entry_range(t, e, 0, &start, &units))
			continue;
		if (is_extended(e[MBR_TYPE])) {
			if (!extended)
				extended = start;
			/* It is there to be booted from, by its record alone. */
			units = units < 2 ? units : 2;
		}
		add(t, i + 1, start, units);
	}
	return extended ? read_logical(t, extended) : 0;
}

/* --- both --------------------------------------------------------------------------------- */

static bool has_gpt(const struct table *t)
{
	for (unsigned i = 0; i < MBR_COUNT; i++)
		if (mbr_entry(t, i)[MBR_TYPE] == TYPE_GPT)
			return true;
	return false;
}

static int read_table(struct table *t)
{
	int found;

	/* The record is the first 512 bytes, however large a sector is. */
	found = read_units(t, 0, 1, t->sector);
	if (found)
		return found;
	if (!is_mbr(t))
		return 0;
	if (!has_gpt(t))
		return read_mbr(t);
	found = read_gpt(t, 1);
	if (found == 0)
		found = read_gpt(t, t->units - 1);
	return found < 0 ? found : 0;
}

int partition_read(struct block_device *d, struct partition out[PARTITIONS_MAX])
{
	struct table t = {
		.disk = d,
		.unit = d->sector_size / BLOCK_SECTOR,
		.units = d->sectors / (d->sector_size / BLOCK_SECTOR),
		.out = out,
	};
	int error;

	if (t.units < 2)
		return 0;
	t.sector = malloc(d->sector_size);
	if (!t.sector)
		return -ENOMEM;
	error = read_table(&t);
	free(t.sector);
	return error ? error : (int)t.count;
}
