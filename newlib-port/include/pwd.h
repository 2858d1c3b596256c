/*
 * newlib-port/include/pwd.h - users.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_PWD_H
#define _XINIM_PWD_H

#include <sys/cdefs.h>
#include <sys/types.h>
#if __MISC_VISIBLE
#include <stdio.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

#if __BSD_VISIBLE
#define _PATH_PASSWD "/etc/passwd"
#endif

struct passwd {
	char *pw_name;
	char *pw_passwd;
	uid_t pw_uid;
	gid_t pw_gid;
	char *pw_comment; /* the same as pw_gecos */
	char *pw_gecos;
	char *pw_dir;
	char *pw_shell;
};

/* Those without _r: in memory that the next call overwrites. */
struct passwd *getpwnam(const char *__name);
struct passwd *getpwuid(uid_t __uid);
#if __MISC_VISIBLE || __POSIX_VISIBLE
/* 0, *result NULL if there is none; or an error number, ERANGE: the buffer is too small. */
int getpwnam_r(const char *__name, struct passwd *__entry, char *__buf, size_t __size,
	struct passwd **__result);
int getpwuid_r(uid_t __uid, struct passwd *__entry, char *__buf, size_t __size,
	struct passwd **__result);
#endif
#if __MISC_VISIBLE || __XSI_VISIBLE >= 4
void endpwent(void);
struct passwd *getpwent(void);
void setpwent(void);
#endif
#if __MISC_VISIBLE
struct passwd *fgetpwent(FILE *__file);
/* 0 or an error number; ENOENT is the end. */
int fgetpwent_r(FILE *__file, struct passwd *__entry, char *__buf, size_t __size,
	struct passwd **__result);
int getpwent_r(
	struct passwd *__entry, char *__buf, size_t __size, struct passwd **__result);
int putpwent(const struct passwd *__entry, FILE *__file);
#endif

#ifdef __cplusplus
}
#endif

#endif
