/*
 * arch/x86_64/paging.c - the kernel's half of every address space.
 *
 * The upper half of every PML4 is the same: its entries are made once, at
 * boot, so that what is mapped there later shows in every address space.
 * Nothing is writable and executable at once, in the direct map either: the
 * kernel's text and constants are read-only there too.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/log.h"
#include "kernel/page.h"

#include <xinim/errno.h>

#define LARGE_SIZE (1UL << 21)
#define HUGE_SIZE  (1UL << 30)

#define DEVICE_AREA 0xffffd00000000000UL

struct arch_space kernel_space;
static uint64_t device_next = DEVICE_AREA;

/* MAP_ flags as an entry of the kernel's has them. */
static uint64_t entry_flags(unsigned flags)
{
	uint64_t e = PTE_PRESENT;

	if (flags & MAP_WRITE)
		e |= PTE_WRITE;
	if (!(flags & MAP_EXEC))
		e |= PTE_NX;
	if (cpu_features.pge)
		e |= PTE_GLOBAL;
	if (flags & MAP_DEVICE)
		e |= PTE_UNCACHED | PTE_WRITETHRU;
	return e;
}

int arch_map_kernel(uint64_t virt, uint64_t phys, unsigned flags)
{
	uint64_t *e = table_entry(&kernel_space, virt, 1, true);

	if (!e)
		return -ENOMEM;
	kassert(!*e);
	*e = phys | entry_flags(flags);
	return 0;
}

void arch_unmap_kernel(uint64_t virt, unsigned count, uint64_t phys[])
{
	for (unsigned i = 0; i < count; i++) {
		uint64_t *e = table_entry(&kernel_space, virt + i * PAGE_SIZE, 1, false);

		kassert(e && *e);
		phys[i] = *e & PTE_ADDRESS;
		*e = 0;
	}
	tlb_flush_kernel(virt, count * PAGE_SIZE);
}

volatile void *arch_map_device(uint64_t phys, size_t len)
{
	uint64_t first = phys & ~PAGE_MASK, end = (phys + len + PAGE_MASK) & ~PAGE_MASK;
	uint64_t virt = device_next;

	for (uint64_t p = first; p < end; p += PAGE_SIZE, device_next += PAGE_SIZE)
		if (arch_map_kernel(device_next, p, MAP_READ | MAP_WRITE | MAP_DEVICE) !=
			0)
			return NULL;
	return (volatile char *)virt + (phys - first);
}

int arch_map_for_all(uint64_t virt, uint64_t phys)
{
	uint64_t *table = phys_to_virt(kernel_space.root);

	if (!table_entry(&kernel_space, virt, 1, true))
		return -ENOMEM;
	/* Every level has to allow it; what else is below them says no by itself. */
	for (unsigned level = 4; level > 1; level--) {
		uint64_t *e = &table[table_index(virt, level)];

		*e |= PTE_USER;
		table = phys_to_virt(*e & PTE_ADDRESS);
	}
	table[table_index(virt, 1)] = phys | PTE_PRESENT | PTE_USER | PTE_NX;
	return 0;
}

static void must_map(uint64_t virt, uint64_t phys, unsigned level, uint64_t flags)
{
	uint64_t *e = table_entry(&kernel_space, virt, level, true);

	if (!e)
		fatal("not enough memory for the kernel's page tables");
	*e = phys | flags | (level > 1 ? PTE_LARGE : 0);
}

/* What may be done with a byte of the kernel's image. */
static unsigned image_rights(uint64_t virt)
{
	if (virt < (uint64_t)kernel_text_end)
		return MAP_READ | MAP_EXEC;
	if (virt < (uint64_t)kernel_rodata_end)
		return MAP_READ;
	return MAP_READ | MAP_WRITE;
}

static void map_image(void)
{
	for (uint64_t v = (uint64_t)kernel_start; v < (uint64_t)kernel_end;
		v += PAGE_SIZE)
		must_map(v, v - KERNEL_BASE, 1, entry_flags(image_rights(v)));
}

static void map_direct(uint64_t limit)
{
	uint64_t image = (uint64_t)kernel_start - KERNEL_BASE;
	uint64_t image_end = (uint64_t)kernel_rodata_end - KERNEL_BASE;
	uint64_t flags = entry_flags(MAP_READ | MAP_WRITE);

	for (uint64_t p = 0; p < limit;) {
		uint64_t virt = DIRECT_MAP + p;
		bool image_near = p < ((image_end + LARGE_SIZE - 1) & ~(LARGE_SIZE - 1));

		if (image_near && p >= image && p < image_end) {
			unsigned rights = image_rights(p + KERNEL_BASE) & ~MAP_EXEC;
			must_map(virt, p, 1, entry_flags(rights));
			p += PAGE_SIZE;
		} else if (image_near) {
			must_map(virt, p, 1, flags);
			p += PAGE_SIZE;
		} else if (cpu_features.gib_pages && p % HUGE_SIZE == 0 &&
			limit - p >= HUGE_SIZE) {
			must_map(virt, p, 3, flags);
			p += HUGE_SIZE;
		} else {
			must_map(virt, p, 2, flags);
			p += LARGE_SIZE;
		}
	}
}

void paging_init(uint64_t limit)
{
	uint64_t *pml4;

	kernel_space.root = page_alloc_zeroed();
	if (!kernel_space.root)
		fatal("not enough memory for the kernel's page tables");
	pml4 = phys_to_virt(kernel_space.root);
	map_image();
	map_direct((limit + LARGE_SIZE - 1) & ~(LARGE_SIZE - 1));
	/* The areas of kernel stacks and devices: one PML4 entry each, now and for all. */
	table_entry(&kernel_space, 0xffffc00000000000UL, 1, true);
	table_entry(&kernel_space, DEVICE_AREA, 1, true);
	kassert(pml4[table_index(DEVICE_AREA, 4)] & PTE_PRESENT);
	paging_load();
}

void paging_load(void)
{
	write_cr3(kernel_space.root);
}
