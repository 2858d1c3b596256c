/*
 * tests/host/vm.c - kernel/vm*.c: arguments, stack, break, quotas, joining, pagers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "vm-machine.h"

#include "host.h"

#include "kernel/page.h"
#include "kernel/vm_object.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

static void test_arguments(void)
{
	struct space *s = space_create(NULL);
	const uint64_t top = XINIM_USER_LIMIT;
	const struct {
		struct vm_map_args args;
		int want;
	} cases[] = {
		{ { .length = 0 }, -EINVAL },
		{ { .length = UINT64_MAX }, -ENOMEM },
		{ { .length = top }, -ENOMEM },
		{ { .length = 1, .kind = 4 }, -EINVAL },
		{ { .length = 1, .rights = 8 }, -EINVAL },
		{ { .length = 1, .max_rights = 16 }, -EINVAL },
		{ { .length = 1, .rights = 3, .max_rights = 1 }, -EACCES },
		{ { .length = 1, .flags = 1u << 31 }, -EINVAL },
		{ { .length = 1, .flags = VM_DEVICE }, -EINVAL },
		{ { .length = 1, .kind = REGION_OBJECT }, -EINVAL },
		{ { .length = 1, .kind = REGION_PHYSICAL }, -EINVAL },
		{ { .length = 1,
			  .kind = REGION_PHYSICAL,
			  .flags = VM_SHARED,
			  .offset = UINT64_MAX & ~PAGE_MASK },
			-EINVAL },
		{ { .length = 1, .kind = REGION_GUARD, .rights = 1 }, -EINVAL },
		{ { .length = 1, .flags = VM_FIXED, .address = 0 }, -EPERM },
		{ { .length = 1, .flags = VM_FIXED, .address = 0x20001 }, -EINVAL },
		{ { .length = 1, .flags = VM_FIXED, .address = top }, -EINVAL },
		{ { .length = 2 * PAGE_SIZE,
			  .flags = VM_NO_REPLACE,
			  .address = top - PAGE_SIZE },
			-EINVAL },
		{ { .length = 1, .flags = VM_FIXED, .address = 0 - PAGE_SIZE }, -EINVAL },
		{ { .length = 2 * PAGE_SIZE, .flags = VM_GROWS_DOWN, .limit = PAGE_SIZE },
			-EINVAL },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_INT(space_map(s, &cases[i].args), cases[i].want);
	CHECK_INT(space_unmap(s, 1, PAGE_SIZE), -EINVAL);
	CHECK_INT(space_unmap(s, 0, 0), -EINVAL);
	CHECK_INT(space_unmap(s, top - PAGE_SIZE, UINT64_MAX), -EINVAL);
	CHECK_INT(space_unmap(s, 0, top), 0);
	CHECK_INT(space_protect(s, 0, PAGE_SIZE, 8), -EINVAL);
	CHECK_INT(space_protect(s, 0, PAGE_SIZE, 1), -ENOMEM);
	CHECK_INT(space_advise(s, 0, PAGE_SIZE, 77), -EINVAL);
	CHECK_INT(space_resident(s, 0, UINT64_MAX, NULL), -EINVAL);
	CHECK_INT(space_move(s, 0, 0, 1, 0, 0), -EINVAL);
	CHECK_INT(space_move(s, 0, PAGE_SIZE, 1, VM_MOVE_FIXED, 0), -EINVAL);
	CHECK_INT(space_move(s, 0, PAGE_SIZE, 1, 0, 0), -EFAULT);
	CHECK(list_empty(&s->regions));
	space_destroy(s);
	CHECK_INT(machine_blocks(), 0);
}

static void test_stack(void)
{
	struct space *s = space_create(NULL);
	const uint64_t top = 0x7fff00000000, limit = 1024 * PAGE_SIZE;
	uint64_t v = 42;
	struct vm_map_args a = { .address = top - limit - VM_GUARD_GAP - 2 * PAGE_SIZE,
		.length = 2 * PAGE_SIZE,
		.flags = VM_FIXED };

	CHECK_INT(space_add_stack(s, top, limit), 0);
	CHECK_INT(machine_access(s, top - 8, MAP_WRITE, &v), 0);
	CHECK_INT(machine_access(s, top - limit / 2, MAP_WRITE, &v), 0);
	CHECK_INT(machine_access(s, top - limit, MAP_WRITE, &v), 0);
	CHECK_INT(machine_access(s, top - limit - 8, MAP_WRITE, &v), -EFAULT);
	CHECK_INT(machine_access(s, top, MAP_READ, &v), -EFAULT);
	CHECK_INT(s->pages, 3);
	space_destroy(s);

	/* Something else comes near: the gap stays. */
	s = space_create(NULL);
	CHECK_INT(space_add_stack(s, top, limit), 0);
	a.address = top - limit / 2;
	CHECK_INT(space_map(s, &a), (int64_t)a.address);
	CHECK_INT(
		machine_access(s, a.address + a.length + VM_GUARD_GAP - 8, MAP_READ, &v),
		-EFAULT);
	CHECK_INT(
		machine_access(s, a.address + a.length + VM_GUARD_GAP, MAP_READ, &v), 0);
	/* Chosen addresses stay below the stack's room. */
	a.address = 0;
	a.flags = 0;
	CHECK(space_map(s, &a) + (int64_t)a.length <=
		(int64_t)(top - limit - VM_GUARD_GAP));
	space_destroy(s);
	CHECK_INT(machine_blocks(), 0);
}

