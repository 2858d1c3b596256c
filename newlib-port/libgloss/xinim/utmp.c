/*
 * newlib-port/libgloss/xinim/utmp.c - who is logged in, by the older names.
 *
 * The records are those of utmpx.c, and so is the place in the file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <utmp.h>
#include <utmpx.h>

_Static_assert(sizeof(struct utmp) == sizeof(struct utmpx), "the same record");

void endutent(void)
{
	endutxent();
}

void setutent(void)
{
	setutxent();
}

int utmpname(const char *path)
{
	return utmpxname(path);
}

struct utmp *getutent(void)
{
	return (struct utmp *)getutxent();
}

struct utmp *getutid(const struct utmp *entry)
{
	return (struct utmp *)getutxid((const struct utmpx *)entry);
}

struct utmp *getutline(const struct utmp *entry)
{
	return (struct utmp *)getutxline((const struct utmpx *)entry);
}

struct utmp *pututline(const struct utmp *entry)
{
	return (struct utmp *)pututxline((const struct utmpx *)entry);
}

void updwtmp(const char *path, const struct utmp *entry)
{
	updwtmpx(path, (const struct utmpx *)entry);
}
