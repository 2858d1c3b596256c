/*
 * newlib-port/libgloss/xinim/dlfcn.c - loading at run time, which programs that are linked statically cannot.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <dlfcn.h>

static __thread char *why;

static void failed(void)
{
	why = "this system has no shared libraries";
}

void *dlopen(const char *file, int mode)
{
	(void)file;
	(void)mode;
	failed();
	return NULL;
}

void *dlsym(void *restrict handle, const char *restrict name)
{
	(void)handle;
	(void)name;
	failed();
	return NULL;
}

int dlclose(void *handle)
{
	(void)handle;
	failed();
	return -1;
}

/* NULL if nothing has failed since it was last asked. */
char *dlerror(void)
{
	char *text = why;

	why = NULL;
	return text;
}

extern char __executable_start[],
	_end[]; /* ld's: the program's first byte, and behind its last */

int dladdr(const void *address, Dl_info *info)
{
	if ((const char *)address < __executable_start || (const char *)address >= _end)
		return 0;
	info->dli_fname = program_invocation_name;
	info->dli_fbase = __executable_start;
	info->dli_sname = NULL;
	info->dli_saddr = NULL;
	return 1;
}
