/*
 * newlib-port/include/sys/syslog.h - the log of the system.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_SYSLOG_H
#define _XINIM_SYS_SYSLOG_H

#include <stdarg.h>
#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LOG_EMERG   0
#define LOG_ALERT   1
#define LOG_CRIT    2
#define LOG_ERR     3
#define LOG_WARNING 4
#define LOG_NOTICE  5
#define LOG_INFO    6
#define LOG_DEBUG   7

#define LOG_KERN     (0 << 3)
#define LOG_USER     (1 << 3)
#define LOG_MAIL     (2 << 3)
#define LOG_DAEMON   (3 << 3)
#define LOG_AUTH     (4 << 3)
#define LOG_SYSLOG   (5 << 3)
#define LOG_LPR      (6 << 3)
#define LOG_NEWS     (7 << 3)
#define LOG_UUCP     (8 << 3)
#define LOG_CRON     (9 << 3)
#define LOG_AUTHPRIV (10 << 3)
#define LOG_FTP      (11 << 3)
#define LOG_LOCAL0   (16 << 3)
#define LOG_LOCAL1   (17 << 3)
#define LOG_LOCAL2   (18 << 3)
#define LOG_LOCAL3   (19 << 3)
#define LOG_LOCAL4   (20 << 3)
#define LOG_LOCAL5   (21 << 3)
#define LOG_LOCAL6   (22 << 3)
#define LOG_LOCAL7   (23 << 3)

#define LOG_PRIMASK       0x07
#define LOG_FACMASK       0x03f8
#define LOG_PRI(p)        ((p)&LOG_PRIMASK)
#define LOG_FAC(p)        (((p)&LOG_FACMASK) >> 3)
#define LOG_MAKEPRI(f, p) ((f) | (p))

#define LOG_MASK(p) (1 << (p))
#define LOG_UPTO(p) ((1 << ((p) + 1)) - 1)

#define LOG_PID    0x01 /* the process's number in each message */
#define LOG_CONS   0x02 /* the console, if the log cannot be reached */
#define LOG_ODELAY 0x04
#define LOG_NDELAY 0x08 /* connect at once */
#define LOG_NOWAIT 0x10
#define LOG_PERROR 0x20 /* standard error as well */

void closelog(void);
void openlog(const char *__name, int __options, int __facility);
int setlogmask(int __mask);
void syslog(int __priority, const char *__format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
#if __BSD_VISIBLE
void vsyslog(int __priority, const char *__format, va_list __arguments)
	__attribute__((__format__(__printf__, 2, 0)));
#endif

#ifdef __cplusplus
}
#endif

#endif
