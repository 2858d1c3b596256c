/*
 * servers/process/idmap.c - from a number to what has it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/idmap.h"

#include <errno.h>
#include <stdlib.h>

#define BUCKETS_AT_FIRST 64

static struct id_node **bucket(const struct idmap *map, uint32_t id)
{
	return &map->bucket[id & (map->buckets - 1)];
}

struct id_node *idmap_find(const struct idmap *map, uint32_t id)
{
	struct id_node *n = map->buckets ? *bucket(map, id) : NULL;

	while (n && n->id != id)
		n = n->next;
	return n;
}

static int grow(struct idmap *map)
{
	struct idmap bigger = { .buckets = map->buckets * 2, .count = map->count };

	if (!bigger.buckets)
		bigger.buckets = BUCKETS_AT_FIRST;
	bigger.bucket = calloc(bigger.buckets, sizeof(*bigger.bucket));
	if (!bigger.bucket)
		return -ENOMEM;
	for (size_t i = 0; i < map->buckets; i++) {
		struct id_node *n, *next;

		for (n = map->bucket[i]; n; n = next) {
			next = n->next;
			n->next = *bucket(&bigger, n->id);
			*bucket(&bigger, n->id) = n;
		}
	}
	free(map->bucket);
	*map = bigger;
	return 0;
}

/* A table that cannot grow any more is only slower; one that is not there is an error. */
int idmap_add(struct idmap *map, struct id_node *n)
{
	if (map->count >= map->buckets && grow(map) != 0 && !map->buckets)
		return -ENOMEM;
	n->next = *bucket(map, n->id);
	*bucket(map, n->id) = n;
	map->count++;
	return 0;
}

void idmap_remove(struct idmap *map, struct id_node *n)
{
	struct id_node **at = bucket(map, n->id);

	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
	map->count--;
}
