/*
 * newlib-port/libgloss/xinim/setdomainname.c - the machine's domain, for uname.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

int setdomainname(const char *name, size_t length)
{
	return CALL(setdomainname, name, length);
}

int getdomainname(char *name, size_t length)
{
	struct utsname u;

	if (uname(&u) != 0)
		return -1;
	if (strlen(u.domainname) >= length) {
		errno = EINVAL;
		return -1;
	}
	strcpy(name, u.domainname);
	return 0;
}
