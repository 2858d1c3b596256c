/*
 * arch/x86_64/include/arch/paging.h - page-table entries as the portable kernel sees them.
 *
 * An entry of a user page is zero (nothing there) or names a page with rights.
 * A page kept without any right (PROT_NONE) is marked not present, so that the
 * kernel's own accesses to user memory fault there too.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ARCH_PAGING_H
#define XINIM_ARCH_PAGING_H

#include <stdbool.h>
#include <stdint.h>

/* Intel SDM vol. 3A, table 4-20; bit 9 is left to software. */
#define PTE_PRESENT   (1UL << 0)
#define PTE_WRITE     (1UL << 1)
#define PTE_USER      (1UL << 2)
#define PTE_WRITETHRU (1UL << 3)
#define PTE_UNCACHED  (1UL << 4)
#define PTE_ACCESSED  (1UL << 5)
#define PTE_DIRTY     (1UL << 6)
#define PTE_LARGE     (1UL << 7)
#define PTE_GLOBAL    (1UL << 8)
#define PTE_HELD      (1UL << 9) /* a page is kept here, and nobody may touch it */
#define PTE_NX        (1UL << 63)
#define PTE_ADDRESS   0x000ffffffffff000UL

enum {
	MAP_READ = 1,
	MAP_WRITE = 2,
	MAP_EXEC = 4,
	MAP_USER = 8,
	MAP_DEVICE = 16,  /* uncached, strongly ordered */
	MAP_COMBINE = 32, /* with DEVICE: writes may be gathered (cpu_enable_features) */
};

/* The entry of a user page; flags: MAP_READ, WRITE, EXEC (none: kept only), DEVICE, COMBINE. */
static inline uint64_t arch_entry_make(uint64_t phys, unsigned flags)
{
	uint64_t e = phys | PTE_PRESENT | PTE_USER;

	if (!(flags & (MAP_READ | MAP_WRITE | MAP_EXEC)))
		return phys | PTE_HELD;
	if (flags & MAP_WRITE)
		e |= PTE_WRITE;
	if (!(flags & MAP_EXEC))
		e |= PTE_NX;
	if (flags & MAP_DEVICE)
		e |= flags & MAP_COMBINE ? PTE_WRITETHRU : PTE_UNCACHED | PTE_WRITETHRU;
	return e;
}

static inline uint64_t arch_entry_phys(uint64_t e)
{
	return e & PTE_ADDRESS;
}

/* Does the entry let a user do this (MAP_READ, WRITE, EXEC)? */
static inline bool arch_entry_allows(uint64_t e, unsigned access)
{
	return (e & PTE_PRESENT) && !(access & MAP_WRITE && !(e & PTE_WRITE)) &&
		!(access & MAP_EXEC && e & PTE_NX);
}

static inline bool arch_entry_writable(uint64_t e)
{
	return e & PTE_WRITE;
}

static inline uint64_t arch_entry_read_only(uint64_t e)
{
	return e & ~PTE_WRITE;
}

/* May a CPU remember the entry? */
static inline bool arch_entry_cached(uint64_t e)
{
	return e & PTE_PRESENT;
}

/* Does `now` allow less than `old`, or another page, so that CPUs must forget `old`? */
static inline bool arch_entry_narrows(uint64_t old, uint64_t now)
{
	return (old & PTE_PRESENT) &&
		((old & ~now & (PTE_PRESENT | PTE_WRITE)) || (now & ~old & PTE_NX) ||
			((old ^ now) & PTE_ADDRESS));
}

/* The entries of the pages of an aligned stretch of this many bytes lie in a row. */
#define ARCH_TABLE_SPAN (1UL << 21)

/* Pages of 8-byte words. String instructions: the fewest instructions there are. */
static inline void arch_page_zero(void *page)
{
	uint64_t n = 512;

	__asm__ volatile("rep stosq" : "+D"(page), "+c"(n) : "a"(0UL) : "memory");
}

static inline void arch_page_copy(void *to, const void *from)
{
	uint64_t n = 512;

	__asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(n)::"memory");
}

#endif
