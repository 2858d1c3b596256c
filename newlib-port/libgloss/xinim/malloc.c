/*
 * newlib-port/libgloss/xinim/malloc.c - what each thread keeps of small memory.
 *
 * newlib's allocator has one lock for all threads. In front of it each thread has
 * lists of free pieces by their size: malloc takes one from there and free puts it
 * back, without the lock; a list that is empty or full is filled or emptied by several
 * pieces at once. What a list takes at a time begins with one piece and doubles, so
 * that a program that wants one of a size has one. Pieces are newlib's own, whoever
 * gives them back, and a thread that ends gives back all.
 *
 * A piece has its size, with two flags below, in the word before it (mallocr.c); the
 * flags may change under the lock while the piece is in use, the size does not.
 *
 * What is no piece, or is given back twice in a row, ends the program with a word: a list
 * that has a piece twice would give it to two.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "malloc_cache.h"

#define WORD      sizeof(size_t)
#define STEP      16 /* between the sizes of pieces */
#define LEAST     32 /* bytes of the smallest piece, with its word */
#define LISTS     64
#define MOST      (LEAST + (LISTS - 1) * STEP)
#define FLAGS     7
#define FEW_FROM  (256 / STEP) /* lists from there on keep fewer */
#define KEEP_MANY 32
#define KEEP_FEW  4

/* Not compiled into malloc and free, which would save registers for it each time. */
#define RARE __attribute__((noinline))

void __malloc_lock(struct _reent *reent);
void __malloc_unlock(struct _reent *reent);

/* A free piece. */
struct piece {
	struct piece *next;
	const void *mark; /* the thread's lists: it is in one of them, or was */
};

struct list {
	struct piece *first;
	unsigned short count;
	unsigned short batch; /* how many to take at a time */
};

static __thread struct list lists[LISTS];

/* No place for a thread to be cancelled, and what a program has in its place is called. */
static __attribute__((noreturn, cold)) void corrupt(const char *what)
{
	_write_r(_REENT, STDERR_FILENO, what, strlen(what));
	abort();
}

static size_t piece_size(const void *p)
{
	return __atomic_load_n((const size_t *)p - 1, __ATOMIC_RELAXED) & ~(size_t)FLAGS;
}

static unsigned int keep(size_t i)
{
	return i < FEW_FROM ? KEEP_MANY : KEEP_FEW;
}

/* The list of pieces that are large enough, or LISTS. */
static size_t list_for(size_t size)
{
	if (size > MOST - WORD)
		return LISTS;
	if (size < LEAST - WORD)
		return 0;
	return (size + WORD + STEP - 1 - LEAST) / STEP;
}

/* One for the caller and some for the list; NULL: out of memory. */
static RARE void *fill(struct list *l, size_t i)
{
	size_t size = LEAST + i * STEP - WORD;
	struct _reent *reent = _REENT;
	unsigned int wanted = l->batch;
	void *result;

	if (l->batch < keep(i) / 2)
		l->batch = (unsigned short)(l->batch == 0 ? 1 : 2 * l->batch);
	__malloc_lock(reent);
	result = _malloc_r(reent, size);
	while (result != NULL && wanted-- > 1) {
		struct piece *p = _malloc_r(reent, size);

		if (p == NULL)
			break;
		p->next = l->first;
		l->first = p;
		l->count++;
	}
	__malloc_unlock(reent);
	return result;
}

/* Gives back all but so many. */
static RARE void empty(struct list *l, unsigned int leave)
{
	struct _reent *reent = _REENT;

	__malloc_lock(reent);
	while (l->count > leave) {
		struct piece *p = l->first;

		l->first = p->next;
		l->count--;
		_free_r(reent, p);
	}
	__malloc_unlock(reent);
}

void __xinim_malloc_thread_end(void)
{
	for (size_t i = 0; i < LISTS; i++)
		if (lists[i].count > 0)
			empty(&lists[i], 0);
}

/* malloc; by another name, since the compiler makes calloc of malloc and memset. */
static void *take(size_t size)
{
	size_t i = list_for(size);
	struct piece *p;

	if (i == LISTS)
		return size < MALLOC_LARGE ? _malloc_r(_REENT, size)
					   : __xinim_malloc_large(STEP, size);
	p = lists[i].first;
	if (p == NULL)
		return fill(&lists[i], i);
	lists[i].first = p->next;
	lists[i].count--;
	p->mark = NULL;
	return p;
}

void *malloc(size_t size)
{
	return take(size);
}

static inline void give(struct piece *p, size_t i)
{
	struct list *l = &lists[i];

	p->mark = lists;
	p->next = l->first;
	l->first = p;
	if (++l->count > keep(i))
		empty(l, keep(i) / 2);
}

/* P has its list's mark, which may be what a program wrote. */
static RARE void free_marked(struct piece *p, size_t i)
{
	for (const struct piece *q = lists[i].first; q != NULL; q = q->next)
		if (q == p)
			corrupt("free(): double free\n");
	give(p, i);
}

/* One that no list is for. */
static RARE void free_other(struct piece *p, size_t size)
{
	/* What follows knows whether this is in use (mallocr.c, PREV_INUSE). */
	if (!(__atomic_load_n((size_t *)((char *)p + size) - 1, __ATOMIC_RELAXED) & 1))
		corrupt("free(): double free\n");
	_free_r(_REENT, p);
}

void free(void *pointer)
{
	struct piece *p = pointer;
	size_t size, i;

	if (p == NULL)
		return;
	if ((uintptr_t)p % STEP != 0)
		corrupt("free(): invalid pointer\n");
	if (malloc_is_large(p)) {
		__xinim_free_large(p);
		return;
	}
	size = piece_size(p);
	/* newlib leaves what is too small for a piece to the one before. */
	if (size % STEP != 0)
		corrupt("free(): invalid pointer\n");
	i = (size - LEAST) / STEP;
	if (size < LEAST || i >= LISTS) {
		free_other(p, size);
		return;
	}
	if (p->mark == lists)
		free_marked(p, i);
	else
		give(p, i);
}

void *calloc(size_t n, size_t size)
{
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(n, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	if (bytes >= MALLOC_LARGE)
		return __xinim_malloc_large(STEP, bytes);
	if (list_for(bytes) == LISTS)
		return _calloc_r(_REENT, n, size);
	p = take(bytes);
	return p != NULL ? memset(p, 0, bytes) : NULL;
}

void *realloc(void *pointer, size_t size)
{
	size_t have;
	void *p;

	if (pointer == NULL)
		return take(size);
	if (size >= MALLOC_LARGE || malloc_is_large(pointer))
		return __xinim_realloc_large(pointer, size);
	have = piece_size(pointer) - WORD;
	if (size == 0 || list_for(size) == LISTS || have > 4 * size + LEAST)
		return _realloc_r(_REENT, pointer, size);
	if (size <= have)
		return pointer;
	p = take(size);
	if (p == NULL)
		return NULL;
	memcpy(p, pointer, have);
	free(pointer);
	return p;
}
