/*
 * newlib-port/libgloss/xinim/scandir.c - a directory's entries, chosen and sorted.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdlib.h>
#include <string.h>

#include "dir.h"

int alphasort(const struct dirent **a, const struct dirent **b)
{
	return strcoll((*a)->d_name, (*b)->d_name);
}

int versionsort(const struct dirent **a, const struct dirent **b)
{
	return strverscmp((*a)->d_name, (*b)->d_name);
}

/* Appends a copy of entry to the list of n; 0, or -1 and errno. */
static int append(struct dirent ***list, size_t n, const struct dirent *entry)
{
	struct dirent *copy;

	if ((n & (n - 1)) == 0) { /* full at each power of 2 */
		struct dirent **longer =
			realloc(*list, (n != 0 ? 2 * n : 1) * sizeof(**list));

		if (longer == NULL)
			return -1;
		*list = longer;
	}
	copy = malloc(entry->d_reclen);
	if (copy == NULL)
		return -1;
	(*list)[n] = memcpy(copy, entry, entry->d_reclen);
	return 0;
}

int scandir(const char *path, struct dirent ***result,
	int (*choose)(const struct dirent *),
	int (*compare)(const struct dirent **, const struct dirent **))
{
	DIR *dir = opendir(path);
	struct dirent **list = NULL;
	struct dirent *entry;
	size_t n = 0;
	int error, before = errno;

	if (dir == NULL)
		return -1;
	while (errno = 0, (entry = readdir(dir)) != NULL) {
		if (choose != NULL && choose(entry) == 0)
			continue;
		if (append(&list, n, entry) != 0)
			break;
		n++;
	}
	error = errno;
	closedir(dir);
	if (error != 0) {
		while (n > 0)
			free(list[--n]);
		free(list);
		errno = error;
		return -1;
	}
	errno = before;
	if (compare != NULL && n > 1)
		qsort(list, n, sizeof(*list),
			(int (*)(const void *, const void *))compare);
	*result = list;
	return (int)n;
}
