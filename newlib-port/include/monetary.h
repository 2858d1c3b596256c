/*
 * newlib-port/include/monetary.h - amounts of money.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_MONETARY_H
#define _XINIM_MONETARY_H

#include <sys/_locale.h>
#include <sys/cdefs.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

ssize_t strfmon(
	char *__restrict __s, size_t __size, const char *__restrict __format, ...);
ssize_t strfmon_l(char *__restrict __s, size_t __size, locale_t __locale,
	const char *__restrict __format, ...);

#ifdef __cplusplus
}
#endif

#endif
