/*
 * kernel/slab.c - caches of equal objects.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/slab.h"

#include <stdbool.h>

#include "kernel/assert.h"
#include "kernel/string.h"

#ifdef XINIM_DEBUG
#define DEBUG true
#else
#define DEBUG false
#endif

#define SLAB_MAGIC 0x51ab51abu
#define SLAB_BITS  256u /* most objects in one slab */
#define REDZONE    16u  /* bytes before and after an object, when debugging */
#define RED_USED   0xcc

struct slab {
	struct list link; /* in its cache's partial or full */
	struct slab_cache *cache;
	uint32_t magic;
	uint32_t nused;
	uint64_t used[SLAB_BITS / 64];
};

struct list slab_caches = LIST_INIT(slab_caches);

static size_t slab_bytes(const struct slab_cache *c)
{
	return (size_t)SLAB_PAGE << c->order;
}

static unsigned char *object(const struct slab_cache *c, struct slab *s, unsigned i)
{
	return (unsigned char *)s + c->first + (size_t)i * c->stride;
}

/* --- red zones and poison ------------------------------------------------------ */

/* Bytes after the object that are red: all up to the next one's red zone. */
static size_t tail_of(const struct slab_cache *c)
{
	return c->stride - c->size - REDZONE;
}

static bool all_bytes(const unsigned char *p, int value, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != value)
			return false;
	}
	return true;
}

static void paint(const struct slab_cache *c, unsigned char *obj, int zones, int inside)
{
	memset(obj - REDZONE, zones, REDZONE);
	memset(obj, inside, c->size);
	memset(obj + c->size, zones, tail_of(c));
}

static void check_poison(const struct slab_cache *c, unsigned char *obj)
{
	if (!all_bytes(obj - REDZONE, SLAB_POISON, c->stride))
		panic("slab %s: object %p was written to after it was freed", c->name,
			(void *)obj);
}

static void check_zones(const struct slab_cache *c, unsigned char *obj)
{
	if (!all_bytes(obj - REDZONE, RED_USED, REDZONE) ||
		!all_bytes(obj + c->size, RED_USED, tail_of(c)))
		panic("slab %s: written past the ends of object %p", c->name,
			(void *)obj);
}

/* --- slabs ------------------------------------------------------------------- */

static struct slab *slab_create(struct slab_cache *c)
{
	struct slab *s = c->src->alloc(c->order);

	if (s == NULL)
		return NULL;
	kassert(((uintptr_t)s & (slab_bytes(c) - 1)) == 0);
	memset(s, 0, sizeof(*s));
	list_init(&s->link);
	s->cache = c;
	s->magic = SLAB_MAGIC;
	for (unsigned i = c->per_slab; i < SLAB_BITS; i++) /* what is not there */
		s->used[i / 64] |= 1ull << i % 64;
	for (unsigned i = 0; DEBUG && i < c->per_slab; i++)
		paint(c, object(c, s, i), SLAB_POISON, SLAB_POISON);
	c->nslabs++;
	return s;
}

static void slab_destroy(struct slab_cache *c, struct slab *s)
{
	s->magic = 0;
	c->nslabs--;
	c->src->free(s, c->order);
}

/* A slab with room, on the partial list, or NULL when out of memory. */
static struct slab *slab_with_room(struct slab_cache *c)
{
	struct slab *s = c->spare;

	if (!list_empty(&c->partial))
		return list_first(&c->partial, struct slab, link);
	c->spare = NULL;
	if (s == NULL)
		s = slab_create(c);
	if (s != NULL)
		list_add_head(&c->partial, &s->link);
	return s;
}

/* The slab of `obj` and its index there; panics unless it is in use. */
static struct slab *slab_of(const struct slab_cache *c, const void *obj, unsigned *index)
{
	struct slab *s = (struct slab *)((uintptr_t)obj & ~(slab_bytes(c) - 1));
	size_t off = (uintptr_t)obj - (uintptr_t)s - c->first;
	size_t i = off / c->stride;

	if (s->magic != SLAB_MAGIC || s->cache != c || i >= c->per_slab ||
		off % c->stride != 0)
		panic("slab %s: freeing %p, which is no object of it", c->name, obj);
	if ((s->used[i / 64] >> i % 64 & 1) == 0)
		panic("slab %s: freeing %p twice", c->name, obj);
	*index = (unsigned)i;
	return s;
}

