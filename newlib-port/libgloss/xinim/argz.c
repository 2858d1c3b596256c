/*
 * newlib-port/libgloss/xinim/argz.c - vectors of strings in one piece: the functions of
 * <argz.h> in which newlib's differ from glibc's.
 *
 * Separators in a row, at the start and at the end make no empty entries; a count that
 * nobody wants may be NULL, and else counts on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <argz.h>
#include <envz.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The entries of a text are written behind *argz. 0 or ENOMEM, and nothing has changed. */
error_t argz_add_sep(char **argz, size_t *length, const char *text, int separator)
{
	size_t size = strlen(text) + 1, n = *length;
	char *all = size > SIZE_MAX - n ? NULL : realloc(*argz, n + size);

	if (all == NULL)
		return ENOMEM;
	for (; *text != '\0'; text++) {
		if (*text != (char)separator)
			all[n++] = *text;
		else if (n > *length && all[n - 1] != '\0')
			all[n++] = '\0';
	}
	if (n > *length && all[n - 1] != '\0')
		all[n++] = '\0';
	if (n == 0) {
		free(all);
		all = NULL;
	}
	*argz = all;
	*length = n;
	return 0;
}

error_t argz_create_sep(const char *text, int separator, char **argz, size_t *length)
{
	char *all = NULL;
	size_t n = 0;
	error_t error = argz_add_sep(&all, &n, text, separator);

	if (error == 0) {
		*argz = all;
		*length = n;
	}
	return error;
}

/* Every `old' in the entries becomes `new'. 0 or ENOMEM, and nothing has changed. */
error_t argz_replace(
	char **argz, size_t *length, const char *old, const char *new, unsigned *count)
{
	size_t old_size = strlen(old), new_size = strlen(new), found = 0, n = *length,
	       to = 0;
	char *all;

	if (old_size == 0 || n == 0)
		return 0;
	for (size_t i = 0; i + old_size < n;) {
		int here = memcmp(*argz + i, old, old_size) == 0;

		found += (size_t)here;
		i += here ? old_size : 1;
	}
	if (found == 0)
		return 0;
	if (new_size > old_size && found > (SIZE_MAX - n) / (new_size - old_size))
		return ENOMEM;
	all = malloc(n + found * new_size - found * old_size);
	if (all == NULL)
		return ENOMEM;
	for (size_t i = 0; i < n;) {
		if (i + old_size < n && memcmp(*argz + i, old, old_size) == 0) {
			memcpy(all + to, new, new_size);
			to += new_size;
			i += old_size;
		} else {
			all[to++] = (*argz)[i++];
		}
	}
	free(*argz);
	*argz = all;
	*length = to;
	if (count != NULL)
		*count += (unsigned)found;
	return 0;
}

/* Entries without a value go. */
void envz_strip(char **envz, size_t *length)
{
	size_t to = 0, size;

	for (size_t i = 0; i < *length; i += size) {
		size = strlen(*envz + i) + 1;
		if (memchr(*envz + i, '=', size) == NULL)
			continue;
		memmove(*envz + to, *envz + i, size);
		to += size;
	}
	*length = to;
	if (to == 0) {
		free(*envz);
		*envz = NULL;
	}
}
