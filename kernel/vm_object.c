/*
 * kernel/vm_object.c - memory objects: pages by index that spaces can share.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm_object.h"

#include "kernel/assert.h"
#include "kernel/lock.h"
#include "kernel/slab.h"
#include "kernel/string.h"
#include "kernel/vm_page.h"
#include "kernel/vm_region.h"
#include "kernel/vm_wait.h"

#include <xinim/errno.h>

#define STEP_PAGES     12  /* that are dropped in one go */
#define STEP_LOOKS     128 /* that are looked at in one go */
#define NODES_PER_PAGE (PAGE_SIZE / RADIX_NODE_SIZE)

/* In the tree in place of a page that the pager has been asked for. */
struct request {
	struct page mark; /* PAGE_ASKED */
	struct list link; /* in the object's `asked`, until the pager has been told */
	uint64_t index;
};

static bool is_asked(const struct page *p)
{
	return p->flags & PAGE_ASKED;
}

static uint64_t last_number;
static struct list dying = LIST_INIT(dying); /* objects, by `regions`: nobody has them */

/* Pays for the nodes of the pages' tree, as whole pages. */
static int charge_nodes(struct vm_object *o)
{
	uint64_t want = (o->pages.nodes + NODES_PER_PAGE - 1) / NODES_PER_PAGE;

	if (want > o->node_pages) {
		int error =
			quota_charge(o->quota, QUOTA_KERNEL_PAGES, want - o->node_pages);
		if (error)
			return error;
	} else {
		quota_release(o->quota, QUOTA_KERNEL_PAGES, o->node_pages - want);
	}
	o->node_pages = want;
	return 0;
}

/* Puts a page, or a request, at an index where nothing is. */
static int put_at(struct vm_object *o, uint64_t index, struct page *p)
{
	int error = radix_set(&o->pages, index, p);

	if (error)
		return error;
	error = charge_nodes(o);
	if (error) {
		radix_remove(&o->pages, index);
		charge_nodes(o);
	}
	return error;
}

static void take_from(struct vm_object *o, uint64_t index)
{
	radix_remove(&o->pages, index);
	charge_nodes(o);
}

/* The request's mark is out of the tree. */
static void free_request(struct page *mark)
{
	struct request *r = list_entry(mark, struct request, mark);

	list_remove(&r->link);
	quota_free(r);
}

/* Puts p there as the object's own, charged; there is none. */
static int own_page(struct vm_object *o, uint64_t index, struct page *p)
{
	struct page *mark = radix_get(&o->pages, index);
	int error = quota_charge(o->quota, QUOTA_PAGES, 1);

	if (error)
		return error;
	if (mark)
		error = radix_set(&o->pages, index, p);
	else
		error = put_at(o, index, p);
	if (error) {
		quota_release(o->quota, QUOTA_PAGES, 1);
		return error;
	}
	p->refs = 1;
	if (mark) {
		vm_wait_end(&o->waiters, index, 0);
		free_request(mark);
	}
	return 0;
}

/* The object gives up its page at index, which no space has any more by it. */
static void disown_page(struct vm_object *o, uint64_t index, struct page *p)
{
	take_from(o, index);
	quota_release(o->quota, QUOTA_PAGES, 1);
	if (page_put(p))
		page_free(p, 0);
}

struct vm_object *vm_object_create(struct quota *quota, uint64_t pages)
{
	struct vm_object *o;

	if (pages > VM_OBJECT_MAX_PAGES)
		return NULL;
	o = quota_alloc(quota, sizeof(*o));
	if (!o)
		return NULL;
	o->refs = 1;
	o->number = ++last_number;
	o->quota = quota_get(quota);
	o->size = pages;
	list_init(&o->regions);
	list_init(&o->waiters);
	list_init(&o->asked);
	return o;
}

static void free_pages(struct page *p, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		page_free(&p[i], 0);
		if (i % STEP_PAGES == STEP_PAGES - 1)
			kernel_preemption_point();
	}
}

struct vm_object *vm_object_create_run(
	struct quota *quota, uint64_t pages, uint64_t max_phys, uint64_t *phys)
{
	struct vm_object *o = vm_object_create(quota, pages);
	struct page *p;

