/*
 * kernel/vm.h - a process's address space: regions, and pages put in on demand.
 *
 * A region says what a program may do in a range of its addresses; pages come
 * at the first touch, zeroed. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_VM_H
#define XINIM_KERNEL_VM_H

#include "kernel/arch.h"
#include "kernel/list.h"

struct region {
	struct list link;    /* ascending by address */
	uint64_t start, end; /* whole pages */
	unsigned rights;     /* MAP_READ, MAP_WRITE, MAP_EXEC */
};

struct space {
	struct arch_space arch;
	struct list regions;
	struct region *heap; /* grows and shrinks with brk; NULL until first used */
	uint64_t heap_start, heap_end; /* bytes: the break's lowest and present value */
	uint64_t pages;                /* resident */
};

/* NULL: out of memory. */
struct space *space_create(void);
/* Frees all pages and regions. Must not be the current page tables. */
void space_destroy(struct space *s);
/* -EINVAL: not whole pages or outside user memory; -EEXIST: overlap; -ENOMEM. */
int space_add_region(struct space *s, uint64_t start, uint64_t end, unsigned rights);
/*
 * Resolves an access of kind `rights` (one MAP_ bit) at addr. 0; -EFAULT: no
 * region allows it; -ENOMEM: allowed, but there is no page for it.
 */
int space_fault(struct space *s, uint64_t addr, unsigned rights);
/*
 * Copies into a space that is not running yet, whatever its regions' rights.
 * -EFAULT: outside the regions; -ENOMEM.
 */
int space_write(struct space *s, uint64_t addr, const void *data, uint64_t len);
/*
 * The page at addr as the kernel sees it, for an access of kind `rights` on
 * behalf of the space's own program. NULL: it may not, or there is no memory.
 */
void *space_page(struct space *s, uint64_t addr, unsigned rights);
/* brk(2): the new break, or the old one if the wanted one cannot be had. */
uint64_t space_brk(struct space *s, uint64_t wanted);

#endif
