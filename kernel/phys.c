/*
 * kernel/phys.c - ranges of physical memory that are no RAM.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/multiboot2.h"
#include "kernel/quota.h"

#include <xinim/errno.h>

#define LOW_RAM_END (640UL << 10)

static const struct boot_info *boot;

void phys_init(const struct boot_info *info)
{
	boot = info;
}

/* All RAM, whoever uses it; below 640 KiB whatever the firmware says of it. */
static bool touches_ram(uint64_t start, uint64_t end)
{
	if (start < LOW_RAM_END)
		return true;
	for (unsigned i = 0; i < boot->nmem; i++) {
		const struct boot_mem *m = &boot->mem[i];

		if (m->type == BOOT_MEM_RAM && start < m->base + m->len && end > m->base)
			return true;
	}
	return false;
}

static void phys_range_destroy(struct cap_object *o)
{
	quota_free(o);
}

/* Is there such a range? */
static bool exists(uint64_t base, uint64_t length)
{
	return length && length <= UINT64_MAX - PAGE_MASK &&
		base <= UINT64_MAX - PAGE_MASK - length;
}

bool phys_is_device(uint64_t base, uint64_t length)
{
	uint64_t start = base & ~PAGE_MASK, end;

	if (!exists(base, length))
		return false;
	end = (base + length + PAGE_MASK) & ~PAGE_MASK;
	return !touches_ram(start, end) && !arch_phys_private(start, end);
}

int phys_range_create(uint64_t base, uint64_t length, struct phys_range **out)
{
	struct phys_range *r;

	if (!exists(base, length))
		return -EINVAL;
	if (!phys_is_device(base, length))
		return -EPERM;
	r = quota_alloc(quota_current(), sizeof(*r));
	if (!r)
		return -ENOMEM;
	cap_object_init(&r->cap, XINIM_CAP_PHYS, phys_range_destroy);
	r->cap.closed = device_unmap;
	r->base = base;
	r->length = length;
	*out = r;
	return 0;
}
