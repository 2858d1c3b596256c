/*
 * kernel/page.h - physical pages.
 *
 * A buddy allocator holds all free memory; in front of it each CPU keeps a few
 * single pages. Contents of a fresh page are whatever they were: use
 * page_alloc_zeroed for anything user mode may see. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_PAGE_H
#define XINIM_KERNEL_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/arch.h"
#include "kernel/buddy.h"
#include "kernel/multiboot2.h"
#include "kernel/slab.h"

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
/* One page of zeroes, as its physical address; 0: out of memory. */
uint64_t page_alloc_zeroed(void);
void page_free_phys(uint64_t phys);

struct page *page_of(uint64_t phys);
uint64_t page_phys(const struct page *p);
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
