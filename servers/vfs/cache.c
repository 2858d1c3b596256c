/*
 * servers/vfs/cache.c - the page cache: which pages there are, and room for them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/cache_io.h"

#define FEW          64
#define EVICT_STEP   64  /* pages dropped beyond what is needed now */
#define OBJECTS_STEP 256 /* freed when there are too many */
#define SCARCE_STEP  256 /* pages dropped when the kernel says that few are free */
#define LOW_MEMORY   16  /* a part of the memory that is to stay free */
#define LOOK_EVERY   64  /* pages supplied between two looks at the free memory */
#define CACHE_SHARE  2   /* half of the memory may be pages of files */
#define DIRTY_SHARE  4   /* of those */
#define PAGES_END    (UINT64_MAX / PAGE_BYTES)

static struct list all = LIST_INIT(all); /* those with pages, used longest ago first */
static struct list empty = LIST_INIT(empty); /* those with an object that has no pages */
static uint64_t pages_now, pages_most, supplied;
static uint64_t dirty_now; /* pages, about: written since their files were written back */

#define MAPS_MOST 128         /* files that are mapped here */
#define MAP_HITS  4           /* so often has it been read before */
#define MAP_MOST  (1UL << 28) /* bytes of a file that is */

static struct list maps = LIST_INIT(maps); /* the one mapped longest ago first */
static unsigned maps_count;

/* --- which pages are there ------------------------------------------------------------ */

bool cache_has(const struct page_cache *c, uint64_t page)
{
	if (page < FEW)
		return c->few >> page & 1;
	return pages_has(&c->pages, page);
}

uint64_t cache_next(const struct page_cache *c, uint64_t page, uint64_t end, bool there)
{
	if (page < FEW) {
		uint64_t bits = (there ? c->few : ~c->few) >> page;
		uint64_t at = bits ? page + (uint64_t)__builtin_ctzll(bits) : FEW;

		if (at < FEW)
			return cache_min(at, end);
		page = FEW;
	}
	return page < end ? pages_next(&c->pages, page, end, there) : end;
}

static int note(struct page_cache *c, uint64_t page)
{
	int added;

	if (page < FEW) {
		added = !cache_has(c, page);
		c->few |= 1ULL << page;
	} else {
		added = pages_add(&c->pages, page);
		if (added < 0)
			return added;
	}
	if (added) {
		if (c->count++ == 0) {
			list_remove(&c->lru);
			list_add_tail(&all, &c->lru);
		}
		pages_now++;
	}
	return 0;
}

static void unnote(struct page_cache *c, uint64_t first, uint64_t end)
{
	uint64_t before = c->count;

	for (; first < end && first < FEW; first++) {
		c->count -= cache_has(c, first);
		c->few &= ~(1ULL << first);
	}
	if (first < end) {
		uint64_t were = c->pages.count;

		pages_drop(&c->pages, first, end);
		c->count -= were - c->pages.count;
	}
	pages_now -= before - c->count;
	if (c->count == 0) {
		list_remove(&c->lru);
		if (c->object)
			list_add_tail(&empty, &c->lru);
	}
}

void cache_used(struct page_cache *c)
{
	if (all.prev == &c->lru || c->count == 0)
		return;
	list_remove(&c->lru);
	list_add_tail(&all, &c->lru);
}

uint64_t cache_pages(void)
{
	return pages_now;
}

/* --- making room ------------------------------------------------------------------------ */

/* Drops clean pages of one file, up to `most`; those at the front first. */
static void drop_pages(struct page_cache *c, uint64_t most)
{
	uint64_t page = 0;

	while (most && (page = cache_next(c, page, PAGES_END, true)) != PAGES_END) {
		if (os_object_evict(c->object, page * PAGE_BYTES, PAGE_BYTES) > 0) {
			unnote(c, page, page + 1);
			most--;
		}
		page++;
	}
}