static void test_break(void)
{
	struct space *s = space_create(NULL);
	const uint64_t start = 0x400128;
	uint64_t v = 7;

	s->heap_start = start;
	s->heap_end = start;
	CHECK_INT(space_brk(s, 0), start);
	CHECK_INT(space_brk(s, start + 100000), start + 100000);
	CHECK_INT(machine_access(s, start + 90000, MAP_WRITE, &v), 0);
	CHECK_INT(space_brk(s, UINT64_MAX), start + 100000);
	CHECK_INT(space_brk(s, start + 10), start + 10);
	CHECK_INT(s->pages, 0);
	CHECK_INT(space_brk(s, start + 100000), start + 100000);
	CHECK_INT(machine_access(s, start + 90000, MAP_READ, &v), 0);
	CHECK_INT(v, 0);
	CHECK_INT(space_add_region(s, 0x500000, 0x501000, MAP_READ), 0);
	CHECK_INT(space_brk(s, 0x500001), start + 100000);
	CHECK_INT(space_brk(s, 0x500000), 0x500000);
	space_destroy(s);
	CHECK_INT(machine_blocks(), 0);
}

static void test_quota(void)
{
	struct quota *q = quota_create();
	struct space *s = space_create(q);
	uint64_t v = 1;
	unsigned used = machine_pages_used();

	CHECK_INT(quota_set_limit(q, QUOTA_KINDS, 1), -EINVAL);
	CHECK_INT(quota_set_limit(q, QUOTA_REGIONS, 2), 0);
	CHECK_INT(quota_set_limit(q, QUOTA_PAGES, 2), 0);
	CHECK_INT(space_add_region(s, 0x100000, 0x110000, 3), 0);
	CHECK_INT(space_unmap(s, 0x104000, 0x1000), 0);
	CHECK_INT(space_unmap(s, 0x102000, 0x1000), -ENOMEM);
	CHECK_INT(space_add_region(s, 0x200000, 0x201000, 3), -ENOMEM);
	CHECK_INT(machine_access(s, 0x100000, MAP_WRITE, &v), 0);
	CHECK_INT(machine_access(s, 0x101000, MAP_WRITE, &v), 0);
	CHECK_INT(machine_access(s, 0x103000, MAP_WRITE, &v), -ENOMEM);
	CHECK_INT(space_unmap(s, 0x100000, 0x4000), 0);
	CHECK_INT(machine_access(s, 0x105000, MAP_WRITE, &v), 0);
	CHECK_INT(space_unmap(s, 0x100000, 0x10000), 0);
	CHECK_INT(quota_set_limit(q, QUOTA_KERNEL_PAGES, q->use[QUOTA_KERNEL_PAGES] + 2),
		0);
	CHECK_INT(space_add_region(s, 0x100000, 0x110000, 3), 0);
	CHECK_INT(machine_access(s, 0x100000, MAP_WRITE, &v), -ENOMEM);
	CHECK_INT(space_unmap(s, 0x100000, 0x10000), 0);
	CHECK_INT(machine_pages_used(), used);
	CHECK(quota_charge(q, QUOTA_CAPS, UINT64_MAX) == -ENOMEM);
	CHECK(quota_charge(q, QUOTA_CAPS, 1) == 0 &&
		quota_charge(q, QUOTA_CAPS, UINT64_MAX) == -ENOMEM);
	CHECK_PANIC(quota_release(q, QUOTA_CAPS, 2));
	q->use[QUOTA_CAPS] = 0;
	space_destroy(s);
	for (unsigned i = 0; i < QUOTA_KINDS; i++)
		CHECK_INT(q->use[i], 0);
	quota_put(q);
	CHECK_INT(machine_blocks(), 0);
}

