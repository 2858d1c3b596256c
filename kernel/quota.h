/*
 * kernel/quota.h - who pays for what the kernel holds on somebody's behalf.
 *
 * A quota counts what is in use of each kind against a limit. An address
 * space has one, counted by reference because memory objects outlive their
 * makers: what was charged is released to the same quota, always. A process
 * keeps its quota over exec: that of its next memory is joined to it.
 *
 * The rule for the limits (quota_create): a quota allows seven eighths of the
 * machine's memory as resident pages, an eighth as page tables, kernel stacks
 * and other kernel pages, a 32nd as small objects of the kernel's, and fixed
 * numbers of regions, threads and capabilities. On
 * top of that, whatever its quota says, an ordinary space gets no page for
 * user memory, and no kernel object, once free memory is down to the reserve
 * (page_alloc_user); an `essential` quota, the boot servers' and drivers', may use
 * that (servers have higher limits, too: make_essential), and a `favoured` one, root's,
 * half of it. Threads of programs wait for what others may give back (scarce.h). Who
 * goes past a limit gets -ENOMEM and nothing has changed. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_QUOTA_H
#define XINIM_KERNEL_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xinim/errno.h>

enum quota_kind {
	QUOTA_PAGES,        /* pages mapped, and pages that its memory objects hold */
	QUOTA_KERNEL_PAGES, /* page tables, stacks, trace rings, in pages */
	QUOTA_KERNEL_BYTES, /* kernel objects of quota_alloc */
	QUOTA_REGIONS,
	QUOTA_THREADS,
	QUOTA_CAPS, /* also the number of slots of a table */
	QUOTA_KINDS,
};

struct quota {
	uint32_t refs;
	struct quota *into; /* joined to that one, which stands for it; NULL: to none */
	bool essential, favoured;
	uint64_t limit[QUOTA_KINDS];
	uint64_t use[QUOTA_KINDS]; /* may be above a limit that was lowered */
};

/* One reference to a quota with limits as said above. NULL: out of memory. */
struct quota *quota_create(void);
/* The same with another one's limits, but never essential, and nothing in use. */
struct quota *quota_create_like(const struct quota *q);
struct quota *quota_get(struct quota *q);
/*
 * What q is charged with is `to`'s from now on, and all that is charged or released by
 * q; q's limits become `to`'s, and whether it is essential or favoured.
 */
void quota_join(struct quota *q, struct quota *to);
/* Drops a reference; nothing may be charged any more at the last one. */
void quota_put(struct quota *q);
/* -EINVAL: no such kind. Lowering below what is in use only stops growth. */
int quota_set_limit(struct quota *q, unsigned kind, uint64_t limit);

/*
 * kmalloc for an object that q pays for (NULL: the kernel itself, unlimited) until
 * quota_free takes it back: it keeps a reference. NULL: past the limit, or no memory.
 */
void *quota_alloc(struct quota *q, size_t size);
void quota_free(void *mem); /* NULL is nothing */
/* The quota of the process that runs; NULL: the kernel, or one that has ended. */
struct quota *quota_current(void);

/* The quota that q stands for: itself, as a rule. q may be NULL. */
static inline struct quota *quota_root(const struct quota *q)
{
	while (q && q->into)
		q = q->into;
	return (struct quota *)(uintptr_t)q;
}

/* 0, or -ENOMEM with nothing charged. q NULL: the kernel itself, unlimited. */
static inline int quota_charge(struct quota *q, enum quota_kind kind, uint64_t n)
{
	uint64_t use;

	if (!q)
		return 0;
	q = quota_root(q);
	if (__builtin_add_overflow(q->use[kind], n, &use) || use > q->limit[kind])
		return -ENOMEM;
	q->use[kind] = use;
	return 0;
}

void quota_underflow(const struct quota *q, enum quota_kind kind)
	__attribute__((noreturn));

static inline void quota_release(struct quota *q, enum quota_kind kind, uint64_t n)
{
	if (!q)
		return;
	q = quota_root(q);
	if (__builtin_sub_overflow(q->use[kind], n, &q->use[kind]))
		quota_underflow(q, kind);
}

#endif
