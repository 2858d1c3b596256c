/*
 * tests/host/kernel-memory.h - kmalloc for sources of the kernel: counts, and can fail.
 *
 * Of pages there is only what kernel/quota.c asks: how many, and whether they are short.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_HOST_KERNEL_MEMORY_H
#define XINIM_TESTS_HOST_KERNEL_MEMORY_H

#include <stdbool.h>

extern long host_blocks;      /* from kmalloc, and not given back */
extern unsigned host_fail_in; /* the allocation that fails, counted from now; 0: none */
extern bool host_short;       /* of pages, for who is not essential */

#endif
