/*
 * arch/x86_64/tables.c - four-level page tables (Intel SDM vol. 3A, 4.5).
 *
 * The page record of a table counts its used entries, in `refs`: a walk can
 * stop when it has seen them all, and a table of the user's half is freed when
 * the last one goes. Such a table is full of zeroes, so it goes to the
 * allocator's stock of zeroed pages and saves clearing the next one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/machine.h"
#include "kernel/page.h"
#include "kernel/quota.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define TABLE_ENTRIES 512
#define USER_ENTRIES  256

/* The entries of the kernel's half that are in use: made at boot, the same for ever. */
static uint16_t kernel_entries[TABLE_ENTRIES - USER_ENTRIES];
static unsigned kernel_entry_count;

static uint64_t *table_at(uint64_t entry)
{
	return phys_to_virt(entry & PTE_ADDRESS);
}

static uint64_t kernel_tables;

static struct page *page_of_table(const uint64_t *table)
{
	return page_of(virt_to_phys(table));
}

/* A new table in the empty entry e. */
static bool make_table(struct arch_space *s, uint64_t *e, bool user)
{
	uint64_t phys;

	/* As good as the user memory that it is for: neither may take the reserve. */
	if (page_short(s->quota))
		return false;
	if (quota_charge(s->quota, QUOTA_KERNEL_PAGES, 1) != 0)
		return false;
	phys = page_alloc_zeroed();
	if (!phys) {
		quota_release(s->quota, QUOTA_KERNEL_PAGES, 1);
		return false;
	}
	arch_entry_set(e, phys | PTE_PRESENT | PTE_WRITE | (user ? PTE_USER : 0));
	kernel_tables += !user;
	return true;
}

uint64_t arch_kernel_tables(void)
{
	return kernel_tables;
}

uint64_t *table_entry(struct arch_space *s, uint64_t virt, unsigned level, bool make)
{
	uint64_t *table = phys_to_virt(s->root);

	for (unsigned l = 4; l > level; l--) {
		uint64_t *e = &table[table_index(virt, l)];

		if (!*e && !(make && make_table(s, e, virt < XINIM_USER_LIMIT)))
			return NULL;
		if (*e & PTE_LARGE)
			return NULL;
		table = table_at(*e);
	}
	return &table[table_index(virt, level)];
}

uint64_t *arch_entry(struct arch_space *s, uint64_t virt, bool make)
{
	return table_entry(s, virt, 1, make);
}

void arch_entry_set(uint64_t *entry, uint64_t value)
{
	*entry = value;
	page_of((virt_to_phys(entry)) & ~PAGE_MASK)->refs++;
}

void arch_entry_clear(uint64_t *entry)
{
	*entry = 0;
	page_of((virt_to_phys(entry)) & ~PAGE_MASK)->refs--;
}

uint64_t arch_translate(struct arch_space *s, uint64_t virt, unsigned access)
{
	const uint64_t *e = table_entry(s, virt, 1, false);

	/* A device's memory is none to copy, wherever it lies. */
	if (!e || !arch_entry_allows(*e, access) || *e & PTE_WRITETHRU)
		return UINT64_MAX;
	return arch_entry_phys(*e) + (virt & PAGE_MASK);
}

struct walk {
	struct arch_batch *batch;
	uint64_t start, end;
	bool (*visit)(void *ctx, uint64_t virt, uint64_t *entry);
	void *ctx;
};

/* The table that entry e of another one points to has lost its last entry. */
static void drop_table(struct arch_batch *b, uint64_t *e, uint64_t virt)
{
	struct page *p = page_of(arch_entry_phys(*e));

	*e = 0;
	/* CPUs cache upper entries too; forgetting any page there forgets them. */
	arch_batch_add(b, virt);
	list_add_head(&b->tables, &p->link);
	quota_release(b->space->quota, QUOTA_KERNEL_PAGES, 1);
}