void cache_shrink(uint64_t keep)
{
	struct list *l, *next;

	list_for_each_safe (l, next, &all) {
		struct page_cache *c = list_entry(l, struct page_cache, lru);

		if (pages_now <= keep)
			return;
		if (!c->pins && !c->writing)
			drop_pages(c, pages_now - keep);
	}
}

int cache_give_back(struct page_cache *c, uint64_t at, uint64_t length)
{
	uint64_t end = length > UINT64_MAX - at ? UINT64_MAX : at + length, page;
	int error = cache_flush_range(c, at, length);

	if (error || !c->object || c->pins || c->writing)
		return error;
	page = at / PAGE_BYTES + (at % PAGE_BYTES != 0);
	end = end >= c->inode->size ? PAGES_END : end / PAGE_BYTES;
	while ((page = cache_next(c, page, end, true)) < end) {
		if (os_object_evict(c->object, page * PAGE_BYTES, PAGE_BYTES) > 0)
			unnote(c, page, page + 1);
		page++;
	}
	return 0;
}

uint64_t cache_most(void)
{
	if (!pages_most)
		pages_most = os_memory() / PAGE_BYTES / CACHE_SHARE;
	return pages_most;
}

/* Before pages are added. */
static void make_room(uint64_t pages)
{
	cache_most();
	if (pages_now + pages > pages_most)
		cache_shrink(pages_most - cache_min(pages_most, pages + EVICT_STEP));
	supplied += pages;
	if (supplied < LOOK_EVERY)
		return;
	supplied = 0;
	if (os_memory_free() < os_memory() / LOW_MEMORY)
		cache_shrink(pages_now - pages_now / 8);
}

uint64_t cache_scarce(void)
{
	uint64_t before = pages_now;

	cache_shrink(pages_now - cache_min(pages_now, SCARCE_STEP));
	return before - pages_now;
}

bool cache_crowded(void)
{
	return pages_most && dirty_now > pages_most / DIRTY_SHARE;
}

void cache_cleaned(struct page_cache *c)
{
	dirty_now -= c->dirty_pages;
	c->dirty_pages = 0;
	c->dirty = false;
}

void cache_cleaned_some(struct page_cache *c, uint64_t pages)
{
	pages = cache_min(pages, c->dirty_pages);
	dirty_now -= pages;
	c->dirty_pages -= pages;
}

/* --- mapped ---------------------------------------------------------------------------------- */

static void unmap(struct page_cache *c)
{
	if (!c->map)
		return;
	os_object_unmap(c->map, c->mapped);
	c->map = NULL;
	c->mapped = 0;
	c->hits = 0;
	list_remove(&c->maps);
	maps_count--;
}

bool cache_map_up_to(struct page_cache *c, uint64_t end)
{
	uint64_t length = (c->inode->size + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);

	if (end <= c->mapped)
		return true;
	if (++c->hits < MAP_HITS || end > MAP_MOST || length < end)
		return false;
	unmap(c);
	if (maps_count == MAPS_MOST)
		unmap(list_first(&maps, struct page_cache, maps));
	length = cache_min(length, MAP_MOST);
	c->map = os_object_map(c->object, length);
	if (!c->map)
		return false;
	c->mapped = length;
	list_add_tail(&maps, &c->maps);
	maps_count++;
	return true;
}

/* --- the object --------------------------------------------------------------------------- */

void cache_init(struct page_cache *c, struct inode *i, const struct cache_ops *ops,
	struct block_device *device)
{
	memset(c, 0, sizeof(*c));
	c->inode = i;
	c->ops = ops;
	c->device = device;
	list_init(&c->reads);
	list_init(&c->lru);
	list_init(&c->maps);
}

void cache_end(struct page_cache *c)
{
	unnote(c, 0, PAGES_END);
	cache_cleaned(c);
	unmap(c);
	if (c->object)
		os_object_free(c->object);
	c->object = 0;
	list_remove(&c->lru);
	pages_free(&c->pages);
}

bool cache_busy(const struct page_cache *c)
{
	return c->lent || c->dirty || c->writing || c->pins || !list_empty(&c->reads);
}

