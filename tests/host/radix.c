/*
 * tests/host/radix.c - kernel/radix.c against an array of what was put where.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>

#include "kernel/radix.h"
#include "kernel/slab.h"

#include <xinim/errno.h>

#define MAX_USED 300

static struct radix radix;
static struct {
	uint64_t index;
	void *value;
} used[MAX_USED];
static unsigned count;
static long nodes;
static unsigned fail_after; /* 0: never */

void *kmalloc(size_t size)
{
	if (fail_after && --fail_after == 0)
		return NULL;
	nodes++;
	CHECK(size <= RADIX_NODE_SIZE);
	return calloc(1, size);
}

void kfree(void *mem)
{
	nodes--;
	free(mem);
}

static int find(uint64_t index)
{
	for (unsigned i = 0; i < count; i++)
		if (used[i].index == index)
			return (int)i;
	return -1;
}

static void *value_of(uint64_t index)
{
	int i = find(index);

	return i < 0 ? NULL : used[i].value;
}

static uint64_t some_index(void)
{
	switch (host_below(4)) {
	case 0:
		return host_below(200);
	case 1:
		return host_below(1u << 20);
	case 2:
		return UINT64_MAX - host_below(100);
	default:
		return host_random() >> host_below(64);
	}
}

static void check_order(void)
{
	uint64_t index = 0, seen = 0, before = 0;
	void *v;

	while ((v = radix_next(&radix, &index))) {
		CHECK(v == value_of(index));
		CHECK(seen == 0 || index > before);
		before = index;
		seen++;
		if (index++ == UINT64_MAX)
			break;
	}
	CHECK_INT(seen, count);
	CHECK_INT(radix.count, count);
	CHECK_INT(radix.nodes, nodes);
}

static void put(uint64_t index)
{
	void *value = &used[host_below(MAX_USED)];
	int at = find(index), error;

	fail_after = host_below(8) == 0 ? (unsigned)host_below(6) + 1 : 0;
	error = radix_set(&radix, index, value);
	fail_after = 0;
	if (error) {
		CHECK_INT(error, -ENOMEM);
		CHECK(radix_get(&radix, index) == NULL);
		return;
	}
	if (at < 0) {
		at = (int)count++;
		used[at].index = index;
	}
	used[at].value = value;
}

static void take(uint64_t index)
{
	int at = find(index);

	CHECK(radix_remove(&radix, index) == value_of(index));
	if (at >= 0)
		used[at] = used[--count];
	CHECK(radix_get(&radix, index) == NULL);
}

int main(void)
{
	CHECK(radix_get(&radix, 0) == NULL);
	CHECK(radix_remove(&radix, 5) == NULL);
	for (unsigned i = 0; i < 40000; i++) {
		unsigned grow = i / 2000 % 2 ? 30 : 70;

		if (host_below(100) < grow && count < MAX_USED)
			put(some_index());
		else if (count && host_below(3))
			take(used[host_below(count)].index);
		else
			take(some_index());
		CHECK(radix_get(&radix, 77) == value_of(77));
		if (i % 97 == 0)
			check_order();
	}
	while (count)
		take(used[0].index);
	CHECK_INT(nodes, 0);
	CHECK(radix.root == NULL);
	return host_report();
}
