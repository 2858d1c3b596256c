/*
 * newlib-port/include/mntent.h - the table of mounted file systems.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_MNTENT_H
#define _XINIM_MNTENT_H

#include <paths.h>
#include <stdio.h>
#include <sys/cdefs.h>

#define MNTTAB  "/etc/fstab"
#define MOUNTED "/proc/mounts"

#define MNTTYPE_IGNORE  "ignore"
#define MNTTYPE_SWAP    "swap"
#define MNTOPT_DEFAULTS "defaults"
#define MNTOPT_RO       "ro"
#define MNTOPT_RW       "rw"
#define MNTOPT_NOAUTO   "noauto"

struct mntent {
	char *mnt_fsname;
	char *mnt_dir;
	char *mnt_type;
	char *mnt_opts;
	int mnt_freq;
	int mnt_passno;
};

#ifdef __cplusplus
extern "C" {
#endif

FILE *setmntent(const char *__file, const char *__mode);
struct mntent *getmntent(FILE *__stream);
struct mntent *getmntent_r(
	FILE *__stream, struct mntent *__entry, char *__buf, int __size);
int addmntent(FILE *__stream, const struct mntent *__entry);
int endmntent(FILE *__stream);
char *hasmntopt(const struct mntent *__entry, const char *__option);

#ifdef __cplusplus
}
#endif

#endif
