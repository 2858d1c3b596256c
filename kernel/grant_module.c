/*
 * kernel/grant_module.c - boot modules that are data, as memory objects; arenas.
 *
 * The boot loader has put a module into pages of its own: they become the
 * object's as they are. Only its end, which other things may share a page with,
 * is copied. An arena is memory that belongs to a module, not to its process: what
 * one has left there its successor finds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/grant.h"
#include "kernel/page.h"
#include "kernel/pager.h"
#include "kernel/string.h"
#include "kernel/vm_object.h"

#include <xinim/errno.h>

static const struct boot_info *boot;
static bool given[BOOT_MAX_MODULES]; /* its pages are no module any more */

void grant_modules(const struct boot_info *info)
{
	boot = info;
}

static bool is_named(const struct boot_module *m, const char *name)
{
	size_t len = strlen(name);

	return strncmp(m->cmdline, name, len) == 0 &&
		(m->cmdline[len] == '\0' || m->cmdline[len] == ' ');
}

/* Page n of the module: its own if it has it alone, else a copy. NULL: out of memory. */
static struct page *page_of_module(const struct boot_module *m, uint64_t n)
{
	uint64_t at = m->start + n * PAGE_SIZE, left = m->end - at;
	struct page *p;

	if (!(at & PAGE_MASK) && left >= PAGE_SIZE)
		return page_adopt(at);
	p = page_alloc(0);
	if (!p)
		return NULL;
	arch_page_zero(page_virt(p));
	memcpy(page_virt(p), phys_to_virt(at), left < PAGE_SIZE ? left : PAGE_SIZE);
	return p;
}

static struct memory *make_object(const struct boot_module *m, struct quota *quota)
{
	uint64_t pages = (m->end - m->start + PAGE_MASK) / PAGE_SIZE;
	struct vm_object *o = vm_object_create(quota, pages);

	if (!o)
		return NULL;
	for (uint64_t n = 0; n < pages; n++) {
		struct page *p = page_of_module(m, n);

		if (!p || vm_object_supply(o, n, p) != 0) {
			if (p)
				page_free(p, 0);
			vm_object_put(o);
			return NULL;
		}
	}
	return memory_create(o);
}

int grant_module(struct process *p, const char *name)
{
	for (unsigned i = 0; boot && i < boot->nmodules; i++) {
		const struct boot_module *m = &boot->modules[i];
		struct memory *data;
		int slot;

		if (!is_named(m, name) || m->end == m->start)
			continue;
		if (given[i])
			return -EBUSY;
		given[i] = true;
		data = make_object(m, p->space->quota);
		if (!data)
			return -ENOMEM;
		slot = cap_insert(p, &data->cap,
			XINIM_RIGHT_READ | XINIM_RIGHT_EXEC | XINIM_RIGHT_GRANT,
			m->end - m->start, NULL);
		cap_object_put(&data->cap);
		return slot < 0 ? slot : 0;
	}
	return -ENXIO;
}

/* Its size is all that it can ever have: nobody else pays for it. */
static struct memory *make_arena(uint64_t pages)
{
	struct quota *q = quota_create();
	struct vm_object *o;
	uint64_t phys;

	if (!q)
		return NULL;
	(void)quota_set_limit(q, QUOTA_PAGES, pages);
	o = vm_object_create_run(q, pages, UINT64_MAX, &phys);
	quota_put(q);
	return o ? memory_create(o) : NULL;
}

int grant_arena(struct process *p, uint64_t bytes)
{
	static struct memory *arenas[BOOT_MAX_MODULES];
	struct memory **arena;
	int slot;

	if (!p->boot_module)
		return -ENXIO;
	arena = &arenas[p->boot_module - 1];
	if (!*arena)
		*arena = make_arena((bytes + PAGE_MASK) / PAGE_SIZE);
	if (!*arena)
		return -ENOMEM;
	slot = cap_insert(p, &(*arena)->cap,
		XINIM_RIGHT_READ | XINIM_RIGHT_WRITE | XINIM_RIGHT_GRANT, 0, NULL);
	return slot < 0 ? slot : 0;
}
