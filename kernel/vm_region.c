/*
 * kernel/vm_region.c - the regions of a space: found, cut, joined, fitted in.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/vm_region.h"

#include "kernel/assert.h"
#include "kernel/quota.h"
#include "kernel/slab.h"
#include "kernel/vm_object.h"

#include <xinim/errno.h>

#define NO_ROOM UINT64_MAX

static struct region *of_node(const struct tree_node *n)
{
	return tree_entry(n, struct region, node);
}

struct region *region_prev(const struct region *r)
{
	return r->link.prev == &r->space->regions
		? NULL
		: list_entry(r->link.prev, struct region, link);
}

struct region *region_next(const struct region *r)
{
	return r->link.next == &r->space->regions
		? NULL
		: list_entry(r->link.next, struct region, link);
}

/* Where the gap below r begins. */
static uint64_t gap_start(const struct region *r)
{
	const struct region *prev = region_prev(r);

	return prev ? prev->end : 0;
}

static uint64_t subtree_gap(const struct tree_node *n)
{
	return n ? of_node(n)->max_gap : 0;
}

bool region_update_gap(struct tree_node *n)
{
	struct region *r = of_node(n);
	uint64_t max = r->start - gap_start(r);

	for (int side = 0; side < 2; side++)
		if (subtree_gap(n->child[side]) > max)
			max = subtree_gap(n->child[side]);
	if (max == r->max_gap)
		return false;
	r->max_gap = max;
	return true;
}

struct region *region_from(const struct space *s, uint64_t addr)
{
	struct tree_node *n = s->tree.root;
	struct region *found = NULL;

	while (n) {
		struct region *r = of_node(n);

		if (r->end > addr) {
			found = r;
			n = n->child[0];
		} else {
			n = n->child[1];
		}
	}
	return found;
}

struct region *region_find(struct space *s, uint64_t addr)
{
	struct region *r = s->last;

	if (r && addr >= r->start && addr < r->end)
		return r;
	r = region_from(s, addr);
	if (!r || addr < r->start)
		return NULL;
	s->last = r;
	return r;
}

bool region_range_free(const struct space *s, uint64_t start, uint64_t end)
{
	const struct region *r = region_from(s, start);

	return !r || r->start >= end;
}

struct region *region_create(struct space *s, const struct region *like)
{
	struct region *r;

	if (quota_charge(s->quota, QUOTA_REGIONS, 1) != 0)
		return NULL;
	r = like ? kmalloc_dirty(sizeof(*r)) : kmalloc(sizeof(*r));
	if (!r) {
		quota_release(s->quota, QUOTA_REGIONS, 1);
		return NULL;
	}
	if (like) {
		*r = *like;
		r->max_gap = 0;
	}
	r->space = s;
	list_init(&r->link);
	list_init(&r->object_link);
	if (r->object)
		vm_object_attach(r->object, r);
	return r;
}

void region_destroy(struct region *r)
{
	if (r->object)
		vm_object_detach(r->object, r);
	quota_release(r->space->quota, QUOTA_REGIONS, 1);
	kfree(r);
}

/* The gap below the region after r, or above the last, is not what it was. */
static void gap_changed(struct space *s, struct region *r)
{
	if (r)
		tree_changed(&s->tree, &r->node);
}

/* What a limit on data is about: private, writable, and no stack. */
static bool is_data(const struct region *r)
{
	return r->rights & MAP_WRITE && !(r->flags & (VM_SHARED | VM_GROWS_DOWN));
}

/* The space has `bytes` more (it may wrap: less) of what r is. */
static void account(const struct region *r, uint64_t bytes)
{
	struct space *s = r->space;

	s->size += bytes;
	if (is_data(r))
		s->data += bytes;
	if (r->flags & VM_WIRED)
		s->wired += bytes;
}

void region_set(struct region *r, unsigned rights, unsigned flags)
{
	account(r, r->start - r->end);
	r->rights = (uint8_t)rights;
	r->flags = (uint16_t)flags;
	account(r, r->end - r->start);
}

static uint64_t overlap(const struct region *r, const struct region *with)
{
	uint64_t from = r->start > with->start ? r->start : with->start;
	uint64_t to = r->end < with->end ? r->end : with->end;

	return to > from ? to - from : 0;
}

int region_allowed(const struct region *like, bool replace)
{
	const struct space *s = like->space;
	uint64_t len = like->end - like->start;
	uint64_t size = s->size + len, data = s->data + len, wired = s->wired + len;
	const struct region *r;

	if (!is_data(like))
		data = 0;
	if (!(like->flags & VM_WIRED))
		wired = 0;
	if (size <= s->limit[XINIM_LIMIT_SPACE] && data <= s->limit[XINIM_LIMIT_DATA] &&
		wired <= s->limit[XINIM_LIMIT_LOCKED])
		return 0;
	for (r = replace ? region_from(s, like->start) : NULL; r && r->start < like->end;
		r = region_next(r)) {
		uint64_t goes = overlap(r, like);

		size -= goes;
		if (data && is_data(r))
			data -= goes;
		if (wired && r->flags & VM_WIRED)
			wired -= goes;
	}
	if (size > s->limit[XINIM_LIMIT_SPACE] || data > s->limit[XINIM_LIMIT_DATA])
		return -ENOMEM;
	return wired > s->limit[XINIM_LIMIT_LOCKED] ? -EAGAIN : 0;
}