	if (!o)
		return NULL;
	p = page_alloc_run(pages, max_phys);
	if (!p)
		goto put;
	*phys = page_phys(p);
	for (uint64_t i = 0; i < pages; i++) {
		if (i % VM_STEP_FILL == VM_STEP_FILL - 1)
			kernel_preemption_point();
		arch_page_zero(page_virt(&p[i]));
		p[i].flags = PAGE_DIRTY;
		if (own_page(o, i, &p[i]) != 0) {
			free_pages(&p[i], pages - i);
			goto put;
		}
	}
	return o;

put:
	vm_object_put(o);
	vm_object_reap();
	return NULL;
}

void vm_object_get(struct vm_object *o)
{
	o->refs++;
}

/* Nothing comes of it: who waits has -EIO. */
static void drop_request(struct vm_object *o, uint64_t index, struct page *mark)
{
	take_from(o, index);
	vm_wait_end(&o->waiters, index, -EIO);
	free_request(mark);
}

/* Drops pages from `first` on, a step's worth; no space has them. True: that was all. */
static bool drop_some(struct vm_object *o, uint64_t first)
{
	unsigned most = STEP_PAGES;
	struct page *p;

	while ((p = radix_next(&o->pages, &first))) {
		if (most-- == 0)
			return false;
		if (is_asked(p))
			drop_request(o, first, p);
		else
			disown_page(o, first, p);
	}
	return true;
}

static void destroy(struct vm_object *o)
{
	quota_put(o->quota);
	quota_free(o);
}

void vm_object_put(struct vm_object *o)
{
	if (--o->refs > 0)
		return;
	kassert(list_empty(&o->regions) && list_empty(&o->waiters));
	if (drop_some(o, 0))
		destroy(o);
	else
		list_add_tail(&dying, &o->regions);
}

void vm_object_reap(void)
{
	while (!list_empty(&dying)) {
		struct vm_object *o;

		kernel_preemption_point();
		if (list_empty(&dying))
			return; /* somebody else has done it */
		o = list_first(&dying, struct vm_object, regions);
		if (drop_some(o, 0)) {
			list_remove(&o->regions);
			destroy(o);
		}
	}
}

void vm_object_attach(struct vm_object *o, struct region *r)
{
	vm_object_get(o);
	list_add_tail(&o->regions, &r->object_link);
	o->mappings++;
}

void vm_object_detach(struct vm_object *o, struct region *r)
{
	list_remove(&r->object_link);
	o->mappings--;
	if (list_empty(&o->regions) && o->unmapped)
		o->unmapped(o);
	vm_object_put(o);
}

/*
 * No space has a page from `pages` on any more; private copies go too: mmap(2) has
 * SIGBUS there for all. Regions that have been seen to go to the end of the list, `left`
 * says how many are to be. False: a step's worth is done, and there may be more.
 */
static bool unmap_some(struct vm_object *o, uint64_t pages, uint64_t *left)
{
	uint64_t most = VM_STEP_DROP;

	for (unsigned n = 0; *left > 0 && !list_empty(&o->regions); n++, --*left) {
		struct region *r = list_first(&o->regions, struct region, object_link);
		uint64_t first = r->offset >> PAGE_SHIFT;
		uint64_t keep = pages > first ? pages - first : 0;
		struct arch_batch b;

		if (n == STEP_LOOKS)
			return false;
		if (keep < (r->end - r->start) >> PAGE_SHIFT) {
			arch_batch_begin(&b, &r->space->arch);
			most = region_unmap_pages(
				r, &b, r->start + (keep << PAGE_SHIFT), r->end, most);
			arch_batch_end(&b);
			if (most == 0)
				return false;
		}
		list_remove(&r->object_link);
		list_add_tail(&o->regions, &r->object_link);
	}
	return true;
}

int vm_object_resize(struct vm_object *o, uint64_t pages)
{
	bool shrinks = pages < o->size;
	uint64_t left = o->mappings;

	if (pages > VM_OBJECT_MAX_PAGES)
		return -EINVAL;
	o->size = pages;
	vm_object_get(o);
	/* Unless it grows again while others run. */
	while (shrinks && o->size == pages &&
		!(unmap_some(o, pages, &left) && drop_some(o, pages)))
		kernel_preemption_point();
	vm_object_put(o);
	return 0;
}

