/*
 * servers/vfs/procfs_text.h - what the files of /proc say.
 *
 * Formats are Linux's, proc(5).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_PROCFS_TEXT_H
#define XINIM_VFS_PROCFS_TEXT_H

#include <xinim/stats.h>

#include "servers/vfs/vfs.h"

/* A file's text, which grows; all zero at first, `data` is the caller's to free. */
struct text {
	char *data;
	size_t length, room;
	bool failed; /* there was no memory */
};

/* A record of the kernel's statistics; false: there is none. */
bool procfs_stats(uint32_t what, uint64_t index, void *to, size_t size);
/* The kernel's record of exactly this process. */
bool procfs_find(int32_t pid, struct xinim_stats_process *p);

void text_meminfo(struct text *t);
void text_uptime(struct text *t);
void text_stat(struct text *t);
void text_loadavg(struct text *t);
void text_version(struct text *t);
void text_cpuinfo(struct text *t);
void text_filesystems(struct text *t);
void text_mounts(struct text *t);
void text_partitions(struct text *t);
void text_pid_stat(struct text *t, const struct xinim_stats_process *k);
void text_pid_status(struct text *t, const struct xinim_stats_process *k);
void text_pid_statm(struct text *t, const struct xinim_stats_process *k);
void text_pid_comm(struct text *t, const struct xinim_stats_process *k);
void text_pid_cmdline(struct text *t, const struct xinim_stats_process *k);

#endif
