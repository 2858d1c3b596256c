/*
 * newlib-port/include/dlfcn.h - loading libraries at run time: programs are linked statically, so it fails.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_DLFCN_H
#define _XINIM_DLFCN_H

#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTLD_LAZY     1
#define RTLD_NOW      2
#define RTLD_NOLOAD   4
#define RTLD_GLOBAL   0x100
#define RTLD_LOCAL    0
#define RTLD_NODELETE 0x1000

#if __GNU_VISIBLE
#define RTLD_DEFAULT ((void *)0)
#define RTLD_NEXT    ((void *)-1)

typedef struct {
	const char *dli_fname; /* the program's name */
	void *dli_fbase;       /* where it begins */
	const char *dli_sname; /* NULL: no name is known at run time */
	void *dli_saddr;
} Dl_info;

/* What an address belongs to; 0 if that is not the program itself. */
int dladdr(const void *__address, Dl_info *__info);
#endif

/* Each fails, and dlerror says why. */
int dlclose(void *__handle);
char *dlerror(void);
void *dlopen(const char *__file, int __mode);
void *dlsym(void *__restrict __handle, const char *__restrict __name);

#ifdef __cplusplus
}
#endif

#endif
