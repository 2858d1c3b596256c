/*
 * servers/vfs/ext2_alloc.c - which blocks and inodes are in use.
 *
 * What is freed stays marked in the bitmaps until a commit has put everything on
 * the disk that used to point at it (ext2_apply_freed). So a block is never somebody
 * else's while the disk still says it is the old owner's, and after a power cut the
 * bitmaps may only have too much in them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/lib/fiber.h"
#include "servers/vfs/ext2.h"

/* --- bitmaps ------------------------------------------------------------------------ */

static bool bit_get(const void *map, uint32_t bit)
{
	return ((const uint8_t *)map)[bit / 8] >> (bit % 8) & 1;
}

static void bit_set(void *map, uint32_t bit)
{
	((uint8_t *)map)[bit / 8] |= (uint8_t)(1u << (bit % 8));
}

static void bit_clear(void *map, uint32_t bit)
{
	((uint8_t *)map)[bit / 8] &= (uint8_t) ~(1u << (bit % 8));
}

/* The first bit from `from` on that is not set; end: there is none. */
static uint32_t bit_find(const void *map, uint32_t from, uint32_t end)
{
	const uint8_t *byte = map;

	while (from < end) {
		if (from % 64 == 0 && end - from >= 64) {
			uint64_t word;

			memcpy(&word, byte + from / 8, sizeof(word));
			if (word == UINT64_MAX) {
				from += 64;
				continue;
			}
			return from + (uint32_t)__builtin_ctzll(~word);
		}
		if (!bit_get(map, from))
			return from;
		from++;
	}
	return end;
}

/* --- geometry ------------------------------------------------------------------------- */

static bool power_of(uint32_t n, uint32_t base)
{
	while (n % base == 0)
		n /= base;
	return n == 1;
}

static bool has_super(const struct ext2 *e, uint32_t g)
{
	if (g && e->super.revision && e->super.compat & EXT2_COMPAT_SPARSE_SUPER2)
		return g == e->super.backups[0] || g == e->super.backups[1];
	if (g <= 1 || !(e->super.ro_compat & EXT2_RO_COMPAT_SPARSE))
		return true;
	return power_of(g, 3) || power_of(g, 5) || power_of(g, 7);
}

uint32_t ext2_group_head(const struct ext2 *e, uint32_t g)
{
	return has_super(e, g) ? 1 + e->group_blocks + e->super.reserved_gdt_blocks : 0;
}

uint64_t ext2_group_first(const struct ext2 *e, uint32_t g)
{
	return e->super.first_block + (uint64_t)g * e->super.blocks_per_group;
}

uint32_t ext2_group_size(const struct ext2 *e, uint32_t g)
{
	uint64_t left = e->super.blocks - ext2_group_first(e, g);

	return left < e->super.blocks_per_group ? (uint32_t)left
						: e->super.blocks_per_group;
}

static uint32_t group_of(const struct ext2 *e, uint64_t block)
{
	return (uint32_t)((block - e->super.first_block) / e->super.blocks_per_group);
}

bool ext2_block_valid(const struct ext2 *e, uint64_t block)
{
	const struct ext2_group *d;
	uint32_t g;

	if (block <= e->super.first_block || block >= e->super.blocks)
		return false;
	g = group_of(e, block);
	d = &e->group[g];
	return block - ext2_group_first(e, g) >= ext2_group_head(e, g) &&
		block != d->block_map && block != d->inode_map &&
		(block < d->inode_table ||
			block >= (uint64_t)d->inode_table + e->table_blocks);
}

bool ext2_inode_valid(const struct ext2 *e, uint64_t ino)
{
	return ino == EXT2_ROOT || (ino >= e->first_inode && ino <= e->super.inodes);
}

/* --- blocks ----------------------------------------------------------------------------- */

/* The last ones are for root (and whom the superblock names). */
static bool may_take(const struct ext2 *e)
{
	const struct call *c = fiber_own;

	if (e->super.free_blocks > e->super.reserved_blocks)
		return true;
	return e->super.free_blocks > 0 &&
		(!c || !c->cred || c->cred->euid == 0 ||
			c->cred->euid == e->super.reserved_uid);
}

static void count_blocks(struct ext2 *e, uint32_t g, int change)
{
	e->group[g].free_blocks = (uint16_t)(e->group[g].free_blocks + change);
	e->super.free_blocks += (uint32_t)change;
	e->groups_dirty = e->super_dirty = true;
}

/* A bit of the map that is free, and may be: set. end: none. */
static uint32_t take_bit(struct ext2 *e, uint32_t g, struct buffer *map, uint32_t from)
{
	uint32_t end = ext2_group_size(e, g), bit;

	for (;;) {
		bit = bit_find(map->data, from, end);
		if (bit == end && from > 0) {
			end = from;
			from = 0;
			continue;
		}
		if (bit == end)
			return UINT32_MAX;
		bit_set(map->data, bit);
		buffer_dirty(map, BUFFER_FIRST);
		if (ext2_block_valid(e, ext2_group_first(e, g) + bit))
			return bit;
		/* It stays set: nobody is to have it. */
		ext2_error(e, "block %llu of the file system's own counts as free",
			(unsigned long long)ext2_group_first(e, g) + bit);
	}
}

