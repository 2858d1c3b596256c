/*
 * kernel/vm_region.h - the regions of a space: found, cut, joined, fitted in.
 *
 * Regions do not overlap. They hang in a tree by address, which knows the
 * largest gap below each subtree, and in a list in the same order. Nothing
 * here touches pages or page tables. For kernel/vm*.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_VM_REGION_H
#define XINIM_KERNEL_VM_REGION_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/vm.h"

/* The tree's `update`. */
bool region_update_gap(struct tree_node *n);
/* The region that holds addr, or NULL. */
struct region *region_find(struct space *s, uint64_t addr);
/* The first region that ends above addr, or NULL. */
struct region *region_from(const struct space *s, uint64_t addr);
struct region *region_prev(const struct region *r);
struct region *region_next(const struct region *r);
/* Is there no region in [start, end)? */
bool region_range_free(const struct space *s, uint64_t start, uint64_t end);
/*
 * A new region, charged to the space and not in it yet; it takes references
 * of its own from what `like` (or NULL) names. NULL: quota or memory.
 */
struct region *region_create(struct space *s, const struct region *like);
/*
 * Do the space's limits allow a region like this one, where it is or (replace)
 * in place of what is there? 0, -ENOMEM, or -EAGAIN: too much locked memory.
 */
int region_allowed(const struct region *like, bool replace);
/* Gives back what region_create took; the region is in no space any more. */
void region_destroy(struct region *r);
/* Puts it in; its range is free. */
void region_insert(struct space *s, struct region *r);
void region_remove(struct region *r);
/* The same for a space that goes: its tree is no more to be used. */
void region_forget(struct region *r);
/* Gives it other rights and flags. */
void region_set(struct region *r, unsigned rights, unsigned flags);
/* Moves its ends, over free addresses only. The offset follows the start. */
void region_resize(struct region *r, uint64_t start, uint64_t end);
/* Cuts r at an address inside; r keeps the lower part. 0 or -ENOMEM. */
int region_split(struct region *r, uint64_t at);
/* Joins r with its neighbours where they say the same; the region it is now. */
struct region *region_merge(struct region *r);
/*
 * Makes the region below like's range, which is free, reach over it, if it
 * says the same as `like`. NULL: it does not.
 */
struct region *region_extend(struct space *s, const struct region *like);
/*
 * Room for len bytes in [low, high), as high up as can be or (lowest) as low.
 * The address, or UINT64_MAX.
 */
uint64_t region_gap(
	const struct space *s, uint64_t low, uint64_t high, uint64_t len, bool lowest);

#endif
