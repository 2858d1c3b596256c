/*
 * servers/vfs/sys_stat.c - what there is to know of a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/syscalls.h"

#define STAT_FLAGS  (AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT)
#define NO_NAME_DEV DEV_MAKE(0, 0xfff) /* files that no file system has */

static unsigned walk_of(unsigned flags)
{
	return (flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) |
		(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0);
}

static void file_stat(const struct file *f, struct xinim_stat *st)
{
	if (f->inode) {
		inode_stat(f->inode, st);
		return;
	}
	memset(st, 0, sizeof(*st));
	st->st_dev = NO_NAME_DEV;
	st->st_ino = (uint64_t)f->own >> 4; /* the same for both ends of a pipe */
	st->st_nlink = 1;
	st->st_mode = f->ops->mode ? f->ops->mode : 0600;
	st->st_blksize = 4096;
}

int call_inode(struct call *c, int at, uint64_t address, unsigned walk, struct inode **i)
{
	const char *path;
	struct name *n;
	int error = user_path(c, address, &path);

	if (error)
		return error;
	if (!*path && walk & WALK_EMPTY && at != AT_FDCWD) {
		const struct file *f = fd_peek(c->proc->files, (unsigned)at);

		if (!f)
			return -EBADF;
		if (!f->inode)
			return -EINVAL;
		call_came_to(c, file_mount(f));
		*i = inode_get(f->inode);
		return 0;
	}
	error = path_walk(c, at, path, walk, &n);
	if (error)
		return error;
	*i = inode_get(n->inode);
	name_put(n);
	return 0;
}

/* Of a path, or with AT_EMPTY_PATH of a descriptor; *top: it is the top of its mount. */
static int stat_at(struct call *c, int at, uint64_t address, unsigned flags,
	struct xinim_stat *st, bool *top)
{
	const char *path;
	struct name *n;
	int error = user_path(c, address, &path);

	if (error)
		return error;
	if (!*path && flags & AT_EMPTY_PATH && at != AT_FDCWD) {
		const struct file *f = fd_peek(c->proc->files, (unsigned)at);

		if (!f)
			return -EBADF;
		file_stat(f, st);
		if (f->inode)
			call_came_to(c, file_mount(f));
		*top = f->name && name_same(name_mount(f->name)->root, f->name);
		return 0;
	}
	error = path_walk(c, at, path, walk_of(flags), &n);
	if (error)
		return error;
	inode_stat(n->inode, st);
	*top = name_same(name_mount(n)->root, n);
	name_put(n);
	return 0;
}

static int64_t tell_stat(
	struct call *c, int at, uint64_t path, unsigned flags, uint64_t to)
{
	struct xinim_stat st;
	bool top;
	int error = stat_at(c, at, path, flags, &st, &top);

	return error ? error : user_put(c, to, &st, sizeof(st));
}

int64_t sys_stat(struct call *c)
{
	return tell_stat(c, AT_FDCWD, c->arg[0], 0, c->arg[1]);
}

int64_t sys_lstat(struct call *c)
{
	return tell_stat(c, AT_FDCWD, c->arg[0], AT_SYMLINK_NOFOLLOW, c->arg[1]);
}

int64_t sys_newfstatat(struct call *c)
{
	unsigned flags = (unsigned)c->arg[3];

	if (flags & ~(unsigned)STAT_FLAGS)
		return -EINVAL;
	return tell_stat(c, (int)c->arg[0], c->arg[1], flags, c->arg[2]);
}

int64_t sys_fstat(struct call *c)
{
	const struct file *f = fd_peek(c->proc->files, c->arg[0]);
	struct xinim_stat st;

	if (!f)
		return -EBADF;
	file_stat(f, &st);
	return user_put(c, c->arg[1], &st, sizeof(st));
}

static struct xinim_statx_time time_of(const struct xinim_timespec *t)
{
	struct xinim_statx_time x = { .tv_sec = t->tv_sec,
		.tv_nsec = (uint32_t)t->tv_nsec };

	return x;
}

