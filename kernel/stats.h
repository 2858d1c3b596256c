/*
 * kernel/stats.h - what the kernel counts (see <xinim/stats.h>).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_STATS_H
#define XINIM_KERNEL_STATS_H

#include <stdint.h>

/* The kernel's first C instructions: from here the boot is measured. */
void stats_note_entry(void);
/* Some program writes: if it is the first, the boot is over. */
void stats_note_write(void);

/* The kernel's command line, which is copied. */
void stats_note_cmdline(const char *cmdline);

/* stats_read(what, index, buf, len) of the records about processes, and the log. */
int64_t stats_of_process(const uint64_t arg[6]);

#endif
