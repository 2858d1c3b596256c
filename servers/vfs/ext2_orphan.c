/*
 * servers/vfs/ext2_orphan.c - files that have no name any more, and their end.
 *
 * While one is open it is on the list of orphans, which is on the disk too: each says in
 * its time of deletion which is the next. What a power cut has left there is freed when
 * the file system is mounted again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/ext2.h"

#define ATTRIBUTES 0xea020000u /* a block of extended attributes begins so */

/* The field of the disk that points at the orphan: the one's before it, or the superblock's. */
static void point_at(struct ext2_inode *n, uint32_t ino)
{
	struct ext2 *e = ext2_of(&n->i);
	struct ext2_inode *before;

	if (n->orphans.prev == &e->orphans) {
		e->super.orphans = ino;
		e->super_dirty = true;
		return;
	}
	before = list_entry(n->orphans.prev, struct ext2_inode, orphans);
	before->dtime = ino;
	ext2_inode_dirty(&before->i);
}

int ext2_orphan_add(struct inode *i)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);

	if (n->orphan)
		return 0;
	n->orphan = true;
	n->dtime = e->super.orphans;
	list_add_head(&e->orphans, &n->orphans);
	point_at(n, (uint32_t)i->ino);
	ext2_inode_dirty(i);
	return 0;
}

int ext2_orphan_remove(struct inode *i)
{
	struct ext2_inode *n = ext2_inode(i);

	if (!n->orphan)
		return 0;
	point_at(n, n->dtime);
	list_remove(&n->orphans);
	n->orphan = false;
	n->dtime = 0;
	ext2_inode_dirty(i);
	return 0;
}

/* A block of extended attributes is several files': the last one frees it. */
static int drop_attributes(struct ext2_inode *n)
{
	struct ext2 *e = ext2_of(&n->i);
	uint32_t block = n->attributes, *head;
	struct buffer *buf;
	int error;

	if (!block)
		return 0;
	n->attributes = 0;
	if (!ext2_block_valid(e, block))
		return ext2_error(e, "inode %llu has attributes at block %u",
			(unsigned long long)n->i.ino, block);
	error = buffer_get(&e->buffers, block, &buf);
	if (error)
		return error;
	head = (uint32_t *)buf->data;
	if (head[0] != ATTRIBUTES) {
		buffer_put(buf);
		return ext2_error(e, "block %u has no attributes in it", block);
	}
	if (head[1] > 1) {
		head[1]--;
		buffer_dirty(buf, BUFFER_INODE);
		buffer_put(buf);
		return 0;
	}
	buffer_put(buf);
	return ext2_block_free(e, block);
}

/* All of it goes: nobody holds it, nobody names it. */
static void destroy(struct ext2_inode *n)
{
	struct inode *i = &n->i;
	struct ext2 *e = ext2_of(i);
	bool directory = S_ISDIR(i->mode);
	int error = 0;

	list_remove(&n->lru);
	inode_get(i); /* it may park: nobody else is to find it among the unused */
	cache_cut(&n->cache, 0);
	if (ext2_inode_has_blocks(n))
		error = ext2_map_cut(i, 0, UINT64_MAX);
	if (!error)
		error = drop_attributes(n);
	ext2_orphan_remove(i);
	i->size = 0;
	n->dtime = (uint32_t)i->ctime.tv_sec;
	if (!n->dtime)
		n->dtime = 1;
	if (ext2_inode_write(n) == 0 && !error)
		ext2_inode_number_free(e, (uint32_t)i->ino, directory);
	/* With an error what is left of it stays in use: e2fsck finds it. */
	ext2_inode_forget(n);
}

/* The first that may be freed; NULL: none. */
static struct ext2_inode *next_doomed(const struct ext2 *e)
{
	struct ext2_inode *n;

	list_for_each_entry (n, &e->doomed, lru)
		if (list_empty(&n->replaced))
			return n;
	return NULL;
}

int ext2_reap(struct ext2 *e)
{
	struct ext2_inode *n;

	while ((n = next_doomed(e)) && fs_writable(e->fs) == 0) {
		if (cache_busy(&n->cache) && cache_wait(&n->cache) != 0)
			break;
		if (n->i.refs == 0)
			destroy(n);
	}
	ext2_shrink(e, EXT2_INODES_MOST * 3 / 4);
	return 0;
}

/* One of the list: freed, or cut to its size if it still has names. */
static int end_orphan(struct ext2 *e, struct ext2_inode *n)
{
	struct inode *i = &n->i;
	uint64_t end = (i->size + e->block_size - 1) / e->block_size;

	n->orphan = true;
	list_add_head(&e->orphans, &n->orphans);
	if (i->nlink == 0) {
		inode_put(i);
		return ext2_reap(e);
	}
	if (S_ISREG(i->mode))
		ext2_map_cut(i, end, UINT64_MAX);
	ext2_orphan_remove(i);
	inode_put(i);
	return 0;
}

int ext2_orphans_end(struct ext2 *e)
{
	unsigned count = 0;

	if (e->super.orphans && e->super.state & EXT2_STATE_ERRORS) {
		os_log("ext2 %s: has errors; what was removed while it was in use stays: "
		       "run e2fsck",
			e->device->name);
		e->super.orphans = 0;
		e->super_dirty = true;
	}
	while (e->super.orphans) {
		uint32_t ino = e->super.orphans;
		struct ext2_inode *n;
		int error = -EIO;

		if (ino >= e->first_inode && ino <= e->super.inodes &&
			count++ <= e->super.inodes)
			error = ext2_inode_find(e, ino, true, &n);
		if (!error)
			error = end_orphan(e, n);
		if (error || e->super.orphans == ino) {
			ext2_error(e, "the list of orphans breaks at inode %u", ino);
			e->super.orphans = 0;
			e->super_dirty = true;
			return error == -ENOMEM ? error : 0;
		}
	}
	if (count)
		os_log("ext2 %s: %u files freed that had been removed", e->device->name,
			count);
	return 0;
}
