/*
 * newlib-port/include/ftw.h - walks through a tree of files.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_FTW_H
#define _XINIM_FTW_H

#include <sys/cdefs.h>
#include <sys/stat.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is found. */
#define FTW_F   0
#define FTW_D   1
#define FTW_DNR 2 /* a folder that cannot be read */
#define FTW_NS  3 /* stat failed */
#define FTW_SL  4
#define FTW_DP  5 /* a folder after what is in it */
#define FTW_SLN 6 /* a symbolic link to nothing */

#define FTW_PHYS  1
#define FTW_MOUNT 2
#define FTW_CHDIR 4
#define FTW_DEPTH 8

struct FTW {
	int base;
	int level;
};

int ftw(const char *__path, int (*__f)(const char *, const struct stat *, int),
	int __fds);
int nftw(const char *__path,
	int (*__f)(const char *, const struct stat *, int, struct FTW *), int __fds,
	int __flags);

#ifdef __cplusplus
}
#endif

#endif