/* --- pages ------------------------------------------------------------------------ */

struct page *vm_object_peek(const struct vm_object *o, uint64_t index)
{
	struct page *p = radix_get(&o->pages, index);

	return p && is_asked(p) ? NULL : p;
}

static int make_zeroed(struct vm_object *o, uint64_t index, struct page **page)
{
	struct page *p = page_alloc_user(o->quota, true);

	if (!p)
		return -ENOMEM;
	/* Nobody writes it back: let the first write go through at once. */
	p->flags = PAGE_DIRTY;
	if (own_page(o, index, p) != 0) {
		page_free(p, 0);
		return -ENOMEM;
	}
	*page = p;
	return 0;
}

/* Asks the pager for a page that nobody has asked for; it may come at once. */
static int ask(struct vm_object *o, uint64_t index)
{
	struct request *r = quota_alloc(quota_current(), sizeof(*r));
	int error;

	if (!r)
		return -ENOMEM;
	r->mark.flags = PAGE_ASKED;
	r->index = index;
	error = put_at(o, index, &r->mark);
	if (error) {
		quota_free(r);
		return error;
	}
	list_add_tail(&o->asked, &r->link);
	error = o->request(o, index);
	if (error)
		drop_request(o, index, &r->mark);
	return error ? -EIO : 0;
}

int vm_object_page(struct vm_object *o, uint64_t index, bool wait, struct page **page)
{
	struct page *p = radix_get(&o->pages, index);
	int error;

	if (index >= o->size)
		return -EIO;
	if ((!p || is_asked(p)) && wait && vm_wait_by(o->server))
		return -EIO; /* it would wait for its own answer */
	if (!p && !o->request)
		return o->pager && !o->watched ? -EIO : make_zeroed(o, index, page);
	if (!p) {
		error = ask(o, index);
		if (error)
			return error;
		p = radix_get(&o->pages, index);
		if (!p)
			return -EIO;
	}
	if (!is_asked(p)) {
		*page = p;
		return 0;
	}
	if (p->flags & PAGE_REFUSED) {
		drop_request(o, index, p);
		return -EIO;
	}
	if (!wait)
		return -EAGAIN;
	vm_object_get(o);
	error = vm_wait(&o->waiters, index);
	vm_object_put(o);
	return error ? error : -EAGAIN;
}

int vm_object_supply(struct vm_object *o, uint64_t index, struct page *page)
{
	if (index >= o->size)
		return -EINVAL;
	if (vm_object_peek(o, index))
		return -EEXIST;
	return own_page(o, index, page);
}

int vm_object_supply_copy(struct vm_object *o, uint64_t index, const void *data)
{
	struct page *p = page_alloc_user(o->quota, false);
	int error;

	if (!p)
		return -ENOMEM;
	memcpy(page_virt(p), data, PAGE_SIZE);
	error = vm_object_supply(o, index, p);
	if (error)
		page_free(p, 0);
	return error;
}

void vm_object_refuse(struct vm_object *o, uint64_t index)
{
	struct page *p = radix_get(&o->pages, index);

	if (!p || !is_asked(p))
		return;
	if (vm_wait_end(&o->waiters, index, -EIO)) {
		drop_request(o, index, p);
	} else { /* who asked did not wait, and hears of it when it comes again */
		p->flags |= PAGE_REFUSED;
		list_remove(&list_entry(p, struct request, mark)->link);
	}
}

void vm_object_refuse_range(struct vm_object *o, uint64_t first, uint64_t end)
{
	struct page *p;

	for (unsigned n = 1; (p = radix_next(&o->pages, &first)) && first < end;
		first++, n++) {
		if (is_asked(p))
			vm_object_refuse(o, first);
		if (n % STEP_LOOKS == 0)
			kernel_preemption_point();
	}
}

uint64_t vm_object_next_request(const struct vm_object *o, uint64_t *index)
{
	const struct request *r;
	uint64_t count = 0;

	list_for_each_entry (r, &o->asked, link) {
		if (count == 0)
			*index = r->index;
		else if (r->index != *index + count)
			break;
		count++;
	}
	return count;
}

void vm_object_take_request(struct vm_object *o, uint64_t count)
{
	while (count--)
		list_pop(&o->asked);
}

