/*
 * arch/x86_64/paging.c - four-level page tables (Intel SDM vol. 3A, 4.5).
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
#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/page.h"
#include "kernel/string.h"

#include <xinim/errno.h>

#define PTE_PRESENT   (1UL << 0)
#define PTE_WRITE     (1UL << 1)
#define PTE_USER      (1UL << 2)
#define PTE_WRITETHRU (1UL << 3)
#define PTE_UNCACHED  (1UL << 4)
#define PTE_LARGE     (1UL << 7)
#define PTE_GLOBAL    (1UL << 8)
#define PTE_NX        (1UL << 63)
#define PTE_ADDRESS   0x000ffffffffff000UL

#define TABLE_ENTRIES 512
#define USER_ENTRIES  256
#define LARGE_SIZE    (1UL << 21)
#define HUGE_SIZE     (1UL << 30)

#define DEVICE_AREA 0xffffd00000000000UL

struct arch_space kernel_space;
static uint64_t device_next = DEVICE_AREA;

static uint64_t *table_at(uint64_t entry)
{
	return phys_to_virt(entry & PTE_ADDRESS);
}

static unsigned table_index(uint64_t virt, unsigned level)
{
	return (virt >> (PAGE_SHIFT + 9 * (level - 1))) & (TABLE_ENTRIES - 1);
}

/*
 * The entry for virt in the table of `level` (1: page table ... 4: PML4).
 * Missing tables on the way are made if `make`. NULL: none, or out of memory,
 * or a large page is in the way.
 */
static uint64_t *entry_for(
	const struct arch_space *s, uint64_t virt, unsigned level, bool make)
{
	uint64_t *table = phys_to_virt(s->root);

	for (unsigned l = 4; l > level; l--) {
		uint64_t *e = &table[table_index(virt, l)];

		if (!(*e & PTE_PRESENT)) {
			uint64_t phys = make ? page_alloc_zeroed() : 0;
			if (!phys)
				return NULL;
			*e = phys | PTE_PRESENT | PTE_WRITE |
				(virt < XINIM_USER_LIMIT ? PTE_USER : 0);
		} else if (*e & PTE_LARGE) {
			return NULL;
		}
		table = table_at(*e);
	}
	return &table[table_index(virt, level)];
}

static uint64_t entry_flags(unsigned flags)
{
	uint64_t e = PTE_PRESENT;

	if (flags & MAP_WRITE)
		e |= PTE_WRITE;
	if (!(flags & MAP_EXEC))
		e |= PTE_NX;
	if (flags & MAP_USER)
		e |= PTE_USER;
	else if (cpu_features.pge)
		e |= PTE_GLOBAL;
	if (flags & MAP_DEVICE)
		e |= PTE_UNCACHED | PTE_WRITETHRU;
	return e;
}

int arch_map(struct arch_space *s, uint64_t virt, uint64_t phys, unsigned flags)
{
	uint64_t *e = entry_for(s, virt, 1, true);

	if (!e)
		return -ENOMEM;
	kassert(!(*e & PTE_PRESENT));
	*e = phys | entry_flags(flags);
	return 0;
}

uint64_t arch_unmap(struct arch_space *s, uint64_t virt)
{
	uint64_t *e = entry_for(s, virt, 1, false);
	uint64_t old;

	if (!e || !(*e & PTE_PRESENT))
		return UINT64_MAX;
	old = *e;
	*e = 0;
	return old & PTE_ADDRESS;
}

void arch_switch_space(const struct arch_space *s)
{
	if (read_cr3() != s->root)
		write_cr3(s->root);
}

uint64_t arch_lookup(const struct arch_space *s, uint64_t virt, unsigned *flags)
{
	const uint64_t *e = entry_for(s, virt, 1, false);

	if (!e || !(*e & PTE_PRESENT))
		return UINT64_MAX;
	if (flags)
		*flags = MAP_READ | (*e & PTE_WRITE ? MAP_WRITE : 0) |
			(*e & PTE_NX ? 0 : MAP_EXEC) | (*e & PTE_USER ? MAP_USER : 0);
	return *e & PTE_ADDRESS;
}

uint64_t arch_next_mapped(const struct arch_space *s, uint64_t virt, uint64_t end)
{
	while (virt < end) {
		const uint64_t *table = phys_to_virt(s->root);
		unsigned level = 4;
		uint64_t e, size;

		while ((e = table[table_index(virt, level)]) & PTE_PRESENT && level > 1) {
			table = table_at(e);
			level--;
		}
		if (e & PTE_PRESENT)
			return virt;
		size = 1UL << (PAGE_SHIFT + 9 * (level - 1));
		virt = (virt & ~(size - 1)) + size;
	}
	return end;
}

