/*
 * servers/vfs/ext2_sync.c - what is written when, and in which order.
 *
 * A commit writes all metadata that is dirty: what is in use, and blocks that nothing on
 * the disk points at yet; then inodes and what they point with, and the superblock with the
 * list of orphans; then directories; then these without the names that files have lost for
 * another one; then inodes whose names are others' by that. The disk's cache is flushed
 * between them. Then nothing on the disk points at what was freed, and that is free. So an
 * interrupted commit leaves blocks and inodes that are in use and nobody's, and counts that
 * are wrong: nothing that is read wrongly, and nothing that is written twice; and a file
 * that was synced always has a name, the old one or the new one.
 *
 * Data is written before the commit of those who wait for it (fsync, sync), and some
 * seconds after it was made. A timer does both as long as there is something to write.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "servers/vfs/ext2.h"

#define DIRTY_MOST(e) ((e)->buffers.most / 2)

int ext2_lock(struct ext2 *e)
{
	return mutex_lock(&e->fs->lock);
}

void ext2_unlock(struct ext2 *e)
{
	mutex_unlock(&e->fs->lock);
}

int ext2_begin(struct ext2 *e)
{
	int error = fs_writable(e->fs);

	if (error)
		return error;
	ext2_sync_begin(e);
	if (e->buffers.dirty_count > DIRTY_MOST(e))
		error = ext2_commit(e);
	return error;
}

/* --- commit ------------------------------------------------------------------------------ */

/* What is in memory alone goes to buffers. */
static int fill_buffers(struct ext2 *e)
{
	struct buffer *buf;
	int error = 0;

	while (!error && !list_empty(&e->dirty))
		error = ext2_inode_write(list_first(&e->dirty, struct ext2_inode, dirty));
	for (uint32_t b = 0; !error && e->groups_dirty && b < e->group_blocks; b++) {
		uint32_t each = e->block_size / sizeof(*e->group), first = b * each;
		uint32_t n = e->groups - first < each ? e->groups - first : each;

		error = buffer_get(&e->buffers, e->super.first_block + 1 + b, &buf);
		if (error)
			break;
		if (memcmp(buf->data, &e->group[first], n * sizeof(*e->group)) != 0) {
			memcpy(buf->data, &e->group[first], n * sizeof(*e->group));
			buffer_dirty(buf, BUFFER_FIRST);
		}
		buffer_put(buf);
	}
	if (!error)
		e->groups_dirty = false;
	if (!error && e->super_dirty)
		error = ext2_put_super(e, NULL);
	return error;
}

/* A class, and that it is on the medium before the next one. */
static int write_class(struct ext2 *e, enum buffer_class class)
{
	int64_t n;
	int error;

	if (list_empty(&e->buffers.dirty[class]))
		return 0;
	n = buffers_write(&e->buffers, class);
	error = n < 0 ? (int)n : 0;
	if (!error)
		error = block_flush(e->device);
	return error;
}

static int commit(struct ext2 *e)
{
	int error = fill_buffers(e);

	for (unsigned class = 0; !error && class < BUFFER_CLASSES; class ++) {
		if (class == BUFFER_LAST)
			error = ext2_dir_leave_all(e);
		if (!error)
			error = write_class(e, class);
	}
	if (!error)
		e->commits++;
	return error;
}

/*
 * Files whose name is another's, on the disk as well now: what they lost is written, and
 * who uses none of them any more has it freed.
 */
static int end_replaced(struct ext2 *e)
{
	int error;

	if (list_empty(&e->replaced))
		return 0;
	while (!list_empty(&e->replaced)) {
		struct ext2_inode *n =
			list_first(&e->replaced, struct ext2_inode, replaced);

		list_remove(&n->replaced);
		ext2_inode_dirty(&n->i);
		if (n->i.nlink > 0)
			continue;
		ext2_orphan_add(&n->i);
		if (n->i.refs == 0 && !e->ending)
			work_add(&e->reap);
	}
	error = fill_buffers(e);
	return error ? error : write_class(e, BUFFER_INODE);
}

int ext2_commit(struct ext2 *e)
{
	int error;

	if (e->failed)
		return -EIO;
	error = commit(e);
	if (!error)
		error = end_replaced(e);
	if (error && error != -ENOMEM) {
		ext2_fail(e, "metadata could not be written");
		return error;
	}
	/* Data may still be on its way to blocks that have been freed meanwhile. */
	while (!error && e->writing)
		error = gate_wait(&e->written);
	return error ? error : ext2_apply_freed(e);
}

int ext2_commit_freed(struct ext2 *e)
{
	int error = ext2_commit(e);

	if (error || list_empty(&e->doomed))
		return error;
	error = ext2_reap(e);
	return error ? error : ext2_commit(e);
}

/* --- who asks for it ------------------------------------------------------------------------ */

/* Data of all files that have some dirty; the first error. */
static int flush_files(struct ext2 *e)
{
	int result = 0;

	for (unsigned h = 0; h < EXT2_HASH; h++) {
		struct inode *i = e->inodes[h];

		while (i) {
			struct ext2_inode *n = ext2_inode(i);
			int error = 0;

			if (!cache_is_clean(&n->cache) && i->nlink > 0) {
				/* Held it stays where it is, while others come and go. */
				list_remove(&n->lru);
				inode_get(i);
				n->flushed++;
				error = cache_flush(&n->cache);
				n->flushed--;
				inode_put(i);
			}
			if (error)
				result = error;
			i = n->chain;
		}
	}
	return result;
}

