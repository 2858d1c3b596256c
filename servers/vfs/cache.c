/*
 * servers/vfs/cache.c - the page cache: which pages there are, and copies.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/cache_io.h"

#define FEW          64
#define WINDOW_FIRST 4  /* pages */
#define EVICT_STEP   64 /* pages dropped beyond what is needed now */
#define LOW_MEMORY   16 /* a part of the memory that is to stay free */
#define LOOK_EVERY   64 /* pages supplied between two looks at the free memory */
#define CACHE_SHARE  2  /* half of the memory may be pages of files */
#define DIRTY_SHARE  4  /* of those */
#define PAGES_END    (UINT64_MAX / PAGE_BYTES)

static struct list all = LIST_INIT(all); /* those with pages, used longest ago first */
static uint64_t pages_now, pages_most, supplied;
static uint64_t dirty_now; /* pages, about: written since their files were written back */

#define MAPS_MOST 128         /* files that are mapped here */
#define MAP_HITS  4           /* so often has it been read before */
#define MAP_MOST  (1UL << 28) /* bytes of a file that is */

static struct list maps = LIST_INIT(maps); /* the one mapped longest ago first */
static unsigned maps_count;

static uint64_t min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

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
			return min(at, end);
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
		c->count++;
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
	if (c->count == 0)
		list_remove(&c->lru);
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

