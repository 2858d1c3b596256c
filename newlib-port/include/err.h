/*
 * newlib-port/include/err.h - messages about errors, and leaving with them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_ERR_H
#define _XINIM_ERR_H

#include <stdarg.h>
#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

void warn(const char *__format, ...) __attribute__((format(printf, 1, 2)));
void warnx(const char *__format, ...) __attribute__((format(printf, 1, 2)));
void vwarn(const char *__format, va_list __args) __attribute__((format(printf, 1, 0)));
void vwarnx(const char *__format, va_list __args) __attribute__((format(printf, 1, 0)));
void err(int __status, const char *__format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));
void errx(int __status, const char *__format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));
void verr(int __status, const char *__format, va_list __args)
	__attribute__((noreturn, format(printf, 2, 0)));
void verrx(int __status, const char *__format, va_list __args)
	__attribute__((noreturn, format(printf, 2, 0)));

/* The same, with the error's number in place of errno. */
void warnc(int __error, const char *__format, ...) __attribute__((format(printf, 2, 3)));
void vwarnc(int __error, const char *__format, va_list __args)
	__attribute__((format(printf, 2, 0)));
void errc(int __status, int __error, const char *__format, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
void verrc(int __status, int __error, const char *__format, va_list __args)
	__attribute__((noreturn, format(printf, 3, 0)));

#ifdef __cplusplus
}
#endif

#endif
