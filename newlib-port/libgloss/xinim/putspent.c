/*
 * newlib-port/libgloss/xinim/putspent.c - writes an entry of the file of passwords:
 * shadow(3).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "account.h"
#include "glue.h"

#include <shadow.h>

/* A field and what ends it; -1 is an empty one. */
static int put(long value, char end, FILE *f)
{
	return value == -1 ? putc(end, f) : fprintf(f, "%ld%c", value, end);
}

/* Writes an entry. 0, or -1: EINVAL (a field that would be two, no name), or the file's. */
int putspent(const struct spwd *p, FILE *f)
{
	int bad;

	if (p->sp_namp == NULL || *p->sp_namp == '\0' ||
		!__xinim_account_field(p->sp_namp) ||
		!__xinim_account_field(p->sp_pwdp)) {
		errno = EINVAL;
		return -1;
	}
	flockfile(f);
	bad = fprintf(f, "%s:%s:", p->sp_namp, p->sp_pwdp == NULL ? "" : p->sp_pwdp) <
			0 ||
		put(p->sp_lstchg, ':', f) < 0 || put(p->sp_min, ':', f) < 0 ||
		put(p->sp_max, ':', f) < 0 || put(p->sp_warn, ':', f) < 0 ||
		put(p->sp_inact, ':', f) < 0 || put(p->sp_expire, ':', f) < 0 ||
		put((long)p->sp_flag, '\n', f) < 0;
	funlockfile(f);
	return bad ? -1 : 0;
}
