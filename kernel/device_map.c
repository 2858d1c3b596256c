/*
 * kernel/device_map.c - device memory and memory for devices, in a driver's space.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/pci.h"
#include "kernel/process.h"
#include "kernel/quota.h"
#include "kernel/vm_object.h"
#include "kernel/vm_page.h"
#include "kernel/vm_region.h"

#include <xinim/device.h>
#include <xinim/errno.h>

/* Whole pages around a range of bytes. */
static uint64_t page_start(uint64_t byte)
{
	return byte & ~PAGE_MASK;
}

static uint64_t page_end(uint64_t byte)
{
	return (byte + PAGE_MASK) & ~PAGE_MASK;
}

static bool overlap(uint64_t a, uint64_t a_end, uint64_t b, uint64_t b_end)
{
	return a < b_end && b < a_end;
}

/* --- memory for DMA ------------------------------------------------------------------ */

static void dma_free(struct dma *d)
{
	vm_object_put(d->object);
	quota_free(d);
}

static void dma_destroy(struct cap_object *o)
{
	struct dma *d = (struct dma *)o;

	if (d->function->cut_off)
		list_add_tail(&d->function->kept, &d->link);
	else
		dma_free(d);
}

/* The device has been reset: it has forgotten what its last driver told it. */
static void free_kept(struct pci_function *f)
{
	struct list *l;

	f->cut_off = false;
	while ((l = list_pop(&f->kept)))
		dma_free(list_entry(l, struct dma, link));
	vm_object_reap();
}

int dma_create(struct process *p, struct pci_function *f, uint64_t length,
	uint64_t highest, struct dma **out)
{
	uint64_t limit = highest && highest < UINT64_MAX ? highest + 1 : UINT64_MAX;
	struct dma *d;

	if (length == 0 || length > DMA_MAX)
		return -EINVAL;
	if (f->cut_off)
		free_kept(f);
	d = quota_alloc(p->space->quota, sizeof(*d));
	if (!d)
		return -ENOMEM;
	cap_object_init(&d->cap, XINIM_CAP_DMA, dma_destroy);
	d->cap.closed = device_unmap;
	d->function = f;
	list_init(&d->link);
	d->length = page_end(length);
	d->object = vm_object_create_run(
		p->space->quota, d->length / PAGE_SIZE, limit, &d->phys);
	if (!d->object) {
		quota_free(d);
		return -ENOMEM;
	}
	*out = d;
	return 0;
}

/* --- mapping -------------------------------------------------------------------------- */

/* May [start, end), whole pages of physical memory, be mapped by it? */
static int check_phys(const struct phys_range *r, uint64_t start, uint64_t end)
{
	if (r->hole_end > r->hole &&
		overlap(start, end, page_start(r->base + r->hole),
			page_end(r->base + r->hole_end)))
		return -EPERM;
	return 0;
}

int64_t device_map(
	struct cap *c, uint64_t offset, uint64_t length, unsigned rights, bool combine)
{
	struct vm_map_args args = {
		.rights = rights,
		.max_rights = rights,
		.flags = VM_SHARED | VM_NO_CLONE,
	};
	uint64_t from, end, total;
	int64_t at;
	int error;

	if (c->object->type == XINIM_CAP_DMA) {
		const struct dma *d = (const struct dma *)c->object;

		args.kind = REGION_OBJECT;
		args.object = d->object;
		total = d->length;
		from = offset;
	} else {
		const struct phys_range *r = (const struct phys_range *)c->object;

		args.kind = REGION_PHYSICAL;
		args.flags |= VM_DEVICE | (combine ? VM_COMBINE : 0);
		total = r->length;
		from = r->base + offset;
	}
	if (length == 0 || offset >= total || length > total - offset)
		return -EINVAL;
	args.offset = page_start(from);
	end = page_end(from + length);
	args.length = end - args.offset;
	if (args.kind == REGION_PHYSICAL) {
		error = check_phys(
			(const struct phys_range *)c->object, args.offset, end);
		if (error)
			return error;
	}
	at = space_map(c->owner->space, &args);
	return at < 0 ? at : at + (int64_t)(from & PAGE_MASK);
}

/* Does `o` give what is mapped by region r, or a part of it? Which, in *start and *end. */
static bool gives(const struct cap_object *o, const struct region *r, uint64_t *start,
	uint64_t *end)
{
	uint64_t first, past, mapped_end = r->offset + (r->end - r->start);

	if (o->type == XINIM_CAP_DMA && r->kind == REGION_OBJECT) {
		*start = r->start;
		*end = r->end;
		return ((const struct dma *)o)->object == r->object;
	}
	if (o->type != XINIM_CAP_PHYS || r->kind != REGION_PHYSICAL)
		return false;
	first = page_start(((const struct phys_range *)o)->base);
	past = page_end(((const struct phys_range *)o)->base +
		((const struct phys_range *)o)->length);
	if (!overlap(r->offset, mapped_end, first, past))
		return false;
	*start = r->start + (first > r->offset ? first - r->offset : 0);
	*end = r->end - (past < mapped_end ? mapped_end - past : 0);
	return true;
}

/* Has the process another capability to all of [start, end) of r? */
static bool given_otherwise(
	const struct cap *c, const struct region *r, uint64_t start, uint64_t end)
{
	const struct process *p = c->owner;
	uint64_t s, e;

	/* Nobody at all has another: no need to look at what the process has. */
	if (c->object->type == XINIM_CAP_DMA && c->object->refs == 1)
		return false;
	for (uint32_t n = 0; n < p->ncaps; n++)
		if (p->caps[n] && p->caps[n] != c &&
			gives(p->caps[n]->object, r, &s, &e) && s <= start && e >= end)
			return true;
	return false;
}

bool device_unmap(struct cap *c)
{
	struct space *s = c->owner->space;
	uint64_t start, end;
	struct region *r;

	if (!s)
		return true; /* all of it goes */
	list_for_each_entry (r, &s->regions, link) {
		if (!gives(c->object, r, &start, &end) ||
			given_otherwise(c, r, start, end))
			continue;
		/* No memory to keep the rest of the region: then all of it. */
		if (vm_cut(s, start, end) != 0) {
			start = r->start;
			end = r->end;
		}
		/* From now on nobody gets back what is taken out. */
		r = region_find(s, start);
		region_set(r, 0, r->flags);
		r->max_rights = 0;
		if (space_drop_some(s, start, end, VM_STEP_DROP))
			space_unmap(s, start, end - start);
		return false; /* there may be more */
	}
	return true;
}
