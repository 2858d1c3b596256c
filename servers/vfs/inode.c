/*
 * servers/vfs/inode.c - what all files have: attributes and times.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/vfs.h"

static uint64_t last_ino;

struct inode *inode_new(struct fs *fs, uint32_t mode, const struct cred *c)
{
	struct inode *i = calloc(1, sizeof(*i));

	if (!i)
		return NULL;
	i->fs = fs;
	i->ops = fs->ops;
	i->ino = ++last_ino;
	i->mode = mode;
	i->uid = c ? c->euid : 0;
	i->gid = c ? c->egid : 0;
	i->nlink = 1;
	i->refs = 1;
	inode_touch(i, TIME_A | TIME_M | TIME_C);
	return i;
}

struct inode *inode_new_in(struct inode *dir, uint32_t mode, const struct cred *c)
{
	struct inode *i = inode_new(dir->fs, mode, c);

	if (i && dir->mode & S_ISGID) {
		i->gid = dir->gid;
		if (S_ISDIR(mode))
			i->mode |= S_ISGID;
		/* Nobody makes a program that runs as a group he is not in. */
		else if ((mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) && c &&
			c->euid != 0 && !cred_in_group(c, dir->gid))
			i->mode &= ~(uint32_t)S_ISGID;
	}
	return i;
}

void inode_put(struct inode *i)
{
	if (--i->refs > 0)
		return;
	if (i->ops->keep && i->ops->keep(i))
		return;
	locks_free(i);
	if (i->ops->release)
		i->ops->release(i);
	free(i);
}

void inode_touch(struct inode *i, unsigned times)
{
	struct xinim_timespec now;

	os_real_time(&now);
	if (times & TIME_A)
		i->atime = now;
	if (times & TIME_M)
		i->mtime = now;
	if (times & TIME_C)
		i->ctime = now;
	if (i->ops->touched)
		i->ops->touched(i);
}

static bool not_after(const struct xinim_timespec *a, const struct xinim_timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec <= b->tv_nsec;
}

void inode_accessed(struct inode *i)
{
	if ((i->fs->flags & MOUNT_NOATIME) || fs_writable(i->fs) != 0 ||
		(i->fs->flags & MOUNT_NODIRATIME && S_ISDIR(i->mode)))
		return;
	if (i->fs->flags & MOUNT_STRICTATIME) {
		inode_touch(i, TIME_A);
		return;
	}
	/* As Linux's relatime, without the look at the clock that a day would take. */
	if (not_after(&i->atime, &i->mtime) || not_after(&i->atime, &i->ctime))
		inode_touch(i, TIME_A);
}

void inode_stat(const struct inode *i, struct xinim_stat *st)
{
	/* Every field: no bytes of ours are told, and none is written twice. */
	st->pad0 = 0;
	st->reserved[0] = st->reserved[1] = st->reserved[2] = 0;
	st->st_dev = i->fs->dev;
	st->st_ino = i->ino;
	st->st_nlink = i->nlink;
	st->st_mode = i->mode;
	st->st_uid = i->uid;
	st->st_gid = i->gid;
	st->st_rdev = i->rdev;
	st->st_size = (int64_t)i->size;
	st->st_blksize = 4096;
	st->st_blocks = (int64_t)i->blocks;
	st->st_atim = i->atime;
	st->st_mtim = i->mtime;
	st->st_ctim = i->ctime;
}

void inode_drop_setid(const struct call *c, struct inode *i)
{
	uint32_t drop = i->mode & S_ISUID;

	/* Without group execute, set-group-id stands for mandatory locking: it stays. */
	if ((i->mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
		drop |= S_ISGID;
	if (!drop || !S_ISREG(i->mode) || c->cred->euid == 0)
		return;
	i->mode &= ~drop;
	inode_touch(i, TIME_C);
	if (i->ops->changed)
		i->ops->changed(i);
}

int inode_deny_write(struct inode *i)
{
	if (i->writers > 0)
		return -ETXTBSY;
	i->writers--;
	return 0;
}

void inode_allow_write(struct inode *i)
{
	i->writers++;
}

int fs_writable(const struct fs *fs)
{
	return fs->super & MOUNT_RDONLY ? -EROFS : 0;
}
