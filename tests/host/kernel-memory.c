/*
 * tests/host/kernel-memory.c - kmalloc for sources of the kernel: counts, and can fail.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel-memory.h"

#include <stdlib.h>

#include "kernel/page.h"
#include "kernel/quota.h"
#include "kernel/slab.h"

long host_blocks;
unsigned host_fail_in;
bool host_short;

void *kmalloc(size_t size)
{
	if (host_fail_in && --host_fail_in == 0)
		return NULL;
	host_blocks++;
	return calloc(1, size);
}

void kfree(void *mem)
{
	host_blocks -= mem != NULL;
	free(mem);
}

uint64_t page_total(void)
{
	return 1UL << 15; /* 128 MiB */
}

bool page_short(const struct quota *q)
{
	return host_short && q && !q->essential;
}
