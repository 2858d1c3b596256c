/*
 * newlib-port/include/fts.h - walks through trees of files, as 4.4BSD has it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_FTS_H
#define _XINIM_FTS_H

#include <sys/cdefs.h>
#include <sys/stat.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _ftsent {
	struct _ftsent *fts_cycle;  /* FTS_DC: the folder that this is again */
	struct _ftsent *fts_parent; /* of a root: one that is of no file */
	struct _ftsent *fts_link;   /* fts_children: the next one */
	long fts_number;            /* the program's; 0 at first */
	void *fts_pointer;          /* the program's; NULL at first */
	char *fts_accpath;          /* what to open: the current folder never changes */
	char *fts_path;             /* beginning with what fts_open was given */
	int fts_errno;              /* FTS_DNR, FTS_ERR, FTS_NS */
	int fts_symfd;
	unsigned short fts_pathlen; /* bytes */
	unsigned short fts_namelen;
	ino_t fts_ino;
	dev_t fts_dev;
	nlink_t fts_nlink;
	short fts_level; /* FTS_ROOTLEVEL and more */
	unsigned short fts_info;
	unsigned short fts_flags;
	unsigned short fts_instr;
	struct stat *fts_statp;
	char fts_name[1];
} FTSENT;

typedef struct _fts {
	FTSENT *fts_cur;
	FTSENT *fts_child;
	dev_t fts_dev; /* of the root that is being walked, for FTS_XDEV */
	int (*fts_compar)(const FTSENT **, const FTSENT **);
	int fts_options;
} FTS;

/* Options of fts_open: the first or the second has to be there. */
#define FTS_LOGICAL    0x001 /* what links lead to */
#define FTS_PHYSICAL   0x002 /* links themselves */
#define FTS_COMFOLLOW  0x004 /* follow links that are roots */
#define FTS_NOCHDIR    0x008 /* so it is always */
#define FTS_NOSTAT     0x010 /* FTS_NSOK instead of what needs a stat */
#define FTS_SEEDOT     0x020 /* `.' and `..' as well */
#define FTS_XDEV       0x040 /* stay on the file system */
#define FTS_WHITEOUT   0x080 /* there are none */
#define FTS_OPTIONMASK 0x0ff

/* Of fts_children. */
#define FTS_NAMEONLY 0x100

#define FTS_ROOTPARENTLEVEL (-1)
#define FTS_ROOTLEVEL       0

/* fts_info. */
#define FTS_D       1 /* a folder, before what is in it */
#define FTS_DC      2 /* a folder that it is in */
#define FTS_DEFAULT 3 /* any other */
#define FTS_DNR     4 /* a folder that cannot be read */
#define FTS_DOT     5
#define FTS_DP      6 /* a folder, after what is in it */
#define FTS_ERR     7
#define FTS_F       8
#define FTS_INIT    9
#define FTS_NS      10 /* stat failed */
#define FTS_NSOK    11
#define FTS_SL      12
#define FTS_SLNONE  13 /* a link to nothing */
#define FTS_W       14

/* Of fts_set. */
#define FTS_AGAIN   1
#define FTS_FOLLOW  2
#define FTS_NOINSTR 3
#define FTS_SKIP    4

FTS *fts_open(char *const *__paths, int __options,
	int (*__compare)(const FTSENT **, const FTSENT **));
FTSENT *fts_read(FTS *__fts);
FTSENT *fts_children(FTS *__fts, int __options);
int fts_set(FTS *__fts, FTSENT *__entry, int __instruction);
int fts_close(FTS *__fts);

#ifdef __cplusplus
}
#endif

#endif
