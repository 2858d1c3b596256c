/*
 * kernel/order.c - which boot modules are started after which.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/order.h"

#include <stdbool.h>

#include "kernel/string.h"

/* Does `first' wait for `last', by way of whatever is between them? */
static bool waits(const struct order *o, const char *first, const char *last)
{
	bool reached[ORDER_MAX] = { false };
	bool more = true;

	if (strcmp(first, last) == 0)
		return true;
	while (more) {
		more = false;
		for (unsigned i = 0; i < o->count; i++) {
			bool from = strcmp(o->pair[i].name, first) == 0;

			for (unsigned j = 0; j < o->count && !from; j++)
				from = reached[j] &&
					strcmp(o->pair[j].before, o->pair[i].name) == 0;
			if (!from || reached[i])
				continue;
			if (strcmp(o->pair[i].before, last) == 0)
				return true;
			more = reached[i] = true;
		}
	}
	return false;
}

const char *order_add(struct order *o, const struct manifest_line *line)
{
	if (line->a > ORDER_MAX - o->count)
		return "too many words after `after'";
	for (unsigned i = 0; i < line->a; i++)
		if (waits(o, line->after[i], line->name))
			return "it would wait for itself";
	for (unsigned i = 0; i < line->a; i++, o->count++) {
		memcpy(o->pair[o->count].name, line->name, MANIFEST_NAME_MAX);
		memcpy(o->pair[o->count].before, line->after[i], MANIFEST_NAME_MAX);
	}
	return NULL;
}

const char *order_before(const struct order *o, const char *name, unsigned n)
{
	for (unsigned i = 0; i < o->count; i++)
		if (strcmp(o->pair[i].name, name) == 0 && n-- == 0)
			return o->pair[i].before;
	return NULL;
}
