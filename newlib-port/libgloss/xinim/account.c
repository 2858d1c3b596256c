/*
 * newlib-port/libgloss/xinim/account.c - files of one entry a line (account.h).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "account.h"
#include "glue.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 1024

/* A line into buf, its newline taken away. 0, ENOENT, ERANGE or the file's error. */
static int read_line(FILE *f, char *buf, size_t size)
{
	size_t n = 0;
	int c = 0;

	if (size == 0)
		return ERANGE;
	while (n < size - 1 && (c = getc(f)) != EOF && c != '\n')
		buf[n++] = (char)c;
	buf[n] = '\0';
	if (c == EOF && ferror(f))
		return errno;
	if (c == EOF && n == 0)
		return ENOENT;
	if (c == '\n' || c == EOF)
		return 0;
	/* Just full: does the line end here? */
	c = getc(f);
	if (c == '\n' || c == EOF)
		return 0;
	ungetc(c, f);
	return ERANGE;
}

int __xinim_account_next(
	FILE *f, const struct account_kind *kind, void *entry, char *buf, size_t size)
{
	int error, before = errno;
	size_t used;

	flockfile(f);
	do {
		off_t start = ftello(f);

		error = read_line(f, buf, size);
		if (error == 0) {
			used = strlen(buf) + 1;
			error = kind->parse(buf, entry, buf + used, size - used);
		}
		if (error == ERANGE && start >= 0)
			fseeko(f, start, SEEK_SET);
	} while (error == EINVAL);
	funlockfile(f);
	errno = before;
	return error;
}

int __xinim_account_find(const struct account_kind *kind, void *entry, char *buf,
	size_t size, int (*same)(const void *entry, const void *key), const void *key)
{
	int error, before = errno;
	FILE *f = fopen(kind->path, "re");

	error = f == NULL ? errno : 0;
	errno = before;
	if (f == NULL)
		return error;
	do
		error = __xinim_account_next(f, kind, entry, buf, size);
	while (error == 0 && !same(entry, key));
	fclose(f);
	errno = before;
	return error;
}

/* Twice as much memory. 0 or ENOMEM. */
static int grow(struct account_memory *memory)
{
	size_t size = memory->size == 0 ? FIRST_BYTES : memory->size * 2;
	int before = errno;
	char *buf = realloc(memory->buf, size);

	errno = before;
	if (buf == NULL)
		return ENOMEM;
	memory->buf = buf;
	memory->size = size;
	return 0;
}

int __xinim_account_next_static(FILE *f, const struct account_kind *kind, void *entry,
	struct account_memory *memory)
{
	int error;

	do
		error = __xinim_account_next(f, kind, entry, memory->buf, memory->size);
	while (error == ERANGE && (error = grow(memory)) == 0);
	return error;
}

int __xinim_account_find_static(const struct account_kind *kind, void *entry,
	struct account_memory *memory, int (*same)(const void *entry, const void *key),
	const void *key)
{
	int error;

	do
		error = __xinim_account_find(
			kind, entry, memory->buf, memory->size, same, key);
	while (error == ERANGE && (error = grow(memory)) == 0);
	return error;
}

int __xinim_account_open(FILE **file, const struct account_kind *kind)
{
	if (*file == NULL)
		*file = fopen(kind->path, "re");
	return *file == NULL ? -1 : 0;
}

int __xinim_account_number(const char *text, unsigned *value)
{
	unsigned long n;
	char *end;

	if (text == NULL || *text < '0' || *text > '9' || strlen(text) > 10)
		return 0;
	n = strtoul(text, &end, 10);
	*value = (unsigned)n;
	return *end == '\0' && n <= UINT_MAX;
}

int __xinim_account_field(const char *text)
{
	return text == NULL || strpbrk(text, ":\n") == NULL;
}