/* What data has been written to needs, after that. */
static int sync_metadata(struct inode *i, bool data_only)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	int error;
	bool clean;

	if (e->fs->super & MOUNT_RDONLY)
		return e->failed ? -EIO : 0;
	error = ext2_lock(e);
	if (error)
		return error;
	clean = list_empty(&n->dirty) || (data_only && n->dirty_times);
	/* Names that lead to it, and blocks that it has, may be in any buffer. */
	if (clean && e->buffers.dirty_count == 0)
		error = block_flush(e->device);
	else
		error = ext2_commit(e);
	ext2_unlock(e);
	return error;
}

int ext2_sync_range(struct inode *i, uint64_t at, uint64_t length)
{
	struct page_cache *c = &ext2_inode(i)->cache;
	int error = cache_flush_range(c, at, length), told = cache_take_error(c);

	if (!error)
		error = told;
	return error ? error : sync_metadata(i, true);
}

int ext2_sync(struct inode *i, bool data_only)
{
	struct page_cache *c = &ext2_inode(i)->cache;
	int error = cache_flush(c), told = cache_take_error(c);

	if (!error)
		error = told;
	return error ? error : sync_metadata(i, data_only);
}

int ext2_sync_all(struct fs *fs)
{
	struct ext2 *e = fs->own;
	int error, result;

	if (fs->super & MOUNT_RDONLY)
		return e->failed ? -EIO : 0;
	result = flush_files(e);
	error = ext2_lock(e);
	if (error)
		return error;
	error = ext2_commit_freed(e);
	/* What was freed by that is free on the disk, too. */
	if (!error && !list_empty(&e->buffers.dirty[BUFFER_FIRST]))
		error = ext2_commit(e);
	if (!error)
		error = block_flush(e->device);
	ext2_unlock(e);
	return error ? error : result;
}

/* --- by itself --------------------------------------------------------------------------------- */

static struct list all = LIST_INIT(all);
static bool memory_wanted; /* the kernel waits for pages that can be dropped */

static void give_memory(void)
{
	if (memory_wanted)
		os_watch_memory(cache_scarce());
	memory_wanted = false;
}

void ext2_write_back_due(void)
{
	struct ext2 *e;

	list_for_each_entry (e, &all, link) {
		if (e->armed)
			work_add(&e->write_back);
		e->armed = false;
	}
}

bool ext2_write_back_now(void)
{
	struct ext2 *e;

	list_for_each_entry (e, &all, link) {
		if (e->ending || e->fs->super & MOUNT_RDONLY)
			continue;
		if (!e->busy)
			work_add(&e->write_back);
		memory_wanted = true;
	}
	return memory_wanted;
}

/* Programs that had a file's pages may have ended without a word. */
static void look_at_lent(struct ext2 *e)
{
	for (unsigned h = 0; h < EXT2_HASH; h++) {
		struct inode *i = e->inodes[h];

		while (i) {
			struct inode *next = ext2_inode(i)->chain;

			cache_look(&ext2_inode(i)->cache);
			i = next;
		}
	}
}

static bool anything_dirty(const struct ext2 *e)
{
	if (!list_empty(&e->dirty) || e->buffers.dirty_count || e->super_dirty ||
		e->leaving_count)
		return true;
	for (unsigned h = 0; h < EXT2_HASH; h++)
		for (struct inode *i = e->inodes[h]; i; i = ext2_inode(i)->chain)
			if (ext2_inode(i)->cache.dirty || ext2_inode(i)->cache.lent)
				return true;
	return false;
}

static void write_back(struct work *w)
{
	struct ext2 *e = list_entry(w, struct ext2, write_back);

	if (e->fs->super & MOUNT_RDONLY || e->ending) {
		give_memory();
		return;
	}
	e->busy++;
	look_at_lent(e);
	ext2_sync_all(e->fs);
	give_memory();
	if (--e->busy == 0)
		gate_open(&e->idle);
	if (!e->ending && anything_dirty(e))
		ext2_sync_begin(e);
}

static void reap(struct work *w)
{
	struct ext2 *e = list_entry(w, struct ext2, reap);

	if (e->ending || ext2_lock(e) != 0)
		return;
	ext2_reap(e);
	ext2_unlock(e);
}

void ext2_sync_begin(struct ext2 *e)
{
	if (e->armed || e->ending)
		return;
	e->armed = true;
	os_write_back_soon();
}

void ext2_work_init(struct ext2 *e)
{
	list_add_tail(&all, &e->link);
	list_init(&e->write_back.link);
	e->write_back.run = write_back;
	list_init(&e->reap.link);
	e->reap.run = reap;
}

void ext2_sync_end(struct ext2 *e)
{
	e->ending = true;
	list_remove(&e->link);
	work_cancel(&e->write_back);
	give_memory();
	work_cancel(&e->reap);
	while (e->busy && gate_wait(&e->idle) == 0)
		;
}
