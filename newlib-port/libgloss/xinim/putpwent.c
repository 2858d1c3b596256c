/*
 * newlib-port/libgloss/xinim/putpwent.c - writes an entry of the user file: glibc's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "account.h"
#include "glue.h"

#include <pwd.h>

#define TEXT(s) ((s) == NULL ? "" : (s))

/* Writes an entry. 0, or -1: EINVAL (a field that would be two, no name), or the file's. */
int putpwent(const struct passwd *p, FILE *f)
{
	if (p->pw_name == NULL || *p->pw_name == '\0' ||
		!__xinim_account_field(p->pw_name) ||
		!__xinim_account_field(p->pw_passwd) ||
		!__xinim_account_field(p->pw_gecos) ||
		!__xinim_account_field(p->pw_dir) ||
		!__xinim_account_field(p->pw_shell)) {
		errno = EINVAL;
		return -1;
	}
	return fprintf(f, "%s:%s:%u:%u:%s:%s:%s\n", p->pw_name, TEXT(p->pw_passwd),
		       p->pw_uid, p->pw_gid, TEXT(p->pw_gecos), TEXT(p->pw_dir),
		       TEXT(p->pw_shell)) < 0
		? -1
		: 0;
}
