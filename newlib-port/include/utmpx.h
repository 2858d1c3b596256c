/*
 * newlib-port/include/utmpx.h - records of who is logged in: 384 bytes each, Linux's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_UTMPX_H
#define _XINIM_UTMPX_H

#include <sys/cdefs.h>
#include <sys/time.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef EMPTY /* <sys/utmp.h> has the same */
#define EMPTY         0
#define BOOT_TIME     2
#define NEW_TIME      3
#define OLD_TIME      4
#define INIT_PROCESS  5
#define LOGIN_PROCESS 6
#define USER_PROCESS  7
#define DEAD_PROCESS  8
#endif

#if __GNU_VISIBLE
#define UTMPX_FILE "/var/run/utmp"
#define WTMPX_FILE "/var/log/wtmp"
#endif

struct utmpx {
	short ut_type;
	pid_t ut_pid;
	char ut_line[32];
	char ut_id[4];
	char ut_user[32];
	char ut_host[256];
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
	char __reserved[20];
};

/* The entry is in memory that the next call overwrites. */
void endutxent(void);
struct utmpx *getutxent(void);
struct utmpx *getutxid(const struct utmpx *__entry);
struct utmpx *getutxline(const struct utmpx *__entry);
struct utmpx *pututxline(const struct utmpx *__entry);
void setutxent(void);
#if __GNU_VISIBLE
int utmpxname(const char *__file);
void updwtmpx(const char *__file, const struct utmpx *__entry);
#endif

#ifdef __cplusplus
}
#endif

#endif
