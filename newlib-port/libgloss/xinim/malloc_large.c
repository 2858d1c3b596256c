/*
 * newlib-port/libgloss/xinim/malloc_large.c - pieces of memory that are mappings.
 *
 * newlib's allocator refuses 2 GiB, and keeps what is freed below something in use. A
 * large piece is a mapping: it can be as large as memory, grows by mremap without a copy,
 * and goes back to the system at once. In front of it are where the mapping begins, its
 * bytes, and the word that newlib's pieces have too: how many there are for the program,
 * that word among them, and the flag.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "malloc_cache.h"

#define PAGE  4096
#define FRONT 32 /* bytes before a piece: struct front, and up to 16 of nothing */

struct front {
	char *start;
	size_t bytes;
	size_t word;
};

static struct front *front_of(const void *p)
{
	return (struct front *)(uintptr_t)p - 1;
}

/* The piece at p in a mapping. */
static void *piece(char *p, char *start, size_t bytes)
{
	struct front *f = front_of(p);

	f->start = start;
	f->bytes = bytes;
	f->word = (((size_t)(start + bytes - p) + sizeof(f->word)) & ~(size_t)7) |
		MALLOC_FLAG;
	return p;
}

/* Whole pages for so much; 0: that is more than there can be. */
static size_t pages_for(size_t size, size_t more)
{
	size_t bytes;

	if (__builtin_add_overflow(size, more, &bytes) ||
		__builtin_add_overflow(bytes, PAGE - 1, &bytes) || bytes > PTRDIFF_MAX) {
		errno = ENOMEM;
		return 0;
	}
	return bytes & ~(size_t)(PAGE - 1);
}

void *__xinim_malloc_large(size_t align, size_t size)
{
	size_t bytes = pages_for(size, FRONT + (align > FRONT ? align : 0));
	char *start;
	uintptr_t at;

	if (bytes == 0)
		return NULL;
	start = mmap(
		NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (start == MAP_FAILED) {
		errno = ENOMEM;
		return NULL;
	}
	at = ((uintptr_t)start + FRONT + align - 1) & ~(uintptr_t)(align - 1);
	return piece((char *)at, start, bytes);
}

void __xinim_free_large(void *p)
{
	struct front *f = front_of(p);
	int before = errno;

	munmap(f->start, f->bytes);
	errno = before;
}

size_t __xinim_size_large(const void *p)
{
	return (front_of(p)->word & ~(size_t)7) - sizeof(size_t);
}

/* Grown or shrunk in place, or moved without a copy. */
static void *remap(void *p, size_t size)
{
	struct front *f = front_of(p);
	size_t offset = (size_t)((char *)p - f->start), bytes = pages_for(size, offset);
	char *start;

	if (bytes == 0)
		return NULL;
	start = mremap(f->start, f->bytes, bytes, MREMAP_MAYMOVE);
	if (start == MAP_FAILED) {
		errno = ENOMEM;
		return NULL;
	}
	return piece(start + offset, start, bytes);
}

void *__xinim_realloc_large(void *p, size_t size)
{
	size_t have = malloc_usable_size(p);
	void *new;

	if (size == 0) {
		free(p);
		return NULL;
	}
	if (size >= MALLOC_LARGE && malloc_is_large(p))
		return remap(p, size);
	new = malloc(size);
	if (new == NULL)
		return NULL;
	memcpy(new, p, have < size ? have : size);
	free(p);
	return new;
}

size_t malloc_usable_size(void *p)
{
	if (p == NULL)
		return 0;
	return malloc_is_large(p) ? __xinim_size_large(p)
				  : _malloc_usable_size_r(_REENT, p);
}

void *memalign(size_t align, size_t size)
{
	if (size < MALLOC_LARGE && align < MALLOC_LARGE)
		return _memalign_r(_REENT, align, size);
	if (align > PTRDIFF_MAX / 2 + 1) {
		errno = ENOMEM;
		return NULL;
	}
	/* The next power of two, as for small ones. */
	while ((align & (align - 1)) != 0)
		align += align & -align;
	return __xinim_malloc_large(align < 16 ? 16 : align, size);
}

void *aligned_alloc(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1)) != 0) {
		errno = EINVAL;
		return NULL;
	}
	return memalign(align, size);
}

void *reallocf(void *p, size_t size)
{
	void *new = realloc(p, size);

	if (new == NULL && size != 0)
		free(p);
	return new;
}
