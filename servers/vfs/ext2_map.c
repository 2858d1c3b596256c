/*
 * servers/vfs/ext2_map.c - where a file's blocks are.
 *
 * Twelve pointers are in the inode; then one to a block of pointers, one to a block
 * of such blocks, and one a level deeper. A pointer of 0 is a hole.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "servers/vfs/ext2.h"

#define LEVELS 4 /* the inode, and up to three blocks */

/* The way to a block: which pointer at each level, and how many blocks one stands for. */
struct path {
	unsigned levels;
	uint32_t at[LEVELS];
	uint64_t span[LEVELS];
};

/* -EFBIG: past what pointers can reach. */
static int find_path(const struct ext2 *e, uint64_t index, struct path *p)
{
	uint64_t n = e->pointers, span = 1;

	if (index < EXT2_DIRECT) {
		p->levels = 1;
		p->at[0] = (uint32_t)index;
		p->span[0] = 1;
		return 0;
	}
	index -= EXT2_DIRECT;
	for (unsigned depth = 1; depth < LEVELS; depth++) {
		span *= n;
		if (index < span) {
			p->levels = depth + 1;
			p->at[0] = EXT2_DIRECT + depth - 1;
			p->span[0] = span;
			for (unsigned i = 1; i <= depth; i++) {
				p->span[i] = p->span[i - 1] / n;
				p->at[i] = (uint32_t)(index / p->span[i]);
				index %= p->span[i];
			}
			return 0;
		}
		index -= span;
	}
	return -EFBIG;
}

static int check(struct inode *i, uint32_t block)
{
	struct ext2 *e = ext2_of(i);

	if (!block || ext2_block_valid(e, block))
		return 0;
	return ext2_error(
		e, "inode %llu points at block %u", (unsigned long long)i->ino, block);
}

/* How many of the pointers from `at` on go on from the one there: holes, or in a row. */
static uint64_t run_length(const uint32_t *pointer, uint32_t at, uint32_t end)
{
	uint32_t n = 1;

	while (at + n < end && pointer[at + n] == (pointer[at] ? pointer[at] + n : 0))
		n++;
	return n;
}

/* Blocks of the same hole: a pointer at `level` stands for them. */
static uint64_t hole_left(const struct path *p, unsigned level, uint64_t pointers)
{
	uint64_t inside = 0;

	for (unsigned i = level + 1; i < p->levels; i++)
		inside += p->at[i] * p->span[i];
	return pointers * p->span[level] - inside;
}

int ext2_map(struct inode *i, uint64_t index, uint64_t most, struct ext2_run *run)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	const uint32_t *pointer = n->block;
	struct buffer *held = NULL;
	struct path p;
	int error = find_path(e, index, &p);

	for (unsigned level = 0; !error; level++) {
		uint32_t end = level    ? e->pointers
			: p.levels == 1 ? EXT2_DIRECT
					: p.at[0] + 1;
		uint32_t block = pointer[p.at[level]];
		uint64_t length;

		error = check(i, block);
		if (error)
			break;
		length = run_length(pointer, p.at[level], end);
		if (block && level + 1 < p.levels) {
			if (held)
				buffer_put(held);
			held = NULL;
			error = buffer_get(&e->buffers, block, &held);
			if (!error)
				pointer = (const uint32_t *)held->data;
			continue;
		}
		run->block = block;
		run->count = block ? length : hole_left(&p, level, length);
		if (run->count > most)
			run->count = most;
		if (block && !ext2_block_valid(e, block + run->count - 1))
			run->count = 1; /* what is wrong is found when it is its turn */
		break;
	}
	if (held)
		buffer_put(held);
	return error;
}

/* A new block for i, counted; not pointed at yet. */
static int add_block(struct inode *i, uint32_t *block)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	uint32_t g = (uint32_t)((i->ino - 1) / e->super.inodes_per_group);
	int error;

	if (i->blocks / 512 + e->block_size / 512 > UINT32_MAX)
		return -EFBIG;
	error = ext2_block_new(e, n->goal ? n->goal : ext2_group_first(e, g), block);
	if (error)
		return error;
	n->goal = *block + 1ULL;
	i->blocks += e->block_size / 512;
	ext2_inode_dirty(i);
	return 0;
}

static void undo_block(struct inode *i, uint32_t block)
{
	ext2_block_undo(ext2_of(i), block);
	i->blocks -= ext2_of(i)->block_size / 512;
}

/* A block of pointers, all of them holes. */
static int add_pointers(struct inode *i, uint32_t *block)
{
	struct ext2 *e = ext2_of(i);
	struct buffer *buf;
	int error = add_block(i, block);

	if (error)
		return error;
	error = buffer_zeroed(&e->buffers, *block, &buf);
	if (error) {
		undo_block(i, *block);
		return error;
	}
	/* What was there before must not be taken for pointers. */
	buffer_dirty(buf, BUFFER_FIRST);
	buffer_put(buf);
	return 0;
}

