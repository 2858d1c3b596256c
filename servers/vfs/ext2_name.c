/*
 * servers/vfs/ext2_name.c - files made, removed, and renamed.
 *
 * Each takes the lock, looks at all that can be wrong, then changes: first what can
 * fail and be taken back, then the rest.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "servers/vfs/ext2.h"

#define FAST_LINK_MAX (EXT2_POINTERS * 4)

/* The lock, and that something may be changed. */
static int begin(struct ext2 *e)
{
	int error = ext2_lock(e);

	if (error)
		return error;
	error = ext2_begin(e);
	if (error)
		ext2_unlock(e);
	return error;
}

/* Done: with the mount option sync it is on the disk before the caller hears of it. */
static int end(struct ext2 *e, int error)
{
	if (!error && e->sync)
		error = ext2_commit(e);
	ext2_unlock(e);
	return error;
}

int ext2_lookup(struct inode *dir, struct name *n)
{
	struct ext2 *e = ext2_of(dir);
	struct inode *i;
	uint32_t ino = 0;
	int error = ext2_lock(e);

	if (error)
		return error;
	if (dir->nlink)
		error = ext2_dir_find(dir, n->text, n->length, &ino);
	if (!error && ino) {
		error = ext2_inode_get(e, ino, &i);
		/* A directory has one name: a second one would make a loop. */
		if (!error && S_ISDIR(i->mode) &&
			(i->dir_name || i == dir || ino == EXT2_ROOT)) {
			inode_put(i);
			error = ext2_error(e, "directory %u has two names", ino);
		}
		if (!error)
			n->inode = i;
	}
	ext2_unlock(e);
	return error;
}

/* The inode has its name; it is the name's. */
static int enter(struct inode *dir, struct name *n, struct inode *i)
{
	int error = ext2_dir_add(dir, n->text, n->length, i);

	if (error)
		return error;
	n->inode = i;
	ext2_inode(i)->named = ext2_of(dir)->commits;
	return 0;
}

static void add_link(struct inode *i, int change)
{
	if (change < 0 && i->nlink <= 2)
		return; /* the disk had too few of them already */
	i->nlink = (uint32_t)((int)i->nlink + change);
	inode_touch(i, TIME_C);
	ext2_inode_dirty(i);
}

/* No name is left: it goes when nobody has it open any more. */
static void drop_link(struct inode *i)
{
	i->nlink -= i->nlink > 0;
	inode_touch(i, TIME_C);
	ext2_inode_dirty(i);
	if (i->nlink == 0 && list_empty(&ext2_inode(i)->replaced))
		ext2_orphan_add(i);
}

int ext2_create(
	struct call *c, struct inode *dir, struct name *n, uint32_t mode, uint64_t rdev)
{
	struct ext2 *e = ext2_of(dir);
	bool directory = S_ISDIR(mode);
	struct inode *i;
	int error = begin(e);

	if (error)
		return error;
	if (directory && dir->nlink >= EXT2_LINKS_MAX)
		error = -EMLINK;
	if (!error)
		error = ext2_inode_new(c, dir, mode, rdev, &i);
	if (error)
		goto out;
	if (directory) {
		i->nlink = 2;
		error = ext2_dir_make(i, dir);
	}
	if (!error)
		error = enter(dir, n, i);
	if (error)
		ext2_inode_undo(i);
	else if (directory)
		add_link(dir, 1);
out:
	return end(e, error);
}

/* The link's text, where the pointers would be or in a block of its own. */
static int set_target(struct inode *i, const char *target, size_t length)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	struct buffer *buf;
	uint32_t block;
	bool fresh;
	int error;

	i->size = length;
	if (length < FAST_LINK_MAX) {
		memcpy(n->block, target, length);
		return 0;
	}
	error = ext2_map_make(i, 0, &block, &fresh);
	if (!error)
		error = buffer_zeroed(&e->buffers, block, &buf);
	if (error)
		return error;
	memcpy(buf->data, target, length);
	buffer_dirty(buf, BUFFER_FIRST);
	buffer_put(buf);
	return 0;
}

int ext2_symlink(struct call *c, struct inode *dir, struct name *n, const char *target,
	size_t length)
{
	struct ext2 *e = ext2_of(dir);
	struct inode *i;
	int error;

	if (length >= e->block_size || length >= PATH_BYTES)
		return -ENAMETOOLONG;
	error = begin(e);
	if (error)
		return error;
	error = ext2_inode_new(c, dir, S_IFLNK | 0777, 0, &i);
	if (error)
		goto out;
	error = set_target(i, target, length);
	if (!error)
		error = enter(dir, n, i);
	if (error)
		ext2_inode_undo(i);
out:
	return end(e, error);
}

int64_t ext2_readlink(struct inode *i, char *buffer, size_t room)
{
	const struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);
	struct ext2_run run;
	struct buffer *buf;
	int error;

	if (room > i->size)
		room = i->size;
	if (i->size < FAST_LINK_MAX) {
		memcpy(buffer, n->block, room);
		return (int64_t)i->size;
	}
	error = ext2_lock(e);
	if (error)
		return error;
	error = ext2_map(i, 0, 1, &run);
	if (!error && !run.block)
		error = ext2_error(
			e, "symbolic link %llu has no text", (unsigned long long)i->ino);
	if (!error)
		error = buffer_get(&e->buffers, run.block, &buf);
	if (!error) {
		memcpy(buffer, buf->data, room);
		buffer_put(buf);
	}
	ext2_unlock(e);
	return error ? error : (int64_t)i->size;
}

