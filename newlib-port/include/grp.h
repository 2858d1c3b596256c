/*
 * newlib-port/include/grp.h - groups of users.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_GRP_H
#define _XINIM_GRP_H

#include <sys/cdefs.h>
#include <sys/types.h>
#if __MISC_VISIBLE
#include <stdio.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

#if __BSD_VISIBLE
#define _PATH_GROUP "/etc/group"
#endif

struct group {
	char *gr_name;
	char *gr_passwd;
	gid_t gr_gid;
	char **gr_mem; /* names, up to NULL */
};

/* Those without _r: in memory that the next call overwrites. */
struct group *getgrgid(gid_t __gid);
struct group *getgrnam(const char *__name);
#if __MISC_VISIBLE || __POSIX_VISIBLE
/* 0, *result NULL if there is none; or an error number, ERANGE: the buffer is too small. */
int getgrgid_r(gid_t __gid, struct group *__entry, char *__buf, size_t __size,
	struct group **__result);
int getgrnam_r(const char *__name, struct group *__entry, char *__buf, size_t __size,
	struct group **__result);
#endif
#if __MISC_VISIBLE || __XSI_VISIBLE >= 4
void endgrent(void);
struct group *getgrent(void);
void setgrent(void);
#endif
#if __BSD_VISIBLE
int getgrouplist(const char *__user, gid_t __first, gid_t *__groups, int *__count);
int initgroups(const char *__user, gid_t __first);
int setgroups(int __count, const gid_t *__groups);
#endif
#if __MISC_VISIBLE
struct group *fgetgrent(FILE *__file);
/* 0 or an error number; ENOENT is the end. */
int fgetgrent_r(FILE *__file, struct group *__entry, char *__buf, size_t __size,
	struct group **__result);
int getgrent_r(
	struct group *__entry, char *__buf, size_t __size, struct group **__result);
int putgrent(const struct group *__entry, FILE *__file);
#endif

#ifdef __cplusplus
}
#endif

#endif