int64_t sys_statx(struct call *c)
{
	unsigned flags = (unsigned)c->arg[2], mask = (unsigned)c->arg[3];
	struct xinim_statx x;
	struct xinim_stat st;
	bool top;
	int error;

	if (flags & ~(unsigned)(STAT_FLAGS | AT_STATX_SYNC_ALL) ||
		(flags & AT_STATX_SYNC_ALL) == AT_STATX_SYNC_ALL || mask & STATX_RESERVED)
		return -EINVAL;
	error = stat_at(c, (int)c->arg[0], c->arg[1], flags, &st, &top);
	if (error)
		return error;
	memset(&x, 0, sizeof(x));
	x.stx_mask = STATX_BASIC | (c->mount ? STATX_MOUNT : 0);
	x.stx_mnt_id = c->mount;
	x.stx_attributes_mask = STATX_TOP;
	x.stx_attributes = top ? STATX_TOP : 0;
	x.stx_blksize = (uint32_t)st.st_blksize;
	x.stx_nlink = (uint32_t)st.st_nlink;
	x.stx_uid = st.st_uid;
	x.stx_gid = st.st_gid;
	x.stx_mode = (uint16_t)st.st_mode;
	x.stx_ino = st.st_ino;
	x.stx_size = (uint64_t)st.st_size;
	x.stx_blocks = (uint64_t)st.st_blocks;
	x.stx_atime = time_of(&st.st_atim);
	x.stx_ctime = time_of(&st.st_ctim);
	x.stx_mtime = time_of(&st.st_mtim);
	x.stx_rdev_major = DEV_MAJOR(st.st_rdev);
	x.stx_rdev_minor = DEV_MINOR(st.st_rdev);
	x.stx_dev_major = DEV_MAJOR(st.st_dev);
	x.stx_dev_minor = DEV_MINOR(st.st_dev);
	return user_put(c, c->arg[4], &x, sizeof(x));
}

/* --- access ----------------------------------------------------------------------------- */

/* The same credentials with the real numbers in place of the effective ones. */
static struct cred *real_cred(const struct cred *c)
{
	size_t size = sizeof(*c) + c->ngroups * sizeof(c->groups[0]);
	struct cred *real = malloc(size);

	if (real) {
		memcpy(real, c, size);
		real->refs = 1;
		real->euid = c->uid;
		real->egid = c->gid;
	}
	return real;
}

static int64_t do_access(
	struct call *c, int at, uint64_t path, unsigned mode, unsigned flags)
{
	const struct cred *effective = c->cred;
	struct cred *real = NULL;
	struct inode *i;
	int error;

	if (mode & ~7u)
		return -EINVAL;
	if (!(flags & AT_EACCESS) &&
		(effective->euid != effective->uid ||
			effective->egid != effective->gid)) {
		real = real_cred(effective);
		if (!real)
			return -ENOMEM;
		c->cred = real;
	}
	error = call_inode(c, at, path, walk_of(flags), &i);
	if (!error) {
		error = cred_may(c->cred, i, mode);
		if (!error && mode & MAY_EXEC && S_ISREG(i->mode) &&
			c->mount_flags & MOUNT_NOEXEC)
			error = -EACCES;
		if (!error && mode & MAY_WRITE &&
			(S_ISREG(i->mode) || S_ISDIR(i->mode) || S_ISLNK(i->mode)))
			error = call_writable(c, i->fs);
		inode_put(i);
	}
	c->cred = effective;
	free(real);
	return error;
}

int64_t sys_access(struct call *c)
{
	return do_access(c, AT_FDCWD, c->arg[0], (unsigned)c->arg[1], 0);
}

int64_t sys_faccessat(struct call *c)
{
	return do_access(c, (int)c->arg[0], c->arg[1], (unsigned)c->arg[2], 0);
}

int64_t sys_faccessat2(struct call *c)
{
	unsigned flags = (unsigned)c->arg[3];

	if (flags & ~(unsigned)(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	return do_access(c, (int)c->arg[0], c->arg[1], (unsigned)c->arg[2], flags);
}

/* --- readlink ------------------------------------------------------------------------- */

static int64_t do_readlink(
	struct call *c, int at, uint64_t path, uint64_t to, int32_t room)
{
	const char *name;
	struct inode *i;
	char *text;
	int64_t n;

	if (room <= 0)
		return -EINVAL;
	n = user_path(c, path, &name);
	if (!n)
		n = call_inode(c, at, path, WALK_EMPTY, &i);
	if (n)
		return n;
	text = path_buffer(c);
	if (!S_ISLNK(i->mode))
		n = *name ? -EINVAL : -ENOENT; /* "" is for descriptors of links alone */
	else if (!text)
		n = -ENOMEM;
	else {
		procfs_caller = c->proc;
		procfs_caller_thread = (uint32_t)c->id; /* a call's number ends with it */
		n = i->ops->readlink(i, text, PATH_BYTES);
	}
	if (n > room)
		n = room;
	if (n > 0 && user_put(c, to, text, (size_t)n) != 0)
		n = -EFAULT;
	if (n > 0)
		inode_accessed(i);
	inode_put(i);
	return n;
}

int64_t sys_readlink(struct call *c)
{
	const char *path;
	int error = user_path(c, c->arg[0], &path);

	if (error)
		return error;
	if (!*path)
		return -ENOENT;
	return do_readlink(c, AT_FDCWD, c->arg[0], c->arg[1], (int32_t)c->arg[2]);
}

int64_t sys_readlinkat(struct call *c)
{
	return do_readlink(c, (int)c->arg[0], c->arg[1], c->arg[2], (int32_t)c->arg[3]);
}