bool vm_object_orphan(struct vm_object *o, uint64_t *index)
{
	unsigned most = STEP_LOOKS;
	struct page *p;

	/* `pager` stays: it says that missing pages are not zeroes. */
	o->request = NULL;
	o->unmapped = NULL;
	o->server = NULL;
	for (; (p = radix_next(&o->pages, index)); ++*index) {
		if (most-- == 0)
			return false;
		if (is_asked(p))
			drop_request(o, *index, p);
	}
	return true;
}

/* --- pages taken back ----------------------------------------------------------- */

/* The entry through which region r has the object's page p at index; NULL: it has not. */
static uint64_t *mapping(
	const struct region *r, uint64_t index, const struct page *p, uint64_t *virt)
{
	uint64_t *e;

	if (index < r->offset >> PAGE_SHIFT)
		return NULL;
	*virt = r->start + ((index - (r->offset >> PAGE_SHIFT)) << PAGE_SHIFT);
	if (*virt < r->start || *virt >= r->end)
		return NULL;
	e = arch_entry(&r->space->arch, *virt, false);
	return e && *e && arch_entry_phys(*e) == page_phys(p) ? e : NULL;
}

struct page *vm_object_dirty(const struct vm_object *o, uint64_t *index)
{
	struct page *p;

	for (unsigned n = 1; (p = radix_next(&o->pages, index)); n++, (*index)++) {
		if (p->flags & PAGE_DIRTY)
			break;
		if (n % STEP_LOOKS == 0)
			kernel_preemption_point();
	}
	return p;
}

struct page *vm_object_clean(struct vm_object *o, uint64_t *index)
{
	struct page *p = vm_object_dirty(o, index);
	struct region *r;
	uint64_t virt, one;

	if (!p)
		return NULL;
	p->flags &= (uint16_t)~PAGE_DIRTY;
	list_for_each_entry (r, &o->regions, object_link) {
		struct arch_batch b;

		if (!mapping(r, *index, p, &virt))
			continue;
		one = UINT64_MAX;
		arch_batch_begin(&b, &r->space->arch);
		region_protect_pages(r, &b, virt, virt + PAGE_SIZE, &one);
		arch_batch_end(&b);
	}
	return p;
}

int vm_object_evict(struct vm_object *o, uint64_t index)
{
	struct page *p = vm_object_peek(o, index);
	struct region *r;
	uint64_t virt;

	if (!p)
		return -ENOENT;
	if (p->flags & PAGE_DIRTY)
		return -EBUSY;
	list_for_each_entry (r, &o->regions, object_link)
		if (r->flags & VM_WIRED && mapping(r, index, p, &virt))
			return -EBUSY;
	list_for_each_entry (r, &o->regions, object_link) {
		struct arch_batch b;

		if (!mapping(r, index, p, &virt))
			continue;
		arch_batch_begin(&b, &r->space->arch);
		region_unmap_pages(r, &b, virt, virt + PAGE_SIZE, UINT64_MAX);
		arch_batch_end(&b);
	}
	disown_page(o, index, p);
	return 0;
}

/* --- copies ------------------------------------------------------------------------ */

/* Copies to (write) or from the object. */
static int copy(
	struct vm_object *o, uint64_t offset, char *data, uint64_t len, bool write)
{
	while (len) {
		uint64_t in_page = offset & PAGE_MASK, n = PAGE_SIZE - in_page;
		struct page *p;
		int error = vm_object_page(o, offset >> PAGE_SHIFT, false, &p);

		if (error)
			return error;
		if (n > len)
			n = len;
		if (write) {
			memcpy((char *)page_virt(p) + in_page, data, n);
			p->flags |= PAGE_DIRTY;
		} else {
			memcpy(data, (char *)page_virt(p) + in_page, n);
		}
		data += n;
		offset += n;
		len -= n;
	}
	return 0;
}

int vm_object_read(struct vm_object *o, uint64_t offset, void *data, uint64_t len)
{
	return copy(o, offset, data, len, false);
}

int vm_object_write(struct vm_object *o, uint64_t offset, const void *data, uint64_t len)
{
	return copy(o, offset, (char *)(uintptr_t)data, len, true);
}
