/*
 * newlib-port/libgloss/xinim/malloc_cache.h - what a thread that ends has to give back.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_MALLOC_CACHE_H
#define XINIM_LIBGLOSS_MALLOC_CACHE_H

/* Of the calling thread, which allocates nothing any more. */
void __xinim_malloc_thread_end(void);

#endif
