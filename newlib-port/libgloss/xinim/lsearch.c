/*
 * newlib-port/libgloss/xinim/lsearch.c - tables searched from the start.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <search.h>
#include <string.h>

void *lfind(const void *key, const void *table, size_t *count, size_t width,
	int (*compare)(const void *, const void *))
{
	const char *p = table;

	for (size_t i = 0; i < *count; i++, p += width)
		if (compare(key, p) == 0)
			return (void *)p;
	return NULL;
}

/* The caller has room for one more. */
void *lsearch(const void *key, void *table, size_t *count, size_t width,
	int (*compare)(const void *, const void *))
{
	void *found = lfind(key, table, count, width, compare);

	if (found != NULL)
		return found;
	return memcpy((char *)table + width * (*count)++, key, width);
}
