/*
 * servers/vfs/cache.h - the page cache: files of a disk in memory.
 *
 * A file's pages are in a memory object that this server pages (the manual's chapter
 * Memory objects). read and write copy between it and the caller; mappings and exec
 * have the object itself, so all see the same bytes. The cache knows which pages are
 * there, as only it supplies and drops any; the kernel knows which have been written to.
 *
 * Pages that are missing are read. While the file is read from the front those that
 * follow are read ahead, more each time: nobody waits for them, and nobody is told if
 * they cannot be read, before he wants them himself. Written pages go back after a while
 * (the file system's timer), at fsync and sync, and when there are too many. Clean ones
 * are dropped, of the file used longest ago first, when all files together have more
 * than CACHE_SHARE of the memory, or little of it is left.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_CACHE_H
#define XINIM_VFS_CACHE_H

#include "servers/vfs/block.h"
#include "servers/vfs/pages.h"
#include "servers/vfs/work.h"

struct inode;
struct io;
struct page_cache;

/* Where a file's bytes are: in a row of sectors, or a hole. Lengths in bytes. */
struct cache_extent {
	bool hole;
	uint64_t sector;
	uint64_t length;
};

/* What the file system does for it. */
struct cache_ops {
	/* Around map: so that blocks do not change. lock parks, -ENOMEM. */
	int (*lock)(struct inode *i);
	void (*unlock)(struct inode *i);
	/*
	 * From `at`, a whole number of blocks, at most `most` bytes. make: a block where
	 * a hole was, one. With the lock; parks. -EIO, -ENOSPC ...
	 */
	int (*map)(struct inode *i, uint64_t at, uint64_t most, bool make,
		struct cache_extent *x);
	/* Between the two no block that map has told becomes another file's. Never park. */
	void (*write_begin)(struct inode *i);
	void (*write_end)(struct inode *i);
	/* There is something to be written back. Never parks. */
	void (*dirty)(struct inode *i);
	unsigned (*block_size)(const struct inode *i);
};

struct page_cache {
	struct inode *inode;
	const struct cache_ops *ops;
	struct block_device *device;
	int object;            /* a capability; 0: none yet */
	uint64_t number;       /* of the object, as the kernel tells of regions */
	uint64_t few;          /* which of the first 64 pages are there */
	struct page_map pages; /* and of the others */
	uint64_t count;        /* pages that are there */
	uint64_t next,
		window;   /* of reading ahead: the page after the last read; how many */
	uint64_t mark;    /* reading this one, the next ones are read ahead */
	unsigned cuts;    /* what was being read before is not to be supplied */
	unsigned pins;    /* no page is to be dropped */
	unsigned writing; /* ... as it is on its way to the disk */
	bool dirty;       /* perhaps */
	uint64_t dirty_pages;   /* about */
	bool lent;              /* others have the object: the inode is held for them */
	bool written_elsewhere; /* they may write to it */
	char *map;              /* the object as far as `mapped`; NULL: it is not */
	uint64_t mapped;        /* bytes */
	unsigned hits;     /* reads of pages that were there, while it is not mapped */
	struct list maps;  /* of all that are */
	int error;         /* of writing back, for who asks next */
	struct list reads; /* under way */
	struct gate gate;  /* a read, or writing back, is over */
	struct mutex write_back;
	struct list lru; /* of all that have pages */
};

void cache_init(struct page_cache *c, struct inode *i, const struct cache_ops *ops,
	struct block_device *device);
/* Nobody has the object; what is dirty is lost. */
void cache_end(struct page_cache *c);
/* Somebody has the object, or pages are on their way, or are to be written back. */
bool cache_busy(const struct page_cache *c);
/* Until nothing is on its way. -ENOMEM */
int cache_wait(struct page_cache *c);

/* Bytes of the file, up to its size; as fs_ops' read. */
int64_t cache_read(struct page_cache *c, uint64_t at, struct io *io);
/* Within what is in a page; the file's size follows. With the inode's lock. */
int64_t cache_write(struct page_cache *c, uint64_t at, struct io *io);
/* The page that has `at` is there and pinned (c->pins is to be counted down). -EIO, -ENOMEM */
int cache_pin(struct page_cache *c, uint64_t at);
/* [at, end) within a page reads as zeroes, if the page is there. Never parks. */
void cache_zero(struct page_cache *c, uint64_t at, uint64_t end);
/* Whose pages the object with this number has; NULL: none that has any. Never parks. */
struct inode *cache_of_object(uint64_t number);
/* What is past `size` goes. Never parks. */
void cache_cut(struct page_cache *c, uint64_t size);
/* Reads ahead, without waiting; a quarter of what the cache may have at the most. */
void cache_ahead(struct page_cache *c, uint64_t at, uint64_t length);
/* The same, and waits. -EIO, -ENOMEM */
int cache_load(struct page_cache *c, uint64_t at, uint64_t length);
/*
 * Pages that are wholly in [at, at + length), or reach to the file's end there, are given
 * back, after those that are dirty are written; mapped ones stay. As cache_flush_range.
 */
int cache_give_back(struct page_cache *c, uint64_t at, uint64_t length);
/* The object, lent until nobody maps it any more. Never parks. -ENOMEM */
int cache_lend(struct page_cache *c, bool written);
/* Others may have stopped using it without a word. Never parks. */
void cache_look(struct page_cache *c);
/* Nothing is to be written, nor being written. */
bool cache_is_clean(const struct page_cache *c);
/* Writes all that is dirty, and waits; for what another one writes, too. 0, -EIO, -ENOSPC,
   -ENOMEM */
int cache_flush(struct page_cache *c);
/* The same with the pages that have bytes of [at, at + length); others may go with them. */
int cache_flush_range(struct page_cache *c, uint64_t at, uint64_t length);
/* The error of writing back since it was last asked for. */
int cache_take_error(struct page_cache *c);

/* Too many pages are dirty: who makes more writes some back first. */
bool cache_crowded(void);
/* Drops clean pages until `keep` are left, if it can. Never parks. */
void cache_shrink(uint64_t keep);
/* Memory is scarce: drops some clean pages; how many. Never parks. */
uint64_t cache_scarce(void);
/* Pages of all files. */
uint64_t cache_pages(void);

/* --- the pager ------------------------------------------------------------------------ */

/* The kernel has something to say: pages are wanted. */
void cache_notified(void);
/* A caller's memory has a page missing, which has been asked for: parks for a while. -ENOMEM */
int cache_caller_waits(void);

#endif
