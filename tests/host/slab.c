/*
 * tests/host/slab.c - kernel/slab.c and kernel/kmalloc.c, plain and XINIM_DEBUG.
 *
 * Pages come from a source that counts them, fills them with rubbish and can
 * run dry; objects are filled with their own pattern and checked.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/slab.h"

#define MAX_OBJECTS 3000

static long pages_out;
static long pages_left = -1; /* -1: no end */

static void *source_alloc(unsigned order)
{
	size_t n = (size_t)SLAB_PAGE << order;
	void *mem;

	if (pages_left >= 0 && pages_left < 1l << order)
		return NULL;
	if (pages_left >= 0)
		pages_left -= 1l << order;
	pages_out += 1l << order;
	mem = aligned_alloc(n, n);
	memset(mem, 0xe5, n);
	return mem;
}

static void source_free(void *mem, unsigned order)
{
	pages_out -= 1l << order;
	if (pages_left >= 0)
		pages_left += 1l << order;
	free(mem);
}

static const struct slab_source source = { source_alloc, source_free };

static struct {
	unsigned char *p;
	size_t size;
	unsigned char tag;
} live[MAX_OBJECTS];
static unsigned nlive;

static bool filled(const unsigned char *p, int v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != v)
			return false;
	}
	return true;
}

static void take(void *mem, size_t size, size_t align)
{
	CHECK(mem != NULL);
	CHECK((uintptr_t)mem % align == 0);
	CHECK(filled(mem, 0, size));
	live[nlive].p = mem;
	live[nlive].size = size;
	live[nlive].tag = (unsigned char)host_random();
	memset(mem, live[nlive].tag, size);
	nlive++;
}

/* Forgets object `i` after checking that nobody else wrote to it. */
static void *drop(unsigned i)
{
	void *p = live[i].p;

	CHECK(filled(p, live[i].tag, live[i].size));
	live[i] = live[--nlive];
	return p;
}

static void test_cache(size_t size, size_t align)
{
	struct slab_cache c;
	unsigned peak = 0;

	slab_cache_init(&c, "test", size, align, &source);
	CHECK_INT(pages_out, 0);
	CHECK((size_t)c.per_slab * c.stride <= ((size_t)SLAB_PAGE << c.order));
	for (int round = 0; round < 3000; round++) {
		if (nlive == MAX_OBJECTS || (nlive > 0 && host_below(100) < 45))
			slab_free(&c, drop((unsigned)host_below(nlive)));
		else
			take(slab_alloc(&c), size, align);
		peak = nlive > peak ? nlive : peak;
		CHECK_INT(c.nused, nlive);
		CHECK_INT(pages_out, (long)c.nslabs << c.order);
		CHECK(c.nslabs * c.per_slab >= nlive);
	}
	CHECK(peak > 100);
	while (nlive > 0)
		slab_free(&c, drop(nlive - 1));
	CHECK_INT(c.nused, 0);
	CHECK_INT(c.nslabs, 1); /* the spare */
	slab_cache_trim(&c);
	slab_cache_trim(&c);
	CHECK_INT(pages_out, 0);
	slab_free(&c, NULL);
	list_remove(&c.link);
}

static void test_out_of_memory(void)
{
	struct slab_cache c;
	unsigned n;

	slab_cache_init(&c, "dry", 100, 0, &source);
	pages_left = 3l << c.order;
	n = 3u * c.per_slab;
	for (unsigned i = 0; i < n; i++)
		take(slab_alloc(&c), 100, 16);
	CHECK(slab_alloc(&c) == NULL);
	CHECK(slab_alloc(&c) == NULL);
	CHECK_INT(c.nfails, 2);
	CHECK_INT(c.nused, n);
	slab_free(&c, drop(n / 2));
	take(slab_alloc(&c), 100, 16);
	CHECK(slab_alloc(&c) == NULL);
	while (nlive > 0)
		slab_free(&c, drop((unsigned)host_below(nlive)));
	slab_cache_trim(&c);
	CHECK_INT(pages_out, 0);
	pages_left = -1;
	list_remove(&c.link);
}

static void test_misuse(void)
{
	struct slab_cache c, other;
	unsigned char *p, *q, *foreign;

	slab_cache_init(&c, "one", 64, 0, &source);
	slab_cache_init(&other, "other", 64, 0, &source);
	p = slab_alloc(&c);
	q = slab_alloc(&c);
	foreign = slab_alloc(&other);
	CHECK_PANIC(slab_free(&c, foreign));
	CHECK_PANIC(slab_free(&c, q + 1));
	CHECK_PANIC(slab_free(&c, q + 32));
	CHECK_PANIC(slab_free(&c, (void *)((uintptr_t)p & ~4095ul))); /* the header */
	CHECK_PANIC(
		slab_free(&c, p + (c.per_slab - 1) * c.stride)); /* never handed out */
	slab_free(&c, q);
	CHECK_PANIC(slab_free(&c, q));
	slab_free(&c, p);
	CHECK_PANIC(slab_free(&c, p)); /* in the spare slab */
	slab_free(&other, foreign);
	slab_cache_trim(&c);
	slab_cache_trim(&other);
	CHECK_INT(pages_out, 0);
	list_remove(&c.link);
	list_remove(&other.link);

	CHECK_PANIC(slab_cache_init(&c, "bad", 0, 0, &source));
	CHECK_PANIC(slab_cache_init(&c, "bad", 16, 24, &source));
	CHECK_PANIC(slab_cache_init(&c, "bad", 16, 4096, &source));
	CHECK_PANIC(slab_cache_init(&c, "bad", 8193, 0, &source));
}

