/* tests/host/partition.c - tables of partitions, good ones and others.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/partition.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/host/host.h"

#define SECTORS 2048UL
#define TABLE   128UL /* entries of the GPT */

static uint8_t image[SECTORS * 512];
static struct block_device disk;
static struct partition out[PARTITIONS_MAX];

int block_read(struct block_device *d, uint64_t sector, uint32_t sectors, void *data)
{
	if (sector >= d->sectors || sectors > d->sectors - sector)
		return -EIO;
	memcpy(data, image + sector * 512, sectors * 512UL);
	return 0;
}

static void put(uint8_t *p, uint64_t value, unsigned bytes)
{
	while (bytes--) {
		*p++ = (uint8_t)value;
		value >>= 8;
	}
}

static void start(void)
{
	memset(image, 0, sizeof(image));
	memset(&disk, 0, sizeof(disk));
	disk.sectors = SECTORS;
	disk.sector_size = 512;
}

static void mbr(uint64_t at, unsigned n, unsigned type, uint32_t first, uint32_t count)
{
	uint8_t *sector = image + at * 512, *e = sector + 446 + n * 16;

	e[4] = (uint8_t)type;
	put(e + 8, first, 4);
	put(e + 12, count, 4);
	sector[510] = 0x55;
	sector[511] = 0xaa;
}

static void seal(uint64_t at, uint64_t entries)
{
	uint8_t *h = image + at * 512;

	put(h + 88, partition_crc(0, image + entries * 512, TABLE * 128), 4);
	put(h + 16, 0, 4);
	put(h + 16, partition_crc(0, h, 92), 4);
}

static void entry(uint64_t entries, unsigned n, uint64_t first, uint64_t last)
{
	uint8_t *e = image + entries * 512 + n * 128;

	memset(e, 0xab, 32);
	put(e + 32, first, 8);
	put(e + 40, last, 8);
}

/* A header at `at`, its table at `entries`, with two partitions. */
static void gpt(uint64_t at, uint64_t entries)
{
	uint8_t *h = image + at * 512;

	memcpy(h, "EFI PART", 8);
	put(h + 8, 0x10000, 4);
	put(h + 12, 92, 4);
	put(h + 24, at, 8);
	put(h + 40, 34, 8);
	put(h + 48, SECTORS - 34, 8);
	put(h + 72, entries, 8);
	put(h + 80, TABLE, 4);
	put(h + 84, 128, 4);
	entry(entries, 0, 34, 99);
	entry(entries, 4, 100, SECTORS - 34);
	seal(at, entries);
}

static void both(void)
{
	start();
	mbr(0, 0, 0xee, 1, SECTORS - 1);
	gpt(1, 2);
	gpt(SECTORS - 1, SECTORS - 33);
}

static void check_gpt(void)
{
	CHECK(partition_read(&disk, out) == 2);
	CHECK(out[0].number == 1 && out[0].start == 34 && out[0].sectors == 66);
	CHECK(out[1].number == 5 && out[1].start == 100);
	CHECK(out[1].sectors == SECTORS - 34 - 100 + 1);
}

static void gpt_and_copy(void)
{
	/* The known value of CRC-32's check string. */
	CHECK(partition_crc(0, "123456789", 9) == 0xcbf43926);
	both();
	check_gpt();
	image[512 + 60] ^= 1; /* the header */
	check_gpt();
	both();
	image[2 * 512 + 3] ^= 1; /* an entry */
	check_gpt();
	image[(SECTORS - 1) * 512]++;
	CHECK(partition_read(&disk, out) == 0);
}

/* Numbers in a header that cannot be, though its checksum is right. */
static void gpt_that_cannot_be(void)
{
	static const struct {
		unsigned at, bytes;
		uint64_t value;
	} bad[] = {
		{ 12, 4, 91 },
		{ 12, 4, 513 },
		{ 12, 4, UINT32_MAX },
		{ 24, 8, 2 },
		{ 40, 8, SECTORS },
		{ 48, 8, SECTORS },
		{ 48, 8, UINT64_MAX },
		{ 72, 8, 0 },
		{ 72, 8, SECTORS },
		{ 72, 8, UINT64_MAX },
		{ 72, 8, SECTORS - 1 },
		{ 80, 4, 0 },
		{ 80, 4, UINT32_MAX },
		{ 84, 4, 0 },
		{ 84, 4, 127 },
		{ 84, 4, 129 },
		{ 84, 4, UINT32_MAX },
	};

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		start();
		mbr(0, 0, 0xee, 1, SECTORS - 1);
		gpt(1, 2);
		put(image + 512 + bad[i].at, bad[i].value, bad[i].bytes);
		put(image + 512 + 16, 0, 4);
		put(image + 512 + 16, partition_crc(0, image + 512, 92), 4);
		CHECK(partition_read(&disk, out) == 0);
	}
}

