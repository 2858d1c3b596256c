/*
 * kernel/stack.c - kernel stacks with a guard page below each.
 *
 * Stacks have slots in an address range of their own, the first page of each
 * never mapped. A few freed stacks stay mapped for the next thread; they are
 * linked through their first word.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/stack.h"

#include "kernel/assert.h"
#include "kernel/page.h"

#define STACK_AREA  0xffffc00000000000UL
#define STACK_SLOT  (8 * PAGE_SIZE)
#define STACK_SLOTS (1UL << 20)
#define STACK_SPARE 32 /* kept mapped at the most */

static uint64_t next_slot;  /* never used so far */
static uint64_t free_slots; /* head of the unmapped ones' list in slot_link, +1 */
static uint64_t pages;
static void *spare;
static unsigned nspare;

/* Links of unmapped slots: a table that grows by a page at a time. */
#define LINKS_PER_PAGE (PAGE_SIZE / sizeof(uint32_t))
static uint32_t *slot_link[STACK_SLOTS / LINKS_PER_PAGE];

static uint64_t slot_base(uint64_t slot)
{
	return STACK_AREA + slot * STACK_SLOT;
}

static uint64_t stack_slot(const void *stack)
{
	return ((uint64_t)stack - STACK_AREA) / STACK_SLOT;
}

static uint32_t *link_of(uint64_t slot)
{
	return &slot_link[slot / LINKS_PER_PAGE][slot % LINKS_PER_PAGE];
}

/* A slot number, with room for its link; STACK_SLOTS if there is none. */
static uint64_t slot_take(void)
{
	uint64_t slot;

	if (free_slots) {
		slot = free_slots - 1;
		free_slots = *link_of(slot);
		return slot;
	}
	slot = next_slot;
	if (slot == STACK_SLOTS)
		return STACK_SLOTS;
	if (!slot_link[slot / LINKS_PER_PAGE]) {
		uint64_t phys = page_alloc_zeroed();
		if (!phys)
			return STACK_SLOTS;
		slot_link[slot / LINKS_PER_PAGE] = phys_to_virt(phys);
		pages++;
	}
	next_slot++;
	return slot;
}

static void slot_give(uint64_t slot)
{
	*link_of(slot) = (uint32_t)free_slots;
	free_slots = slot + 1;
}

static void unmap_pages(uint64_t first, unsigned count)
{
	uint64_t phys[KERNEL_STACK_PAGES];

	if (count == 0)
		return;
	arch_unmap_kernel(first, count, phys);
	for (unsigned i = 0; i < count; i++)
		page_free_phys(phys[i]);
}

/* --- the last word of a stack, when debugging ------------------------------------- */

#ifdef XINIM_DEBUG
#define CANARY 0x5afe57ac6a1e57edUL

static uint64_t *canary_of(const void *stack)
{
	return (uint64_t *)stack + 1; /* the first word links spare stacks */
}

static void *with_canary(void *stack)
{
	*canary_of(stack) = CANARY;
	return stack;
}

void stack_check(const void *stack)
{
	if (stack && *canary_of(stack) != CANARY)
		panic("the lower end of the kernel stack at %p was written to", stack);
}
#else
static void *with_canary(void *stack)
{
	return stack;
}
#endif

void *stack_alloc(void)
{
	uint64_t slot, base;

	if (spare) {
		void *stack = spare;
		spare = *(void **)stack;
		nspare--;
		return with_canary(stack);
	}
	slot = slot_take();
	if (slot == STACK_SLOTS)
		return NULL;
	base = slot_base(slot) + PAGE_SIZE;
	for (unsigned i = 0; i < KERNEL_STACK_PAGES; i++) {
		uint64_t phys = page_alloc_zeroed();

		if (!phys ||
			arch_map_kernel(
				base + i * PAGE_SIZE, phys, MAP_READ | MAP_WRITE) != 0) {
			if (phys)
				page_free_phys(phys);
			unmap_pages(base, i);
			slot_give(slot);
			return NULL;
		}
	}
	pages += KERNEL_STACK_PAGES;
	return with_canary((void *)base);
}

void stack_free(void *stack)
{
	stack_check(stack);
	if (nspare < STACK_SPARE) {
		*(void **)stack = spare;
		spare = stack;
		nspare++;
		return;
	}
	unmap_pages((uint64_t)stack, KERNEL_STACK_PAGES);
	pages -= KERNEL_STACK_PAGES;
	slot_give(stack_slot(stack));
}

uint64_t stack_pages(void)
{
	return pages;
}

bool stack_contains(uint64_t addr)
{
	uint64_t offset = (addr - STACK_AREA) % STACK_SLOT;

	return addr >= STACK_AREA && addr < slot_base(next_slot) && offset >= PAGE_SIZE &&
		offset + 16 <= PAGE_SIZE + KERNEL_STACK_SIZE;
}

bool stack_guard_contains(uint64_t addr)
{
	return addr >= STACK_AREA && addr < slot_base(next_slot) &&
		(addr - STACK_AREA) % STACK_SLOT < PAGE_SIZE;
}