#ifdef XINIM_DEBUG
/* What only the debugging build notices. */
static void test_debug(void)
{
	struct slab_cache c;
	unsigned char *p, *q;

	slab_cache_init(&c, "debug", 40, 0, &source);
	p = slab_alloc(&c);
	q = slab_alloc(&c);
	p[40] ^= 1;
	CHECK_PANIC(slab_free(&c, p));
	p[40] ^= 1;
	p[-1] ^= 1;
	CHECK_PANIC(slab_free(&c, p));
	p[-1] ^= 1;
	slab_free(&c, p);
	CHECK(filled(p, SLAB_POISON, 40));
	p[39] = 0;
	CHECK_PANIC(slab_alloc(&c)); /* the same object: the first free one */
	p[39] = SLAB_POISON;
	CHECK(slab_alloc(&c) == p); /* what panicked had changed nothing */
	slab_free(&c, p);
	slab_free(&c, q);
	slab_cache_trim(&c);
	CHECK_INT(pages_out, 0);
	list_remove(&c.link);
}
#else
static void test_debug(void)
{
	/* Nothing is lost to checks: 100 bytes take 112, two of 2016 fill a page. */
	struct slab_cache c;

	slab_cache_init(&c, "plain", 100, 0, &source);
	CHECK_INT(c.stride, 112);
	list_remove(&c.link);
	slab_cache_init_page(&c, "plain", KMALLOC_MAX_SMALL, &source);
	CHECK_INT(c.per_slab, 2);
	list_remove(&c.link);
}
#endif

static size_t random_size(void)
{
	switch (host_below(5)) {
	case 0:
		return (size_t)host_below(64);
	case 1:
		return (size_t)(SLAB_PAGE << host_below(4)) - 2 + host_below(5);
	case 2:
		return KMALLOC_MAX_SMALL - 2 + host_below(5);
	}
	return (size_t)host_below(3000);
}

static void test_kmalloc(void)
{
	struct kmalloc_stats st;
	uint64_t large = 0;
	void *p;

	kmalloc_init(&source);
	for (size_t size = 0; size <= 2 * SLAB_PAGE + 1; size++) { /* every size */
		take(kmalloc(size), size, size > KMALLOC_MAX_SMALL ? SLAB_PAGE : 16);
		kfree(drop(0));
	}
	for (int round = 0; round < 30000; round++) {
		size_t size = random_size();

		if (nlive == 600 || (nlive > 0 && host_below(100) < 48))
			kfree(drop((unsigned)host_below(nlive)));
		else
			take(kmalloc(size), size,
				size > KMALLOC_MAX_SMALL ? SLAB_PAGE : 16);
		kmalloc_stats(&st);
		CHECK_INT(st.pages, pages_out);
		CHECK_INT(st.objects + st.large, nlive);
	}
	for (unsigned i = 0; i < nlive; i++)
		large += live[i].size > KMALLOC_MAX_SMALL;
	kmalloc_stats(&st);
	CHECK_INT(st.large, large);
	while (nlive > 0)
		kfree(drop(nlive - 1));
	kfree(NULL);
	CHECK(kmalloc((SLAB_PAGE << KMALLOC_MAX_ORDER) + 1) == NULL);
	CHECK(kmalloc(SIZE_MAX) == NULL);
	p = kmalloc(SLAB_PAGE << KMALLOC_MAX_ORDER);
	CHECK(p != NULL);
	kfree(p);
	p = kmalloc(SLAB_PAGE << 5);
	CHECK(p != NULL);
	CHECK_PANIC(kfree((char *)p + SLAB_PAGE));
	kfree(p);
	CHECK_PANIC(kfree(p));
	kmalloc_trim();
	CHECK_INT(pages_out, 0);
}

static void test_kmalloc_dry(void)
{
	struct slab_cache c;
	void *p;

	for (pages_left = 0; pages_left < 40; pages_left++) {
		long room = pages_left;

		for (int i = 0; i < 50; i++) {
			size_t size = random_size();

			p = kmalloc(size);
			if (p != NULL)
				take(p, size, 16);
		}
		while (nlive > 0)
			kfree(drop((unsigned)host_below(nlive)));
		kmalloc_trim();
		CHECK_INT(pages_left, room);
	}
	pages_left = -1;
	slab_cache_init(&c, "not kmalloc", 32, 0, &source);
	p = slab_alloc(&c);
	CHECK_PANIC(kfree(p));
	slab_free(&c, p);
	slab_cache_trim(&c);
	list_remove(&c.link);
	CHECK_INT(pages_out, 0);
}

int main(void)
{
	static const size_t sizes[] = { 1, 8, 16, 24, 64, 100, 192, 500, 1000, 2048, 3000,
		8192 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		test_cache(sizes[i], 16);
		test_cache(sizes[i], 64);
		test_cache(sizes[i], 2048);
	}
	test_out_of_memory();
	test_misuse();
	test_debug();
	test_kmalloc();
	test_kmalloc_dry();
	return host_report();
}
