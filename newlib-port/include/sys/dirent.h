/*
 * newlib-port/include/sys/dirent.h -
 * directory entries, as Linux's getdents64 lays them out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_DIRENT_H
#define _XINIM_SYS_DIRENT_H

#include <sys/cdefs.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dirent {
	ino_t d_ino;
	off_t d_off; /* where the next one is */
	unsigned short d_reclen;
	unsigned char d_type;
	char d_name[256];
};

#define d_fileno d_ino
#define _DIRENT_HAVE_D_RECLEN
#define _DIRENT_HAVE_D_OFF
#define _DIRENT_HAVE_D_TYPE

#if __MISC_VISIBLE || __GNU_VISIBLE
#define DT_UNKNOWN   0
#define DT_FIFO      1
#define DT_CHR       2
#define DT_DIR       4
#define DT_BLK       6
#define DT_REG       8
#define DT_LNK       10
#define DT_SOCK      12
#define DT_WHT       14
#define IFTODT(mode) (((mode)&0170000) >> 12)
#define DTTOIF(type) ((type) << 12)
#define MAXNAMLEN    255
#endif

typedef struct __dirstream DIR;

#if __GNU_VISIBLE || __MISC_VISIBLE
ssize_t getdents64(int __fd, void *__buf, size_t __size);
#endif

#ifdef __cplusplus
}
#endif

#endif
