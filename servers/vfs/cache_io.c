/*
 * servers/vfs/cache_io.c - the page cache: pages from the disk, and back.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/cache_io.h"

#include <stdlib.h>
#include <string.h>

#include "servers/lib/fiber.h"

#define EXTENTS_MOST 64 /* of one read */

/* --- from the disk ----------------------------------------------------------------------- */

/* Pages that are being read. */
struct page_read {
	struct list link; /* of the cache's */
	struct page_cache *cache;
	uint64_t first, pages;
	unsigned cuts; /* of the cache, when it was looked up where they are */
	unsigned pending;
	bool waited, done;
	int status;
	char *data;
	unsigned count;
	struct block_request request[EXTENTS_MOST];
};

static void free_read(struct page_read *r)
{
	free(r->data);
	free(r);
}

/* All requests are done: the pages are supplied, and who waits goes on. */
static void finish(struct page_read *r)
{
	struct page_cache *c = r->cache;
	uint64_t size = c->inode->size, start = r->first * PAGE_BYTES;
	uint64_t length = r->pages * PAGE_BYTES;

	for (unsigned i = 0; i < r->count && !r->status; i++)
		r->status = r->request[i].status;
	if (!r->status && r->cuts == c->cuts) {
		int64_t done;

		if (size < start + length && size > start)
			memset(r->data + (size - start), 0, start + length - size);
		done = cache_supply(c, r->first, r->pages, r->data, false);
		if (done < (int64_t)PAGE_BYTES)
			r->status = done < 0 ? (int)done : -ENOMEM;
	}
	list_remove(&r->link);
	r->done = true;
	gate_open(&c->gate);
	if (!r->waited)
		free_read(r);
}

static void request_done(struct block_request *q)
{
	struct page_read *r = q->own;

	if (--r->pending == 0)
		finish(r);
}

static struct page_read *new_read(struct page_cache *c, uint64_t page, uint64_t pages)
{
	struct page_read *r = malloc(sizeof(*r));

	if (!r)
		return NULL;
	memset(r, 0, offsetof(struct page_read, request));
	r->data = calloc(pages, PAGE_BYTES);
	if (!r->data && pages > 1) {
		pages = 1;
		r->data = calloc(1, PAGE_BYTES);
	}
	if (!r->data) {
		free(r);
		return NULL;
	}
	r->cache = c;
	r->first = page;
	r->pages = pages;
	return r;
}

static void add_request(struct page_read *r, uint64_t at, const struct cache_extent *x)
{
	struct block_request *q = &r->request[r->count++];

	memset(q, 0, sizeof(*q));
	q->operation = BLOCK_READ;
	q->sector = x->sector;
	q->sectors = (uint32_t)(x->length / BLOCK_SECTOR);
	q->data = r->data + (at - r->first * PAGE_BYTES);
	q->done = request_done;
	q->own = r;
}

/* Where the pages are; *hole: how many bytes from the first on are nowhere, whole pages. */
static int look_up(struct page_read *r, uint64_t *hole)
{
	struct page_cache *c = r->cache;
	uint64_t at = r->first * PAGE_BYTES, end = at + r->pages * PAGE_BYTES;
	int error = c->ops->lock(c->inode);

	if (error)
		return error;
	*hole = 0;
	while (!error && at < end) {
		struct cache_extent x;

		error = c->ops->map(c->inode, at, end - at, false, &x);
		if (error)
			break;
		if (!x.hole)
			add_request(r, at, &x);
		else if (at == r->first * PAGE_BYTES)
			*hole = x.length - x.length % PAGE_BYTES;
		at += x.length;
		if (r->count == EXTENTS_MOST)
			break;
	}
	r->cuts = c->cuts;
	c->ops->unlock(c->inode);
	if (error && at / PAGE_BYTES > r->first)
		error = 0; /* what comes before is good */
	if (!error && at < end)
		r->pages = at / PAGE_BYTES - r->first;
	while (!error && r->count &&
		(uint64_t)((char *)r->request[r->count - 1].data - r->data) >=
			r->pages * PAGE_BYTES)
		r->count--;
	return error;
}

bool cache_being_read(const struct page_cache *c, uint64_t page)
{
	const struct page_read *r;

	list_for_each_entry (r, &c->reads, link)
		if (page >= r->first && page - r->first < r->pages)
			return true;
	return false;
}

/* Starts it: r is waited for by the caller if it says so, and frees itself if not. */
static void start(struct page_read *r)
{
	struct page_cache *c = r->cache;
	unsigned count = r->count;

	list_add_tail(&c->reads, &r->link);
	r->pending = count + 1;
	for (unsigned i = 0; i < count; i++)
		block_submit(c->device, &r->request[i]);
	if (--r->pending == 0)
		finish(r);
}

