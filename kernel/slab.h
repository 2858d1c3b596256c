/*
 * kernel/slab.h - caches of equal objects, and kmalloc on top of them.
 *
 * A slab is one block of pages, aligned to its size: a header with a bitmap
 * of the objects in use, then the objects. So a slab is found from an object
 * by masking, and a double or wild free is always noticed (panic). Objects
 * are zeroed when handed out. A cache keeps at most one empty slab and gives
 * the others back.
 *
 * With XINIM_DEBUG defined, freed objects are filled with SLAB_POISON and
 * checked for writes before reuse, and each object lies between red zones
 * checked when it is freed.
 *
 * Locking is the caller's. Out of memory is NULL, never a panic.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_SLAB_H
#define XINIM_KERNEL_SLAB_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/list.h"

#define SLAB_PAGE         4096u
#define SLAB_MAX_ORDER    3  /* of one slab */
#define KMALLOC_MAX_ORDER 11 /* of one kmalloc(): 8 MiB */
#define SLAB_POISON       0x6b

/* Where pages come from: 2^order pages, aligned to that size, contents
 * whatever; NULL when there are none. */
struct slab_source {
	void *(*alloc)(unsigned order);
	void (*free)(void *mem, unsigned order);
};

struct slab;

struct slab_cache {
	const char *name;
	const struct slab_source *src;
	struct list link;          /* in slab_caches */
	struct list partial, full; /* slabs with room and free of it */
	struct slab *spare;        /* the one empty slab kept, or NULL */
	uint32_t size;             /* of an object, as asked for */
	uint32_t stride;           /* from one object to the next */
	uint32_t first;            /* offset of object 0 in its slab */
	uint16_t per_slab;
	uint8_t order;
	uint64_t nslabs, nused, nallocs, nfails; /* statistics */
};

/* All caches ever initialised, by their `link`: for statistics. */
extern struct list slab_caches;

/* `align` is a power of two up to 2048, 0 for 16. `size` is at most a fourth
 * of the biggest slab. Takes no memory yet. */
void slab_cache_init(struct slab_cache *c, const char *name, size_t size, size_t align,
	const struct slab_source *src);

/* As above, with slabs of one page whatever that wastes. */
void slab_cache_init_page(struct slab_cache *c, const char *name, size_t size,
	const struct slab_source *src);

/* The cache whose slab starts at `page`, or NULL if no slab does. */
struct slab_cache *slab_cache_at(const void *page);

/* A zeroed object, or NULL when out of memory. */
void *slab_alloc(struct slab_cache *c);
/* The same, but with whatever is in it. */
void *slab_alloc_dirty(struct slab_cache *c);

/* Takes back an object of this cache; NULL is nothing. */
void slab_free(struct slab_cache *c, void *obj);

/* Gives the spare slab back to the source. */
void slab_cache_trim(struct slab_cache *c);

/* kmalloc: zeroed memory aligned to 16, above KMALLOC_MAX_SMALL bytes whole
 * pages aligned to a page. kmalloc(0) is a valid smallest object. */
#define KMALLOC_MAX_SMALL 2016u

void kmalloc_init(const struct slab_source *src);
void *kmalloc(size_t size);
/* The same, not zeroed, for who writes all of it. */
void *kmalloc_dirty(size_t size);
void kfree(void *mem); /* NULL is nothing; anything foreign panics */

/* Gives every empty slab of kmalloc's back to the source. */
void kmalloc_trim(void);

struct kmalloc_stats {
	uint64_t objects; /* small ones in use */
	uint64_t large;   /* page allocations in use */
	uint64_t pages;   /* taken from the source, slabs and large */
};

void kmalloc_stats(struct kmalloc_stats *out);

#endif
