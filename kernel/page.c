/*
 * kernel/page.c - physical pages: the buddy allocator fed from the boot map.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/page.h"

#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/quota.h"

#define LOW_LIMIT     (1UL << 20) /* firmware's and the CPUs' start-up code's */
#define BOOT_MAPPED   (4UL << 30) /* what boot.S maps */
#define MEMORY_MIN    (16UL << 20)
#define MEMORY_MIN_MB 16
#define RESERVE_MIN   256

#define STOCK_FILL  16 /* pages taken from the buddy allocator at a time */
#define STOCK_DRAIN 8  /* given back in one go when there are too many: it takes time */
#define STOCK_MAX   128
#define ZEROED_MAX  256

#define SCARCE_PART 16 /* of memory */

struct cpu_stock {
	struct list pages; /* singly used: the last one freed first, it may be cached */
	unsigned count;
};

static struct buddy buddy;
struct page *page_frames;
uint64_t page_frame_count;
static uint64_t total;
static uint64_t
	reserve; /* kept for the kernel and essential servers, and as many for root */
static struct cpu_stock stocks[MAX_CPUS];
static struct list zeroed = LIST_INIT(zeroed); /* pages full of zeroes */
static unsigned zeroed_count;
static uint64_t stocked; /* pages in all stocks */
static uint64_t scarce;  /* so many free pages are few; 0: nobody wants to know */
static void (*tell_scarce)(void);

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
			page_frame_count =
				(info->mem[i].base + info->mem[i].len) / PAGE_SIZE;
	for_each_free(info, reserved, n, LOW_LIMIT, UINT64_MAX, count_total);
	if (total * PAGE_SIZE < MEMORY_MIN)
		fatal("not enough memory: %lu KiB are free, XINIM needs %u MiB",
			(unsigned long)(total * PAGE_SIZE / 1024), MEMORY_MIN_MB);

	for_each_free(info, reserved, n, LOW_LIMIT, BOOT_MAPPED, find_largest);
	array = (page_frame_count * sizeof(struct page) + PAGE_MASK) & ~PAGE_MASK;
	if (array > largest.end - largest.start)
		fatal("not enough memory below 4 GiB for the page table of %lu MiB",
			(unsigned long)(page_frame_count >> 8));
	page_frames = phys_to_virt(largest.start);
	largest.end = largest.start + array;
	total -= array / PAGE_SIZE;
	reserve = max64(total / 64, RESERVE_MIN);
	buddy_init(&buddy, page_frames, page_frame_count);
	for_each_free(info, reserved, n, LOW_LIMIT, BOOT_MAPPED, add_range);
}

void page_init_rest(
	const struct boot_info *info, const struct page_range *reserved, unsigned n)
{
	for_each_free(info, reserved, n, BOOT_MAPPED, UINT64_MAX, add_range);
}

uint64_t page_limit(void)
{
	return page_frame_count * PAGE_SIZE;
}

/* --- poison, when debugging -------------------------------------------------------- */

#ifdef XINIM_DEBUG
#define POISON 0x5d5d5d5d5d5d5d5dUL
#define WORDS  (PAGE_SIZE / sizeof(uint64_t))

/* Whoever finds this in a page's first word, or its complement in the last, knows it poisoned. */
static uint64_t mark_of(const struct page *p)
{
	return POISON ^ page_phys(p) << 8 ^ 0xfeedUL;
}

static void poison(struct page *p, unsigned order)
{
	kdebug_locked();
	for (struct page *q = p; q < p + (1UL << order); q++) {
		uint64_t *word = page_virt(q);

		for (unsigned i = 1; i < WORDS - 1; i++)
			word[i] = POISON;
		word[0] = mark_of(q);
		word[WORDS - 1] = ~mark_of(q);
	}
}

static void check_poison(struct page *p, unsigned order)
{
	kdebug_locked();
	for (struct page *q = p; p && q < p + (1UL << order); q++) {
		uint64_t *word = page_virt(q);
		bool good = word[0] == mark_of(q) && word[WORDS - 1] == ~mark_of(q);

		if (word[0] != mark_of(q) && word[WORDS - 1] != ~mark_of(q))
			continue; /* never freed since boot, or full of zeroes */
		for (unsigned i = 1; good && i < WORDS - 1; i++)
			good = word[i] == POISON;
		if (!good)
			panic("the page at 0x%lx was written to after it was freed",
				(unsigned long)page_phys(q));
		word[0] = POISON;
		word[WORDS - 1] = POISON;
	}
}
#else
static void poison(struct page *p, unsigned order)
{
	(void)p;
	(void)order;
}

static void check_poison(struct page *p, unsigned order)
{
	(void)p;
	(void)order;
}
#endif

/* --- stocks of single pages in front of the buddy allocator ------------------ */

static void stock_push(struct list *stock, struct page *p)
{
	kassert(p->state == PAGE_USED && p->order == 0 && !(p->flags & PAGE_STOCKED));
	p->flags = PAGE_STOCKED;
	list_add_head(stock, &p->link);
	stocked++;
}

/* The page that came last; NULL when the stock is empty. */
static struct page *stock_pop(struct list *stock)
{
	struct list *l = list_pop(stock);
	struct page *p;

