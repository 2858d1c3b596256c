/*
 * servers/vfs/ext2_file.c - what is in files: through the page cache.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "servers/vfs/ext2.h"

#define SMALL_FILE 0x7fffffffULL /* the largest without EXT2_RO_COMPAT_LARGE_FILE */

/* --- what the page cache asks ---------------------------------------------------------- */

static int map_lock(struct inode *i)
{
	return ext2_lock(ext2_of(i));
}

static void map_unlock(struct inode *i)
{
	ext2_unlock(ext2_of(i));
}

static int map_extent(
	struct inode *i, uint64_t at, uint64_t most, bool make, struct cache_extent *x)
{
	struct ext2 *e = ext2_of(i);
	struct ext2_run run = { .count = 1 };
	bool fresh;
	int error;

	if (make) {
		error = ext2_map_make(i, at / e->block_size, &run.block, &fresh);
	} else if (at >= e->max_size) {
		run.block = 0;
		run.count = most / e->block_size;
		error = 0;
	} else {
		error = ext2_map(i, at / e->block_size, most / e->block_size, &run);
	}
	x->hole = run.block == 0;
	x->sector = (uint64_t)run.block * e->buffers.sectors;
	x->length = run.count * e->block_size;
	return error;
}

static void write_begin(struct inode *i)
{
	ext2_of(i)->writing++;
}

static void write_end(struct inode *i)
{
	struct ext2 *e = ext2_of(i);

	if (--e->writing == 0)
		gate_open(&e->written);
}

static void data_dirty(struct inode *i)
{
	ext2_sync_begin(ext2_of(i));
}

static unsigned block_size(const struct inode *i)
{
	return ext2_of(i)->block_size;
}

const struct cache_ops ext2_cache_ops = {
	.lock = map_lock,
	.unlock = map_unlock,
	.map = map_extent,
	.write_begin = write_begin,
	.write_end = write_end,
	.dirty = data_dirty,
	.block_size = block_size,
};

/* --- reading and writing ---------------------------------------------------------------- */

int64_t ext2_read(struct inode *i, uint64_t at, struct io *io)
{
	return cache_read(&ext2_inode(i)->cache, at, io);
}

/* A file that becomes large for the first time is said to be there. */
static int may_reach(struct inode *i, uint64_t size)
{
	struct ext2 *e = ext2_of(i);

	if (size > e->max_size)
		return -EFBIG;
	if (size <= SMALL_FILE || e->super.ro_compat & EXT2_RO_COMPAT_LARGE_FILE)
		return 0;
	if (e->super.revision == 0)
		return -EFBIG;
	e->super.ro_compat |= EXT2_RO_COMPAT_LARGE_FILE;
	e->super_dirty = true;
	return 0;
}

/* Whoever writes a lot waits for the disk, so that others have memory. */
static int not_too_much(struct inode *i)
{
	struct ext2 *e = ext2_of(i);
	int error = fs_writable(e->fs);

	if (error || !cache_crowded())
		return error;
	return cache_flush(&ext2_inode(i)->cache);
}

int64_t ext2_write(struct inode *i, uint64_t at, struct io *io)
{
	struct ext2 *e = ext2_of(i);
	int64_t done = 0, n = 0;
	uint64_t size = i->size;
	int error = not_too_much(i);

	if (error)
		return error;
	if (at >= e->max_size)
		return -EFBIG;
	if (io->left > e->max_size - at)
		io->left = e->max_size - at;
	error = may_reach(i, at + io->left);
	if (error)
		return error;
	while (io->left) {
		n = cache_write(&ext2_inode(i)->cache, at, io);
		if (n <= 0)
			break;
		at += (uint64_t)n;
		done += n;
	}
	if (i->size != size)
		ext2_inode_dirty(i);
	if (done > 0 && e->sync) {
		error = ext2_sync(i, false);
		if (error)
			return error;
	}
	return done ? done : n;
}

int64_t ext2_seek(struct inode *i, uint64_t at, int whence)
{
	struct ext2 *e = ext2_of(i);
	struct ext2_inode *n = ext2_inode(i);
	int error = 0;

	if (at >= i->size)
		return -ENXIO;
	/* What a mapping has put where no block is yet counts as data. */
	if (n->cache.written_elsewhere)
		error = cache_flush(&n->cache);
	if (!error)
		error = ext2_lock(e);
	if (error)
		return error;
	while (!error && at < i->size) {
		uint64_t left = i->size - at;
		struct ext2_run run;

		error = ext2_map(i, at / e->block_size, left / e->block_size + 1, &run);
		if (error || (run.block != 0) == (whence == SEEK_DATA))
			break;
		at = (at / e->block_size + run.count) * e->block_size;
	}
	ext2_unlock(e);
	if (error)
		return error;
	if (at >= i->size)
		return whence == SEEK_DATA ? -ENXIO : (int64_t)i->size;
	return (int64_t)at;
}

int ext2_object(struct inode *i, bool written)
{
	return cache_lend(&ext2_inode(i)->cache, written);
}

int ext2_advise(struct inode *i, uint64_t at, uint64_t length, enum file_advice advice)
{
	struct page_cache *c = &ext2_inode(i)->cache;

	switch (advice) {
	case ADVICE_SOON:
		cache_ahead(c, at, length);
		return 0;
	case ADVICE_NOW:
		return cache_load(c, at, length);
	case ADVICE_NO_MORE:
		return cache_give_back(c, at, length);
	}
	return -EINVAL;
}

