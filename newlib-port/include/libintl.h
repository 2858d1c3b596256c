/*
 * newlib-port/include/libintl.h - messages in the language of the locale (GNU gettext).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_LIBINTL_H
#define _XINIM_LIBINTL_H

#include <locale.h> /* glibc has it too, for LC_MESSAGES */

#ifdef __cplusplus
extern "C" {
#endif

#define __USE_GNU_GETTEXT                       1
#define __GNU_GETTEXT_SUPPORTED_REVISION(major) ((major) == 0 ? 1 : -1)

/* The text may be used as a format where the untranslated one is. */
#define __LIKE(n) __attribute__((__format_arg__(n)))

char *bind_textdomain_codeset(const char *__domain, const char *__codeset);
char *bindtextdomain(const char *__domain, const char *__folder);
char *dcgettext(const char *__domain, const char *__text, int __category) __LIKE(2);
char *dcngettext(const char *__domain, const char *__one, const char *__many,
	unsigned long __n, int __category) __LIKE(2) __LIKE(3);
char *dgettext(const char *__domain, const char *__text) __LIKE(2);
char *dngettext(const char *__domain, const char *__one, const char *__many,
	unsigned long __n) __LIKE(2) __LIKE(3);
char *gettext(const char *__text) __LIKE(1);
char *ngettext(const char *__one, const char *__many, unsigned long __n) __LIKE(1)
	__LIKE(2);
char *textdomain(const char *__domain);

#undef __LIKE

#ifdef __cplusplus
}
#endif

#endif
