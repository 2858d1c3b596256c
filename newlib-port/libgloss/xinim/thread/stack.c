/*
 * newlib-port/libgloss/xinim/thread/stack.c - threads' stacks, and keeping used ones.
 *
 * A mapping is, from below: the guard, the stack, the thread's data, its block.
 * A stack of a thread that ended is kept for the next one of that size, as long
 * as KEEP_BYTES are not exceeded. One that is still in use by a thread about to
 * end lies among the kept ones with a tid: the kernel clears that last.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "../tls.h"
#include "attr.h"
#include "thread.h"

#define PAGE       4096UL
#define KEEP_BYTES (16UL << 20)

static struct thread *kept;
static size_t kept_bytes;

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) & -to;
}

/* Takes a kept one of just this shape. */
static struct thread *find_kept(size_t size, size_t guard)
{
	for (struct thread **at = &kept; *at != NULL; at = &(*at)->next) {
		struct thread *t = *at;

		if (t->map_size != size || t->guard != guard ||
			__atomic_load_n(&t->tid, __ATOMIC_ACQUIRE) != 0)
			continue;
		*at = t->next;
		kept_bytes -= size;
		return t;
	}
	return NULL;
}

/*
 * Takes those kept ones out of the list that are too many, and that nobody runs
 * on; the caller unmaps them without the lock.
 */
static struct thread *too_many(void)
{
	struct thread *out = NULL, **at = &kept;

	while (kept_bytes > KEEP_BYTES && *at != NULL) {
		struct thread *t = *at;

		if (__atomic_load_n(&t->tid, __ATOMIC_ACQUIRE) != 0) {
			at = &t->next;
			continue;
		}
		*at = t->next;
		kept_bytes -= t->map_size;
		t->next = out;
		out = t;
	}
	return out;
}

static void unmap_all(struct thread *t)
{
	while (t != NULL) {
		struct thread *next = t->next;

		RAW(munmap, t->map, t->map_size);
		t = next;
	}
}

static char *map_stack(size_t size, size_t guard)
{
	long p = RAW(mmap, 0, size, guard != 0 ? PROT_NONE : PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

	if (p < 0 && p > -4096)
		return NULL;
	if (guard != 0 &&
		RAW(mprotect, p + guard, size - guard, PROT_READ | PROT_WRITE) != 0) {
		RAW(munmap, p, size);
		return NULL;
	}
	return (char *)p;
}

/* Makes the thread's block, under the end of a stack that has room for it. */
static struct thread *block_at(char *end)
{
	uintptr_t room = (uintptr_t)end - __xinim_tls_size();

	return __xinim_tls_make((void *)(room & -__xinim_tls_align()));
}

static struct thread *on_own(const pthread_attr_t *attr)
{
	char *start = (char *)attr->__stack - attr->__size;
	struct thread *t = block_at(attr->__stack);

	t->stack = start;
	t->stack_size = attr->__size;
	return t;
}

/* A block on a stack as attr wants it; NULL: no memory for that. */
struct thread *__xinim_stack_take(const pthread_attr_t *attr)
{
	size_t guard = round_up(attr->__guard, PAGE);
	size_t extra = __xinim_tls_size() + __xinim_tls_align();
	size_t size = guard + round_up(attr->__size + extra, PAGE);
	struct thread *t;
	char *map;

	if (attr->__stack != NULL)
		return on_own(attr);
	if (guard < attr->__guard || size < attr->__size)
		return NULL;
	xinim_lock(&__xinim_threads_lock);
	t = find_kept(size, guard);
	xinim_unlock(&__xinim_threads_lock);
	map = t != NULL ? t->map : map_stack(size, guard);
	if (map == NULL)
		return NULL;
	t = block_at(map + size);
	t->map = map;
	t->map_size = size;
	t->guard = guard;
	t->stack = map + guard;
	t->stack_size = size - guard;
	return t;
}

/* The stack of a thread that is gone. */
void __xinim_stack_give(struct thread *t)
{
	struct thread *out;

	if (t->map == NULL)
		return;
	xinim_lock(&__xinim_threads_lock);
	t->next = kept;
	kept = t;
	kept_bytes += t->map_size;
	out = too_many();
	xinim_unlock(&__xinim_threads_lock);
	unmap_all(out);
}

bool __xinim_stack_leave(struct thread *t)
{
	struct thread *out;
	bool itself;

	if (t->map == NULL)
		return false;
	xinim_lock(&__xinim_threads_lock);
	kept_bytes += t->map_size;
	out = too_many();
	/* The kernel is still to walk the robust mutexes held: then it is kept. */
	itself = kept_bytes > KEEP_BYTES && !t->robust_told;
	if (itself) {
		kept_bytes -= t->map_size;
	} else {
		t->next = kept;
		kept = t;
	}
	xinim_unlock(&__xinim_threads_lock);
	unmap_all(out);
	return itself;
}
