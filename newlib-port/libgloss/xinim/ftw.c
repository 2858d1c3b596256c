/*
 * newlib-port/libgloss/xinim/ftw.c - nftw and ftw: POSIX.1-2017.
 *
 * The names in a folder are read at once and the folder is closed before any of them
 * is looked at: one descriptor is in use at a time, however deep the tree is. Where
 * links are followed, a folder that is being walked already is not entered again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct level {
	const struct level *above;
	dev_t dev;
	ino_t ino;
};

struct walk {
	int (*nftw)(const char *, const struct stat *, int, struct FTW *);
	int (*ftw)(const char *, const struct stat *, int);
	int flags;
	dev_t dev; /* of the first, for FTW_MOUNT */
	char path[PATH_MAX];
};

static int report(struct walk *w, const struct stat *st, int what, int base, int level)
{
	struct FTW where = { base, level };

	if (w->nftw != NULL)
		return w->nftw(w->path, st, what, &where);
	/* ftw has fewer words. */
	return w->ftw(w->path, st, what == FTW_SLN ? FTW_NS : what);
}

/* The names, each with its NUL, an empty one at the end. NULL with errno set. */
static char *read_names(DIR *dir)
{
	size_t size = 1024, used = 0;
	char *names = malloc(size);
	struct dirent *entry;

	if (names == NULL)
		return NULL;
	while (errno = 0, (entry = readdir(dir)) != NULL) {
		size_t length = strlen(entry->d_name) + 1;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (used + length + 1 > size) {
			char *more = realloc(names, size *= 2);

			if (more == NULL)
				goto fail;
			names = more;
		}
		memcpy(names + used, entry->d_name, length);
		used += length;
	}
	if (errno != 0)
		goto fail;
	names[used] = '\0';
	return names;
fail:
	free(names);
	return NULL;
}

static int visit(
	struct walk *w, const char *name, int base, const struct level *above, int level);

/* What is in the folder w->path; `at' is what it is called from where we are. */
static int descend(struct walk *w, const struct stat *st, const char *at, int base,
	const struct level *above, int level)
{
	struct level here = { above, st->st_dev, st->st_ino };
	size_t length = strlen(w->path);
	int result = 0, fd = open(at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int back = -1;
	DIR *dir;
	char *names;

	dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		if (errno != EACCES)
			return -1;
		return report(w, st, FTW_DNR, base, level);
	}
	if (!(w->flags & FTW_DEPTH))
		result = report(w, st, FTW_D, base, level);
	names = result == 0 ? read_names(dir) : NULL;
	if (result == 0 && names == NULL)
		result = -1;
	if (result == 0 && w->flags & FTW_CHDIR) {
		back = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (back < 0 || fchdir(dirfd(dir)) != 0)
			result = -1;
	}
	closedir(dir);
	for (char *p = names; result == 0 && *p != '\0'; p += strlen(p) + 1) {
		size_t slash = length > 0 && w->path[length - 1] == '/' ? 0 : 1;

		if (length + slash + strlen(p) >= sizeof(w->path)) {
			errno = ENAMETOOLONG;
			result = -1;
			break;
		}
		if (slash)
			w->path[length] = '/';
		strcpy(w->path + length + slash, p);
		result = visit(w, w->flags & FTW_CHDIR ? p : w->path,
			(int)(length + slash), &here, level + 1);
		w->path[length] = '\0';
	}
	free(names);
	if (back >= 0) {
		if (fchdir(back) != 0 && result == 0)
			result = -1;
		close(back);
	}
	if (result == 0 && w->flags & FTW_DEPTH)
		result = report(w, st, FTW_DP, base, level);
	return result;
}

static bool inside(const struct level *level, const struct stat *st)
{
	for (; level != NULL; level = level->above)
		if (level->dev == st->st_dev && level->ino == st->st_ino)
			return true;
	return false;
}

/* One name. Anything but 0 ends the walk. */
static int visit(
	struct walk *w, const char *name, int base, const struct level *above, int level)
{
	struct stat st;
	int what;

	if ((w->flags & FTW_PHYS ? lstat(name, &st) : stat(name, &st)) != 0) {
		if (errno != EACCES && errno != ENOENT && errno != ELOOP)
			return -1;
		if (!(w->flags & FTW_PHYS) && lstat(name, &st) == 0 &&
			S_ISLNK(st.st_mode))
			what = FTW_SLN;
		else if (level == 0 || errno != EACCES)
			return level == 0 ? -1 : 0; /* removed meanwhile */
		else {
			memset(&st, 0, sizeof(st));
			what = FTW_NS;
		}
		return report(w, &st, what, base, level);
	}
	if (level == 0)
		w->dev = st.st_dev;
	else if (w->flags & FTW_MOUNT && st.st_dev != w->dev)
		return 0;
	if (S_ISDIR(st.st_mode))
		return inside(above, &st) ? 0 : descend(w, &st, name, base, above, level);
	return report(w, &st, S_ISLNK(st.st_mode) ? FTW_SL : FTW_F, base, level);
}

static int walk(struct walk *w, const char *path, int fds)
{
	size_t length = strlen(path);
	const char *slash;

	if (fds < 1) {
		errno = EINVAL;
		return -1;
	}
	if (length == 0 || length >= sizeof(w->path)) {
		errno = length == 0 ? ENOENT : ENAMETOOLONG;
		return -1;
	}
	memcpy(w->path, path, length + 1);
	while (length > 1 && w->path[length - 1] == '/')
		w->path[--length] = '\0';
	slash = strrchr(w->path, '/');
	return visit(w, path,
		slash == NULL || slash[1] == '\0' ? 0 : (int)(slash + 1 - w->path), NULL,
		0);
}

int nftw(const char *path, int (*f)(const char *, const struct stat *, int, struct FTW *),
	int fds, int flags)
{
	struct walk w = { .nftw = f, .flags = flags };

	return walk(&w, path, fds);
}

int ftw(const char *path, int (*f)(const char *, const struct stat *, int), int fds)
{
	struct walk w = { .ftw = f };

	return walk(&w, path, fds);
}
