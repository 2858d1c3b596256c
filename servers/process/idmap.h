/*
 * servers/process/idmap.h - from a number to what has it.
 *
 * Pure: a hash table whose members embed a struct id_node. It grows with what is
 * in it, so that finding, adding and removing cost the same however many there are.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_IDMAP_H
#define XINIM_PROCESS_IDMAP_H

#include <stddef.h>
#include <stdint.h>

struct id_node {
	struct id_node *next;
	uint32_t id;
};

struct idmap {
	struct id_node **bucket;
	size_t buckets; /* a power of 2, or 0 */
	size_t count;
};

/* NULL: none has it. */
struct id_node *idmap_find(const struct idmap *map, uint32_t id);
/* None may have n's ID. -ENOMEM, and never if one was taken out before. */
int idmap_add(struct idmap *map, struct id_node *n);
/* It must be in the map. */
void idmap_remove(struct idmap *map, struct id_node *n);

#endif
