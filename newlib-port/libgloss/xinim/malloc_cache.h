/*
 * newlib-port/libgloss/xinim/malloc_cache.h - what a thread that ends has to give back.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_MALLOC_CACHE_H
#define XINIM_LIBGLOSS_MALLOC_CACHE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Pieces from this size on are mappings of their own (malloc_large.c), known by a flag in
 * the word before them, which newlib's allocator never sets. So large that no server ever
 * asks for one: mmap is served by one of them.
 */
#define MALLOC_LARGE ((size_t)256 << 20)
#define MALLOC_FLAG  2

static inline bool malloc_is_large(const void *p)
{
	return __atomic_load_n((const size_t *)p - 1, __ATOMIC_RELAXED) & MALLOC_FLAG;
}

/* Zeros, on a power of two of at least 16; NULL with ENOMEM. */
void *__xinim_malloc_large(size_t align, size_t size);
void __xinim_free_large(void *p);

/* One or both of old and new are large; as realloc. */
void *__xinim_realloc_large(void *p, size_t size);
size_t __xinim_size_large(const void *p);

/* Of the calling thread, which allocates nothing any more. */
void __xinim_malloc_thread_end(void);

#endif