/* --- caches ------------------------------------------------------------------- */

/* Objects that fit in a slab of the cache's order. */
static unsigned objects_in(const struct slab_cache *c)
{
	size_t room = slab_bytes(c) - c->first + (DEBUG ? REDZONE : 0);
	size_t n = room / c->stride;

	return n < SLAB_BITS ? (unsigned)n : SLAB_BITS;
}

static void layout(struct slab_cache *c, const char *name, size_t size, size_t align,
	const struct slab_source *src)
{
	size_t header = sizeof(struct slab) + (DEBUG ? REDZONE : 0);
	size_t zones = DEBUG ? 2 * REDZONE : 0;

	if (align < 16)
		align = 16;
	kassert((align & (align - 1)) == 0 && align <= SLAB_PAGE / 2);
	kassert(size > 0 && size <= (SLAB_PAGE << SLAB_MAX_ORDER) / 4);
	memset(c, 0, sizeof(*c));
	c->name = name;
	c->src = src;
	c->size = (uint32_t)size;
	c->stride = (uint32_t)((size + zones + align - 1) & ~(align - 1));
	c->first = (uint32_t)((header + align - 1) & ~(align - 1));
	list_init(&c->partial);
	list_init(&c->full);
}

static void enrol(struct slab_cache *c)
{
	c->per_slab = (uint16_t)objects_in(c);
	kassert(c->per_slab > 0);
	list_add_tail(&slab_caches, &c->link);
}

void slab_cache_init(struct slab_cache *c, const char *name, size_t size, size_t align,
	const struct slab_source *src)
{
	layout(c, name, size, align, src);
	/* The smallest slab that wastes no more than an eighth of itself. */
	while (c->order < SLAB_MAX_ORDER &&
		(size_t)objects_in(c) * c->stride < slab_bytes(c) / 8 * 7)
		c->order++;
	enrol(c);
}

void slab_cache_init_page(struct slab_cache *c, const char *name, size_t size,
	const struct slab_source *src)
{
	layout(c, name, size, 0, src);
	enrol(c);
}

struct slab_cache *slab_cache_at(const void *page)
{
	const struct slab *s = page;

	return s->magic == SLAB_MAGIC ? s->cache : NULL;
}

void *slab_alloc_dirty(struct slab_cache *c)
{
	struct slab *s = slab_with_room(c);
	unsigned char *obj;
	unsigned i = 0;

	if (s == NULL) {
		c->nfails++;
		return NULL;
	}
	while (s->used[i / 64] == UINT64_MAX)
		i += 64;
	i += (unsigned)__builtin_ctzll(~s->used[i / 64]);
	obj = object(c, s, i);
	if (DEBUG)
		check_poison(c, obj);
	s->used[i / 64] |= 1ull << i % 64;
	if (++s->nused == c->per_slab) {
		list_remove(&s->link);
		list_add_head(&c->full, &s->link);
	}
	c->nused++;
	c->nallocs++;
	if (DEBUG)
		paint(c, obj, RED_USED, 0);
	return obj;
}

void *slab_alloc(struct slab_cache *c)
{
	void *obj = slab_alloc_dirty(c);

	if (obj && !DEBUG)
		memset(obj, 0, c->size);
	return obj;
}

void slab_free(struct slab_cache *c, void *obj)
{
	struct slab *s;
	unsigned i;

	if (obj == NULL)
		return;
	s = slab_of(c, obj, &i);
	if (DEBUG) {
		check_zones(c, obj);
		paint(c, obj, SLAB_POISON, SLAB_POISON);
	}
	s->used[i / 64] &= ~(1ull << i % 64);
	s->nused--;
	c->nused--;
	if (s->nused > 0 && s->nused + 1u < c->per_slab)
		return;
	list_remove(&s->link);
	if (s->nused > 0)
		list_add_head(&c->partial, &s->link);
	else if (c->spare == NULL)
		c->spare = s;
	else
		slab_destroy(c, s);
}

void slab_cache_trim(struct slab_cache *c)
{
	if (c->spare != NULL)
		slab_destroy(c, c->spare);
	c->spare = NULL;
}
