/*
 * servers/vfs/cache_io.h - the page cache, among its own files.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_CACHE_IO_H
#define XINIM_VFS_CACHE_IO_H

#include "servers/vfs/cache.h"
#include "servers/vfs/vfs.h"

#define CACHE_CHUNK        64 /* pages that are read or written at a time, at the most */
#define CACHE_OBJECT_BYTES (1ULL << 44)

static inline uint64_t cache_min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

bool cache_has(const struct page_cache *c, uint64_t page);
/* The first page from `page` to one before end that is there (or is not); end: none. */
uint64_t cache_next(const struct page_cache *c, uint64_t page, uint64_t end, bool there);
/* How many pages all files may have. */
uint64_t cache_most(void);
/* The object is there. -ENOMEM */
int cache_need_object(struct page_cache *c);
/* Gives the object pages, whole ones: how many bytes, or an error. Never parks. */
int64_t cache_supply(
	struct page_cache *c, uint64_t page, uint64_t pages, void *data, bool dirty);
/* It has been written to. Never parks. */
void cache_dirtied(struct page_cache *c);
/* All that was dirty is being written back; so many pages of it are. Never park. */
void cache_cleaned(struct page_cache *c);
void cache_cleaned_some(struct page_cache *c, uint64_t pages);
/*
 * A file that is read again and again is mapped: a copy from our memory to a caller's is
 * what the kernel does fastest. Only pages that are there are ever touched. True: c->map
 * reaches up to `end`, in bytes. Never parks.
 */
bool cache_map_up_to(struct page_cache *c, uint64_t end);
/* It has been used: the last one to lose pages. */
void cache_used(struct page_cache *c);

/*
 * Reads pages from `page` on that are not there, `pages` at the most: 0, and the first
 * is there, or was, or somebody else reads it; -EIO: the first cannot be read, -ENOMEM.
 * With hole: instead of supplying zeroes it is told how many bytes (pages, at least one)
 * from there on are a hole. wait: until the first is there.
 */
int cache_fetch(
	struct page_cache *c, uint64_t page, uint64_t pages, uint64_t *hole, bool wait);
/* It is on its way from the disk. Never parks. */
bool cache_being_read(const struct page_cache *c, uint64_t page);

#endif
