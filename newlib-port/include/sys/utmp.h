/*
 * newlib-port/include/sys/utmp.h - records of who is logged in: 384 bytes each, as Linux's programs write
 * them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_UTMP_H
#define _XINIM_SYS_UTMP_H

#include <sys/cdefs.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UTMP_FILE     "/var/run/utmp"
#define WTMP_FILE     "/var/log/wtmp"
#define UTMP_FILENAME UTMP_FILE
#define WTMP_FILENAME WTMP_FILE

#define UT_LINESIZE 32
#define UT_NAMESIZE 32
#define UT_HOSTSIZE 256

#define EMPTY         0
#define RUN_LVL       1
#define BOOT_TIME     2
#define NEW_TIME      3
#define OLD_TIME      4
#define INIT_PROCESS  5
#define LOGIN_PROCESS 6
#define USER_PROCESS  7
#define DEAD_PROCESS  8

struct utmp {
	short ut_type;
	pid_t ut_pid;
	char ut_line[UT_LINESIZE];
	char ut_id[4];
	char ut_user[UT_NAMESIZE];
	char ut_host[UT_HOSTSIZE];
	struct {
		short e_termination;
		short e_exit;
	} ut_exit;
	int ut_session;
	struct {
		int tv_sec; /* unsigned: good until 2106 */
		int tv_usec;
	} ut_tv;
	int ut_addr_v6[4];
	char __ut_reserved[20];
};

#define ut_name  ut_user
#define ut_time  ut_tv.tv_sec
#define ut_xtime ut_tv.tv_sec
#define ut_addr  ut_addr_v6[0]

struct lastlog {
	int ll_time; /* unsigned */
	char ll_line[UT_LINESIZE];
	char ll_host[UT_HOSTSIZE];
};

/* The entry is in memory that the next call overwrites. */
void endutent(void);
struct utmp *getutent(void);
struct utmp *getutid(const struct utmp *__entry);
struct utmp *getutline(const struct utmp *__entry);
struct utmp *pututline(const struct utmp *__entry);
void setutent(void);
void updwtmp(const char *__file, const struct utmp *__entry);
int utmpname(const char *__file);

void login(const struct utmp *__entry);
int login_tty(int __fd);
int logout(const char *__line);
void logwtmp(const char *__line, const char *__name, const char *__host);

#ifdef __cplusplus
}
#endif

#endif
