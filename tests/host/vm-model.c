/*
 * tests/host/vm-model.c - kernel/vm*.c against a model: an array of what each page is.
 *
 * Random operations on a few spaces, some of them with memory running out in
 * the middle; after each the whole of the tree, the page tables and the
 * accounts is compared with the model, and any page with what was written.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "vm-machine.h"

#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/page.h"
#include "kernel/vm_object.h"
#include "kernel/vm_region.h"

#include <xinim/errno.h>

#define WINDOW   160 /* pages */
#define SPACES   4
#define NAMED    3
#define OBJ_SIZE 48 /* pages of a named object */
#define STEPS    20000

/* The window lies across a boundary of tables of every level but the highest. */
#define BASE (0x8000000000UL - WINDOW / 2 * PAGE_SIZE)

struct mobject {
	struct vm_object *object; /* NULL: a shared anonymous mapping's */
	uint64_t size;
	uint64_t value[WINDOW];
	struct mobject *next;
};

struct mpage {
	bool mapped, shared, no_clone;
	unsigned rights, max;
	struct mobject *object;
	uint64_t index;
	bool own; /* a private page of its own, with this value */
	uint64_t value;
};

static struct {
	struct space *s;
	struct mpage page[WINDOW];
} spaces[SPACES];

static struct mobject *named[NAMED], *all_objects;
static uint64_t next_value = 1;

static uint64_t address(unsigned i)
{
	return BASE + i * PAGE_SIZE;
}

static struct mobject *new_mobject(struct vm_object *o, uint64_t size)
{
	struct mobject *m = calloc(1, sizeof(*m));

	m->object = o;
	m->size = size;
	m->next = all_objects;
	all_objects = m;
	return m;
}

/* --- comparing ------------------------------------------------------------------- */

static uint64_t check_gaps(const struct tree_node *n)
{
	const struct region *r, *prev;
	uint64_t max, side;

	if (!n)
		return 0;
	r = tree_entry(n, struct region, node);
	prev = region_prev(r);
	max = r->start - (prev ? prev->end : 0);
	for (int i = 0; i < 2; i++) {
		side = check_gaps(n->child[i]);
		max = side > max ? side : max;
	}
	CHECK_INT(r->max_gap, max);
	return max;
}

static void check_page(const struct mpage *m, const struct region *r, unsigned i)
{
	CHECK(m->mapped);
	CHECK_INT(r->rights, m->rights);
	CHECK_INT(r->max_rights, m->max);
	CHECK_INT(!!(r->flags & VM_SHARED), m->shared);
	CHECK_INT(!!(r->flags & VM_NO_CLONE), m->no_clone);
	CHECK_INT(r->kind, m->object ? REGION_OBJECT : REGION_ANONYMOUS);
	if (m->object)
		CHECK_INT(r->offset + (address(i) - r->start), m->index * PAGE_SIZE);
	if (m->object && m->object->object)
		CHECK(r->object == m->object->object);
}

static void check_space(unsigned n)
{
	struct space *s = spaces[n].s;
	struct region *r = region_from(s, 0);
	uint64_t regions = 0, size = 0, pages = 0;

	check_gaps(s->tree.root);
	for (unsigned i = 0; i < WINDOW; i++) {
		const uint64_t *e = arch_entry(&s->arch, address(i), false);

		while (r && r->end <= address(i))
			r = region_next(r);
		if (r && r->start <= address(i))
			check_page(&spaces[n].page[i], r, i);
		else
			CHECK(!spaces[n].page[i].mapped);
		CHECK(!(e && *e) || spaces[n].page[i].mapped);
		pages += e && *e;
	}
	list_for_each_entry (r, &s->regions, link) {
		const struct region *prev = region_prev(r);

		CHECK(r->start < r->end && (!prev || prev->end <= r->start));
		CHECK(region_find(s, r->start) == r && region_find(s, r->end - 1) == r);
		regions++;
		size += r->end - r->start;
	}
	CHECK_INT(s->size, size);
	CHECK_INT(s->pages, pages);
	CHECK_INT(s->quota->use[QUOTA_REGIONS], regions);
}