/* One read of pages that nobody reads yet. */
static int fetch(
	struct page_cache *c, uint64_t page, uint64_t pages, uint64_t *hole, bool wait)
{
	struct page_read *r;
	uint64_t nowhere;
	int error;

	r = new_read(c, page, pages);
	if (!r)
		return -ENOMEM;
	error = look_up(r, &nowhere);
	if (!error && hole && nowhere)
		*hole = nowhere;
	/* While it was looked up somebody else may have had the same idea. */
	if (error || (hole && nowhere) || cache_has(c, page) ||
		cache_being_read(c, page)) {
		free_read(r);
		return error;
	}
	r->waited = wait;
	start(r);
	while (wait && !r->done && !error)
		error = gate_wait(&c->gate);
	if (!wait)
		return 0;
	if (!r->done) {
		r->waited = false;
		return error;
	}
	error = r->status;
	free_read(r);
	return error;
}

/* The same, of those pages only that nobody reads; who reads the first is waited for. */
static int fetch_missing(
	struct page_cache *c, uint64_t page, uint64_t pages, uint64_t *hole, bool wait)
{
	uint64_t end;
	int error;

	while (cache_being_read(c, page)) {
		if (!wait)
			return 0;
		error = gate_wait(&c->gate);
		if (error)
			return error;
	}
	if (cache_has(c, page))
		return 0;
	end = cache_next(c, page, page + pages, true);
	for (uint64_t p = page + 1; p < end; p++)
		if (cache_being_read(c, p))
			end = p;
	return fetch(c, page, end - page, hole, wait);
}

int cache_fetch(
	struct page_cache *c, uint64_t page, uint64_t pages, uint64_t *hole, bool wait)
{
	int error;

	pages = cache_min(pages, CACHE_CHUNK);
	/* Any of them may be the bad one: fewer, down to the first, which has to be good. */
	do {
		error = fetch_missing(c, page, pages, hole, wait);
		pages /= 2;
	} while (error == -EIO && pages && wait);
	return error;
}

/* --- and back ---------------------------------------------------------------------------------- */

#define REQUESTS_MOST (CACHE_CHUNK * 8)
#define LOST_MOST     8 /* blocks of a run that fail: the disk is bad, or gone */

struct page_write {
	struct page_cache *cache;
	struct gate gate;
	unsigned pending, count, pages;
	uint64_t page[CACHE_CHUNK];
	struct block_request request[REQUESTS_MOST];
	char data[CACHE_CHUNK][PAGE_BYTES];
};

static void write_done(struct block_request *q)
{
	struct page_write *w = q->own;

	if (--w->pending == 0)
		gate_open(&w->gate);
}

static bool is_zero(const char *data, uint64_t length)
{
	for (uint64_t i = 0; i < length; i += sizeof(uint64_t))
		if (*(const uint64_t *)(const void *)(data + i))
			return false;
	return true;
}

/* Goes with the request before it, if it follows that in memory and on the disk. */
static void add_write(struct page_write *w, char *data, const struct cache_extent *x)
{
	uint32_t sectors = (uint32_t)(x->length / BLOCK_SECTOR);
	struct block_request *q = w->count ? &w->request[w->count - 1] : NULL;

	if (q && q->sector + q->sectors == x->sector &&
		(char *)q->data + (uint64_t)q->sectors * BLOCK_SECTOR == data) {
		q->sectors += sectors;
		return;
	}
	q = &w->request[w->count++];
	memset(q, 0, sizeof(*q));
	q->operation = BLOCK_WRITE;
	q->sector = x->sector;
	q->sectors = sectors;
	q->data = data;
	q->done = write_done;
	q->own = w;
}

/* The next dirty pages that begin before `end`; all there are here are clean then. */
static void gather(struct page_write *w, uint64_t *at, uint64_t end)
{
	w->pages = 0;
	while (w->pages < CACHE_CHUNK && *at < end) {
		int64_t where = os_object_clean(w->cache->object, *at, w->data[w->pages]);

		if (where < 0)
			break;
		w->page[w->pages++] = (uint64_t)where / PAGE_BYTES;
		*at = (uint64_t)where + PAGE_BYTES;
	}
}

