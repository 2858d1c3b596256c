/*
 * newlib-port/libgloss/xinim/mktemp.c - files and folders with names of their own.
 *
 * In place of newlib's, whose names are the process's number and whose mkdtemp fails
 * always. The six letters are random, so that nobody has the name before.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define LETTERS 6
#define TRIES   1000 /* of 62^6 names: somebody takes them all */

/* The X's before the suffix, or NULL with EINVAL. */
static char *find_letters(char *template, int suffix)
{
	size_t length = strlen(template);

	if (suffix < 0 || length < LETTERS || (size_t)suffix > length - LETTERS ||
		memcmp(template + length - (size_t)suffix - LETTERS, "XXXXXX", LETTERS) !=
			0) {
		errno = EINVAL;
		return NULL;
	}
	return template + length - suffix - LETTERS;
}

static int choose(char *letters)
{
	static const char signs[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return -1;
	for (int i = 0; i < LETTERS; i++, random /= sizeof(signs) - 1)
		letters[i] = signs[random % (sizeof(signs) - 1)];
	return 0;
}

static int make_file(const char *path, int flags)
{
	return open(path, O_RDWR | O_CREAT | O_EXCL | (flags & ~O_ACCMODE), 0600);
}

static int make_folder(const char *path, int flags)
{
	(void)flags;
	return mkdir(path, 0700);
}

/* For mktemp: 0 if nobody has the name. */
static int look(const char *path, int flags)
{
	struct stat st;

	(void)flags;
	if (lstat(path, &st) == 0) {
		errno = EEXIST;
		return -1;
	}
	return errno == ENOENT ? 0 : -1;
}

/* What make() gives, with a name that is new; after an error the letters are X's. */
static int try_names(
	char *template, int suffix, int flags, int (*make)(const char *, int))
{
	char *letters = find_letters(template, suffix);
	int before = errno;

	if (letters == NULL)
		return -1;
	for (int i = 0; i < TRIES; i++) {
		int result;

		if (choose(letters) != 0)
			break;
		result = make(template, flags);
		if (result >= 0) {
			errno = before;
			return result;
		}
		if (errno != EEXIST)
			break;
	}
	memcpy(letters, "XXXXXX", LETTERS);
	return -1;
}

int mkostemps(char *template, int suffix, int flags)
{
	return try_names(template, suffix, flags, make_file);
}

int mkstemps(char *template, int suffix)
{
	return mkostemps(template, suffix, 0);
}

int mkostemp(char *template, int flags)
{
	return mkostemps(template, 0, flags);
}

int mkstemp(char *template)
{
	return mkostemps(template, 0, 0);
}

char *mkdtemp(char *template)
{
	return try_names(template, 0, 0, make_folder) == 0 ? template : NULL;
}

/* An empty name after an error: POSIX.1-2001. */
char *mktemp(char *template)
{
	if (try_names(template, 0, 0, look) != 0)
		*template = '\0';
	return template;
}
