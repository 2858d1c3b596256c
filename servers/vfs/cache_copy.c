/*
 * servers/vfs/cache_copy.c - the page cache: bytes of files for callers, and from them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/cache_io.h"

#define WINDOW_FIRST 4 /* pages */

/* --- reading ------------------------------------------------------------------------------- */

/*
 * Pages that are missing are read for who wants them. In a row, as from the front: the
 * first of them to be copied has others read ahead; elsewhere none are.
 */
static void missed(struct page_cache *c, uint64_t page, uint64_t pages)
{
	bool row = page == 0 || page == c->next;

	if (!row)
		c->window = 1;
	c->next = page + pages;
	c->mark = row ? page : UINT64_MAX;
}

/* The middle of what was read last has been reached: the next window, without waiting. */
static void read_ahead(struct page_cache *c)
{
	uint64_t page = c->next, end = (c->inode->size + PAGE_BYTES - 1) / PAGE_BYTES;

	c->mark = UINT64_MAX;
	if (page >= end || cache_has(c, page))
		return;
	c->window = cache_min(c->window ? c->window * 2 : WINDOW_FIRST, CACHE_CHUNK);
	c->next = page + c->window;
	c->mark = page + c->window / 2;
	cache_fetch(c, page, cache_min(c->window, end - page), NULL, false);
}

/* Bytes of pages that are there: how many, or why not. */
static int64_t copy_out(struct page_cache *c, uint64_t at, uint64_t n, struct io *io)
{
	uint64_t page = at / PAGE_BYTES;
	uint64_t end = cache_next(c, page, (at + n - 1) / PAGE_BYTES + 1, false);

	if (c->mark >= page && c->mark < end)
		read_ahead(c);
	n = cache_min(n, end * PAGE_BYTES - at);
	if (cache_map_up_to(c, at + n))
		return io_put(io, c->map + at, n);
	return io_put_object(io, c->object, at, n);
}

/*
 * The page that has `at` is missing: read, or zeroes put if it is a hole: bytes. Nothing
 * is read with it that the caller did not ask for: that might fail, or take its time.
 */
static int64_t fill(struct page_cache *c, uint64_t at, uint64_t n, struct io *io)
{
	uint64_t page = at / PAGE_BYTES, hole = 0;
	uint64_t want = cache_min((at + n - 1) / PAGE_BYTES + 1 - page, CACHE_CHUNK);
	int error;

	/* If it is on its way already, so is the window it belongs to. */
	if (!cache_being_read(c, page))
		missed(c, page, want);
	error = cache_fetch(c, page, want, &hole, true);
	if (error)
		return error;
	if (!hole)
		return 0;
	hole -= cache_min(hole, at % PAGE_BYTES);
	return io_zero(io, cache_min(n, hole));
}

int64_t cache_read(struct page_cache *c, uint64_t at, struct io *io)
{
	int64_t done = 0, moved = cache_need_object(c);

	if (moved < 0)
		return moved;
	cache_used(c);
	while (io->left && at < c->inode->size) {
		uint64_t n = cache_min(io->left, c->inode->size - at);

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

/* Pages that are missing there are asked for, and waited for if it says so. */
static int read_range(struct page_cache *c, uint64_t at, uint64_t length, bool wait)
{
	uint64_t page = at / PAGE_BYTES, size = c->inode->size, end;
	int error = cache_need_object(c);

	if (error || at >= size || !length)
		return error;
	end = (at + cache_min(length, size - at) - 1) / PAGE_BYTES + 1;
	end = cache_min(end, page + cache_most() / 4);
	while (!error && page < end) {
		uint64_t next;

		page = cache_next(c, page, end, false);
		if (page == end)
			break;
		next = cache_next(c, page, cache_min(end, page + CACHE_CHUNK), true);
		error = cache_fetch(c, page, next - page, NULL, wait);
		/* Without waiting what was asked for is not there yet. */
		page = wait ? page + 1 : next;
	}
	return error;
}

void cache_ahead(struct page_cache *c, uint64_t at, uint64_t length)
{
	read_range(c, at, length, false);
}

int cache_load(struct page_cache *c, uint64_t at, uint64_t length)
{
	return read_range(c, at, length, true);
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
	return (int64_t)(cache_min(next, end) - at);
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
	uint64_t n = cache_min(io->left, PAGE_BYTES - at % PAGE_BYTES),
		 size = c->inode->size;
	int64_t done = cache_need_object(c);

	if (done < 0)
		return done;
	cache_used(c);
	/* What is between the end and here reads as zeroes from now on. */
	if (at > size && size % PAGE_BYTES)
		cache_zero(c, size,
			cache_min(at, (size + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES));
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
