/*
 * newlib-port/include/sys/utime.h - the times of a file, in seconds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_UTIME_H
#define _XINIM_SYS_UTIME_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct utimbuf {
	time_t actime;
	time_t modtime;
};

int utime(const char *__path, const struct utimbuf *__times);

#ifdef __cplusplus
}
#endif

#endif
