/*
 * servers/memory/shm_table.c - segments found, counted, dropped.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/memory/shm.h"

#include <time.h>

#include <xinim/stats.h>

struct segment shm_table[SHM_SEGMENTS];
unsigned shm_used;

int32_t shm_id(const struct segment *s)
{
	return (int32_t)(s - shm_table) + s->seq * SHM_SEGMENTS;
}

struct segment *shm_find(int32_t id)
{
	struct segment *s;

	if (id < 0 || id % SHM_SEGMENTS >= (int32_t)shm_used)
		return NULL;
	s = &shm_table[id % SHM_SEGMENTS];
	return s->object && shm_id(s) == id ? s : NULL;
}

struct segment *shm_of_object(uint64_t ident)
{
	for (unsigned i = 0; i < shm_used; i++)
		if (shm_table[i].object && shm_table[i].ident == ident)
			return &shm_table[i];
	return NULL;
}

struct xinim_object_info shm_info(const struct segment *s)
{
	struct xinim_object_info info = { 0 };

	xinim_object_control(s->object, XINIM_OBJECT_INFO, (uint64_t)&info);
	return info;
}

uint64_t shm_attached(const struct segment *s)
{
	struct xinim_object_info info = shm_info(s);

	return info.mappings;
}

int64_t shm_now(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

int shm_caller(const struct server_call *c, struct xinim_identity *who)
{
	return (int)xinim_process_control(
		(int64_t)c->id, XINIM_PROCESS_WHO, (uint64_t)who, 0, 0);
}

void shm_drop(struct segment *s)
{
	xinim_cap_close(s->object);
	s->object = 0;
	s->seq = (uint16_t)((s->seq + 1) & 0x7fff);
}

void shm_unmapped(void)
{
	struct xinim_object_event event;

	/* Which ones they are is soon found out. */
	while (xinim_object_operate(XINIM_CAP_SELF, XINIM_OBJECT_EVENTS, (uint64_t)&event,
		       1, 0, 0) > 0)
		continue;
	for (unsigned i = 0; i < shm_used; i++) {
		struct segment *s = &shm_table[i];

		if (s->object && s->doomed && shm_attached(s) == 0)
			shm_drop(s);
	}
}

static uint64_t pages_of(const struct segment *s)
{
	return s->size / PAGE_SIZE + (s->size % PAGE_SIZE != 0);
}

uint64_t shm_pages(void)
{
	uint64_t pages = 0;

	for (unsigned i = 0; i < shm_used; i++)
		if (shm_table[i].object)
			pages += pages_of(&shm_table[i]);
	return pages;
}

/* Segments outlive their makers: so all of them together get half of memory, no more. */
uint64_t shm_pages_limit(void)
{
	static uint64_t limit;
	struct xinim_stats_memory m;

	if (!limit && stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) > 0)
		limit = m.total_pages / 2;
	return limit;
}