int ext2_tmpfile(struct call *c, struct inode *dir, uint32_t mode, struct inode **inode)
{
	struct ext2 *e = ext2_of(dir);
	int error = begin(e);

	if (error)
		return error;
	error = ext2_inode_new(c, dir, mode, 0, inode);
	if (!error) {
		(*inode)->nlink = 0;
		ext2_orphan_add(*inode);
	}
	return end(e, error);
}

int ext2_link(struct inode *dir, struct name *n, struct inode *i)
{
	struct ext2 *e = ext2_of(dir);
	int error = begin(e);

	if (error)
		return error;
	if (i->nlink >= EXT2_LINKS_MAX)
		error = -EMLINK;
	if (!error)
		error = enter(dir, n, i);
	if (!error) {
		inode_get(i);
		if (i->nlink == 0)
			ext2_orphan_remove(i);
		add_link(i, 1);
	}
	return end(e, error);
}

/* What was in the directory and has gone, itself if it is one. */
static void removed(struct inode *dir, struct inode *i)
{
	if (S_ISDIR(i->mode)) {
		i->nlink = 1;
		add_link(dir, -1);
	}
	drop_link(i);
}

/*
 * A name is to go, perhaps later than another one comes to the disk: there is room on the
 * list of these. What is `gone` may be a directory: none of its own is on the list then.
 */
static int may_leave(struct ext2 *e, const struct inode *gone)
{
	if (e->leaving_count == EXT2_LEAVING ||
		(e->leaving_count && gone && S_ISDIR(gone->mode)))
		return ext2_commit(e);
	return 0;
}

/* It may be on the disk by now, so it must not be without a name there. */
static bool on_disk(struct inode *i)
{
	return ext2_inode(i)->made != ext2_of(i)->commits;
}

int ext2_unlink(struct inode *dir, struct name *n)
{
	struct ext2 *e = ext2_of(dir);
	struct inode *i = n->inode;
	int error = begin(e);

	if (error)
		return error;
	error = may_leave(e, i);
	/* A name that it has got a moment ago may not be on the disk yet. */
	if (!error)
		error = ext2_dir_remove(dir, n->text, n->length,
			!S_ISDIR(i->mode) && i->nlink > 1 && on_disk(i) &&
				ext2_inode(i)->named == e->commits);
	if (!error)
		removed(dir, n->inode);
	return end(e, error);
}

/* A directory has moved, from one to another. */
static int moved(struct inode *i, struct inode *from, struct inode *to)
{
	if (!S_ISDIR(i->mode) || from == to)
		return 0;
	add_link(from, -1);
	add_link(to, 1);
	return ext2_dir_set_parent(i, to);
}

static int exchange_names(
	struct inode *from_dir, struct name *from, struct inode *to_dir, struct name *to)
{
	struct inode *a = from->inode, *b = to->inode;
	int error = ext2_dir_replace(from_dir, from->text, from->length, b);

	if (!error) {
		error = ext2_dir_replace(to_dir, to->text, to->length, a);
		if (error)
			ext2_dir_replace(from_dir, from->text, from->length, a);
	}
	if (error)
		return error;
	error = moved(a, from_dir, to_dir);
	if (!error)
		error = moved(b, to_dir, from_dir);
	inode_touch(b, TIME_C);
	ext2_inode_dirty(b);
	return error;
}

/* The new name first, then the old one goes; on the disk as well. */
static int move_name(
	struct inode *from_dir, struct name *from, struct inode *to_dir, struct name *to)
{
	struct ext2 *e = ext2_of(from_dir);
	struct inode *i = from->inode, *old = to->inode;
	int error = may_leave(e, old);

	if (error)
		return error;
	if (old)
		error = ext2_dir_replace(to_dir, to->text, to->length, i);
	else
		error = ext2_dir_add(to_dir, to->text, to->length, i);
	if (error)
		return error;
	error = ext2_dir_remove(from_dir, from->text, from->length, on_disk(i));
	if (error) {
		if (old)
			ext2_dir_replace(to_dir, to->text, to->length, old);
		else
			ext2_dir_remove(to_dir, to->text, to->length, false);
		return error;
	}
	ext2_inode(i)->named = e->commits;
	if (old) {
		ext2_inode_replaced(old);
		removed(to_dir, old);
	}
	return moved(i, from_dir, to_dir);
}

int ext2_rename(struct inode *from_dir, struct name *from, struct inode *to_dir,
	struct name *to, bool exchange)
{
	struct ext2 *e = ext2_of(from_dir);
	int error = begin(e);

	if (error)
		return error;
	if (S_ISDIR(from->inode->mode) && from_dir != to_dir && !to->inode &&
		to_dir->nlink >= EXT2_LINKS_MAX)
		error = -EMLINK;
	if (!error)
		error = exchange ? exchange_names(from_dir, from, to_dir, to)
				 : move_name(from_dir, from, to_dir, to);
	if (!error) {
		inode_touch(from->inode, TIME_C);
		ext2_inode_dirty(from->inode);
	}
	return end(e, error);
}

int ext2_empty(struct inode *dir)
{
	struct ext2 *e = ext2_of(dir);
	int error = ext2_lock(e);

	if (error)
		return error;
	error = ext2_dir_empty(dir);
	ext2_unlock(e);
	return error;
}

int ext2_changed(struct inode *i)
{
	struct ext2 *e = ext2_of(i);
	int error = fs_writable(e->fs);

	if (error)
		return error;
	ext2_inode_dirty(i);
	ext2_sync_begin(e);
	return 0;
}