/* The part of [start, end) below `table`, which maps from `base` on. False: stop. */
static bool walk_table(
	const struct walk *w, uint64_t *table, unsigned level, uint64_t base)
{
	uint64_t size = 1UL << (PAGE_SHIFT + 9 * (level - 1)); /* of an entry's range */
	uint64_t last = base + size * (TABLE_ENTRIES - 1);
	unsigned first = w->start > base ? table_index(w->start, level) : 0;
	unsigned i =
		w->end - 1 < last ? table_index(w->end - 1, level) : TABLE_ENTRIES - 1;
	struct page *p = page_of_table(table);
	bool go = true;

	w->batch->walked += level <= 2;
	for (uint32_t left = p->refs; left > 0 && go; i--) {
		uint64_t *e = &table[i], virt = base + i * size;

		if (*e) {
			left--;
			if (level == 1) {
				go = w->visit(w->ctx, virt, e);
			} else {
				uint64_t *below = table_at(*e);

				go = walk_table(w, below, level - 1, virt);
				if (page_of_table(below)->refs == 0)
					drop_table(w->batch, e, virt);
			}
			if (!*e)
				p->refs--;
		}
		if (i == first)
			break;
	}
	return go;
}

/* The same for a range within one table of pages, which most are: no recursion. */
static void walk_one(const struct walk *w)
{
	uint64_t *table = phys_to_virt(w->batch->space->root), *path[5];
	unsigned first = table_index(w->start, 1), i = table_index(w->end - 1, 1);
	unsigned level = 4;
	struct page *p;
	bool go = true;

	for (; level > 1; level--) {
		path[level] = &table[table_index(w->start, level)];
		if (!*path[level])
			break;
		table = table_at(*path[level]);
	}
	p = page_of_table(table);
	w->batch->walked++;
	for (uint64_t virt = (w->end - 1) & ~PAGE_MASK; level == 1 && go;
		i--, virt -= PAGE_SIZE) {
		if (table[i]) {
			go = w->visit(w->ctx, virt, &table[i]);
			p->refs -= !table[i];
		}
		if (i == first)
			break;
	}
	/* Tables that are empty now go, or were when there was no memory for the next. */
	while (++level <= 4 && p->refs == 0) {
		p = page_of_table(path[level]);
		drop_table(w->batch, path[level], w->start);
		p->refs--;
	}
}

void arch_walk(struct arch_batch *b, uint64_t start, uint64_t end,
	bool (*visit)(void *ctx, uint64_t virt, uint64_t *entry), void *ctx)
{
	struct walk w = { b, start, end, visit, ctx };

	if (start < end && start / ARCH_TABLE_SPAN == (end - 1) / ARCH_TABLE_SPAN)
		walk_one(&w);
	else if (start < end)
		walk_table(&w, phys_to_virt(b->space->root), 4, 0);
}

static void find_kernel_entries(void)
{
	const uint64_t *root = phys_to_virt(kernel_space.root);

	for (unsigned i = USER_ENTRIES; i < TABLE_ENTRIES; i++)
		if (root[i])
			kernel_entries[kernel_entry_count++] = (uint16_t)i;
}

int arch_space_init(struct arch_space *s, struct quota *quota)
{
	const uint64_t *from = phys_to_virt(kernel_space.root);
	uint64_t phys, *root;

	if (quota_charge(quota, QUOTA_KERNEL_PAGES, 1) != 0)
		return -ENOMEM;
	phys = page_alloc_zeroed();
	if (!phys) {
		quota_release(quota, QUOTA_KERNEL_PAGES, 1);
		return -ENOMEM;
	}
	if (kernel_entry_count == 0)
		find_kernel_entries();
	root = phys_to_virt(phys);
	for (unsigned i = 0; i < kernel_entry_count; i++)
		root[kernel_entries[i]] = from[kernel_entries[i]];
	s->root = phys;
	s->cpus = 0;
	s->quota = quota;
	return 0;
}

void arch_space_destroy(struct arch_space *s)
{
	struct page *p = page_of(s->root);
	uint64_t *root = page_virt(p);

	kassert(p->refs == 0); /* its user half's used entries */
	for (unsigned i = 0; i < kernel_entry_count; i++)
		root[kernel_entries[i]] = 0;
	page_free_zeroed(p);
	quota_release(s->quota, QUOTA_KERNEL_PAGES, 1);
	s->root = 0;
}