static void gpt_entries_that_cannot_be(void)
{
	both();
	entry(2, 1, 50, 60);          /* overlaps the first */
	entry(2, 2, 120, 110);        /* backwards */
	entry(2, 3, 1, 10);           /* in the table */
	entry(2, 5, 200, UINT64_MAX); /* beyond */
	entry(2, 6, UINT64_MAX, UINT64_MAX);
	seal(1, 2);
	check_gpt();
}

static void master_boot_record(void)
{
	start();
	mbr(0, 0, 0x83, 10, 20);
	mbr(0, 1, 0, 30, 20);              /* not used */
	mbr(0, 2, 0x0f, 100, 1000);        /* extended */
	mbr(0, 3, 0x83, 2000, UINT32_MAX); /* as far as the disk goes */
	mbr(100, 0, 0x83, 1, 50);
	mbr(100, 1, 0x05, 200, 100);
	mbr(300, 0, 0x82, 2, 60);
	CHECK(partition_read(&disk, out) == 5);
	CHECK(out[0].number == 1 && out[0].start == 10 && out[0].sectors == 20);
	CHECK(out[1].number == 3 && out[1].start == 100 && out[1].sectors == 2);
	CHECK(out[2].number == 4 && out[2].start == 2000 && out[2].sectors == 48);
	CHECK(out[3].number == 5 && out[3].start == 101 && out[3].sectors == 50);
	CHECK(out[4].number == 6 && out[4].start == 302 && out[4].sectors == 60);
	/* In a circle. */
	mbr(300, 1, 0x05, 0, 100);
	CHECK(partition_read(&disk, out) == 5);
	mbr(300, 1, 0x05, 200, 100);
	CHECK(partition_read(&disk, out) == 5);
	/* A boot sector of a file system has code where the entries would be. */
	image[446] = 0x31;
	CHECK(partition_read(&disk, out) == 0);
	image[446] = 0x80;
	CHECK(partition_read(&disk, out) == 5);
	image[511] = 0;
	CHECK(partition_read(&disk, out) == 0);
}

static void large_sectors(void)
{
	start();
	disk.sector_size = 4096;
	mbr(0, 0, 0x83, 2, 3);
	CHECK(partition_read(&disk, out) == 1);
	CHECK(out[0].start == 16 && out[0].sectors == 24);
}

static void random_changes(void)
{
	unsigned seed = 1;

	for (unsigned i = 0; i < 20000; i++) {
		int n;

		if (i % 2) {
			both();
		} else {
			start();
			mbr(0, 0, 0x05, 100, 1000);
			mbr(100, 0, 0x83, 1, 50);
			mbr(100, 1, 0x05, 200, 100);
			mbr(300, 0, 0x82, 2, 60);
		}
		for (unsigned k = 0; k < 1 + i % 4; k++) {
			static const unsigned places[] = { 446, 512, 1024,
				100 * 512 + 446, 300 * 512 + 446 };

			seed = seed * 1103515245 + 12345;
			image[places[(seed >> 8) % 5] + (seed >> 16) % 66] =
				(uint8_t)(seed >> 24);
		}
		if (i % 2)
			seal(1, 2);
		n = partition_read(&disk, out);
		CHECK(n >= 0 && n <= PARTITIONS_MAX);
		for (int p = 0; p < n; p++)
			CHECK(out[p].sectors > 0 && out[p].start < SECTORS &&
				out[p].sectors <= SECTORS - out[p].start);
	}
}

int main(void)
{
	gpt_and_copy();
	gpt_that_cannot_be();
	gpt_entries_that_cannot_be();
	master_boot_record();
	large_sectors();
	random_changes();
	return host_report();
}