/* Where one page goes, as far as the file does. */
static int place_page(struct page_write *w, unsigned k)
{
	struct page_cache *c = w->cache;
	uint64_t block = c->ops->block_size(c->inode), start = w->page[k] * PAGE_BYTES;
	int result = 0;

	for (uint64_t at = 0; at < PAGE_BYTES; at += block) {
		char *data = w->data[k] + at;
		struct cache_extent x;
		int error = 0;

		if (start + at >= c->inode->size)
			break;
		if (c->inode->size - start - at < block)
			memset(w->data[k] + (c->inode->size - start), 0,
				at + block - (c->inode->size - start));
		error = c->ops->map(c->inode, start + at, block, false, &x);
		if (!error && x.hole && is_zero(data, block))
			continue;
		if (!error && x.hole)
			error = c->ops->map(c->inode, start + at, block, true, &x);
		/* While it was looked up the file may have been cut. */
		if (!error && start + at < c->inode->size)
			add_write(w, data, &x);
		if (error)
			result = error;
	}
	return result;
}

/* A run that could not be written: block by block, so that the good ones are. */
static int write_apart(struct page_write *w, const struct block_request *run)
{
	struct page_cache *c = w->cache;
	uint32_t each = c->ops->block_size(c->inode) / BLOCK_SECTOR;
	unsigned lost = 0;

	if (run->status != -EIO || run->sectors <= each)
		return run->status;
	for (uint32_t k = 0; k < run->sectors && lost < LOST_MOST; k += each)
		lost += block_write(c->device, run->sector + k, each,
				(const char *)run->data + (uint64_t)k * BLOCK_SECTOR) !=
			0;
	return lost ? -EIO : 0;
}

static int write_chunk(struct page_write *w, uint64_t *at, uint64_t end)
{
	struct page_cache *c = w->cache;
	struct inode *i = c->inode;
	int result = c->ops->lock(i), error = 0;

	if (result)
		return result;
	c->writing++;
	gather(w, at, end);
	w->count = 0;
	for (unsigned k = 0; k < w->pages; k++) {
		error = place_page(w, k);
		if (error)
			result = error;
	}
	c->ops->write_begin(i);
	c->ops->unlock(i);
	w->pending = w->count + 1;
	for (unsigned k = 0; k < w->count; k++)
		block_submit(c->device, &w->request[k]);
	error = 0;
	if (--w->pending > 0)
		error = gate_wait(&w->gate);
	for (unsigned k = 0; k < w->count && !error; k++) {
		int status = write_apart(w, &w->request[k]);

		if (status)
			result = status;
	}
	c->ops->write_end(i);
	c->writing--;
	gate_open(&c->gate);
	return error ? error : result;
}

/* All that is dirty before `end`, piece by piece. The first page that is looked at has `at`. */
static int write_range(
	struct page_cache *c, struct page_write *w, uint64_t at, uint64_t end)
{
	bool all = at == 0 && end == UINT64_MAX;
	int error, result = 0;

	if (all)
		cache_cleaned(c);
	do {
		error = write_chunk(w, &at, end);
		if (error)
			result = error;
		if (!all)
			cache_cleaned_some(c, w->pages);
	} while (w->pages == CACHE_CHUNK && error != -ENOMEM);
	if (c->written_elsewhere || result == -ENOMEM)
		cache_dirtied(c);
	return result;
}

bool cache_is_clean(const struct page_cache *c)
{
	return !c->object || (!c->dirty && !c->write_back.owner);
}

/* With the cache's write_back. */
static int write_dirty(struct page_cache *c, uint64_t at, uint64_t end)
{
	struct page_write *w = malloc(sizeof(*w));
	int error;

	if (!w)
		return -ENOMEM;
	w->cache = c;
	w->pages = 0;
	w->gate.first = w->gate.last = NULL;
	c->pins++; /* and not to be freed meanwhile */
	error = write_range(c, w, at, end);
	c->pins--;
	free(w);
	if (error && error != -ENOMEM) {
		c->error = error;
		os_log("%s: inode %llu could not be written: error %d", c->device->name,
			(unsigned long long)c->inode->ino, -error);
	}
	return error;
}

int cache_flush_range(struct page_cache *c, uint64_t at, uint64_t length)
{
	uint64_t end = length > UINT64_MAX - at ? UINT64_MAX : at + length;
	int error;

	if (cache_is_clean(c) || !length)
		return 0;
	error = c->device->ops->immediate ? 0 : fiber_reserve();
	if (!error)
		error = mutex_lock(&c->write_back);
	if (error)
		return error;
	/* Else it was another one's to write, and is written now. */
	if (c->object && c->dirty)
		error = write_dirty(c, at - at % PAGE_BYTES, end);
	mutex_unlock(&c->write_back);
	return error;
}

int cache_flush(struct page_cache *c)
{
	return cache_flush_range(c, 0, UINT64_MAX);
}