void region_insert(struct space *s, struct region *r)
{
	struct tree_node *parent = NULL, *n = s->tree.root;
	struct region *next = NULL;
	int side = 0;

	while (n) {
		parent = n;
		side = of_node(n)->start < r->start;
		if (!side)
			next = of_node(n);
		n = n->child[side];
	}
	list_add_tail(next ? &next->link : &s->regions, &r->link);
	tree_insert(&s->tree, &r->node, parent, side);
	/* A parent has been looked at. */
	if (next && &next->node != parent)
		gap_changed(s, next);
	account(r, r->end - r->start);
}

void region_remove(struct region *r)
{
	struct space *s = r->space;
	struct region *next = region_next(r);
	bool seen;

	if (s->last == r)
		s->last = NULL;
	list_remove(&r->link);
	/* The next one's gap is another; a leaf's parent is looked at in any case. */
	seen = next && !r->node.child[0] && !r->node.child[1] &&
		r->node.parent == &next->node;
	tree_remove(&s->tree, &r->node);
	if (!seen)
		gap_changed(s, next);
	account(r, r->start - r->end);
}

void region_forget(struct region *r)
{
	list_remove(&r->link);
	account(r, r->start - r->end);
}

void region_resize(struct region *r, uint64_t start, uint64_t end)
{
	struct space *s = r->space;

	account(r, (end - start) - (r->end - r->start));
	r->offset += start - r->start;
	r->start = start;
	r->end = end;
	gap_changed(s, r);
	gap_changed(s, region_next(r));
}

int region_split(struct region *r, uint64_t at)
{
	struct region *upper;

	kassert(at > r->start && at < r->end);
	upper = region_create(r->space, r);
	if (!upper)
		return -ENOMEM;
	upper->start = at;
	upper->offset = r->offset + (at - r->start);
	region_resize(r, r->start, at);
	/* A stack grows from its lower part only. */
	upper->flags &= (uint16_t)~VM_GROWS_DOWN;
	region_insert(r->space, upper);
	return 0;
}

/* May two neighbours, a below b, be one region? */
static bool same(const struct region *a, const struct region *b)
{
	return a->end == b->start && a->rights == b->rights &&
		a->max_rights == b->max_rights && a->kind == b->kind &&
		a->flags == b->flags && !(a->flags & VM_GROWS_DOWN) &&
		a->object == b->object &&
		(a->kind == REGION_ANONYMOUS || a->kind == REGION_GUARD ||
			a->offset + (a->end - a->start) == b->offset);
}

/* Makes one of a and b, which is after it. */
static void join(struct region *a, struct region *b)
{
	uint64_t end = b->end;

	region_remove(b);
	region_destroy(b);
	region_resize(a, a->start, end);
}

struct region *region_merge(struct region *r)
{
	struct region *prev = region_prev(r), *next = region_next(r);

	if (next && same(r, next))
		join(r, next);
	if (prev && same(prev, r)) {
		join(prev, r);
		r = prev;
	}
	return r;
}

struct region *region_extend(struct space *s, const struct region *like)
{
	struct region *prev = like->start ? region_find(s, like->start - 1) : NULL;

	if (!prev || !same(prev, like))
		return NULL;
	region_resize(prev, prev->start, like->end);
	return region_merge(prev);
}

/* --- room -------------------------------------------------------------------- */

struct wish {
	uint64_t low, high, len;
	bool lowest;
};

/* Where in the gap [start, end) the wish can be had. */
static uint64_t fit(const struct wish *w, uint64_t start, uint64_t end)
{
	if (start < w->low)
		start = w->low;
	if (end > w->high)
		end = w->high;
	if (start >= end || end - start < w->len)
		return NO_ROOM;
	return w->lowest ? start : end - w->len;
}

/* Among the gaps below the regions of a subtree; as deep as the tree, at most. */
static uint64_t fit_below(const struct wish *w, const struct tree_node *n)
{
	const struct region *r;
	uint64_t found = NO_ROOM;

	if (!n || subtree_gap(n) < w->len)
		return NO_ROOM;
	r = of_node(n);
	/* Gaps to the left end below r's, those to the right start at its end or above. */
	for (int turn = 0; turn < 3 && found == NO_ROOM; turn++) {
		int what = w->lowest ? turn : 2 - turn;

		if (what == 1)
			found = fit(w, gap_start(r), r->start);
		else if (what == 0 ? gap_start(r) > w->low : r->end < w->high)
			found = fit_below(w, n->child[what != 0]);
	}
	return found;
}

uint64_t region_gap(
	const struct space *s, uint64_t low, uint64_t high, uint64_t len, bool lowest)
{
	const struct wish w = { low, high, len, lowest };
	uint64_t top = list_empty(&s->regions)
		? 0
		: list_last(&s->regions, struct region, link)->end;
	uint64_t found = lowest ? fit_below(&w, s->tree.root) : fit(&w, top, high);

	if (found != NO_ROOM)
		return found;
	return lowest ? fit(&w, top, high) : fit_below(&w, s->tree.root);
}
