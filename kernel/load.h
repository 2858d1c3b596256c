/*
 * kernel/load.h - how many threads want to run, on average.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_LOAD_H
#define XINIM_KERNEL_LOAD_H

struct xinim_stats_load;

/* The averages begin, at 0; the kernel lock is wanted, as by load_stats. */
void load_start(void);
void load_stats(struct xinim_stats_load *out);

#endif