static int take_in_group(struct ext2 *e, uint32_t g, uint32_t from, uint32_t *block)
{
	struct buffer *map;
	uint32_t bit;
	int error;

	if (e->group[g].free_blocks == 0)
		return -ENOSPC;
	error = buffer_get(&e->buffers, e->group[g].block_map, &map);
	if (error)
		return error;
	bit = take_bit(e, g, map, from);
	buffer_put(map);
	if (bit == UINT32_MAX) {
		ext2_error(e, "group %u has %u free blocks, but none in its bitmap", g,
			e->group[g].free_blocks);
		count_blocks(e, g, -(int)e->group[g].free_blocks);
		return -ENOSPC;
	}
	count_blocks(e, g, -1);
	*block = (uint32_t)(ext2_group_first(e, g) + bit);
	return 0;
}

static int find_block(struct ext2 *e, uint64_t goal, uint32_t *block)
{
	uint32_t first, from;
	int result = -ENOSPC;

	if (!may_take(e))
		return -ENOSPC;
	if (goal <= e->super.first_block || goal >= e->super.blocks)
		goal = e->super.first_block + 1;
	first = group_of(e, goal);
	from = (uint32_t)(goal - ext2_group_first(e, first));
	for (uint32_t n = 0; n < e->groups; n++) {
		int error = take_in_group(
			e, (first + n) % e->groups, n == 0 ? from : 0, block);

		if (!error)
			return 0;
		if (error != -ENOSPC)
			result = error;
	}
	return result;
}

int ext2_block_new(struct ext2 *e, uint64_t goal, uint32_t *block)
{
	int error = find_block(e, goal, block);

	if (error != -ENOSPC || (!e->freed && list_empty(&e->doomed)))
		return error;
	/* There will be some when what was freed is. */
	error = ext2_commit_freed(e);
	return error ? error : find_block(e, goal, block);
}

/* A bit of a bitmap for what is freed, by group. */
static bool mark_freed(struct ext2 *e, uint8_t **maps, uint32_t g, uint32_t bit)
{
	if (!maps[g])
		maps[g] = calloc(1, e->block_size);
	if (!maps[g])
		return false;
	bit_set(maps[g], bit);
	return true;
}

int ext2_block_free(struct ext2 *e, uint64_t block)
{
	struct buffer *map;
	uint32_t g, bit;
	int error;

	if (!ext2_block_valid(e, block))
		return ext2_error(e, "block %llu is freed, which cannot be",
			(unsigned long long)block);
	g = group_of(e, block);
	bit = (uint32_t)(block - ext2_group_first(e, g));
	error = buffer_get(&e->buffers, e->group[g].block_map, &map);
	if (error)
		return error;
	if (!bit_get(map->data, bit) ||
		(e->freed_blocks[g] && bit_get(e->freed_blocks[g], bit))) {
		error = ext2_error(
			e, "block %llu is freed twice", (unsigned long long)block);
	} else if (mark_freed(e, e->freed_blocks, g, bit)) {
		e->freed++;
	} else {
		bit_clear(map->data, bit);
		buffer_dirty(map, BUFFER_FIRST);
		count_blocks(e, g, 1);
	}
	buffer_put(map);
	if (!error)
		buffer_forget(&e->buffers, block);
	return error;
}

void ext2_block_undo(struct ext2 *e, uint64_t block)
{
	uint32_t g = group_of(e, block);
	struct buffer *map;

	if (buffer_get(&e->buffers, e->group[g].block_map, &map) != 0)
		return; /* it stays taken: e2fsck finds it */
	bit_clear(map->data, (uint32_t)(block - ext2_group_first(e, g)));
	buffer_dirty(map, BUFFER_FIRST);
	count_blocks(e, g, 1);
	buffer_put(map);
	buffer_forget(&e->buffers, block);
}

/* --- inodes ------------------------------------------------------------------------------- */

static void count_inodes(struct ext2 *e, uint32_t g, int change)
{
	e->group[g].free_inodes = (uint16_t)(e->group[g].free_inodes + change);
	e->super.free_inodes += (uint32_t)change;
	e->groups_dirty = e->super_dirty = true;
}

static void count_directories(struct ext2 *e, uint32_t g, bool directory, int change)
{
	if (directory)
		e->group[g].directories = (uint16_t)(e->group[g].directories + change);
}

static int take_inode(struct ext2 *e, uint32_t g, uint32_t *ino)
{
	uint32_t from = g == 0 ? e->first_inode - 1 : 0;
	uint32_t end = e->super.inodes_per_group, bit;
	struct buffer *map;
	int error;

	if (e->group[g].free_inodes == 0)
		return -ENOSPC;
	error = buffer_get(&e->buffers, e->group[g].inode_map, &map);
	if (error)
		return error;
	bit = from < end ? bit_find(map->data, from, end) : end;
	if (bit < end) {
		bit_set(map->data, bit);
		buffer_dirty(map, BUFFER_FIRST);
	}
	buffer_put(map);
	if (bit == end) {
		ext2_error(e, "group %u has %u free inodes, but none in its bitmap", g,
			e->group[g].free_inodes);
		count_inodes(e, g, -(int)e->group[g].free_inodes);
		return -ENOSPC;
	}
	count_inodes(e, g, -1);
	*ino = g * e->super.inodes_per_group + bit + 1;
	return 0;
}

