/*
 * tests/host/page.c - kernel/page.c and kernel/buddy.c: memory maps, stocks, reserves, zeroes.
 *
 * Compiled twice, the second time with XINIM_DEBUG, where freed pages are poisoned.
 * Physical memory is a stretch of the program's own: physical address 0 is its start.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define phys_to_virt machine_phys_to_virt
#define virt_to_phys machine_virt_to_phys
#include "kernel/arch.h"
#undef phys_to_virt
#undef virt_to_phys

static char *memory;

static inline void *phys_to_virt(uint64_t phys)
{
	return memory + phys;
}

static inline uint64_t virt_to_phys(const void *virt)
{
	return (uint64_t)((const char *)virt - memory);
}

#include "kernel/page.c"

#define MIB    (1UL << 20)
#define GIB4   (1UL << 32)
#define SIZE   (GIB4 + 64 * MIB)
#define FRAMES (SIZE / PAGE_SIZE)
#define MOST   40000 /* blocks at a time */
#define SET_GS 0x1001

static struct cpu machine_cpu;
static struct boot_info info;

bool kernel_locked(void)
{
	return true;
}

/* Ends the boot; here the case that expects it. */
void fatal(const char *fmt, ...)
{
	panic("%s", fmt);
}

static void start_anew(void)
{
	memset(&buddy, 0, sizeof(buddy));
	memset(stocks, 0, sizeof(stocks));
	memset(&largest, 0, sizeof(largest));
	list_init(&zeroed);
	page_frame_count = 0;
	total = zeroed_count = 0;
	stocked = 0;
}

static void ram(uint64_t start, uint64_t end)
{
	info.mem[info.nmem++] = (struct boot_mem){ start, end - start, BOOT_MEM_RAM };
}

/* --- what of a memory map is free ----------------------------------------------------- */

static bool wanted[FRAMES];

static void model_map(const struct page_range *reserved, unsigned n)
{
	memset(wanted, 0, sizeof(wanted));
	for (unsigned i = 0; i < info.nmem; i++) {
		const struct boot_mem *m = &info.mem[i];

		if (m->type != BOOT_MEM_RAM)
			continue;
		for (uint64_t f = (m->base + PAGE_MASK) / PAGE_SIZE;
			(f + 1) * PAGE_SIZE <= m->base + m->len; f++)
			wanted[f] = f >= LOW_LIMIT / PAGE_SIZE;
	}
	for (unsigned i = 0; i < n; i++)
		if (reserved[i].end > reserved[i].start)
			for (uint64_t f = reserved[i].start / PAGE_SIZE;
				f <= (reserved[i].end - 1) / PAGE_SIZE; f++)
				wanted[f] = false;
}

/* Every frame is free just if it is wanted, but for those that have the records themselves. */
static void compare_map(void)
{
	uint64_t array = (uint64_t)((char *)page_frames - memory) / PAGE_SIZE;
	uint64_t past =
		array + (page_frame_count * sizeof(struct page) + PAGE_MASK) / PAGE_SIZE;
	uint64_t wrong = 0, free = 0, next = 0;

	for (uint64_t f = 0; f < page_frame_count; f++) {
		const struct page *p = &page_frames[f];
		bool is_free = f < next;

		if (p->state == PAGE_FREE) {
			is_free = true;
			next = f + (1UL << p->order);
		}
		wrong += is_free != (wanted[f] && (f < array || f >= past));
		wrong += f >= array && f < past && !wanted[f];
		free += is_free;
	}
	CHECK_INT(wrong, 0);
	CHECK_INT(page_free_count(), free);
	CHECK_INT(page_total(), free);
	CHECK_INT(page_limit(), page_frame_count * PAGE_SIZE);
}

static void begin(const struct page_range *reserved, unsigned n)
{
	start_anew();
	page_init(&info, reserved, n);
	page_init_rest(&info, reserved, n);
	model_map(reserved, n);
	compare_map();
}

