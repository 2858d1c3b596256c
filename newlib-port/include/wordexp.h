/*
 * newlib-port/include/wordexp.h - words as the shell expands them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_WORDEXP_H
#define _XINIM_WORDEXP_H

#include <sys/cdefs.h>
#define __need_size_t
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	size_t we_wordc;
	char **we_wordv;
	size_t we_offs; /* WRDE_DOOFFS: so many NULLs before the words */
} wordexp_t;

#define WRDE_DOOFFS  0x01
#define WRDE_APPEND  0x02
#define WRDE_NOCMD   0x04 /* a command is WRDE_CMDSUB */
#define WRDE_REUSE   0x08
#define WRDE_SHOWERR 0x10 /* what commands write to standard error is seen */
#define WRDE_UNDEF   0x20 /* a variable that is not set is WRDE_BADVAL */

/* What wordexp returns. */
enum {
	WRDE_SUCCESS,
	WRDE_NOSPACE,
	WRDE_BADCHAR, /* one of \n|&;<>(){} without quotes */
	WRDE_BADVAL,
	WRDE_CMDSUB,
	WRDE_SYNTAX,
	WRDE_NOSYS
};

int wordexp(const char *__restrict __words, wordexp_t *__restrict __result, int __flags);
void wordfree(wordexp_t *__result);

#ifdef __cplusplus
}
#endif

#endif