/* What was made on the way and has nothing in it. */
struct made {
	struct buffer *holder[LEVELS]; /* of the pointer; NULL: the inode */
	uint32_t at[LEVELS], block[LEVELS];
	unsigned count;
};

static void undo(struct inode *i, struct made *m)
{
	struct ext2_inode *n = ext2_inode(i);

	while (m->count--) {
		struct buffer *b = m->holder[m->count];
		uint32_t *pointer = b ? (uint32_t *)b->data : n->block;

		pointer[m->at[m->count]] = 0;
		if (b)
			buffer_put(b);
		undo_block(i, m->block[m->count]);
	}
}

static void keep(struct made *m)
{
	while (m->count--)
		if (m->holder[m->count])
			buffer_put(m->holder[m->count]);
}

int ext2_map_make(struct inode *i, uint64_t index, uint32_t *block, bool *fresh)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	struct buffer *held = NULL;
	struct made m = { .count = 0 };
	struct path p;
	int error = find_path(e, index, &p);

	*fresh = false;
	for (unsigned level = 0; !error && level < p.levels; level++) {
		uint32_t *pointer = held ? (uint32_t *)held->data : n->block;
		uint32_t at = p.at[level], next = pointer[at];

		error = check(i, next);
		if (!error && !next) {
			error = level + 1 < p.levels ? add_pointers(i, &next)
						     : add_block(i, &next);
			if (!error) {
				pointer[at] = next;
				m.holder[m.count] = held;
				m.at[m.count] = at;
				m.block[m.count++] = next;
				if (held) {
					held->refs++;
					buffer_dirty(held, BUFFER_INODE);
				}
				*fresh = level + 1 == p.levels;
			}
		}
		if (held)
			buffer_put(held);
		held = NULL;
		if (!error && level + 1 < p.levels)
			error = buffer_get(&e->buffers, next, &held);
		*block = next;
	}
	if (error)
		undo(i, &m);
	else
		keep(&m);
	return error;
}

/* --- cutting ----------------------------------------------------------------------------- */

/* Frees what pointer `*p` stands for; nothing points at it any more, whatever happens. */
static int drop_block(struct inode *i, uint32_t *p)
{
	struct ext2 *e = ext2_of(i);
	uint32_t block = *p;
	int error;

	if (!block)
		return 0;
	*p = 0;
	error = check(i, block);
	if (!error)
		error = ext2_block_free(e, block);
	if (!error)
		i->blocks -=
			i->blocks < e->block_size / 512 ? i->blocks : e->block_size / 512;
	return error;
}

static bool all_holes(const struct ext2 *e, const uint32_t *pointer)
{
	for (uint32_t k = 0; k < e->pointers; k++)
		if (pointer[k])
			return false;
	return true;
}

/*
 * Cuts blocks from `first` up to one before `end` out of what *p stands for: `span`
 * blocks, `depth` levels of pointers below it. Stops at the first thing that is wrong.
 */
static int cut(struct inode *i, uint32_t *p, unsigned depth, uint64_t span,
	uint64_t first, uint64_t end)
{
	struct ext2 *e = ext2_of(i);
	uint64_t each = span / e->pointers;
	struct buffer *buf;
	uint32_t *pointer;
	int error;
	bool empty;

	if (!*p)
		return 0;
	if (depth == 0)
		return drop_block(i, p);
	error = check(i, *p);
	if (!error)
		error = buffer_get(&e->buffers, *p, &buf);
	if (error)
		return error;
	pointer = (uint32_t *)buf->data;
	for (uint64_t k = first / each; !error && k < e->pointers && k * each < end;
		k++) {
		uint64_t from = k * each < first ? first - k * each : 0;
		uint64_t to = end - k * each < each ? end - k * each : each;

		if (!pointer[k])
			continue;
		error = cut(i, &pointer[k], depth - 1, each, from, to);
		if (!pointer[k])
			buffer_dirty(buf, BUFFER_INODE);
	}
	empty = all_holes(e, pointer);
	buffer_put(buf);
	if (!error && empty)
		error = drop_block(i, p);
	return error;
}

int ext2_map_cut(struct inode *i, uint64_t index, uint64_t end)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	uint64_t base = EXT2_DIRECT, span = 1;
	int error = 0;

	ext2_inode_dirty(i);
	for (uint64_t k = index; !error && k < EXT2_DIRECT && k < end; k++)
		error = drop_block(i, &n->block[k]);
	for (unsigned depth = 1; !error && depth < LEVELS && base < end; depth++) {
		span *= e->pointers;
		if (index < base + span)
			error = cut(i, &n->block[EXT2_DIRECT + depth - 1], depth, span,
				index > base ? index - base : 0,
				end - base < span ? end - base : span);
		base += span;
	}
	return error;
}
