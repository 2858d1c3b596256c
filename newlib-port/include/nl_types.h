/*
 * newlib-port/include/nl_types.h - catalogues of messages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_NL_TYPES_H
#define _XINIM_NL_TYPES_H

#include <sys/_types.h>
#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NL_SETD       1
#define NL_CAT_LOCALE 1

typedef void *nl_catd;
typedef __nl_item nl_item;

int catclose(nl_catd __catalogue);
char *catgets(nl_catd __catalogue, int __set, int __number, const char *__text);
nl_catd catopen(const char *__name, int __flags);

#ifdef __cplusplus
}
#endif

#endif