static void test_maps(void)
{
	static const struct page_range nothing[] = { { 5 * MIB, 5 * MIB } };
	struct page_range r[8];

	info.nmem = 0;
	ram(0, 0x9fc00);
	ram(MIB, 40 * MIB);
	begin(nothing, 0);
	begin(nothing, 1);
	for (unsigned round = 0; round < 60; round++) {
		unsigned n = (unsigned)host_below(8);
		uint64_t at = host_below(2) * MIB;

		info.nmem = 0;
		for (unsigned i = 0; i < 4; i++) {
			uint64_t end = at + 6 * MIB + host_below(12 * MIB);

			ram(at, end);
			info.mem[i].type = i && host_below(5) == 0 ? BOOT_MEM_RESERVED
								   : BOOT_MEM_RAM;
			at = end + (host_below(3) ? host_below(2 * MIB) : 0);
		}
		ram(at, at + 250 * MIB + host_below(5000));
		if (host_below(6) == 0)
			ram(GIB4 - host_below(2) * 4 * MIB, GIB4 + host_below(64 * MIB));
		for (unsigned i = 0; i < n; i++) {
			r[i].start = host_below(2) ? host_below(90 * MIB)
						   : host_below(90) * MIB;
			r[i].end = r[i].start +
				(host_below(3) ? host_below(MIB)
					       : PAGE_SIZE * host_below(40));
			if (i && host_below(3) == 0)
				r[i].start = r[i - 1].end; /* one after the other */
			if (r[i].end < r[i].start)
				r[i].end = r[i].start;
		}
		begin(r, n);
	}
}

static void test_too_little(void)
{
	start_anew();
	info.nmem = 0;
	ram(MIB, 17 * MIB - PAGE_SIZE);
	CHECK_PANIC(page_init(&info, NULL, 0));
	/* Enough, but in pieces that have no room for the records of what is far above. */
	start_anew();
	info.nmem = 0;
	for (unsigned i = 1; i < 20; i++)
		ram(4 * i * MIB, 4 * i * MIB + MIB);
	ram(GIB4, GIB4 + MIB);
	CHECK_PANIC(page_init(&info, NULL, 0));
}

/* --- given out and taken back ------------------------------------------------------------ */

static struct block {
	struct page *p;
	unsigned order;
} blocks[MOST];
static unsigned nblocks;
static uint8_t owned[FRAMES];
static uint64_t out;
static struct quota poor, root, server;

static void own(struct page *p, unsigned order)
{
	uint64_t f = page_phys(p) / PAGE_SIZE;

	CHECK(nblocks < MOST);
	CHECK_INT(f & ((1UL << order) - 1), 0);
	CHECK_INT(p->refs, 0);
	CHECK_INT(p->flags, 0);
	CHECK_INT(p->state, PAGE_USED);
	for (uint64_t i = f; i < f + (1UL << order); i++) {
		CHECK(wanted[i] && !owned[i]);
		owned[i] = 1;
	}
	out += 1UL << order;
	blocks[nblocks++] = (struct block){ p, order };
}

static void disown(unsigned i)
{
	uint64_t f = page_phys(blocks[i].p) / PAGE_SIZE;

	memset(owned + f, 0, 1UL << blocks[i].order);
	out -= 1UL << blocks[i].order;
	blocks[i] = blocks[--nblocks];
}

static bool full_of(const struct page *p, int c)
{
	const char *byte = page_virt(p);

	return byte[0] == c && memcmp(byte, byte + 1, PAGE_SIZE - 1) == 0;
}

static void give_back(unsigned i)
{
	struct page *p = blocks[i].p;
	unsigned order = blocks[i].order;

	disown(i);
	/* The owner's marks are no concern of who comes next. */
	p->refs = order ? 0 : 7;
	p->flags = order ? 0 : PAGE_DIRTY;
	if (order == 0 && host_below(3) == 0) {
		memset(page_virt(p), 0, PAGE_SIZE);
		page_free_zeroed(p);
	} else if (order == 0 && host_below(2)) {
		memset(page_virt(p), 0x77, PAGE_SIZE);
		page_free_phys(page_phys(p));
	} else {
		page_free(p, order);
	}
}

static void take_run(void)
{
	uint64_t count = host_below(70), max = host_below(2) ? UINT64_MAX : 30 * MIB;
	struct page *p = page_alloc_run(count, max);

	CHECK(!(p && count == 0));
	for (uint64_t i = 0; p && i < count; i++) {
		CHECK(page_phys(p + i) + PAGE_SIZE <= max);
		own(p + i, 0);
	}
}

static void take_user(void)
{
	struct quota *q[] = { NULL, &poor, &root, &server };
	unsigned who = (unsigned)host_below(4);
	bool zero = host_below(2);
	bool is_short = who == 1 ? page_free_count() <= 2 * reserve
		: who == 2       ? page_free_count() <= reserve
				 : false;
	struct page *p;

	CHECK_INT(page_short(q[who]), is_short);
	p = page_alloc_user(q[who], zero);
	CHECK(!(p && is_short));
	CHECK(p || is_short || page_free_count() == 0);
	if (!p)
		return;
	CHECK(!zero || full_of(p, 0));
	own(p, 0);
}

