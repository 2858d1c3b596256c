/*
 * kernel/page.h - physical pages.
 *
 * A buddy allocator holds all free memory; in front of it each CPU keeps a
 * stock of single pages, and freed page tables make one of zeroed pages. Contents of a fresh page are whatever they were: use
 * page_alloc_zeroed for anything user mode may see. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_PAGE_H
#define XINIM_KERNEL_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/buddy.h"
#include "kernel/multiboot2.h"
#include "kernel/slab.h"

struct quota;

/* A range of physical memory that is in use already at boot. */
struct page_range {
	uint64_t start, end; /* bytes, [start, end) */
};

/*
 * Takes over the memory of the boot map below 4 GiB, less what is reserved;
 * page_init_rest adds the rest once it is mapped. Ends the boot with a clear
 * message when there is too little.
 */
void page_init(
	const struct boot_info *info, const struct page_range *reserved, unsigned n);
void page_init_rest(
	const struct boot_info *info, const struct page_range *reserved, unsigned n);
/* End of the highest RAM, bytes. */
uint64_t page_limit(void);

/* 2^order pages in a row; NULL: out of memory. */
struct page *page_alloc(unsigned order);
void page_free(struct page *p, unsigned order);
/* A page that was in use at boot is the caller's from now on, with what is in it. */
struct page *page_adopt(uint64_t phys);
/* One page of zeroes, as its physical address; 0: out of memory. */
uint64_t page_alloc_zeroed(void);
void page_free_phys(uint64_t phys);
/* Frees a single page that is known to be full of zeroes. */
void page_free_zeroed(struct page *p);

/*
 * A page for user memory that q pays for (NULL: the kernel), zeroed if so asked.
 * NULL also if page_short().
 */
struct page *page_alloc_user(const struct quota *q, bool zero);
/*
 * Is no more free than what is kept from q? A 64th of memory, at least 1 MiB, is
 * for the kernel, the servers of the boot and drivers (essential), so that they can
 * go on when programs have taken all; as much again is for who is favoured, root.
 */
bool page_short(const struct quota *q);
/*
 * tell is called by page_alloc_user for each page while less than a 16th of memory is free.
 * NULL: not any more.
 */
void page_when_scarce(void (*tell)(void));
/*
 * `count` pages in a row below physical address max_phys, each freed by itself
 * later; contents whatever. NULL: none, or more than 8 MiB.
 */
struct page *page_alloc_run(uint64_t count, uint64_t max_phys);

/*
 * Pages of user memory count their owners: each page-table entry, and the
 * memory object that holds the page.
 */
static inline void page_get(struct page *p)
{
	p->refs++;
}

/* Drops an owner; true: it was the last, and the page is to be freed. */
static inline bool page_put(struct page *p)
{
	return --p->refs == 0;
}

/* In struct page's flags. */
enum {
	PAGE_STOCKED = 1, /* free, in a stock */
	PAGE_DIRTY = 2,   /* an object's: written to since it was supplied or cleaned */
	PAGE_ASKED = 4,   /* no page: stands for one that a pager has been asked for */
	PAGE_REFUSED =
		8, /* and has refused, while nobody waited: the next to ask is told */
};

/* The record of each page frame, from physical address 0 on. */
extern struct page *page_frames;
extern uint64_t page_frame_count;

static inline struct page *page_of(uint64_t phys)
{
	kassert(phys / PAGE_SIZE < page_frame_count);
	return &page_frames[phys / PAGE_SIZE];
}

static inline uint64_t page_phys(const struct page *p)
{
	return (uint64_t)(p - page_frames) * PAGE_SIZE;
}

static inline void *page_virt(const struct page *p)
{
	return phys_to_virt(page_phys(p));
}

uint64_t page_total(void);
/* Free pages, those in the CPUs' own stocks included. */
uint64_t page_free_count(void);

/* Pages for the object caches. */
extern const struct slab_source page_slab_source;

#endif