	if (!l)
		return NULL;
	p = list_entry(l, struct page, link);
	p->refs = 0;
	p->flags = 0;
	stocked--;
	return p;
}

/* Gives pages of a stock back, all but `keep`. */
static void stock_drain(struct list *stock, unsigned *count, unsigned keep)
{
	while (*count > keep) {
		buddy_free(&buddy, stock_pop(stock), 0);
		(*count)--;
	}
}

/* The stock's lists start out as zeroes. */
static struct cpu_stock *my_stock(void)
{
	struct cpu_stock *s = &stocks[this_cpu()->id];

	if (!s->pages.next)
		list_init(&s->pages);
	return s;
}

static struct page *alloc_one(void)
{
	struct cpu_stock *s = my_stock();
	struct page *p = stock_pop(&s->pages);

	if (p) {
		s->count--;
		return p;
	}
	p = buddy_alloc(&buddy, 0);
	for (unsigned i = 1; p && i < STOCK_FILL; i++) {
		struct page *more = buddy_alloc(&buddy, 0);

		if (!more)
			break;
		stock_push(&s->pages, more);
		s->count++;
	}
	return p;
}

/* Other CPUs' stocks and the zeroed pages may hold the last ones. */
static void drain_all(void)
{
	for (unsigned i = 0; i < MAX_CPUS; i++)
		stock_drain(&stocks[i].pages, &stocks[i].count, 0);
	stock_drain(&zeroed, &zeroed_count, 0);
}

struct page *page_alloc(unsigned order)
{
	struct page *p = order ? buddy_alloc(&buddy, order) : alloc_one();

	if (!p && stocked) {
		drain_all();
		p = buddy_alloc(&buddy, order);
	}
	check_poison(p, order);
	return p;
}

struct page *page_adopt(uint64_t phys)
{
	struct page *p = page_of(phys);

	kassert(p->state == PAGE_RESERVED);
	p->state = PAGE_USED;
	p->order = 0;
	p->refs = 0;
	p->flags = 0;
	list_init(&p->link);
	total++;
	return p;
}

void page_free(struct page *p, unsigned order)
{
	struct cpu_stock *s;

	poison(p, order);
	if (order > 0) {
		buddy_free(&buddy, p, order);
		return;
	}
	s = my_stock();
	stock_push(&s->pages, p);
	if (++s->count > STOCK_MAX)
		stock_drain(&s->pages, &s->count, STOCK_MAX - STOCK_DRAIN);
}

void page_free_zeroed(struct page *p)
{
	stock_push(&zeroed, p);
	if (++zeroed_count > ZEROED_MAX)
		stock_drain(&zeroed, &zeroed_count, ZEROED_MAX - STOCK_DRAIN);
}

static struct page *alloc_zeroed(void)
{
	struct page *p = stock_pop(&zeroed);

	if (p) {
		zeroed_count--;
		return p;
	}
	p = page_alloc(0);
	if (p)
		arch_page_zero(page_virt(p));
	return p;
}

uint64_t page_alloc_zeroed(void)
{
	struct page *p = alloc_zeroed();

	return p ? page_phys(p) : 0;
}

void page_free_phys(uint64_t phys)
{
	page_free(page_of(phys), 0);
}

bool page_short(const struct quota *q)
{
	q = quota_root(q);
	if (!q || q->essential)
		return false;
	return page_free_count() <= (q->favoured ? reserve : 2 * reserve);
}

void page_when_scarce(void (*tell)(void))
{
	tell_scarce = tell;
	scarce = tell ? total / SCARCE_PART : 0;
}

struct page *page_alloc_user(const struct quota *q, bool zero)
{
	if (page_free_count() < scarce)
		tell_scarce();
	if (page_short(q))
		return NULL;
	return zero ? alloc_zeroed() : page_alloc(0);
}

struct page *page_alloc_run(uint64_t count, uint64_t max_phys)
{
	struct page *p;
	unsigned order = 0;

	while (order <= BUDDY_MAX_ORDER && 1UL << order < count)
		order++;
	if (count == 0 || order > BUDDY_MAX_ORDER)
		return NULL;
	if (page_free_count() <= reserve + count)
		return NULL;
	p = buddy_alloc_below(&buddy, order, max_phys / PAGE_SIZE);
	if (!p) {
		drain_all();
		p = buddy_alloc_below(&buddy, order, max_phys / PAGE_SIZE);
	}
	if (!p)
		return NULL;
	check_poison(p, order);
	/* From here on each is a page of its own; those behind go back in large blocks. */
	for (uint64_t i = 0; i < count; i++) {
		p[i].state = PAGE_USED;
		p[i].order = 0;
		p[i].refs = 0;
		p[i].flags = 0;
		list_init(&p[i].link);
	}
	for (uint64_t i = count; i < 1UL << order; i += i & -i) {
		p[i].state = PAGE_USED;
		p[i].order = (uint8_t)__builtin_ctzl(i);
		buddy_free(&buddy, &p[i], p[i].order);
	}
	return p;
}

uint64_t page_total(void)
{
	return total;
}

uint64_t page_free_count(void)
{
	return buddy_free_count(&buddy) + stocked;
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
