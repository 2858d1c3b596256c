/*
 * kernel/vm_page.h - what the parts of kernel/vm*.c share about pages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_VM_PAGE_H
#define XINIM_KERNEL_VM_PAGE_H

#include "kernel/page.h"
#include "kernel/vm.h"

/* Are the pages of r counted (and may be shared)? Physical ones are not. */
static inline bool region_counts(const struct region *r)
{
	return r->kind != REGION_PHYSICAL;
}

/* The page-table entry for page p in region r: writable only to who may write to p itself. */
static inline uint64_t region_entry(const struct region *r, const struct page *p)
{
	unsigned rights = r->rights ? r->rights | MAP_READ : 0;

	if (r->flags & VM_SHARED ? !(p->flags & PAGE_DIRTY) : p->refs > 1)
		rights &= ~(unsigned)MAP_WRITE;
	return arch_entry_make(page_phys(p), rights);
}

/*
 * Takes what is mapped in [start, end) of r out of the space, up to `most` pages;
 * how many more it might have been (0: some may be left).
 */
uint64_t region_unmap_pages(struct region *r, struct arch_batch *b, uint64_t start,
	uint64_t end, uint64_t most);
/*
 * Makes the entries in [start, end) say what r's rights are now, `most` of them from
 * the top down, which is left with how many more it might have been. Where it stopped.
 */
uint64_t region_protect_pages(struct region *r, struct arch_batch *b, uint64_t start,
	uint64_t end, uint64_t *most);
/*
 * Puts in every missing page of [start, end), for access MAP_READ or MAP_WRITE; 0:
 * to write, where the region allows it; in steps that others may come between. As
 * space_fault without VM_MAY_WAIT; what is no region is left out.
 */
int space_fill(struct space *s, uint64_t start, uint64_t end, unsigned access);
/* Takes out pages of [start, end), at most `most`; the regions stay. False: some may be left. */
bool space_drop_some(struct space *s, uint64_t start, uint64_t end, uint64_t most);

/* [start, start + len) in whole pages, inside user memory. 0 or -EINVAL. */
int vm_check_range(uint64_t start, uint64_t len, uint64_t *end);
/* Makes start and end boundaries of regions, where they lie in any. 0 or -ENOMEM. */
int vm_cut(struct space *s, uint64_t start, uint64_t end);
/* Joins regions in and around [start, end) that say the same. */
void vm_join(struct space *s, uint64_t start, uint64_t end);
/* Where len bytes find room, at the hint if that is free; UINT64_MAX: nowhere. */
uint64_t vm_choose(const struct space *s, uint64_t hint, uint64_t len, unsigned flags);

#endif