/* Neighbours that say the same are one region, however they came about. */
static void test_join(void)
{
	struct space *s = space_create(NULL);
	const uint64_t at = 0x100000, len = 16 * PAGE_SIZE;
	uint64_t v = 1;

	CHECK_INT(space_add_region(s, at, at + len, 3), 0);
	CHECK_INT(space_add_region(s, at + 2 * len, at + 3 * len, 3), 0);
	CHECK_INT(s->quota->use[QUOTA_REGIONS], 2);
	CHECK_INT(space_add_region(s, at + len, at + 2 * len, 3), 0);
	CHECK_INT(s->quota->use[QUOTA_REGIONS], 1);
	CHECK_INT(space_protect(s, at + PAGE_SIZE, PAGE_SIZE, 1), 0);
	CHECK_INT(s->quota->use[QUOTA_REGIONS], 3);
	CHECK_INT(machine_access(s, at + PAGE_SIZE, MAP_WRITE, &v), -EACCES);
	CHECK_INT(space_protect(s, at + 2 * PAGE_SIZE, PAGE_SIZE, 1), 0);
	CHECK_INT(s->quota->use[QUOTA_REGIONS], 3);
	CHECK_INT(space_protect(s, at, len, 3), 0);
	CHECK_INT(s->quota->use[QUOTA_REGIONS], 1);
	CHECK_INT(space_advise(s, at + len, len, VM_CLONE_NO), 0);
	CHECK_INT(s->quota->use[QUOTA_REGIONS], 3);
	CHECK_INT(space_advise(s, at, 3 * len, VM_CLONE_YES), 0);
	CHECK_INT(s->quota->use[QUOTA_REGIONS], 1);
	/* Moved away and back. */
	CHECK_INT(space_move(s, at + len, len, len, VM_MOVE_MAY | VM_MOVE_FIXED,
			  at + 10 * len),
		(int64_t)(at + 10 * len));
	CHECK_INT(s->quota->use[QUOTA_REGIONS], 3);
	CHECK_INT(space_move(s, at + 10 * len, len, len, VM_MOVE_MAY | VM_MOVE_FIXED,
			  at + len),
		(int64_t)(at + len));
	CHECK_INT(s->quota->use[QUOTA_REGIONS], 1);
	space_destroy(s);
	CHECK_INT(machine_blocks(), 0);
}

/* --- a pager -------------------------------------------------------------------------- */

static uint64_t requested;
static unsigned requests;
static bool at_once;

static int request(struct vm_object *o, uint64_t index)
{
	uint64_t data[PAGE_SIZE / 8];

	requests++;
	requested = index;
	if (index == 9)
		return -EINVAL;
	if (!at_once)
		return 0;
	for (unsigned i = 0; i < PAGE_SIZE / 8; i++)
		data[i] = 1000 + index;
	return vm_object_supply_copy(o, index, data);
}

