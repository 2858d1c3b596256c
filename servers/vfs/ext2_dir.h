/*
 * servers/vfs/ext2_dir.h - directories, between the disk and their index in memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_EXT2_DIR_H
#define XINIM_VFS_EXT2_DIR_H

#include "servers/vfs/ext2.h"

#define INDEX_DIR_MAX (1ULL << 34) /* bytes of a directory: an index counts them by 4 */

/* A block of the directory, held; all its entries are within it. -EIO */
int ext2_dir_block(struct inode *dir, uint64_t block, struct buffer **buf);
uint32_t ext2_entry_name(const struct ext2 *e, const struct ext2_entry *d);
/* Whether the entry at `at` is there for the disk alone: see ext2_dir_remove. */
bool ext2_dir_leaves(const struct ext2 *e, const struct buffer *buf, uint32_t at);
/* The most that one name may take in it. */
uint32_t ext2_dir_room(const struct ext2 *e, const struct buffer *buf);

/* The directory's index is there from now on. -EIO, -ENOMEM */
int ext2_index_need(struct inode *dir);
/* It knows of so many blocks, if it is there. */
int ext2_index_grow(struct inode *dir, uint64_t blocks);

/* Where names are, by their hash: a candidate at a time. None of these parks. */
struct index_search {
	const struct dir_index *index;
	uint32_t hash, slot;
	uint64_t where; /* bytes into the directory */
};
void index_begin(const struct dir_index *x, const char *name, size_t length,
	struct index_search *s);
bool index_next(struct index_search *s);

/* Room for one more name. -ENOMEM */
int index_reserve(struct dir_index *x);
void index_add(struct dir_index *x, const char *name, size_t length, uint64_t where);
void index_remove(struct dir_index *x, const char *name, size_t length, uint64_t where);
uint64_t index_count(const struct dir_index *x);
/* A block with room for `need` bytes. */
bool index_room(struct dir_index *x, uint32_t need, uint64_t *block);
void index_set_room(struct dir_index *x, uint64_t block, uint32_t room);

#endif
