/*
 * kernel/stats.h - what the kernel counts (see <xinim/stats.h>).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_STATS_H
#define XINIM_KERNEL_STATS_H

/* The kernel's first C instructions: from here the boot is measured. */
void stats_note_entry(void);
/* Some program writes: if it is the first, the boot is over. */
void stats_note_write(void);

#endif