/* What a touch must give. */
static int expected(const struct mpage *m, unsigned access)
{
	if (!m->mapped)
		return -EFAULT;
	if (access == MAP_READ ? !m->rights : !(m->rights & access))
		return -EACCES;
	if (m->object && !m->own && m->index >= m->object->size)
		return -EIO;
	return 0;
}

static uint64_t *content(struct mpage *m)
{
	return m->object && !m->own ? &m->object->value[m->index] : &m->value;
}

static void touch(unsigned n, unsigned i)
{
	struct mpage *m = &spaces[n].page[i];
	unsigned access = host_below(2) ? MAP_READ : MAP_WRITE;
	uint64_t value = next_value++;
	int want = expected(m, access);
	int is = machine_access(spaces[n].s, address(i) + 8, access, &value);

	if (is == -ENOMEM)
		return;
	CHECK_INT(is, want);
	if (is)
		return;
	if (access == MAP_READ) {
		CHECK_INT(value, *content(m));
		return;
	}
	if (!m->shared)
		m->own = true;
	*content(m) = value;
}

/* --- operations -------------------------------------------------------------------- */

struct range {
	unsigned first, count;
};

static struct range some_range(void)
{
	unsigned first = (unsigned)host_below(WINDOW);
	unsigned count = (unsigned)host_below(host_below(3) ? 8 : WINDOW) + 1;

	if (count > WINDOW - first)
		count = WINDOW - first;
	return (struct range){ first, count };
}

static bool all_mapped(unsigned n, struct range g)
{
	for (unsigned i = g.first; i < g.first + g.count; i++)
		if (!spaces[n].page[i].mapped)
			return false;
	return true;
}

static bool none_mapped(unsigned n, struct range g)
{
	for (unsigned i = g.first; i < g.first + g.count; i++)
		if (spaces[n].page[i].mapped)
			return false;
	return true;
}

static void do_map(unsigned n)
{
	struct range g = some_range();
	struct mobject *o = host_below(2) ? named[host_below(NAMED)] : NULL;
	uint64_t index = host_below(OBJ_SIZE);
	unsigned max = host_below(4) ? VM_RIGHTS : MAP_READ;
	struct vm_map_args a = {
		.address = address(g.first),
		.length = g.count * PAGE_SIZE - host_below(PAGE_SIZE),
		.kind = o ? REGION_OBJECT : REGION_ANONYMOUS,
		.rights = (unsigned)host_below(8) & max,
		.max_rights = max,
		.flags = host_below(2) ? VM_FIXED : VM_NO_REPLACE,
		.object = o ? o->object : NULL,
		.offset = o ? index * PAGE_SIZE : 0,
	};
	int64_t is, want = (int64_t)a.address;

	if (host_below(3) == 0)
		a.flags |= VM_SHARED;
	/* (A private writable object is copied by it, as far as memory goes.) */
	if (host_below(8) == 0 && (!o || a.flags & VM_SHARED))
		a.flags |= VM_POPULATE;
	if (a.flags & VM_NO_REPLACE && !none_mapped(n, g))
		want = -EEXIST;
	is = space_map(spaces[n].s, &a);
	if (is == -ENOMEM)
		return;
	CHECK_INT(is, want);
	if (is < 0)
		return;
	if (!o && a.flags & VM_SHARED) {
		o = new_mobject(NULL, g.count);
		index = 0;
	}
	for (unsigned i = 0; i < g.count; i++)
		spaces[n].page[g.first + i] = (struct mpage){
			.mapped = true,
			.shared = a.flags & VM_SHARED,
			.rights = a.rights,
			.max = max,
			.object = o,
			.index = o ? index + i : 0,
		};
}

static void do_unmap(unsigned n)
{
	struct range g = some_range();

	if (space_unmap(spaces[n].s, address(g.first), g.count * PAGE_SIZE) == -ENOMEM)
		return;
	memset(&spaces[n].page[g.first], 0, g.count * sizeof(struct mpage));
}

