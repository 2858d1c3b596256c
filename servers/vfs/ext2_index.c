/*
 * servers/vfs/ext2_index.c - where a directory's names are, in memory.
 *
 * A table by the name's hash tells where in the directory a name may be; and a number
 * for each block tells how much room the largest name has there. It is made when a
 * directory is first looked into, and goes with its inode.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/ext2_dir.h"

#define SLOTS_FIRST 16
#define EMPTY       UINT32_MAX

struct slot {
	uint32_t hash;
	uint32_t where; /* bytes into the directory, by 4; EMPTY */
};

struct dir_index {
	struct slot *slot;
	uint32_t slots, used; /* a power of two; at most 3/4 of them are used */
	uint16_t *room;       /* of each block */
	uint64_t blocks, room_size;
	uint64_t full_below; /* blocks before it have no room for any name */
};

static uint32_t hash_of(const char *name, size_t length)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (uint8_t)name[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static int table_resize(struct dir_index *x, uint32_t slots)
{
	struct slot *old = x->slot, *new = malloc(slots * sizeof(*new));
	uint32_t old_slots = x->slots;

	if (!new)
		return -ENOMEM;
	memset(new, 0xff, slots * sizeof(*new));
	x->slot = new;
	x->slots = slots;
	for (uint32_t i = 0; i < old_slots; i++) {
		uint32_t at = old[i].hash & (slots - 1);

		if (old[i].where == EMPTY)
			continue;
		while (new[at].where != EMPTY)
			at = (at + 1) & (slots - 1);
		new[at] = old[i];
	}
	free(old);
	return 0;
}

int index_reserve(struct dir_index *x)
{
	if ((x->used + 1) * 4ULL <= x->slots * 3ULL)
		return 0;
	return x->slots >= 1u << 31 ? -ENOMEM : table_resize(x, x->slots * 2);
}

void index_add(struct dir_index *x, const char *name, size_t length, uint64_t where)
{
	uint32_t hash = hash_of(name, length), at = hash & (x->slots - 1);

	while (x->slot[at].where != EMPTY)
		at = (at + 1) & (x->slots - 1);
	x->slot[at].hash = hash;
	x->slot[at].where = (uint32_t)(where / 4);
	x->used++;
}

/* The slots after the one that becomes free move up, as far as they may. */
static void close_gap(struct dir_index *x, uint32_t gap)
{
	uint32_t mask = x->slots - 1, at = gap;

	for (;;) {
		uint32_t home;

		at = (at + 1) & mask;
		if (x->slot[at].where == EMPTY)
			break;
		home = x->slot[at].hash & mask;
		if (((at - home) & mask) >= ((at - gap) & mask)) {
			x->slot[gap] = x->slot[at];
			gap = at;
		}
	}
	x->slot[gap].where = EMPTY;
}

void index_remove(struct dir_index *x, const char *name, size_t length, uint64_t where)
{
	uint32_t mask = x->slots - 1, at = hash_of(name, length) & mask;

	for (; x->slot[at].where != EMPTY; at = (at + 1) & mask) {
		if (x->slot[at].where != where / 4)
			continue;
		close_gap(x, at);
		x->used--;
		return;
	}
}

void index_begin(const struct dir_index *x, const char *name, size_t length,
	struct index_search *s)
{
	s->index = x;
	s->hash = hash_of(name, length);
	s->slot = s->hash & (x->slots - 1);
}

bool index_next(struct index_search *s)
{
	const struct dir_index *x = s->index;

	while (x->slot[s->slot].where != EMPTY) {
		const struct slot *slot = &x->slot[s->slot];

		s->slot = (s->slot + 1) & (x->slots - 1);
		if (slot->hash == s->hash) {
			s->where = slot->where * 4ULL;
			return true;
		}
	}
	return false;
}

uint64_t index_count(const struct dir_index *x)
{
	return x->used;
}

bool index_room(struct dir_index *x, uint32_t need, uint64_t *block)
{
	while (x->full_below < x->blocks && x->room[x->full_below] < EXT2_ENTRY_SIZE(1))
		x->full_below++;
	for (uint64_t b = x->full_below; b < x->blocks; b++) {
		if (x->room[b] < need)
			continue;
		*block = b;
		return true;
	}
	return false;
}

void index_set_room(struct dir_index *x, uint64_t block, uint32_t room)
{
	if (block >= x->blocks)
		x->blocks = block + 1;
	x->room[block] = (uint16_t)(room < UINT16_MAX ? room : UINT16_MAX);
	if (room && block < x->full_below)
		x->full_below = block;
}

static int rooms_grow(struct dir_index *x, uint64_t blocks)
{
	uint64_t size = x->room_size ? x->room_size : 4;
	uint16_t *room;

	if (blocks <= x->room_size)
		return 0;
	while (size < blocks)
		size *= 2;
	room = realloc(x->room, size * sizeof(*room));
	if (!room)
		return -ENOMEM;
	memset(room + x->room_size, 0, (size - x->room_size) * sizeof(*room));
	x->room = room;
	x->room_size = size;
	return 0;
}

int ext2_index_grow(struct inode *dir, uint64_t blocks)
{
	struct dir_index *x = ext2_inode(dir)->index;

	return x ? rooms_grow(x, blocks) : 0;
}

static void index_free(struct dir_index *x)
{
	free(x->slot);
	free(x->room);
	free(x);
}

void ext2_index_free(struct ext2_inode *n)
{
	if (n->index)
		index_free(n->index);
	n->index = NULL;
}

/* The names of one block. */
static int index_block(struct dir_index *x, const struct ext2 *e,
	const struct buffer *buf, uint64_t block)
{
	for (uint32_t at = 0; at < e->block_size;) {
		const struct ext2_entry *d = (const void *)(buf->data + at);
		uint32_t length = ext2_entry_name(e, d);
		int error;

		if (d->ino && !ext2_dir_leaves(e, buf, at) &&
			!(d->name[0] == '.' &&
				(length == 1 || (length == 2 && d->name[1] == '.')))) {
			error = index_reserve(x);
			if (error)
				return error;
			index_add(x, d->name, length, block * e->block_size + at);
		}
		at += d->length;
	}
	index_set_room(x, block, ext2_dir_room(e, buf));
	return 0;
}

int ext2_index_need(struct inode *dir)
{
	struct ext2_inode *n = ext2_inode(dir);
	const struct ext2 *e = ext2_of(dir);
	uint64_t blocks = dir->size / e->block_size;
	struct dir_index *x;
	int error;

	if (n->index)
		return 0;
	if (dir->size > INDEX_DIR_MAX)
		return -EFBIG;
	x = calloc(1, sizeof(*x));
	if (!x)
		return -ENOMEM;
	error = table_resize(x, SLOTS_FIRST);
	for (uint64_t b = 0; !error && b < blocks; b++) {
		struct buffer *buf;

		error = rooms_grow(x, b + 1);
		if (!error)
			error = ext2_dir_block(dir, b, &buf);
		if (error)
			break;
		error = index_block(x, e, buf, b);
		buffer_put(buf);
	}
	if (error)
		index_free(x);
	else
		n->index = x;
	return error;
}