static void take_any(void)
{
	uint64_t phys;
	unsigned order = host_below(4) ? 0 : (unsigned)host_below(6);
	struct page *p;

	switch (host_below(4)) {
	case 0:
		take_run();
		return;
	case 1:
		take_user();
		return;
	case 2:
		phys = page_alloc_zeroed();
		CHECK(phys || page_free_count() == 0);
		if (!phys)
			return;
		p = page_of(phys);
		CHECK(full_of(p, 0));
		own(p, 0);
		return;
	default:
		p = page_alloc(order);
		CHECK(p || order || page_free_count() == 0);
		if (p)
			own(p, order);
	}
}

static void test_random(void)
{
	uint64_t before, largest_first[BUDDY_MAX_ORDER + 1] = { 0 };
	const struct list *l;

	info.nmem = 0;
	ram(0, 0x9f000);
	ram(MIB, 25 * MIB);
	ram(30 * MIB, 42 * MIB);
	begin(NULL, 0);
	before = page_free_count();
	CHECK_INT(reserve, RESERVE_MIN);
	for (unsigned o = 0; o <= BUDDY_MAX_ORDER; o++)
		list_for_each (l, &buddy.free[o])
			largest_first[o]++;
	for (unsigned step = 0; step < 120000; step++) {
		/* At times nearly all of it is taken, at others nearly nothing. */
		bool taking = host_below(10) < (step / 10000 % 2 ? 3u : 7u);

		machine_cpu.id = (unsigned)host_below(MAX_CPUS);
		if (taking)
			take_any();
		else if (nblocks)
			give_back((unsigned)host_below(nblocks));
		CHECK_INT(page_free_count(), before - out);
	}
	/* To the last page, wherever it is in stock. */
	for (struct page *p; (p = page_alloc(0));)
		own(p, 0);
	CHECK_INT(out, before);
	CHECK_INT(page_free_count(), 0);
	CHECK(!page_alloc(3) && !page_alloc_zeroed() && !page_alloc_run(1, UINT64_MAX));
	while (nblocks) {
		machine_cpu.id = nblocks % 5;
		give_back(nblocks - 1);
	}
	/* And back to blocks as large as they were. */
	drain_all();
	CHECK_INT(page_free_count(), before);
	for (unsigned o = 0; o <= BUDDY_MAX_ORDER; o++) {
		uint64_t n = 0;

		list_for_each (l, &buddy.free[o])
			n++;
		CHECK_INT(n, largest_first[o]);
	}
}

static void test_limits(void)
{
	CHECK(!page_alloc(BUDDY_MAX_ORDER + 1));
	CHECK(!page_alloc_run(0, UINT64_MAX));
	CHECK(!page_alloc_run((1UL << BUDDY_MAX_ORDER) + 1, UINT64_MAX));
	CHECK(!page_alloc_run(UINT64_MAX, UINT64_MAX));
	CHECK(!page_alloc_run(1, 0));
	CHECK(!page_alloc_run(2, MIB + PAGE_SIZE)); /* no room below that */
	CHECK_PANIC(page_of(page_frame_count * PAGE_SIZE));
}

/* A module's pages, for example: they were in use from the start. */
static void test_adopt(void)
{
	static const struct page_range r[] = { { 20 * MIB, 20 * MIB + 2 * PAGE_SIZE } };
	uint64_t before;
	struct page *p;

	info.nmem = 0;
	ram(MIB, 33 * MIB);
	begin(r, 1);
	before = page_total();
	p = page_adopt(20 * MIB);
	CHECK_INT(page_total(), before + 1);
	CHECK_INT(page_free_count(), before);
	page_free(p, 0);
	CHECK_INT(page_free_count(), before + 1);
	CHECK_PANIC(page_adopt(20 * MIB));
	CHECK_PANIC(page_adopt(2 * MIB));
}

/* The kernel's own mistakes do not go unnoticed. */
static void test_mistakes(void)
{
	struct page *p = page_alloc(0), *q = page_alloc(2);

	page_free(p, 0);
	CHECK_PANIC(page_free(p, 0));
	page_free(q, 2);
	CHECK_PANIC(page_free(q, 2));
#ifdef XINIM_DEBUG
	p = page_alloc(0);
	page_free(p, 0);
	((char *)page_virt(p))[1234] = 1;
	CHECK_PANIC(page_alloc(0));
#endif
}

int main(void)
{
	machine_cpu.self = &machine_cpu;
	if (syscall(SYS_arch_prctl, SET_GS, &machine_cpu) != 0)
		abort();
	memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		abort();
	root.favoured = true;
	server.essential = true;
	test_too_little();
	test_maps();
	test_random();
	test_limits();
	test_adopt();
	test_mistakes();
	return host_report();
}
