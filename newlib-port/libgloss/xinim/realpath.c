/*
 * newlib-port/libgloss/xinim/realpath.c - a path without symbolic links, `.' and `..'.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 40 /* SYMLOOP_MAX of the system */

/* Takes the last name off the absolute path of *length bytes. */
static void up(char *path, size_t *length)
{
	while (*length > 1 && path[*length - 1] != '/')
		--*length;
	if (*length > 1)
		--*length;
	path[*length] = '\0';
}

/* Replaces what is left of the path by a link's text and, behind it, itself. */
static int put_link(const char *path, char *rest, size_t *length, char *done)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	size_t left = strlen(rest);

	if (n < 0)
		return -1;
	if ((size_t)n + left >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memmove(rest + n, rest, left + 1);
	memcpy(rest, target, (size_t)n);
	if (rest[0] == '/')
		*length = 1;
	else
		up(done, length);
	done[*length] = '\0';
	return 0;
}

/* Walks `rest` from the directory in `done`. */
static int walk(char *rest, char *done)
{
	size_t length = strlen(done);
	int links = 0;

	while (rest += strspn(rest, "/"), *rest != '\0') {
		size_t n = strcspn(rest, "/");
		char *name = rest;
		struct stat st;

		rest += n;
		if (n == 1 && name[0] == '.')
			continue;
		if (n == 2 && name[0] == '.' && name[1] == '.') {
			up(done, &length);
			continue;
		}
		if (length + 1 + n >= PATH_MAX) {
			errno = ENAMETOOLONG;
			return -1;
		}
		if (length > 1)
			done[length++] = '/';
		memcpy(done + length, name, n);
		length += n;
		done[length] = '\0';
		if (lstat(done, &st) != 0)
			return -1;
		if (S_ISLNK(st.st_mode)) {
			if (++links > LINKS_MAX) {
				errno = ELOOP;
				return -1;
			}
			/* What is left moves to the front, to make room for the text. */
			memmove(rest - n, rest, strlen(rest) + 1);
			rest -= n;
			if (put_link(done, rest, &length, done) != 0)
				return -1;
		} else if (*rest != '\0' && !S_ISDIR(st.st_mode)) {
			errno = ENOTDIR;
			return -1;
		}
	}
	return 0;
}

char *realpath(const char *restrict path, char *restrict resolved)
{
	char rest[2 * PATH_MAX], done[PATH_MAX] = "/";

	if (path == NULL || *path == '\0') {
		errno = path == NULL ? EINVAL : ENOENT;
		return NULL;
	}
	if (strlen(path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	if (*path != '/' && getcwd(done, sizeof(done)) == NULL)
		return NULL;
	strcpy(rest, path);
	if (walk(rest, done) != 0)
		return NULL;
	return resolved != NULL ? strcpy(resolved, done) : strdup(done);
}

char *canonicalize_file_name(const char *path)
{
	return realpath(path, NULL);
}
