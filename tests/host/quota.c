/*
 * tests/host/quota.c - kernel/quota.c: limits, objects that are paid for, joining.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"
#include "kernel-memory.h"

#include "kernel/quota.h"

#define STEPS   100000
#define QUOTAS  8
#define OBJECTS 64

static void limits(void)
{
	struct quota *q = quota_create();

	CHECK_INT(q->limit[QUOTA_PAGES], (1 << 15) / 8 * 7);
	CHECK_INT(quota_charge(q, QUOTA_THREADS, q->limit[QUOTA_THREADS]), 0);
	CHECK_INT(quota_charge(q, QUOTA_THREADS, 1), -ENOMEM);
	CHECK_INT(quota_charge(q, QUOTA_THREADS, UINT64_MAX), -ENOMEM);
	CHECK_INT(quota_set_limit(q, QUOTA_THREADS, 1), 0);
	CHECK_INT(quota_charge(q, QUOTA_THREADS, 0), -ENOMEM);
	CHECK_INT(quota_set_limit(q, QUOTA_KINDS, 1), -EINVAL);
	CHECK_PANIC(quota_release(q, QUOTA_THREADS, 1UL << 40));
	q->use[QUOTA_THREADS] = 0;
	CHECK_INT(quota_charge(NULL, QUOTA_PAGES, UINT64_MAX), 0);
	quota_release(NULL, QUOTA_PAGES, 5);
	quota_put(q);
	quota_put(NULL);
	CHECK_INT(host_blocks, 0);
}

static void objects(void)
{
	struct quota *q = quota_create();
	void *a, *b;

	a = quota_alloc(q, 100);
	CHECK(a && q->refs == 2);
	CHECK_INT((uintptr_t)a % 16, 0);
	CHECK_INT(q->use[QUOTA_KERNEL_BYTES], 116);
	host_fail_in = 1;
	CHECK(!quota_alloc(q, 100));
	host_fail_in = 0;
	host_short = true;
	CHECK(!quota_alloc(q, 100));
	b = quota_alloc(NULL, 100); /* the kernel's own */
	CHECK(b != NULL);
	quota_free(b);
	host_short = false;
	CHECK_INT(q->use[QUOTA_KERNEL_BYTES], 116);
	quota_set_limit(q, QUOTA_KERNEL_BYTES, 231);
	CHECK(!quota_alloc(q, 100));
	quota_set_limit(q, QUOTA_KERNEL_BYTES, 232);
	b = quota_alloc(q, 100);
	CHECK(b != NULL);
	quota_put(q); /* the objects keep it */
	quota_free(a);
	quota_free(b);
	quota_free(NULL);
	CHECK_INT(host_blocks, 0);
}

/* A process that executes one program after the other and never closes anything. */
static void joined(void)
{
	struct quota *first = quota_create(), *now = first;
	void *kept[10];

	first->favoured = false;
	for (int i = 0; i < 10; i++) {
		struct quota *next = quota_create_like(now);

		CHECK(next && !next->favoured);
		kept[i] = quota_alloc(next, 1000);
		quota_set_limit(next, QUOTA_REGIONS, 100 + (uint64_t)i);
		quota_join(next, now);
		CHECK(quota_root(next) == first);
		CHECK_INT(first->use[QUOTA_KERNEL_BYTES], 1016 * (i + 1));
		CHECK_INT(first->limit[QUOTA_REGIONS], 100 + i);
		/* By either name it is the same account. */
		CHECK_INT(quota_charge(next, QUOTA_CAPS, 3), 0);
		quota_release(first, QUOTA_CAPS, 2);
		quota_set_limit(next, QUOTA_CAPS, 50);
		CHECK_INT(first->limit[QUOTA_CAPS], 50);
		quota_join(next, first); /* as it is already */
		quota_put(now);
		now = quota_get(next);
		CHECK(now == first);
		quota_put(next);
	}
	CHECK_INT(first->use[QUOTA_CAPS], 10);
	quota_release(now, QUOTA_CAPS, 10);
	CHECK_INT(host_blocks,
		10 + 10 + 1); /* objects, what they are paid by, the account */
	for (int i = 0; i < 10; i++)
		quota_free(kept[i]);
	CHECK_INT(host_blocks, 1);
	quota_put(now);
	CHECK_INT(host_blocks, 0);
}

/* Joined in whatever order: nothing is lost and nothing is counted twice. */
static void at_random(void)
{
	struct quota *q[QUOTAS];
	void *object[OBJECTS] = { NULL };

	for (unsigned i = 0; i < QUOTAS; i++)
		q[i] = quota_create();
	for (unsigned n = 0; n < STEPS; n++) {
		uint64_t i = host_below(QUOTAS), k = host_below(OBJECTS), sum = 0,
			 want = 0;

		if (host_below(1000) == 0) {
			quota_join(q[i], q[host_below(QUOTAS)]);
		} else if (host_below(100) == 0) {
			quota_put(q[i]);
			q[i] = quota_create();
		} else if (object[k]) {
			quota_free(object[k]);
			object[k] = NULL;
		} else {
			object[k] = quota_alloc(q[i], 16);
		}
		if (n % 64 != 0)
			continue;
		for (unsigned j = 0; j < QUOTAS; j++) {
			bool seen = false;

			for (unsigned m = 0; m < j; m++)
				seen |= quota_root(q[m]) == quota_root(q[j]);
			sum += seen ? 0 : quota_root(q[j])->use[QUOTA_KERNEL_BYTES];
		}
		for (unsigned j = 0; j < OBJECTS; j++)
			want += object[j] ? 32 : 0;
		CHECK(sum <= want); /* some are in books that nobody else has any more */
	}
	for (unsigned i = 0; i < OBJECTS; i++)
		quota_free(object[i]);
	for (unsigned i = 0; i < QUOTAS; i++) {
		CHECK_INT(quota_root(q[i])->use[QUOTA_KERNEL_BYTES], 0);
		quota_put(q[i]);
	}
	CHECK_INT(host_blocks, 0);
}

int main(void)
{
	limits();
	objects();
	joined();
	at_random();
	return host_report();
}