static void test_pager(void)
{
	struct space *s = space_create(NULL), *t = space_create(NULL);
	struct vm_object *o = vm_object_create(s->quota, 20);
	struct vm_map_args a = { .address = 0x100000,
		.length = 30 * PAGE_SIZE,
		.kind = REGION_OBJECT,
		.rights = 3,
		.flags = VM_FIXED | VM_SHARED,
		.object = o };
	const uint64_t data[PAGE_SIZE / 8] = { 5 };
	uint64_t v = 0, index = 0;

	o->request = request;
	o->pager = &requests;
	CHECK_INT(space_map(s, &a), 0x100000);
	a.flags = VM_FIXED;
	CHECK_INT(space_map(t, &a), 0x100000);
	CHECK_INT(machine_access(s, 0x103000, MAP_READ, &v), -EAGAIN);
	CHECK_INT(machine_access(t, 0x103000, MAP_READ, &v), -EAGAIN);
	CHECK(requests == 1 && requested == 3);
	CHECK_INT(vm_object_supply_copy(o, 3, data), 0);
	CHECK_INT(vm_object_supply_copy(o, 3, data), -EEXIST);
	CHECK_INT(vm_object_supply_copy(o, 20, data), -EINVAL);
	CHECK_INT(machine_access(t, 0x103000, MAP_READ, &v), 0);
	CHECK_INT(v, 5);
	CHECK_INT(machine_access(s, 0x109000, MAP_READ, &v), -EIO);
	CHECK_INT(machine_access(s, 0x114000, MAP_READ, &v), -EIO);
	CHECK_INT(machine_access(s, 0x104000, MAP_READ, &v), -EAGAIN);
	vm_object_refuse(o, 4);
	at_once = true;
	CHECK_INT(machine_access(s, 0x104000, MAP_READ, &v), 0);
	CHECK_INT(v, 1004);

	/* Written through one space, seen in the other, cleaned, evicted. */
	CHECK(vm_object_clean(o, &index) == NULL);
	v = 77;
	CHECK_INT(machine_access(s, 0x103000, MAP_WRITE, &v), 0);
	CHECK_INT(machine_access(t, 0x103000, MAP_READ, &v), 0);
	CHECK_INT(v, 77);
	CHECK_INT(vm_object_evict(o, 3), -EBUSY);
	index = 0;
	CHECK(vm_object_clean(o, &index) != NULL);
	CHECK_INT(index, 3);
	CHECK_INT(vm_object_evict(o, 3), 0);
	CHECK_INT(vm_object_evict(o, 3), -ENOENT);
	CHECK_INT(machine_access(t, 0x103000, MAP_READ, &v), 0);
	CHECK_INT(v, 1003); /* asked for again */
	v = 78;
	CHECK_INT(machine_access(t, 0x103000, MAP_WRITE, &v), 0); /* private */
	index = 0;
	CHECK(vm_object_clean(o, &index) == NULL);
	CHECK_INT(vm_object_evict(o, 3), 0);
	CHECK_INT(machine_access(t, 0x103000, MAP_READ, &v), 0);
	CHECK_INT(v, 78);

	at_once = false;
	CHECK_INT(machine_access(s, 0x105000, MAP_READ, &v), -EAGAIN);
	index = 0;
	CHECK(vm_object_orphan(o, &index));
	CHECK_INT(machine_access(s, 0x105000, MAP_READ, &v), -EIO);
	CHECK_INT(machine_access(s, 0x104000, MAP_READ, &v), 0);
	vm_object_put(o);
	space_destroy(s);
	space_destroy(t);
	CHECK_INT(machine_blocks(), 0);
}

int main(void)
{
	unsigned used;

	machine_init(4096);
	used = machine_pages_used();
	test_arguments();
	test_stack();
	test_break();
	test_quota();
	test_join();
	test_pager();
	CHECK_INT(machine_pages_used(), used);
	return host_report();
}
