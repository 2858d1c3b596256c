/*
 * kernel/stack.h - kernel stacks with a guard page below each.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_STACK_H
#define XINIM_KERNEL_STACK_H

#include "kernel/arch.h"

#define KERNEL_STACK_PAGES 4
#define KERNEL_STACK_SIZE  (KERNEL_STACK_PAGES * PAGE_SIZE)

/* The lowest usable address of a stack of KERNEL_STACK_SIZE; NULL: out of memory. */
void *stack_alloc(void);
void stack_free(void *stack);
/* Pages of all stacks there are, in use or kept for the next ones, and of the books of them. */
uint64_t stack_pages(void);
/* Does [addr, addr + 16) lie in the area of kernel stacks? For backtraces. */
bool stack_contains(uint64_t addr);
/* Is addr in the unmapped page below some stack: an overflow? */
bool stack_guard_contains(uint64_t addr);

/* With --enable-debug: panics if something has run over the lower end of a stack. */
#ifdef XINIM_DEBUG
void stack_check(const void *stack);
#else
static inline void stack_check(const void *stack)
{
	(void)stack;
}
#endif

#endif
