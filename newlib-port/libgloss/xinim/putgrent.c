/*
 * newlib-port/libgloss/xinim/putgrent.c - writes an entry of the group file: glibc's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "account.h"
#include "glue.h"

#include <grp.h>
#include <string.h>

/* May these be the fields of an entry? A comma in a member would make two of it. */
static int is_entry(const struct group *g)
{
	if (g->gr_name == NULL || *g->gr_name == '\0' ||
		!__xinim_account_field(g->gr_name) ||
		!__xinim_account_field(g->gr_passwd))
		return 0;
	for (char **m = g->gr_mem; m != NULL && *m != NULL; m++)
		if (!__xinim_account_field(*m) || strchr(*m, ',') != NULL)
			return 0;
	return 1;
}

/* Writes an entry. 0, or -1: EINVAL (a field that would be two, no name), or the file's. */
int putgrent(const struct group *g, FILE *f)
{
	int bad;

	if (!is_entry(g)) {
		errno = EINVAL;
		return -1;
	}
	flockfile(f);
	bad = fprintf(f, "%s:%s:%u:", g->gr_name,
		      g->gr_passwd == NULL ? "" : g->gr_passwd, g->gr_gid) < 0;
	for (char **m = g->gr_mem; !bad && m != NULL && *m != NULL; m++)
		bad = fprintf(f, m == g->gr_mem ? "%s" : ",%s", *m) < 0;
	bad = bad || putc('\n', f) == EOF;
	funlockfile(f);
	return bad ? -1 : 0;
}