/* A directory in the root goes where there is most room, so that trees are apart. */
static uint32_t first_group(const struct ext2 *e, const struct inode *dir, bool directory)
{
	uint32_t best = (uint32_t)((dir->ino - 1) / e->super.inodes_per_group);

	if (!directory || dir->ino != EXT2_ROOT)
		return best;
	for (uint32_t g = 0; g < e->groups; g++)
		if (e->group[g].free_inodes &&
			e->group[g].free_blocks > e->group[best].free_blocks)
			best = g;
	return best;
}

static int find_inode(
	struct ext2 *e, const struct inode *dir, bool directory, uint32_t *ino)
{
	uint32_t first = first_group(e, dir, directory);
	int result = -ENOSPC;

	for (uint32_t n = 0; n < e->groups; n++) {
		uint32_t g = (first + n) % e->groups;
		int error = take_inode(e, g, ino);

		if (!error) {
			count_directories(e, g, directory, 1);
			return 0;
		}
		if (error != -ENOSPC)
			result = error;
	}
	return result;
}

int ext2_inode_number_new(
	struct ext2 *e, const struct inode *dir, bool directory, uint32_t *ino)
{
	int error = find_inode(e, dir, directory, ino);

	if (error != -ENOSPC || (!e->freed_numbers && list_empty(&e->doomed)))
		return error;
	error = ext2_commit_freed(e);
	return error ? error : find_inode(e, dir, directory, ino);
}

int ext2_inode_number_free(struct ext2 *e, uint32_t ino, bool directory)
{
	uint32_t g = (ino - 1) / e->super.inodes_per_group;
	uint32_t bit = (ino - 1) % e->super.inodes_per_group;
	struct buffer *map;
	int error = buffer_get(&e->buffers, e->group[g].inode_map, &map);

	if (error)
		return error;
	if (!bit_get(map->data, bit) ||
		(e->freed_inodes[g] && bit_get(e->freed_inodes[g], bit))) {
		error = ext2_error(e, "inode %u is freed twice", ino);
	} else if (mark_freed(e, e->freed_inodes, g, bit)) {
		e->freed_numbers++;
	} else {
		bit_clear(map->data, bit);
		buffer_dirty(map, BUFFER_FIRST);
		count_inodes(e, g, 1);
	}
	if (!error)
		count_directories(e, g, directory, -1);
	buffer_put(map);
	return error;
}

void ext2_inode_number_undo(struct ext2 *e, uint32_t ino, bool directory)
{
	uint32_t g = (ino - 1) / e->super.inodes_per_group;
	struct buffer *map;

	if (buffer_get(&e->buffers, e->group[g].inode_map, &map) != 0)
		return;
	bit_clear(map->data, (ino - 1) % e->super.inodes_per_group);
	buffer_dirty(map, BUFFER_FIRST);
	count_inodes(e, g, 1);
	count_directories(e, g, directory, -1);
	buffer_put(map);
}

/* --- what was freed ------------------------------------------------------------------------- */

/* How many bits went from the map on the disk. */
static int64_t apply(struct ext2 *e, uint8_t **freed, uint32_t block)
{
	struct buffer *map;
	int64_t count = 0;
	int error = buffer_get(&e->buffers, block, &map);

	if (error)
		return error;
	for (uint32_t i = 0; i < e->block_size; i++) {
		uint8_t bits = (uint8_t)map->data[i] & (*freed)[i];

		count += __builtin_popcount(bits);
		map->data[i] = (char)(map->data[i] & ~bits);
	}
	buffer_dirty(map, BUFFER_FIRST);
	buffer_put(map);
	free(*freed);
	*freed = NULL;
	return count;
}

int ext2_apply_freed(struct ext2 *e)
{
	int result = 0;

	if (!e->freed && !e->freed_numbers)
		return 0;
	for (uint32_t g = 0; g < e->groups; g++) {
		int64_t n = 0;

		if (e->freed_blocks[g])
			n = apply(e, &e->freed_blocks[g], e->group[g].block_map);
		if (n > 0) {
			count_blocks(e, g, (int)n);
			e->freed -= (uint64_t)n;
		}
		if (n >= 0 && e->freed_inodes[g]) {
			n = apply(e, &e->freed_inodes[g], e->group[g].inode_map);
			if (n > 0) {
				count_inodes(e, g, (int)n);
				e->freed_numbers -= (uint64_t)n;
			}
		}
		if (n < 0)
			result = (int)n;
	}
	return result;
}

void ext2_alloc_end(struct ext2 *e)
{
	for (uint32_t g = 0; g < e->groups; g++) {
		if (e->freed_blocks)
			free(e->freed_blocks[g]);
		if (e->freed_inodes)
			free(e->freed_inodes[g]);
	}
	free(e->freed_blocks);
	free(e->freed_inodes);
}
