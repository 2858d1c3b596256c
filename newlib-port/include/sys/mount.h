/*
 * newlib-port/include/sys/mount.h - mount and umount.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_MOUNT_H
#define _XINIM_SYS_MOUNT_H

#include <sys/cdefs.h>
#include <sys/types.h>

#define MS_RDONLY      1
#define MS_NOSUID      2
#define MS_NODEV       4
#define MS_NOEXEC      8
#define MS_SYNCHRONOUS 16
#define MS_REMOUNT     32
#define MS_MANDLOCK    64
#define MS_DIRSYNC     128
#define MS_NOATIME     1024
#define MS_NODIRATIME  2048
#define MS_BIND        4096
#define MS_MOVE        8192
#define MS_REC         16384
#define MS_SILENT      32768
#define MS_RELATIME    (1 << 21)
#define MS_STRICTATIME (1 << 24)

#define MNT_FORCE       1
#define MNT_DETACH      2
#define MNT_EXPIRE      4
#define UMOUNT_NOFOLLOW 8

/* ioctl on block devices; Linux's numbers (its <linux/fs.h>). */
#define BLKROSET     0x125d     /* (const int *): read-only or not */
#define BLKROGET     0x125e     /* (int *) */
#define BLKRRPART    0x125f     /* reads the table of partitions again */
#define BLKGETSIZE   0x1260     /* (unsigned long *): in 512 bytes */
#define BLKFLSBUF    0x1261     /* what is written reaches the medium */
#define BLKRASET     0x1262     /* (unsigned long): ENOTTY */
#define BLKRAGET     0x1263     /* (long *): read ahead, in 512 bytes */
#define BLKSSZGET    0x1268     /* (int *): bytes of a sector */
#define BLKIOMIN     0x1278     /* (unsigned *) */
#define BLKIOOPT     0x1279     /* (unsigned *) */
#define BLKALIGNOFF  0x127a     /* (int *) */
#define BLKPBSZGET   0x127b     /* (unsigned *): bytes of a physical sector */
#define BLKBSZGET    0x80081270 /* (int *): bytes of a block */
#define BLKBSZSET    0x40081271 /* (int *): ENOTTY */
#define BLKGETSIZE64 0x80081272 /* (uint64_t *): in bytes */

#ifdef __cplusplus
extern "C" {
#endif

int mount(const char *__source, const char *__target, const char *__type,
	unsigned long __flags, const void *__data);
int umount(const char *__target);
int umount2(const char *__target, int __flags);

#ifdef __cplusplus
}
#endif

#endif
