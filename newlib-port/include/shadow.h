/*
 * newlib-port/include/shadow.h - passwords that only root may read: /etc/shadow.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SHADOW_H
#define _XINIM_SHADOW_H

#include <stdio.h>
#include <sys/cdefs.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SHADOW "/etc/shadow"

/* Times in days, since 1970 or long; -1 (ULONG_MAX): the field is empty. */
struct spwd {
	char *sp_namp;
	char *sp_pwdp;
	long sp_lstchg;
	long sp_min;
	long sp_max;
	long sp_warn;
	long sp_inact;
	long sp_expire;
	unsigned long sp_flag;
};

/* Those without _r: in memory that the next call overwrites. Those with it: 0, or an error
 * number (ERANGE: the buffer is too small), *result NULL at the end or without an entry. */
void endspent(void);
struct spwd *fgetspent(FILE *__file);
int fgetspent_r(FILE *__file, struct spwd *__entry, char *__buf, size_t __size,
	struct spwd **__result);
struct spwd *getspent(void);
int getspent_r(struct spwd *__entry, char *__buf, size_t __size, struct spwd **__result);
struct spwd *getspnam(const char *__name);
int getspnam_r(const char *__name, struct spwd *__entry, char *__buf, size_t __size,
	struct spwd **__result);
int putspent(const struct spwd *__entry, FILE *__file);
void setspent(void);
struct spwd *sgetspent(const char *__line);
int sgetspent_r(const char *__line, struct spwd *__entry, char *__buf, size_t __size,
	struct spwd **__result);

/* The lock of the password files, /etc/.pwd.lock; waits 15 seconds for it at the most. */
int lckpwdf(void);
int ulckpwdf(void);

#ifdef __cplusplus
}
#endif

#endif