int arch_space_init(struct arch_space *s)
{
	uint64_t phys = page_alloc_zeroed();
	uint64_t *pml4;

	if (!phys)
		return -ENOMEM;
	pml4 = phys_to_virt(phys);
	memcpy(pml4 + USER_ENTRIES,
		(uint64_t *)phys_to_virt(kernel_space.root) + USER_ENTRIES,
		(TABLE_ENTRIES - USER_ENTRIES) * sizeof(*pml4));
	s->root = phys;
	return 0;
}

static void free_tables(uint64_t table, unsigned level, unsigned entries)
{
	uint64_t *t = phys_to_virt(table);

	if (level > 1)
		for (unsigned i = 0; i < entries; i++)
			if (t[i] & PTE_PRESENT)
				free_tables(t[i] & PTE_ADDRESS, level - 1, TABLE_ENTRIES);
	page_free_phys(table);
}

void arch_space_destroy(struct arch_space *s)
{
	kassert(read_cr3() != s->root);
	free_tables(s->root, 4, USER_ENTRIES);
	s->root = 0;
}

volatile void *arch_map_device(uint64_t phys, size_t len)
{
	uint64_t first = phys & ~PAGE_MASK, end = (phys + len + PAGE_MASK) & ~PAGE_MASK;
	uint64_t virt = device_next;

	for (uint64_t p = first; p < end; p += PAGE_SIZE, device_next += PAGE_SIZE)
		if (arch_map(&kernel_space, device_next, p,
			    MAP_READ | MAP_WRITE | MAP_DEVICE) != 0)
			return NULL;
	return (volatile char *)virt + (phys - first);
}

static void must_map(uint64_t virt, uint64_t phys, unsigned level, uint64_t flags)
{
	uint64_t *e = entry_for(&kernel_space, virt, level, true);

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
	entry_for(&kernel_space, 0xffffc00000000000UL, 1, true);
	entry_for(&kernel_space, DEVICE_AREA, 1, true);
	kassert(pml4[table_index(DEVICE_AREA, 4)] & PTE_PRESENT);
	paging_load();
}

void paging_load(void)
{
	write_cr3(kernel_space.root);
}

/* --- translations cached by other CPUs ------------------------------------------ */

static struct {
	uint64_t virt, len;
	uint64_t pending; /* bit per CPU: has not flushed yet; atomic */
} flush;

static void flush_here(uint64_t virt, uint64_t len)
{
	/* Past some number of pages all of it is quicker; global pages too then. */
	if (len > 32 * PAGE_SIZE) {
		uint64_t cr4 = read_cr4();
		write_cr4(cr4 & ~(uint64_t)CR4_PGE);
		write_cr4(cr4 | CR4_PGE);
		write_cr3(read_cr3());
		return;
	}
	for (uint64_t v = virt; v < virt + len; v += PAGE_SIZE)
		invlpg(v);
}

void paging_flush_poll(void)
{
	uint64_t bit = 1UL << this_cpu()->id;

	if (__atomic_load_n(&flush.pending, __ATOMIC_ACQUIRE) & bit) {
		flush_here(flush.virt, flush.len);
		__atomic_fetch_and(&flush.pending, ~bit, __ATOMIC_RELEASE);
	}
}

/*
 * The other CPUs cannot be holding the kernel lock: they run user code, idle,
 * or wait for the lock, and all three answer.
 */
void arch_flush(struct arch_space *s, uint64_t virt, uint64_t len)
{
	struct cpu *self = this_cpu();
	uint64_t others = 0;

	if (s == &kernel_space || read_cr3() == s->root)
		flush_here(virt, len);
	if (cpu_count == 1)
		return;
	kassert(kernel_locked());
	for (unsigned i = 0; i < cpu_count; i++)
		if (cpus[i] != self)
			others |= 1UL << i;
	self->counts.flushes++;
	flush.virt = virt;
	flush.len = len;
	__atomic_store_n(&flush.pending, others, __ATOMIC_RELEASE);
	for (unsigned i = 0; i < cpu_count; i++)
		if (cpus[i] != self)
			lapic_send_ipi(cpus[i]->arch.apic_id, VECTOR_FLUSH);
	while (__atomic_load_n(&flush.pending, __ATOMIC_ACQUIRE))
		arch_pause();
}

void arch_spin_poll(void)
{
	paging_flush_poll();
	arch_pause();
}