int cache_wait(struct page_cache *c)
{
	int error = 0;

	while (!error && (c->writing || !list_empty(&c->reads)))
		error = gate_wait(&c->gate);
	return error;
}

/* Objects of files that nobody has open, of this list: up to so many of them go. */
static unsigned free_objects(struct list *from, unsigned most)
{
	struct list *l, *next;
	unsigned gone = 0;

	list_for_each_safe (l, next, from) {
		struct page_cache *c = list_entry(l, struct page_cache, lru);

		if (c->inode->refs || cache_busy(c))
			continue;
		drop_pages(c, UINT64_MAX);
		if (c->count)
			continue;
		cache_end(c);
		if (++gone == most)
			break;
	}
	return gone;
}

int cache_need_object(struct page_cache *c)
{
	int object;

	if (c->object)
		return 0;
	object = os_pager_new(CACHE_OBJECT_BYTES, (uint64_t)(uintptr_t)c);
	/* There is a limit to how many a process may have. */
	if (object == -EMFILE || object == -ENOMEM) {
		unsigned gone = free_objects(&empty, OBJECTS_STEP);

		gone += free_objects(&all, OBJECTS_STEP);
		if (gone)
			object = os_pager_new(CACHE_OBJECT_BYTES, (uint64_t)(uintptr_t)c);
	}
	if (object < 0)
		return object;
	c->object = object;
	c->number = os_object_number(object);
	list_add_tail(&empty, &c->lru);
	return 0;
}

struct inode *cache_of_object(uint64_t number)
{
	struct page_cache *c;

	list_for_each_entry (c, &all, lru)
		if (c->object && c->number == number)
			return c->inode;
	return NULL;
}

int64_t cache_supply(
	struct page_cache *c, uint64_t page, uint64_t pages, void *data, bool dirty)
{
	int64_t done;

	make_room(pages);
	for (int attempt = 0;; attempt++) {
		done = os_object_supply(
			c->object, page * PAGE_BYTES, pages * PAGE_BYTES, data, dirty);
		if (done != -ENOMEM || attempt)
			break;
		cache_shrink(pages_now / 2);
	}
	for (int64_t at = 0; at < done; at += (int64_t)PAGE_BYTES)
		if (note(c, page + (uint64_t)at / PAGE_BYTES) < 0)
			return at ? at : -ENOMEM;
	return done;
}

void cache_dirtied(struct page_cache *c)
{
	dirty_now++;
	c->dirty_pages++;
	if (c->dirty)
		return;
	c->dirty = true;
	c->ops->dirty(c->inode);
}

void cache_cut(struct page_cache *c, uint64_t size)
{
	uint64_t end = (size + PAGE_BYTES - 1) / PAGE_BYTES;

	c->cuts++;
	if (!c->object)
		return;
	os_object_resize(c->object, end * PAGE_BYTES);
	os_object_resize(c->object, CACHE_OBJECT_BYTES);
	unnote(c, end, PAGES_END);
	if (c->count == 0 && !c->written_elsewhere)
		cache_cleaned(c);
}

/* --- for others ------------------------------------------------------------------------------- */

int cache_lend(struct page_cache *c, bool written)
{
	int error = cache_need_object(c);

	if (error)
		return error;
	if (!c->lent) {
		c->lent = true;
		inode_get(c->inode);
	}
	if (written) {
		c->written_elsewhere = true;
		cache_dirtied(c);
	}
	return c->object;
}

void cache_look(struct page_cache *c)
{
	if (!c->lent || os_object_shared(c->object, c->map != NULL))
		return;
	c->lent = false;
	if (c->written_elsewhere) {
		/* What they wrote last is still to be written back. */
		c->written_elsewhere = false;
		c->dirty = false;
		cache_dirtied(c);
	}
	inode_put(c->inode);
}

int cache_take_error(struct page_cache *c)
{
	int error = c->error;

	c->error = 0;
	return error;
}