/* Before pages are added. */
static void make_room(uint64_t pages)
{
	if (!pages_most)
		pages_most = os_memory() / PAGE_BYTES / CACHE_SHARE;
	if (pages_now + pages > pages_most)
		cache_shrink(pages_most - min(pages_most, pages + EVICT_STEP));
	supplied += pages;
	if (supplied < LOOK_EVERY)
		return;
	supplied = 0;
	if (os_memory_free() < os_memory() / LOW_MEMORY)
		cache_shrink(pages_now - pages_now / 8);
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

/*
 * A file that is read again and again is mapped: a copy from our memory to a caller's is
 * what the kernel does fastest. Only pages that are there are ever touched.
 */
static bool map_up_to(struct page_cache *c, uint64_t end)
{
	uint64_t length = (c->inode->size + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);

	if (end <= c->mapped)
		return true;
	if (++c->hits < MAP_HITS || end > MAP_MOST || length < end)
		return false;
	unmap(c);
	if (maps_count == MAPS_MOST)
		unmap(list_first(&maps, struct page_cache, maps));
	length = min(length, MAP_MOST);
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

int cache_need_object(struct page_cache *c)
{
	int object;

	if (c->object)
		return 0;
	object = os_pager_new(CACHE_OBJECT_BYTES, (uint64_t)(uintptr_t)c);
	if (object < 0)
		return object;
	c->object = object;
	return 0;
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
	if (done > 0 && list_empty(&c->lru))
		list_add_tail(&all, &c->lru);
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

/* --- reading ------------------------------------------------------------------------------- */

/* Read from the front, or anywhere: how many pages to read now that `page` is missing. */
static uint64_t window_for(struct page_cache *c, uint64_t page)
{
	if (page == 0 || page == c->next)
		c->window = min(c->window ? c->window * 2 : WINDOW_FIRST, CACHE_CHUNK);
	else
		c->window = 1;
	c->next = page + c->window;
	c->mark = c->window > 1 ? page + c->window / 2 : UINT64_MAX;
	return c->window;
}

/* The middle of what was read last has been reached: the next window, without waiting. */
static void read_ahead(struct page_cache *c)
{
	uint64_t page = c->next, end = (c->inode->size + PAGE_BYTES - 1) / PAGE_BYTES;

	c->mark = UINT64_MAX;
	if (page >= end || cache_has(c, page))
		return;
	cache_fetch(c, page, min(window_for(c, page), end - page), NULL, false);
}

/* Bytes of pages that are there: how many, or why not. */
static int64_t copy_out(struct page_cache *c, uint64_t at, uint64_t n, struct io *io)
{
	uint64_t page = at / PAGE_BYTES;
	uint64_t end = cache_next(c, page, (at + n - 1) / PAGE_BYTES + 1, false);

	if (c->mark >= page && c->mark < end)
		read_ahead(c);
	n = min(n, end * PAGE_BYTES - at);
	if (map_up_to(c, at + n))
		return io_put(io, c->map + at, n);
	return io_put_object(io, c->object, at, n);
}

/* The page that has `at` is missing: read, or zeroes put if it is a hole: bytes. */
static int64_t fill(struct page_cache *c, uint64_t at, uint64_t n, struct io *io)
{
	uint64_t page = at / PAGE_BYTES, want = (at + n - 1) / PAGE_BYTES + 1 - page;
	uint64_t window = window_for(c, page), hole = 0;
	uint64_t end = (c->inode->size + PAGE_BYTES - 1) / PAGE_BYTES;
	int error;

	if (want < window)
		want = window;
	want = min(min(want, CACHE_CHUNK), end > page ? end - page : 1);
	error = cache_fetch(c, page, want, &hole, true);
	if (error)
		return error;
	if (!hole)
		return 0;
	hole -= min(hole, at % PAGE_BYTES);
	return io_zero(io, min(n, hole));
}

int64_t cache_read(struct page_cache *c, uint64_t at, struct io *io)
{
	int64_t done = 0, moved = cache_need_object(c);

	if (moved < 0)
		return moved;
	cache_used(c);
	while (io->left && at < c->inode->size) {
		uint64_t n = min(io->left, c->inode->size - at);

		moved = cache_has(c, at / PAGE_BYTES) ? copy_out(c, at, n, io)
						      : fill(c, at, n, io);
		if (moved == -EAGAIN)
			moved = cache_caller_waits();
		if (moved < 0)
			break;
		done += moved;
		at += (uint64_t)moved;
	}
	return done ? done : moved < 0 ? moved : 0;
}

int cache_pin(struct page_cache *c, uint64_t at)
{
	int error = cache_need_object(c);

	c->pins++;
	while (!error && !cache_has(c, at / PAGE_BYTES))
		error = cache_fetch(c, at / PAGE_BYTES, 1, NULL, true);
	if (error)
		c->pins--;
	return error;
}

void cache_ahead(struct page_cache *c, uint64_t at, uint64_t length)
{
	uint64_t page = at / PAGE_BYTES, size = c->inode->size, end;

	if (at >= size || !length || cache_need_object(c) != 0)
		return;
	end = (at + min(length, size - at) - 1) / PAGE_BYTES + 1;
	while (page < end) {
		uint64_t n = min(end - page, CACHE_CHUNK);

		if (cache_fetch(c, page, n, NULL, false) != 0)
			return;
		page += n;
	}
}

/* --- writing -------------------------------------------------------------------------------- */

void cache_zero(struct page_cache *c, uint64_t at, uint64_t end)
{
	static const char zeroes[PAGE_BYTES];

	if (at >= end || !cache_has(c, at / PAGE_BYTES))
		return;
	os_object_write(c->object, at, end - at, zeroes);
	cache_dirtied(c);
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

/* A piece of a page that is neither there nor all in our hands. */
static bool all_ours(const struct page_cache *c, uint64_t at, uint64_t n)
{
	uint64_t start = at - at % PAGE_BYTES, size = c->inode->size;

	if (start >= size)
		return true; /* past the end: zeroes around it */
	return at == start && (n == PAGE_BYTES || at + n >= size);
}

/* Blocks for [at, at + n): for how many bytes of it there are some then, or an error. */
static int64_t make_blocks(struct page_cache *c, uint64_t at, uint64_t n)
{
	uint64_t block = c->ops->block_size(c->inode), end = at + n,
		 next = at - at % block;
	int error = c->ops->lock(c->inode);

	if (error)
		return error;
	while (!error && next < end) {
		struct cache_extent x;

		error = c->ops->map(c->inode, next, block, false, &x);
		if (!error && x.hole) {
			error = c->ops->map(c->inode, next, block, true, &x);
			/* Who reads it now reads what was in the block before. */
			c->cuts++;
		}
		if (!error)
			next += block;
	}
	c->ops->unlock(c->inode);
	if (next <= at)
		return error;
	return (int64_t)(min(next, end) - at);
}

/*
 * Data of ours into the page at `at`. One that was not there, and is now, may have
 * been read while its blocks were made: all of it is ours.
 */
static int64_t put_piece(
	struct page_cache *c, uint64_t at, uint64_t n, char *page, bool was_there)
{
	uint64_t start = at - at % PAGE_BYTES;
	int64_t done;

	if (!cache_has(c, start / PAGE_BYTES))
		done = cache_supply(c, start / PAGE_BYTES, 1, page, true);
	else if (was_there)
		done = os_object_write(c->object, at, n, page + (at - start));
	else
		done = os_object_write(c->object, start, PAGE_BYTES, page);
	return done < 0 ? done : (int64_t)n;
}

/*
 * The slow way: the bytes come to us first, then blocks and the page are made, so that
 * nothing has been changed if the caller's memory turns out to be bad.
 */
static int64_t write_piece(struct page_cache *c, uint64_t at, uint64_t n, struct io *io)
{
	char *page = calloc(1, PAGE_BYTES);
	int64_t done;
	bool there;
	int error = 0;

	if (!page)
		return -ENOMEM;
	done = io_get(io, page + at % PAGE_BYTES, n);
	if (done <= 0)
		goto out;
	n = (uint64_t)done;
	if (all_ours(c, at, n))
		c->pins++;
	else
		error = cache_pin(c, at);
	if (error) {
		done = error;
		goto out;
	}
	there = cache_has(c, at / PAGE_BYTES);
	done = make_blocks(c, at, n);
	if (done > 0) {
		/* What there is no block for is not to be in the page. */
		memset(page + at % PAGE_BYTES + done, 0, n - (uint64_t)done);
		done = put_piece(c, at, (uint64_t)done, page, there);
	}
	c->pins--;
out:
	free(page);
	return done;
}

/* All of [at, at + n) has blocks already. */
static bool has_blocks(struct page_cache *c, uint64_t at, uint64_t n)
{
	uint64_t block = c->ops->block_size(c->inode), end = at + n;
	bool all_there = true;

	if (c->ops->lock(c->inode) != 0)
		return false;
	for (at -= at % block; all_there && at < end;) {
		struct cache_extent x;

		all_there = c->ops->map(c->inode, at, end - at + block, false, &x) == 0 &&
			!x.hole;
		at += all_there ? x.length : 0;
	}
	c->ops->unlock(c->inode);
	return all_there;
}

int64_t cache_write(struct page_cache *c, uint64_t at, struct io *io)
{
	uint64_t n = min(io->left, PAGE_BYTES - at % PAGE_BYTES), size = c->inode->size;
	int64_t done = cache_need_object(c);

	if (done < 0)
		return done;
	cache_used(c);
	/* What is between the end and here reads as zeroes from now on. */
	if (at > size && size % PAGE_BYTES)
		cache_zero(c, size,
			min(at, (size + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES));
	do {
		if (cache_has(c, at / PAGE_BYTES) && has_blocks(c, at, n) &&
			cache_has(c, at / PAGE_BYTES))
			done = io_get_object(io, c->object, at, n);
		else
			done = write_piece(c, at, n, io);
		if (done == -EAGAIN) {
			done = cache_caller_waits();
			if (!done)
				continue;
		}
		break;
	} while (true);
	if (done <= 0)
		return done;
	cache_dirtied(c);
	if (at + (uint64_t)done > size)
		c->inode->size = at + (uint64_t)done;
	return done;
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
