/*
 * servers/vfs/pages.c - which pages of a file there are.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/pages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define GROUP_BITS  32768UL
#define GROUP_WORDS (GROUP_BITS / 64)

static uint64_t *group_of(const struct page_map *m, uint64_t page)
{
	uint64_t g = page / GROUP_BITS;

	return g < m->groups ? m->group[g] : NULL;
}

bool pages_has(const struct page_map *m, uint64_t page)
{
	const uint64_t *g = group_of(m, page);

	return g && g[page % GROUP_BITS / 64] >> (page % 64) & 1;
}

static uint64_t *make_group(struct page_map *m, uint64_t page)
{
	uint64_t g = page / GROUP_BITS;

	if (g >= m->groups) {
		uint64_t groups = m->groups ? m->groups : 1;
		uint64_t **group;

		while (groups <= g)
			groups *= 2;
		group = realloc(m->group, groups * sizeof(*group));
		if (!group)
			return NULL;
		memset(group + m->groups, 0, (groups - m->groups) * sizeof(*group));
		m->group = group;
		m->groups = groups;
	}
	m->group[g] = calloc(GROUP_WORDS, sizeof(uint64_t));
	return m->group[g];
}

int pages_add(struct page_map *m, uint64_t page)
{
	uint64_t *g = group_of(m, page), bit = 1ULL << (page % 64), *word;

	if (!g)
		g = make_group(m, page);
	if (!g)
		return -ENOMEM;
	word = &g[page % GROUP_BITS / 64];
	if (*word & bit)
		return 0;
	*word |= bit;
	m->count++;
	return 1;
}

uint64_t pages_next(const struct page_map *m, uint64_t page, uint64_t end, bool there)
{
	while (page < end) {
		const uint64_t *g = group_of(m, page);
		uint64_t word;

		if (!g) {
			if (!there)
				return page;
			page = (page / GROUP_BITS + 1) * GROUP_BITS;
			if (page / GROUP_BITS >= m->groups)
				return end;
			continue;
		}
		word = g[page % GROUP_BITS / 64];
		word = (there ? word : ~word) >> (page % 64);
		if (word) {
			page += (uint64_t)__builtin_ctzll(word);
			return page < end ? page : end;
		}
		page = (page / 64 + 1) * 64;
	}
	return end;
}

void pages_drop(struct page_map *m, uint64_t first, uint64_t end)
{
	while ((first = pages_next(m, first, end, true)) < end) {
		m->group[first / GROUP_BITS][first % GROUP_BITS / 64] &=
			~(1ULL << (first % 64));
		m->count--;
		first++;
	}
}

void pages_free(struct page_map *m)
{
	for (uint64_t g = 0; g < m->groups; g++)
		free(m->group[g]);
	free(m->group);
	memset(m, 0, sizeof(*m));
}
