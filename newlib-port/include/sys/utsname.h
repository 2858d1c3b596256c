/*
 * newlib-port/include/sys/utsname.h -
 * the system's name, in the size Linux's kernel writes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_UTSNAME_H
#define _XINIM_SYS_UTSNAME_H

#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

#define _UTSNAME_LENGTH 65

struct utsname {
	char sysname[_UTSNAME_LENGTH];
	char nodename[_UTSNAME_LENGTH];
	char release[_UTSNAME_LENGTH];
	char version[_UTSNAME_LENGTH];
	char machine[_UTSNAME_LENGTH];
#if __GNU_VISIBLE
	char domainname[_UTSNAME_LENGTH];
#else
	char __domainname[_UTSNAME_LENGTH];
#endif
};

int uname(struct utsname *__name);

#ifdef __cplusplus
}
#endif

#endif
