/*
 * tests/host/block-disk.c - servers/vfs/block_disk.c: requests to a driver whose disk fails.
 *
 * The driver does what adjoins in one batch as one, as QEMU does, and fails all of it for one
 * bad sector. It may die at any time, and say what is not so.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "servers/vfs/block_disk.h"
#include "tests/host/host.h"

#define SECTORS  4096
#define AREA     BLOCK_AREA_MIN /* a piece is 32 sectors at most */
#define REQUESTS 40
#define MOST     100 /* sectors of a request: more than one piece */
#define TRIES    3   /* the manual, "Errors of disks" */

static uint8_t medium[SECTORS * BLOCK_SECTOR];
static bool bad[SECTORS];
static unsigned tried[SECTORS];

/* --- the driver -------------------------------------------------------------------- */

static struct block_area *area; /* as the driver has it */
static uint32_t taken, answered;
static bool lies;

static void attach(void)
{
	struct block_attach a = { .identity = "test 00:01.0 0",
		.sectors = SECTORS,
		.sector_size = BLOCK_SECTOR,
		.max_sectors = SECTORS,
		.area = AREA };
	int cap = memfd_create("area", 0);
	int64_t number;

	if (area)
		munmap(area, AREA);
	CHECK_INT(ftruncate(cap, AREA), 0);
	area = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_SHARED, cap, 0);
	CHECK(area != MAP_FAILED);
	taken = answered = 0;
	number = disk_attach(&a, cap);
	CHECK(number >= 0);
	CHECK_INT(disk_doorbell((uint64_t)number, 5, 1), 0);
}

static void answer(uint32_t tag, int status)
{
	struct block_completion *c = &area->completion[answered++ % BLOCK_RING];

	c->tag = tag;
	c->status = status;
	area->completed = answered;
}

static void transfer(const struct block_entry *e)
{
	uint8_t *data = (uint8_t *)area + e->data;
	uint64_t length = (uint64_t)e->sectors * BLOCK_SECTOR;

	if (e->operation == BLOCK_READ)
		memcpy(data, medium + e->sector * BLOCK_SECTOR, length);
	else
		memcpy(medium + e->sector * BLOCK_SECTOR, data, length);
}

/* Entries from `first` on that are done as one: how many. */
static uint32_t run_of(uint32_t first)
{
	uint32_t n = 1;

	while (first + n != area->asked) {
		const struct block_entry *e = &area->entry[(first + n - 1) % BLOCK_RING];
		const struct block_entry *f = &area->entry[(first + n) % BLOCK_RING];

		if (f->operation != e->operation || f->sector != e->sector + e->sectors)
			break;
		n++;
	}
	return n;
}

static void do_run(uint32_t n)
{
	bool good = true;

	for (uint32_t k = 0; k < n; k++) {
		const struct block_entry *e = &area->entry[(taken + k) % BLOCK_RING];

		for (uint32_t s = 0; s < e->sectors; s++) {
			tried[e->sector + s]++;
			good = good && !bad[e->sector + s];
		}
	}
	for (uint32_t k = 0; k < n; k++) {
		const struct block_entry *e = &area->entry[taken++ % BLOCK_RING];

		if (good)
			transfer(e);
		answer(e->tag, good ? 0 : -EIO);
		if (lies)
			answer(host_below(2) ? e->tag : UINT32_MAX, -EIO);
	}
}

/* A batch, or some of it and then the driver dies. */
static void drive(bool dies)
{
	while (taken != area->asked) {
		do_run(run_of(taken));
		if (dies && host_below(3) == 0) {
			attach();
			return;
		}
	}
	disks_collect();
}

/* --- requests ------------------------------------------------------------------------ */

static struct block_request request[REQUESTS];
static uint8_t data[REQUESTS][MOST * BLOCK_SECTOR];
static unsigned open_requests;

static void done(struct block_request *r)
{
	CHECK(r->own != NULL); /* once */
	r->own = NULL;
	open_requests--;
}

static void ask(unsigned n, enum block_operation operation, uint64_t at, uint32_t sectors)
{
	struct block_request *r = &request[n];

	memset(r, 0, sizeof(*r));
	r->operation = operation;
	r->sector = at;
	r->sectors = sectors;
	r->data = data[n];
	r->done = done;
	r->own = r;
	memset(data[n], operation == BLOCK_WRITE ? 'a' + (int)n : 0, sizeof(data[n]));
	open_requests++;
	block_submit(block_by_name("sda"), r);
}

/* Each has what it should: an error if, and only if, a sector of its own is bad. */
static void check(unsigned n)
{
	const struct block_request *r = &request[n];
	bool good = true;

	for (uint32_t s = 0; s < r->sectors; s++)
		good = good && !bad[r->sector + s];
	CHECK_INT(r->status, good ? 0 : -EIO);
	if (good)
		CHECK(memcmp(data[n], medium + r->sector * BLOCK_SECTOR,
			      (size_t)r->sectors * BLOCK_SECTOR) == 0);
}

/* Requests side by side, one of them for a bad sector: it is tried three times in all. */
static void neighbours(enum block_operation operation)
{
	memset(tried, 0, sizeof(tried));
	bad[8 * 7 + 3] = true;
	for (unsigned n = 0; n < 16; n++)
		ask(n, operation, n * 8, 8);
	while (open_requests)
		drive(false);
	for (unsigned n = 0; n < 16; n++)
		check(n);
	CHECK_INT(tried[8 * 7 + 3], TRIES);
	CHECK(tried[8 * 6] <= TRIES);
	bad[8 * 7 + 3] = false;
}

/* Any requests, any sectors, and a driver that dies. */
static void any(unsigned seed, bool dies)
{
	uint64_t at = 0;

	host_seed(seed);
	for (unsigned k = 0; k < SECTORS; k++) {
		bad[k] = host_below(200) == 0;
		medium[k * BLOCK_SECTOR] = (uint8_t)k;
	}
	for (unsigned n = 0; n < REQUESTS; n++) {
		uint32_t sectors = 1 + (uint32_t)host_below(MOST);

		/* None of them has a part of another's, so that order does not matter. */
		ask(n, host_below(2) ? BLOCK_READ : BLOCK_WRITE, at, sectors);
		at += sectors;
	}
	while (open_requests)
		drive(dies);
	for (unsigned n = 0; n < REQUESTS; n++)
		check(n);
	memset(bad, 0, sizeof(bad));
}

/* A disk that its driver does not find again: nobody waits for it. Then it does. */
static void not_found_again(void)
{
	disks_found("test"); /* all that there are, it says */
	ask(0, BLOCK_READ, 0, 8);
	CHECK_INT(open_requests, 1);
	disks_found("tes");
	disks_found("test 00");
	CHECK_INT(open_requests, 1);
	disks_found("test"); /* started again, and without it */
	CHECK_INT(open_requests, 0);
	CHECK_INT(request[0].status, -EIO);
	ask(0, BLOCK_READ, 0, 8);
	CHECK_INT(request[0].status, -EIO);
	attach();
	disks_found("test");
	ask(0, BLOCK_READ, 0, 8);
	drive(false);
	check(0);
}

int main(void)
{
	attach();
	neighbours(BLOCK_READ);
	neighbours(BLOCK_WRITE);
	for (unsigned seed = 1; seed <= 300; seed++)
		any(seed, seed % 2);
	/* It says twice what became of each, or of nothing that it was asked. */
	lies = true;
	neighbours(BLOCK_READ);
	lies = false;
	not_found_again();
	return host_report();
}
