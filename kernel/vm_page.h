/*
 * kernel/vm_page.h - what the parts of kernel/vm*.c share about pages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_VM_PAGE_H
#define XINIM_KERNEL_VM_PAGE_H

#include "kernel/lock.h"
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

#define VM_TABLE_COST 12 /* to look through a table takes as long as so many pages */
#define VM_FREE_WALK  2 /* tables that a walk goes through on its way to the first page */

/*
 * One more page of a walk, which takes from `most`, and so does each table that was
 * looked through for it; `seen` begins as VM_FREE_WALK. False: the step is over.
 */
static inline bool vm_spend(const struct arch_batch *b, int32_t *seen, uint64_t *most)
{
	uint64_t cost = 1;

	if (b->walked > *seen) {
		cost += (uint64_t)(b->walked - *seen) * VM_TABLE_COST;
		*seen = b->walked;
	}
	*most -= cost < *most ? cost : *most;
	return *most > 0;
}

/*
 * One more region of many, which takes as long as `cost` of 256 parts of a step;
 * others come between when the step is over. True: they did.
 */
static inline bool vm_region_step(unsigned *spent, unsigned cost)
{
	*spent += cost;
	if (*spent < 256)
		return false;
	*spent = 0;
	kernel_preemption_point();
	return true;
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
/* Joins regions in and around [start, end) that say the same, in steps. */
void vm_join(struct space *s, uint64_t start, uint64_t end);
/* Where len bytes find room, at the hint if that is free; UINT64_MAX: nowhere. */
uint64_t vm_choose(const struct space *s, uint64_t hint, uint64_t len, unsigned flags);

#endif