static void do_protect(unsigned n)
{
	struct range g = some_range();
	unsigned rights = (unsigned)host_below(8);
	int want = 0;
	int is =
		space_protect(spaces[n].s, address(g.first), g.count * PAGE_SIZE, rights);

	for (unsigned i = g.first; i < g.first + g.count && !want; i++) {
		if (!spaces[n].page[i].mapped)
			want = -ENOMEM;
		else if (rights & ~spaces[n].page[i].max)
			want = -EACCES;
	}
	if (is == -ENOMEM)
		return;
	CHECK_INT(is, want);
	for (unsigned i = g.first; i < g.first + g.count && !is; i++)
		spaces[n].page[i].rights = rights;
}

static void do_advise(unsigned n, bool failing)
{
	struct range g = some_range();
	unsigned what = host_below(2) ? VM_DONT_NEED
		: host_below(2)       ? VM_CLONE_NO
				      : VM_CLONE_YES;
	int is;

	if (failing && !all_mapped(n, g))
		return; /* -ENOMEM would not tell what was done */
	is = space_advise(spaces[n].s, address(g.first), g.count * PAGE_SIZE, what);
	if (failing && is == -ENOMEM)
		return;
	CHECK_INT(is, all_mapped(n, g) ? 0 : -ENOMEM);
	for (unsigned i = g.first; i < g.first + g.count; i++) {
		struct mpage *m = &spaces[n].page[i];

		if (!m->mapped)
			continue;
		if (what == VM_DONT_NEED) {
			m->own = false;
			m->value = 0;
		} else {
			m->no_clone = what == VM_CLONE_NO;
		}
	}
}

static void do_move(unsigned n, bool failing)
{
	struct range g = some_range(), to = some_range();
	struct mpage *page = spaces[n].page;
	bool fixed = !failing && host_below(2);
	uint64_t old = address(g.first);
	bool overlap = to.first < g.first + g.count && g.first < to.first + to.count;
	struct vm_region_info info;
	struct mpage moved[WINDOW];
	unsigned whole; /* pages that have to be in one region */
	bool one;
	int64_t is;

	if (!fixed) { /* nowhere else: grow or shrink in place */
		to.first = g.first;
		if (to.count > WINDOW - to.first)
			to.count = WINDOW - to.first;
	}
	/* What is cut short where it stands may be several, if it begins with one. */
	whole = to.count > g.count ? g.count : fixed ? to.count : 1;
	one = space_region_info(spaces[n].s, old, &info) == 0 && info.start <= old &&
		info.end >= old + whole * PAGE_SIZE;
	is = space_move(spaces[n].s, old, g.count * PAGE_SIZE, to.count * PAGE_SIZE,
		fixed ? VM_MOVE_MAY | VM_MOVE_FIXED : 0, address(to.first));
	if (fixed && overlap) {
		CHECK_INT(is, -EINVAL);
		return;
	}
	if (!one) {
		CHECK_INT(is, -EFAULT);
		return;
	}
	if (!fixed && to.count > g.count &&
		(info.end != old + g.count * PAGE_SIZE ||
			!none_mapped(n,
				(struct range){
					g.first + g.count, to.count - g.count }))) {
		CHECK_INT(is, -ENOMEM);
		return;
	}
	if (failing && is == -ENOMEM)
		return;
	CHECK_INT(is, (int64_t)address(to.first));
	for (unsigned i = 0; i < to.count; i++) {
		moved[i] = page[g.first + (i < g.count ? i : g.count - 1)];
		if (i < g.count)
			continue;
		moved[i].own = false;
		moved[i].value = 0;
		if (moved[i].object)
			moved[i].index += i - (g.count - 1);
	}
	memset(&page[g.first], 0, g.count * sizeof(*page));
	memcpy(&page[to.first], moved, to.count * sizeof(*page));
}

