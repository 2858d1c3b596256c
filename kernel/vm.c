/*
 * kernel/vm.c - a process's address space: regions, and pages put in on demand.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm.h"

#include "kernel/assert.h"
#include "kernel/page.h"
#include "kernel/slab.h"
#include "kernel/string.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

struct space *space_create(void)
{
	struct space *s = kmalloc(sizeof(*s));

	if (!s)
		return NULL;
	if (arch_space_init(&s->arch) != 0) {
		kfree(s);
		return NULL;
	}
	list_init(&s->regions);
	return s;
}

/* Only what is mapped is looked at: a region may be larger than any memory. */
static void unmap_range(struct space *s, uint64_t start, uint64_t end)
{
	uint64_t v = start;

	while ((v = arch_next_mapped(&s->arch, v, end)) < end) {
		uint64_t phys = arch_unmap(&s->arch, v);

		arch_flush(&s->arch, v, PAGE_SIZE);
		page_free_phys(phys);
		s->pages--;
	}
}

void space_destroy(struct space *s)
{
	struct list *l;

	while ((l = list_pop(&s->regions))) {
		struct region *r = list_entry(l, struct region, link);

		/* Nobody runs here any more: no translation is cached (a CR3 load dropped it). */
		uint64_t v = r->start;
		while ((v = arch_next_mapped(&s->arch, v, r->end)) < r->end)
			page_free_phys(arch_unmap(&s->arch, v));
		kfree(r);
	}
	arch_space_destroy(&s->arch);
	kfree(s);
}

static struct region *find_region(const struct space *s, uint64_t addr)
{
	struct region *r;

	list_for_each_entry (r, &s->regions, link)
		if (addr >= r->start && addr < r->end)
			return r;
	return NULL;
}

static bool range_free(const struct space *s, uint64_t start, uint64_t end)
{
	const struct region *r;

	list_for_each_entry (r, &s->regions, link)
		if (start < r->end && r->start < end)
			return false;
	return true;
}

int space_add_region(struct space *s, uint64_t start, uint64_t end, unsigned rights)
{
	struct region *r, *next;

	if ((start | end) & PAGE_MASK || start >= end || end > XINIM_USER_LIMIT)
		return -EINVAL;
	if (!range_free(s, start, end))
		return -EEXIST;
	r = kmalloc(sizeof(*r));
	if (!r)
		return -ENOMEM;
	r->start = start;
	r->end = end;
	r->rights = rights;
	list_for_each_entry (next, &s->regions, link)
		if (next->start >= end)
			break;
	list_add_tail(&next->link, &r->link);
	return 0;
}

/* The page at addr in region r, put in if need be; 0: out of memory. */
static uint64_t page_at(struct space *s, const struct region *r, uint64_t addr)
{
	uint64_t virt = addr & ~PAGE_MASK;
	uint64_t phys = arch_lookup(&s->arch, virt, NULL);

	if (phys != UINT64_MAX)
		return phys;
	phys = page_alloc_zeroed();
	if (!phys)
		return 0;
	if (arch_map(&s->arch, virt, phys, r->rights | MAP_USER) != 0) {
		page_free_phys(phys);
		return 0;
	}
	s->pages++;
	return phys;
}

int space_fault(struct space *s, uint64_t addr, unsigned rights)
{
	const struct region *r = find_region(s, addr);

	if (!r || (r->rights & rights) != rights)
		return -EFAULT;
	return page_at(s, r, addr) ? 0 : -ENOMEM;
}

void *space_page(struct space *s, uint64_t addr, unsigned rights)
{
	if (space_fault(s, addr, rights) != 0)
		return NULL;
	return phys_to_virt(arch_lookup(&s->arch, addr & ~PAGE_MASK, NULL));
}

int space_write(struct space *s, uint64_t addr, const void *data, uint64_t len)
{
	const char *from = data;

	while (len) {
		uint64_t offset = addr & PAGE_MASK, n = PAGE_SIZE - offset, phys;
		const struct region *r = find_region(s, addr);

		if (!r)
			return -EFAULT;
		phys = page_at(s, r, addr);
		if (!phys)
			return -ENOMEM;
		if (n > len)
			n = len;
		memcpy((char *)phys_to_virt(phys) + offset, from, n);
		from += n;
		addr += n;
		len -= n;
	}
	return 0;
}

uint64_t space_brk(struct space *s, uint64_t wanted)
{
	uint64_t end = (wanted + PAGE_MASK) & ~PAGE_MASK;
	uint64_t start = (s->heap_start + PAGE_MASK) & ~PAGE_MASK;

	if (wanted < s->heap_start || wanted >= XINIM_USER_LIMIT)
		return s->heap_end;
	if (!s->heap && end > start) {
		if (space_add_region(s, start, end, MAP_READ | MAP_WRITE) != 0)
			return s->heap_end;
		s->heap = find_region(s, start);
	} else if (s->heap && end > s->heap->end) {
		if (!range_free(s, s->heap->end, end))
			return s->heap_end;
		s->heap->end = end;
	} else if (s->heap && end < s->heap->end) {
		unmap_range(s, end, s->heap->end);
		s->heap->end = end;
		if (end == start) {
			list_remove(&s->heap->link);
			kfree(s->heap);
			s->heap = NULL;
		}
	}
	s->heap_end = wanted;
	return wanted;
}
