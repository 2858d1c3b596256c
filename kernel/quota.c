/*
 * kernel/quota.c - who pays for what the kernel holds on somebody's behalf.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/quota.h"

#include "kernel/assert.h"
#include "kernel/page.h"
#include "kernel/slab.h"

#define DEFAULT_REGIONS  65530 /* what Linux allows (vm.max_map_count) */
#define DEFAULT_THREADS  1024
#define DEFAULT_CAPS     4096
#define KERNEL_BYTES_MIN (1UL << 20)
#define KERNEL_PAGES_MIN 256 /* a machine may be small, but a space takes some tables */

/* Stands before what quota_alloc gives. */
struct paid {
	struct quota *quota;
	uint64_t bytes; /* with this */
};
_Static_assert(sizeof(struct paid) % 16 == 0, "objects are aligned so");

struct quota *quota_create(void)
{
	struct quota *q = kmalloc(sizeof(*q));
	uint64_t total = page_total();

	if (!q)
		return NULL;
	q->refs = 1;
	q->favoured = true;
	q->limit[QUOTA_PAGES] = total - total / 8;
	q->limit[QUOTA_KERNEL_PAGES] = total / 8 + KERNEL_PAGES_MIN;
	q->limit[QUOTA_KERNEL_BYTES] = total * PAGE_SIZE / 32 + KERNEL_BYTES_MIN;
	q->limit[QUOTA_REGIONS] = DEFAULT_REGIONS;
	q->limit[QUOTA_THREADS] = DEFAULT_THREADS;
	q->limit[QUOTA_CAPS] = DEFAULT_CAPS;
	return q;
}

struct quota *quota_create_like(const struct quota *like)
{
	struct quota *q = quota_create();

	if (!q)
		return NULL;
	like = quota_root(like);
	q->favoured = like->favoured;
	for (unsigned i = 0; i < QUOTA_KINDS; i++)
		q->limit[i] = like->limit[i];
	return q;
}

struct quota *quota_get(struct quota *q)
{
	q = quota_root(q);
	if (q)
		q->refs++;
	return q;
}

void quota_join(struct quota *q, struct quota *to)
{
	q = quota_root(q);
	to = quota_root(to);
	if (q == to)
		return;
	for (unsigned i = 0; i < QUOTA_KINDS; i++) {
		to->use[i] += q->use[i];
		q->use[i] = 0;
		to->limit[i] = q->limit[i];
	}
	to->essential = q->essential;
	to->favoured = q->favoured;
	q->into = quota_get(to);
}

void quota_put(struct quota *q)
{
	while (q && --q->refs == 0) {
		struct quota *into = q->into;

		for (unsigned i = 0; i < QUOTA_KINDS; i++)
			kassert(q->use[i] == 0);
		kfree(q);
		q = into;
	}
}

int quota_set_limit(struct quota *q, unsigned kind, uint64_t limit)
{
	if (kind >= QUOTA_KINDS)
		return -EINVAL;
	quota_root(q)->limit[kind] = limit;
	return 0;
}

void *quota_alloc(struct quota *q, size_t size)
{
	struct paid *p;

	size += sizeof(*p);
	q = quota_root(q);
	if (page_short(q))
		return NULL;
	if (quota_charge(q, QUOTA_KERNEL_BYTES, size) != 0)
		return NULL;
	p = kmalloc(size);
	if (!p) {
		quota_release(q, QUOTA_KERNEL_BYTES, size);
		return NULL;
	}
	p->quota = quota_get(q);
	p->bytes = size;
	return p + 1;
}

void quota_free(void *mem)
{
	struct paid *p;

	if (!mem)
		return;
	p = (struct paid *)mem - 1;
	quota_release(p->quota, QUOTA_KERNEL_BYTES, p->bytes);
	quota_put(p->quota);
	kfree(p);
}

void quota_underflow(const struct quota *q, enum quota_kind kind)
{
	panic("quota of kind %u released below zero (%lu refs)", kind,
		(unsigned long)q->refs);
}
