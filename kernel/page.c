/*
 * kernel/page.c - physical pages: the buddy allocator fed from the boot map.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/page.h"

#include "kernel/assert.h"
#include "kernel/log.h"
#include "kernel/string.h"

#define LOW_LIMIT     (1UL << 20) /* firmware's and the CPUs' start-up code's */
#define BOOT_MAPPED   (4UL << 30) /* what boot.S maps */
#define MEMORY_MIN    (16UL << 20)
#define MEMORY_MIN_MB 16

static struct buddy buddy;
static struct page *frames;
static uint64_t nframes;
static uint64_t total;

static uint64_t min64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t max64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/*
 * Calls give(start, end) for each stretch of whole pages of RAM in [low, high)
 * that no reserved range touches.
 */
static void for_each_free(const struct boot_info *info, const struct page_range *reserved,
	unsigned n, uint64_t low, uint64_t high,
	void (*give)(uint64_t start, uint64_t end))
{
	for (unsigned i = 0; i < info->nmem; i++) {
		const struct boot_mem *m = &info->mem[i];
		uint64_t start, end;

		if (m->type != BOOT_MEM_RAM)
			continue;
		start = max64((m->base + PAGE_MASK) & ~PAGE_MASK, low);
		end = min64((m->base + m->len) & ~PAGE_MASK, high);
		while (start < end) {
			uint64_t stop = end, next = end;

			/* Up to the first reserved range that begins in or reaches into it. */
			for (unsigned r = 0; r < n; r++) {
				uint64_t first = reserved[r].start & ~PAGE_MASK;
				uint64_t past =
					(reserved[r].end + PAGE_MASK) & ~PAGE_MASK;

				if (past <= start || first >= stop || first == past)
					continue;
				stop = max64(first, start);
				next = past;
			}
			if (start < stop)
				give(start, stop);
			start = stop < end ? max64(next, stop) : end;
		}
	}
}

static struct page_range largest;

static void find_largest(uint64_t start, uint64_t end)
{
	if (end - start > largest.end - largest.start)
		largest = (struct page_range){ start, end };
}

static void count_total(uint64_t start, uint64_t end)
{
	total += (end - start) / PAGE_SIZE;
}

static void add_range(uint64_t start, uint64_t end)
{
	/* The frame array itself was carved from the largest range. */
	if (start == largest.start)
		start = largest.end;
	if (start < end)
		buddy_add(&buddy, start / PAGE_SIZE, (end - start) / PAGE_SIZE);
}

void page_init(
	const struct boot_info *info, const struct page_range *reserved, unsigned n)
{
	uint64_t array;

	for (unsigned i = 0; i < info->nmem; i++)
		if (info->mem[i].type == BOOT_MEM_RAM)
			nframes = (info->mem[i].base + info->mem[i].len) / PAGE_SIZE;
	for_each_free(info, reserved, n, LOW_LIMIT, UINT64_MAX, count_total);
	if (total * PAGE_SIZE < MEMORY_MIN)
		fatal("not enough memory: %lu KiB are free, XINIM needs %u MiB",
			(unsigned long)(total * PAGE_SIZE / 1024), MEMORY_MIN_MB);

	for_each_free(info, reserved, n, LOW_LIMIT, BOOT_MAPPED, find_largest);
	array = (nframes * sizeof(struct page) + PAGE_MASK) & ~PAGE_MASK;
	if (array > largest.end - largest.start)
		fatal("not enough memory below 4 GiB for the page table of %lu MiB",
			(unsigned long)(nframes >> 8));
	frames = phys_to_virt(largest.start);
	largest.end = largest.start + array;
	total -= array / PAGE_SIZE;
	buddy_init(&buddy, frames, nframes);
	for_each_free(info, reserved, n, LOW_LIMIT, BOOT_MAPPED, add_range);
}

void page_init_rest(
	const struct boot_info *info, const struct page_range *reserved, unsigned n)
{
	for_each_free(info, reserved, n, BOOT_MAPPED, UINT64_MAX, add_range);
}

uint64_t page_limit(void)
{
	return nframes * PAGE_SIZE;
}

struct page *page_of(uint64_t phys)
{
	kassert(phys / PAGE_SIZE < nframes);
	return &frames[phys / PAGE_SIZE];
}

uint64_t page_phys(const struct page *p)
{
	return (uint64_t)(p - frames) * PAGE_SIZE;
}

struct page *page_alloc(unsigned order)
{
	return buddy_alloc(&buddy, order);
}

void page_free(struct page *p, unsigned order)
{
	buddy_free(&buddy, p, order);
}

uint64_t page_alloc_zeroed(void)
{
	struct page *p = page_alloc(0);

	if (!p)
		return 0;
	memset(page_virt(p), 0, PAGE_SIZE);
	return page_phys(p);
}

void page_free_phys(uint64_t phys)
{
	page_free(page_of(phys), 0);
}

uint64_t page_total(void)
{
	return total;
}

uint64_t page_free_count(void)
{
	return buddy_free_count(&buddy);
}

static void *slab_pages(unsigned order)
{
	struct page *p = page_alloc(order);

	return p ? page_virt(p) : NULL;
}

static void slab_pages_free(void *mem, unsigned order)
{
	page_free(page_of(virt_to_phys(mem)), order);
}

const struct slab_source page_slab_source = { slab_pages, slab_pages_free };
