/*
 * kernel/vm_object.h - memory objects: pages by index that spaces can share.
 *
 * An object has a size and pages up to it. A page that is not there is zeroes,
 * or, if the object has a pager, asked of it: the thread that wants it waits
 * until the page is supplied or refused. Past the size there is nothing
 * (-EIO). The pages are charged to the object's quota. References are counted;
 * a region holds one. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_VM_OBJECT_H
#define XINIM_KERNEL_VM_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/list.h"
#include "kernel/page.h"
#include "kernel/quota.h"
#include "kernel/radix.h"

#define VM_OBJECT_MAX_PAGES (1UL << 50)

struct region;
struct process;

struct vm_object {
	uint32_t refs;
	uint64_t number; /* no other object has it */
	struct quota *quota;
	uint64_t size; /* pages */
	struct radix pages;
	uint64_t node_pages; /* charged for the nodes of `pages` */
	uint64_t mappings;   /* regions: so many */
	struct list regions; /* that map it */
	struct list waiters; /* threads in want of a page */
	struct list asked;   /* requests that vm_object_take_request has to tell yet */
	/*
	 * Asks for a page; never blocks. The answer is vm_object_supply or
	 * vm_object_refuse, at once or later. An error is as good as a refusal.
	 */
	int (*request)(struct vm_object *o, uint64_t index);
	bool watched; /* the pager is told of `unmapped` alone: what is missing is zeroes */
	void (*unmapped)(struct vm_object *o); /* NULL, or told: no space maps it now */
	struct process *server; /* the pager, if it is one: never waits for itself */
	void *pager;            /* the pager's own */
};

/* An object of `pages` pages of zeroes; one reference. NULL: memory, quota, or too large. */
struct vm_object *vm_object_create(struct quota *quota, uint64_t pages);
/*
 * One whose pages are all there, in a row below physical address max_phys,
 * zeroed, for DMA. NULL: none such. *phys: where.
 */
struct vm_object *vm_object_create_run(
	struct quota *quota, uint64_t pages, uint64_t max_phys, uint64_t *phys);
void vm_object_get(struct vm_object *o);
void vm_object_put(struct vm_object *o);
/*
 * A large object's pages go in steps, which vm_object_put leaves to whoever calls
 * this: what gives objects up on a user's behalf does when it is done.
 */
void vm_object_reap(void);

/* Sets its size in pages. Pages past it go, also from every space. -EINVAL: too large. */
int vm_object_resize(struct vm_object *o, uint64_t pages);

/*
 * The page at index: 0 and *page (the object's: take a reference to keep it).
 * -EIO: past the end, or refused, or `wait` by the pager itself; -ENOMEM; with a pager also -EAGAIN: `wait`
 * and it came meanwhile, or not wait and it has been asked for; -EINTR: the
 * waiting thread is to die.
 */
int vm_object_page(struct vm_object *o, uint64_t index, bool wait, struct page **page);
/* The page if it is there now, else NULL. */
struct page *vm_object_peek(const struct vm_object *o, uint64_t index);
/*
 * The pager's answer: a page of no other owner becomes the object's. -EINVAL:
 * past the end; -EEXIST: there is one; -ENOMEM. On an error the page stays the
 * caller's.
 */
int vm_object_supply(struct vm_object *o, uint64_t index, struct page *page);
/* As vm_object_supply, with a copy of `data` (a page). */
int vm_object_supply_copy(struct vm_object *o, uint64_t index, const void *data);
/*
 * Pages asked for that have not been told by this before, in a row: the first
 * and how many. 0: none. The caller answers for them with take, or leaves them
 * to be told again.
 */
uint64_t vm_object_next_request(const struct vm_object *o, uint64_t *index);
void vm_object_take_request(struct vm_object *o, uint64_t count);
/* The pager cannot: who waits for it gets -EIO. Asked again by the next access. */
void vm_object_refuse(struct vm_object *o, uint64_t index);
/* The same for what has been asked for in [first, end), in steps. */
void vm_object_refuse_range(struct vm_object *o, uint64_t first, uint64_t end);
/*
 * The pager is gone: nobody waits any more, what is missing is -EIO from here on.
 * False: a step's worth is done, up to *index, which begins as 0; once more.
 */
bool vm_object_orphan(struct vm_object *o, uint64_t *index);

/* The first dirty page from *index on, and where; in steps. NULL: none. */
struct page *vm_object_dirty(const struct vm_object *o, uint64_t *index);
/*
 * Write-back: the first dirty page from *index on, made clean and read-only
 * in every space, so that the next write shows again. NULL: none.
 */
struct page *vm_object_clean(struct vm_object *o, uint64_t *index);
/* Drops a page, from every space too; it is asked for again. -EBUSY: dirty, wired; -ENOENT. */
int vm_object_evict(struct vm_object *o, uint64_t index);

/* Copies between kernel memory and the object, making pages as needed. As vm_object_page. */
int vm_object_read(struct vm_object *o, uint64_t offset, void *data, uint64_t len);
int vm_object_write(struct vm_object *o, uint64_t offset, const void *data, uint64_t len);

/* For kernel/vm_region.c: a region comes (with its reference) and goes. */
void vm_object_attach(struct vm_object *o, struct region *r);
void vm_object_detach(struct vm_object *o, struct region *r);

#endif