static void do_resize(void)
{
	struct mobject *o = named[host_below(NAMED)];
	uint64_t size = host_below(OBJ_SIZE + 1);

	CHECK_INT(vm_object_resize(o->object, size), 0);
	for (uint64_t i = size; i < WINDOW; i++)
		o->value[i] = 0;
	o->size = size;
	for (unsigned n = 0; n < SPACES; n++)
		for (unsigned i = 0; i < WINDOW; i++) {
			struct mpage *m = &spaces[n].page[i];

			if (m->object == o && m->index >= size)
				m->own = false;
		}
}

static void drop_space(unsigned n)
{
	space_destroy(spaces[n].s);
	memset(&spaces[n], 0, sizeof(spaces[n]));
}

/* Space n gives way to a clone of another one. */
static void do_clone(unsigned n)
{
	unsigned from = (unsigned)host_below(SPACES);
	struct space *s;

	if (from == n)
		return;
	s = space_clone(spaces[from].s);
	if (!s)
		return;
	drop_space(n);
	spaces[n].s = s;
	for (unsigned i = 0; i < WINDOW; i++)
		if (!spaces[from].page[i].no_clone)
			spaces[n].page[i] = spaces[from].page[i];
}

static void check_resident(unsigned n)
{
	struct range g = some_range();
	uint8_t in[WINDOW];
	int is = space_resident(spaces[n].s, address(g.first), g.count, in);

	CHECK_INT(is, all_mapped(n, g) ? 0 : -ENOMEM);
	for (unsigned i = 0; i < g.count && !is; i++)
		if (spaces[n].page[g.first + i].own)
			CHECK_INT(in[i], 1);
}

/* A gap search against trying every place. */
static void check_gap(unsigned n)
{
	struct range in = some_range();
	uint64_t len = (host_below(12) + 1) * PAGE_SIZE;
	bool lowest = host_below(2);
	uint64_t low = address(in.first), high = address(in.first + in.count);
	uint64_t want = UINT64_MAX;

	for (uint64_t at = low; at + len <= high; at += PAGE_SIZE) {
		if (!region_range_free(spaces[n].s, at, at + len))
			continue;
		want = at;
		if (lowest)
			break;
	}
	CHECK_INT(region_gap(spaces[n].s, low, high, len, lowest), want);
}

static void step(void)
{
	unsigned n = (unsigned)host_below(SPACES), what = (unsigned)host_below(100);
	bool failing = host_below(6) == 0;

	if (failing)
		machine_fail((unsigned)host_below(8) + 1);
	if (what < 18)
		do_map(n);
	else if (what < 24)
		do_unmap(n);
	else if (what < 36)
		do_protect(n);
	else if (what < 42)
		do_advise(n, failing);
	else if (what < 50)
		do_move(n, failing);
	else if (what < 53)
		do_clone(n);
	else if (what < 54)
		do_resize();
	else if (what < 56)
		check_resident(n);
	else if (what < 60)
		check_gap(n);
	else
		for (unsigned i = 0; i < 12; i++)
			touch(n, (unsigned)host_below(WINDOW));
	machine_fail(0);
	check_space(n);
}

static void test_model(void)
{
	struct quota *q = quota_create();
	unsigned pages = machine_pages_used();

	for (unsigned i = 0; i < NAMED; i++)
		named[i] = new_mobject(vm_object_create(q, OBJ_SIZE), OBJ_SIZE);
	for (unsigned i = 0; i < SPACES; i++)
		spaces[i].s = space_create(NULL);
	for (unsigned i = 0; i < STEPS; i++)
		step();
	for (unsigned i = 0; i < SPACES; i++)
		drop_space(i);
	for (unsigned i = 0; i < NAMED; i++)
		vm_object_put(named[i]->object);
	vm_object_reap();
	for (unsigned i = 0; i < QUOTA_KINDS; i++)
		CHECK_INT(q->use[i], 0);
	quota_put(q);
	CHECK_INT(machine_pages_used(), pages);
	CHECK_INT(machine_blocks(), 0);
	while (all_objects) {
		struct mobject *o = all_objects;

		all_objects = o->next;
		free(o);
	}
}

int main(void)
{
	unsigned used;

	machine_init(4096);
	used = machine_pages_used();
	test_model();
	CHECK_INT(machine_pages_used(), used);
	return host_report();
}
