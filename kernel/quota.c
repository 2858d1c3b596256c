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
#define DEFAULT_CAPS     65536
#define KERNEL_PAGES_MIN 256 /* a machine may be small, but a space takes some tables */

struct quota *quota_create(void)
{
	struct quota *q = kmalloc(sizeof(*q));
	uint64_t total = page_total();

	if (!q)
		return NULL;
	q->refs = 1;
	q->limit[QUOTA_PAGES] = total - total / 8;
	q->limit[QUOTA_KERNEL_PAGES] = total / 16 + KERNEL_PAGES_MIN;
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
	q->essential = like->essential;
	for (unsigned i = 0; i < QUOTA_KINDS; i++)
		q->limit[i] = like->limit[i];
	return q;
}

struct quota *quota_get(struct quota *q)
{
	if (q)
		q->refs++;
	return q;
}

void quota_put(struct quota *q)
{
	if (!q || --q->refs > 0)
		return;
	for (unsigned i = 0; i < QUOTA_KINDS; i++)
		kassert(q->use[i] == 0);
	kfree(q);
}

int quota_set_limit(struct quota *q, unsigned kind, uint64_t limit)
{
	if (kind >= QUOTA_KINDS)
		return -EINVAL;
	q->limit[kind] = limit;
	return 0;
}

void quota_underflow(const struct quota *q, enum quota_kind kind)
{
	panic("quota of kind %u released below zero (%lu refs)", kind,
		(unsigned long)q->refs);
}
