/*
 * newlib-port/libgloss/xinim/fts.c - fts_open and its friends: 4.4BSD's fts(3).
 *
 * The current folder is never changed: what there is to open is the whole path, and no
 * descriptor is kept between two calls. Each entry has its name, its path and its stat in
 * one piece of memory. An entry that has been returned lives until the next fts_read;
 * a folder's until it has been returned the last time.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_ONLY 1 /* fts_flags: fts_children made it, and did not look */

static bool is_dots(const char *name)
{
	return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

/* What is found by the name; follow: where a link leads to. */
static unsigned short look(FTS *fts, FTSENT *e, bool follow)
{
	struct stat *st = e->fts_statp;

	e->fts_errno = 0;
	if (follow || fts->fts_options & FTS_LOGICAL) {
		if (stat(e->fts_accpath, st) != 0) {
			e->fts_errno = errno;
			if (lstat(e->fts_accpath, st) == 0) {
				if (S_ISLNK(st->st_mode)) {
					e->fts_errno = 0;
					return FTS_SLNONE;
				}
			}
			goto none;
		}
	} else if (lstat(e->fts_accpath, st) != 0) {
		e->fts_errno = errno;
		goto none;
	}
	e->fts_dev = st->st_dev;
	e->fts_ino = st->st_ino;
	e->fts_nlink = st->st_nlink;
	if (S_ISDIR(st->st_mode)) {
		if (e->fts_level > FTS_ROOTLEVEL && is_dots(e->fts_name))
			return FTS_DOT;
		for (FTSENT *p = e->fts_parent; p->fts_level >= FTS_ROOTLEVEL;
			p = p->fts_parent)
			if (p->fts_ino == e->fts_ino && p->fts_dev == e->fts_dev) {
				e->fts_cycle = p;
				return FTS_DC;
			}
		return FTS_D;
	}
	if (S_ISLNK(st->st_mode))
		return FTS_SL;
	return S_ISREG(st->st_mode) ? FTS_F : FTS_DEFAULT;
none:
	memset(st, 0, sizeof(*st));
	return FTS_NS;
}

/* An entry for dir/name, or for name alone if dir is NULL. NULL with errno. */
static FTSENT *entry_new(FTSENT *parent, const char *dir, const char *name)
{
	size_t length = strlen(name), before = dir != NULL ? strlen(dir) : 0;
	size_t slash = before > 0 && dir[before - 1] != '/';
	size_t at = sizeof(FTSENT) + length;
	FTSENT *e;

	if (before + slash + length > USHRT_MAX) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	at = (at + _Alignof(struct stat) - 1) & ~(_Alignof(struct stat) - 1);
	e = calloc(1, at + sizeof(struct stat) + before + slash + length + 1);
	if (e == NULL)
		return NULL;
	e->fts_statp = (struct stat *)((char *)e + at);
	e->fts_path = (char *)(e->fts_statp + 1);
	e->fts_accpath = e->fts_path;
	memcpy(e->fts_name, name, length);
	e->fts_namelen = (unsigned short)length;
	if (before > 0)
		memcpy(e->fts_path, dir, before);
	if (slash)
		e->fts_path[before] = '/';
	memcpy(e->fts_path + before + slash, name, length);
	e->fts_pathlen = (unsigned short)(before + slash + length);
	e->fts_parent = parent;
	e->fts_level = (short)(parent->fts_level + 1);
	e->fts_symfd = -1;
	e->fts_instr = FTS_NOINSTR;
	return e;
}

static void free_list(FTSENT *e)
{
	while (e != NULL) {
		FTSENT *next = e->fts_link;

		free(e);
		e = next;
	}
}

/* In the order the program wants; without memory for that as they are. */
static FTSENT *sort(FTS *fts, FTSENT *list, size_t n)
{
	FTSENT **all = fts->fts_compar != NULL && n > 1 ? malloc(n * sizeof(*all)) : NULL;
	size_t i = 0;

	if (all == NULL)
		return list;
	for (FTSENT *e = list; e != NULL; e = e->fts_link)
		all[i++] = e;
	qsort(all, n, sizeof(*all),
		(int (*)(const void *, const void *))(void (*)(void))fts->fts_compar);
	for (i = 0; i + 1 < n; i++)
		all[i]->fts_link = all[i + 1];
	all[n - 1]->fts_link = NULL;
	list = all[0];
	free(all);
	return list;
}

/*
 * What is in the folder `dir`, or NULL: there is nothing, or it cannot be read, or there is
 * no memory; errno tells.
 */
static FTSENT *build(FTS *fts, FTSENT *dir, bool names_only)
{
	FTSENT *first = NULL, **last = &first;
	int fd = open(dir->fts_accpath, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;
	size_t n = 0;
	int error;

	if (stream == NULL) {
		error = errno;
		if (fd >= 0)
			close(fd);
		errno = error;
		return NULL;
	}
	while (errno = 0, (d = readdir(stream)) != NULL) {
		FTSENT *e;

		if (is_dots(d->d_name) && !(fts->fts_options & FTS_SEEDOT))
			continue;
		e = entry_new(dir, dir->fts_path, d->d_name);
		if (e == NULL)
			break;
		if (names_only) {
			e->fts_info = FTS_NSOK;
			e->fts_flags = NAME_ONLY;
		} else if (fts->fts_options & FTS_NOSTAT && d->d_type != DT_DIR &&
			d->d_type != DT_UNKNOWN &&
			(d->d_type != DT_LNK || fts->fts_options & FTS_PHYSICAL))
			e->fts_info = FTS_NSOK;
		else
			e->fts_info = look(fts, e, false);
		*last = e;
		last = &e->fts_link;
		n++;
	}
	error = errno;
	closedir(stream);
	errno = error;
	if (error != 0) {
		free_list(first);
		return NULL;
	}
	return sort(fts, first, n);
}

FTS *fts_open(
	char *const *paths, int options, int (*compare)(const FTSENT **, const FTSENT **))
{
	int ways = options & (FTS_LOGICAL | FTS_PHYSICAL);
	FTSENT *parent = NULL, *first = NULL, **last = &first;
	FTS *fts;
	size_t n = 0;

	if (options & ~FTS_OPTIONMASK || (ways != FTS_LOGICAL && ways != FTS_PHYSICAL) ||
		paths == NULL || paths[0] == NULL) {
		errno = EINVAL;
		return NULL;
	}
	fts = calloc(1, sizeof(*fts));
	parent = calloc(1, sizeof(*parent));
	if (fts == NULL || parent == NULL)
		goto fail;
	fts->fts_options = options | FTS_NOCHDIR;
	fts->fts_compar = compare;
	parent->fts_level = FTS_ROOTPARENTLEVEL;
	for (; *paths != NULL; paths++) {
		FTSENT *e;

		if (**paths == '\0') {
			errno = ENOENT;
			goto fail;
		}
		e = entry_new(parent, NULL, *paths);
		if (e == NULL)
			goto fail;
		e->fts_info = look(fts, e, (options & FTS_COMFOLLOW) != 0);
		*last = e;
		last = &e->fts_link;
		n++;
	}
	/* Before the roots there is one of no file, that the first read leaves. */
	fts->fts_cur = entry_new(parent, NULL, "");
	if (fts->fts_cur == NULL)
		goto fail;
	fts->fts_cur->fts_link = sort(fts, first, n);
	fts->fts_cur->fts_info = FTS_INIT;
	return fts;
fail:
	free_list(first);
	free(parent);
	free(fts);
	return NULL;
}

/* The folder e has been left for good, or is not entered. */
static FTSENT *after(FTS *fts, FTSENT *e)
{
	free_list(fts->fts_child);
	fts->fts_child = NULL;
	e->fts_info = FTS_DP;
	return e;
}

/* The first of the list that is not to be passed over; what is before it is freed. */
static FTSENT *pick(FTS *fts, FTSENT *list)
{
	while (list != NULL && list->fts_instr == FTS_SKIP) {
		FTSENT *skipped = list;

		list = list->fts_link;
		free(skipped);
	}
	if (list != NULL && list->fts_instr == FTS_FOLLOW) {
		list->fts_instr = FTS_NOINSTR;
		list->fts_info = look(fts, list, true);
	}
	return list;
}

/* Into the folder e: what is first in it, or e again. */
static FTSENT *enter(FTS *fts, FTSENT *e)
{
	FTSENT *first = fts->fts_child;

	fts->fts_child = NULL;
	if (first != NULL && first->fts_flags & NAME_ONLY) {
		free_list(first);
		first = NULL;
	}
	if (first == NULL) {
		first = build(fts, e, false);
		if (first == NULL && errno == ENOMEM) {
			e->fts_info = FTS_ERR;
			e->fts_errno = errno;
			return NULL;
		}
		if (first == NULL) {
			e->fts_info = errno != 0 ? FTS_DNR : FTS_DP;
			e->fts_errno = errno;
			return e;
		}
	}
	first = pick(fts, first);
	if (first == NULL)
		e->fts_info = FTS_DP;
	return first != NULL ? first : e;
}

/* A root that is read has its last name only, as others have. */
static void last_name(FTSENT *e)
{
	size_t end = strlen(e->fts_name), start;

	while (end > 1 && e->fts_name[end - 1] == '/')
		end--;
	for (start = end; start > 0 && e->fts_name[start - 1] != '/'; start--)
		continue;
	if (start == end)
		return; /* the root folder */
	memmove(e->fts_name, e->fts_name + start, end - start);
	e->fts_name[end - start] = '\0';
	e->fts_namelen = (unsigned short)(end - start);
}

/* The one behind e, which is freed: its neighbour, or the folder it is in. */
static FTSENT *leave(FTS *fts, FTSENT *e)
{
	FTSENT *next = e->fts_link, *parent = e->fts_parent;

	free_list(fts->fts_child);
	fts->fts_child = NULL;
	free(e);
	next = pick(fts, next);
	if (next != NULL) {
		if (next->fts_level == FTS_ROOTLEVEL) {
			fts->fts_dev = next->fts_dev;
			last_name(next);
		}
		return next;
	}
	if (parent->fts_level == FTS_ROOTPARENTLEVEL) {
		free(parent);
		errno = 0;
		return NULL;
	}
	if (parent->fts_errno != 0)
		parent->fts_info = FTS_ERR;
	else
		parent->fts_info = FTS_DP;
	return parent;
}

FTSENT *fts_read(FTS *fts)
{
	FTSENT *e = fts->fts_cur, *next;
	int instr;

	if (e == NULL)
		return NULL;
	if (e->fts_info == FTS_ERR && e->fts_errno == ENOMEM) {
		errno = ENOMEM;
		return NULL;
	}
	instr = e->fts_instr;
	e->fts_instr = FTS_NOINSTR;
	if (instr == FTS_AGAIN) {
		e->fts_info = look(fts, e, false);
		return e;
	}
	if (instr == FTS_FOLLOW && (e->fts_info == FTS_SL || e->fts_info == FTS_SLNONE)) {
		e->fts_info = look(fts, e, true);
		return e;
	}
	if (e->fts_info == FTS_D) {
		if (instr == FTS_SKIP ||
			(fts->fts_options & FTS_XDEV && e->fts_dev != fts->fts_dev))
			return after(fts, e);
		next = enter(fts, e);
	} else
		next = leave(fts, e);
	if (next == NULL) {
		/* The end, or no memory: then e is still there to be freed. */
		if (errno == 0)
			fts->fts_cur = NULL;
		return NULL;
	}
	return fts->fts_cur = next;
}

FTSENT *fts_children(FTS *fts, int options)
{
	FTSENT *e = fts->fts_cur;

	if (options != 0 && options != FTS_NAMEONLY) {
		errno = EINVAL;
		return NULL;
	}
	errno = 0;
	if (e == NULL)
		return NULL;
	if (e->fts_info == FTS_INIT)
		return e->fts_link;
	if (e->fts_info != FTS_D)
		return NULL;
	free_list(fts->fts_child);
	fts->fts_child = build(fts, e, options == FTS_NAMEONLY);
	return fts->fts_child;
}

int fts_set(FTS *fts, FTSENT *e, int instruction)
{
	(void)fts;
	if (instruction != 0 && instruction != FTS_AGAIN && instruction != FTS_FOLLOW &&
		instruction != FTS_NOINSTR && instruction != FTS_SKIP) {
		errno = EINVAL;
		return -1;
	}
	e->fts_instr = (unsigned short)(instruction != 0 ? instruction : FTS_NOINSTR);
	return 0;
}

int fts_close(FTS *fts)
{
	FTSENT *e = fts->fts_cur;

	free_list(fts->fts_child);
	/* What comes behind, on this level and on each above it. */
	while (e != NULL) {
		FTSENT *parent = e->fts_parent;

		free_list(e);
		e = parent;
	}
	free(fts);
	return 0;
}
