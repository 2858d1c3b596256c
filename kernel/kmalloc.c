/*
 * kernel/kmalloc.c - memory of any size, from slabs and whole pages.
 *
 * The classes are what divides a page less its slab header into 2, 3, 4, ...
 * objects, so every slab is one page: kfree() finds it by masking, and as no
 * object starts a page, a page-aligned address is a large allocation. Those
 * are kept in a small hash with their order.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/slab.h"

#include "kernel/assert.h"
#include "kernel/string.h"

#define NBUCKETS 64u

struct large {
	struct list link;
	void *mem;
	unsigned order;
};

static const struct {
	const char *name;
	uint16_t size;
} classes[] = {
	{ "kmalloc-16", 16 },
	{ "kmalloc-32", 32 },
	{ "kmalloc-48", 48 },
	{ "kmalloc-64", 64 },
	{ "kmalloc-96", 96 },
	{ "kmalloc-128", 128 },
	{ "kmalloc-192", 192 },
	{ "kmalloc-256", 256 },
	{ "kmalloc-336", 336 },
	{ "kmalloc-448", 448 },
	{ "kmalloc-576", 576 },
	{ "kmalloc-800", 800 },
	{ "kmalloc-1008", 1008 },
	{ "kmalloc-1344", 1344 },
	{ "kmalloc-2016", KMALLOC_MAX_SMALL },
};

#define NCLASSES (sizeof(classes) / sizeof(classes[0]))

static struct slab_cache caches[NCLASSES];
static uint8_t
	class_of[KMALLOC_MAX_SMALL / 16 + 1]; /* by size, in 16 bytes, rounded up */
static struct slab_cache large_cache;
static struct list buckets[NBUCKETS];
static const struct slab_source *source;
static uint64_t large_count, large_pages;

void kmalloc_init(const struct slab_source *src)
{
	source = src;
	large_count = 0;
	large_pages = 0;
	for (unsigned i = 0; i < NBUCKETS; i++)
		list_init(&buckets[i]);
	for (unsigned i = 0, c = 0; i < sizeof(class_of); i++) {
		c += i * 16 > classes[c].size;
		class_of[i] = (uint8_t)c;
	}
	slab_cache_init(&large_cache, "kmalloc-large", sizeof(struct large), 0, src);
	for (unsigned i = 0; i < NCLASSES; i++)
		slab_cache_init_page(&caches[i], classes[i].name, classes[i].size, src);
}

static struct list *bucket_of(const void *mem)
{
	return &buckets[(uintptr_t)mem / SLAB_PAGE % NBUCKETS];
}

static void *large_alloc(size_t size)
{
	struct large *l;
	unsigned order = 0;

	while (order <= KMALLOC_MAX_ORDER && (size_t)SLAB_PAGE << order < size)
		order++;
	if (order > KMALLOC_MAX_ORDER)
		return NULL;
	l = slab_alloc(&large_cache);
	if (l == NULL)
		return NULL;
	l->order = order;
	l->mem = source->alloc(order);
	if (l->mem == NULL) {
		slab_free(&large_cache, l);
		return NULL;
	}
	memset(l->mem, 0, (size_t)SLAB_PAGE << order);
	list_add_head(bucket_of(l->mem), &l->link);
	large_count++;
	large_pages += 1ull << order;
	return l->mem;
}

static void large_free(void *mem)
{
	struct large *l;

	list_for_each_entry (l, bucket_of(mem), link) {
		if (l->mem != mem)
			continue;
		list_remove(&l->link);
		large_count--;
		large_pages -= 1ull << l->order;
		source->free(mem, l->order);
		slab_free(&large_cache, l);
		return;
	}
	panic("kfree: %p is not allocated", mem);
}

void *kmalloc(size_t size)
{
	if (size > KMALLOC_MAX_SMALL)
		return large_alloc(size);
	return slab_alloc(&caches[class_of[(size + 15) / 16]]);
}

void *kmalloc_dirty(size_t size)
{
	if (size > KMALLOC_MAX_SMALL)
		return large_alloc(size);
	return slab_alloc_dirty(&caches[class_of[(size + 15) / 16]]);
}

void kfree(void *mem)
{
	struct slab_cache *c;

	if (mem == NULL)
		return;
	if (((uintptr_t)mem & (SLAB_PAGE - 1)) == 0) {
		large_free(mem);
		return;
	}
	c = slab_cache_at((void *)((uintptr_t)mem & ~(uintptr_t)(SLAB_PAGE - 1)));
	if (c < caches || c >= caches + NCLASSES)
		panic("kfree: %p is not from kmalloc", mem);
	slab_free(c, mem);
}

void kmalloc_trim(void)
{
	for (unsigned i = 0; i < NCLASSES; i++)
		slab_cache_trim(&caches[i]);
	slab_cache_trim(&large_cache);
}

void kmalloc_stats(struct kmalloc_stats *out)
{
	*out = (struct kmalloc_stats){ .large = large_count, .pages = large_pages };
	for (unsigned i = 0; i < NCLASSES; i++) {
		out->objects += caches[i].nused;
		out->pages += caches[i].nslabs;
	}
	out->pages += large_cache.nslabs << large_cache.order;
}