/* --- sizes ---------------------------------------------------------------------------------- */

/* The rest of the block where the file ends reads as zeroes when it grows again. */
static int clear_tail(struct inode *i, uint64_t size)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	uint64_t end = (size / PAGE_BYTES + 1) * PAGE_BYTES;
	struct ext2_run run = { .block = 0 };
	int error = ext2_lock(e);

	if (error)
		return error;
	if (size % e->block_size && size < e->max_size)
		error = ext2_map(i, size / e->block_size, 1, &run);
	ext2_unlock(e);
	if (!error && run.block) {
		error = cache_pin(&n->cache, size);
		if (!error)
			n->cache.pins--;
	}
	if (!error)
		cache_zero(&n->cache, size, end);
	return error;
}

static int shrink(struct inode *i, uint64_t size)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	int error = size % PAGE_BYTES ? clear_tail(i, size) : 0;

	if (error)
		return error;
	i->size = size;
	cache_cut(&n->cache, size);
	error = ext2_lock(e);
	if (error)
		return error;
	error = ext2_map_cut(i, (size + e->block_size - 1) / e->block_size, UINT64_MAX);
	n->goal = 0;
	ext2_unlock(e);
	return error;
}

int ext2_truncate(struct inode *i, uint64_t size)
{
	struct ext2_inode *n = ext2_inode(i);
	int error = fs_writable(i->fs);

	if (!error)
		error = may_reach(i, size);
	if (error)
		return error;
	if (size < i->size) {
		error = shrink(i, size);
	} else {
		if (i->size % PAGE_BYTES)
			cache_zero(&n->cache, i->size,
				(i->size / PAGE_BYTES + 1) * PAGE_BYTES);
		i->size = size;
	}
	ext2_inode_dirty(i);
	ext2_sync_begin(ext2_of(i));
	return error;
}

/* Zeroes from one place to another, within a page. */
static int zero_piece(struct inode *i, uint64_t at, uint64_t end)
{
	struct page_cache *c = &ext2_inode(i)->cache;
	int error = cache_pin(c, at);

	if (error)
		return error;
	cache_zero(c, at, end);
	c->pins--;
	return 0;
}

/* Whole pages become a hole; the pieces before and after them are zeroes. */
static int punch(struct inode *i, uint64_t at, uint64_t end)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	uint64_t first = (at + PAGE_BYTES - 1) / PAGE_BYTES, last;
	int error = 0;

	if (end > i->size)
		end = i->size;
	if (at >= end)
		return 0;
	last = end / PAGE_BYTES;
	if (at / PAGE_BYTES == (end - 1) / PAGE_BYTES &&
		(at % PAGE_BYTES || end % PAGE_BYTES))
		return zero_piece(i, at, end);
	if (at % PAGE_BYTES)
		error = zero_piece(i, at, first * PAGE_BYTES);
	if (!error && end % PAGE_BYTES)
		error = zero_piece(i, last * PAGE_BYTES, end);
	if (error || first >= last)
		return error;
	error = ext2_lock(e);
	if (error)
		return error;
	error = ext2_map_cut(i, first * (PAGE_BYTES / e->block_size),
		last * (PAGE_BYTES / e->block_size));
	ext2_unlock(e);
	/* Those that are in memory, and dirty perhaps, read as zeroes from now on. */
	n->cache.cuts++;
	for (uint64_t p = first; p < last; p++)
		cache_zero(&n->cache, p * PAGE_BYTES, (p + 1) * PAGE_BYTES);
	return error;
}

/* Blocks for all of it, of zeroes where there were none: through the cache. */
static int reserve(struct inode *i, uint64_t at, uint64_t end)
{
	struct ext2 *e = ext2_of(i);
	struct page_cache *c = &ext2_inode(i)->cache;

	for (at -= at % e->block_size; at < end; at += e->block_size) {
		uint32_t block;
		bool fresh = false;
		int error = cache_pin(c, at);

		if (error)
			return error;
		error = ext2_lock(e);
		if (!error) {
			error = ext2_map_make(i, at / e->block_size, &block, &fresh);
			ext2_unlock(e);
		}
		/* The page has zeroes there; they are to come to the disk. */
		if (!error && fresh)
			cache_zero(c, at, at + e->block_size);
		c->pins--;
		if (error)
			return error;
	}
	return 0;
}

int ext2_fallocate(struct inode *i, int mode, uint64_t at, uint64_t length)
{
	uint64_t end = at + length;
	int error = fs_writable(i->fs);

	if (!error)
		error = may_reach(i, end);
	if (error)
		return error;
	if (mode & FALLOC_KEEP_SIZE && !(mode & FALLOC_PUNCH_HOLE) && end > i->size)
		return -EOPNOTSUPP; /* a block past the end is nobody's */
	if (mode & (FALLOC_PUNCH_HOLE | FALLOC_ZERO_RANGE))
		error = punch(i, at, end);
	if (!error && !(mode & FALLOC_PUNCH_HOLE)) {
		uint64_t old = i->size;

		if (end > old) {
			error = ext2_truncate(i, end);
			if (!error)
				error = reserve(i, at, end);
			if (error)
				ext2_truncate(i, old);
		} else {
			error = reserve(i, at, end);
		}
	}
	ext2_inode_dirty(i);
	ext2_sync_begin(ext2_of(i));
	return error;
}
