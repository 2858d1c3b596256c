/*
 * servers/vfs/sys_dir.c - names made and removed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/bind.h"
#include "servers/vfs/syscalls.h"

static void place_done(struct place *p)
{
	place_unlock(p);
	place_put(p);
}

/* A path's place, locked: until place_done. */
static int locked_place(struct call *c, int at, const char *path, struct place *p)
{
	int error = path_place(c, at, path, p);

	if (error)
		return error;
	error = place_lock(p);
	if (error)
		place_put(p);
	return error;
}

/* The place of something new: nothing is there, and it may be made. */
static int new_place(
	struct call *c, int at, const char *path, bool directory, struct place *p)
{
	int error = locked_place(c, at, path, p);

	if (error)
		return error;
	if (p->last != LAST_NAME || p->name->inode)
		error = -EEXIST;
	else if (p->slash && !directory)
		error = -ENOENT;
	else
		error = may_change_directory(c, p->dir->inode);
	if (error)
		place_done(p);
	return error;
}

/* Makes what is to be at path; *made, unless NULL: its inode, held. */
static int make(struct call *c, int at, const char *path, uint32_t mode, uint64_t rdev,
	struct inode **made)
{
	struct place p;
	struct inode *dir;
	int error = new_place(c, at, path, S_ISDIR(mode), &p);

	if (error)
		return error;
	dir = p.dir->inode;
	error = dir->ops->create ? dir->ops->create(c, dir, p.name, mode, rdev) : -EPERM;
	if (!error) {
		name_link(p.name);
		if (made)
			*made = inode_get(p.name->inode);
	}
	place_done(&p);
	return error;
}

int make_path(struct call *c, const char *path, uint32_t mode, struct inode **made)
{
	return make(c, AT_FDCWD, path, mode, 0, made);
}

static int64_t make_at(
	struct call *c, int at, uint64_t address, uint32_t mode, uint64_t rdev)
{
	const char *path;
	int error = user_path(c, address, &path);

	return error ? error : make(c, at, path, mode & ~c->proc->fs->umask, rdev, NULL);
}

int64_t sys_mkdir(struct call *c)
{
	return make_at(c, AT_FDCWD, c->arg[0], S_IFDIR | (c->arg[1] & 01777), 0);
}

int64_t sys_mkdirat(struct call *c)
{
	return make_at(c, (int)c->arg[0], c->arg[1], S_IFDIR | (c->arg[2] & 01777), 0);
}

static int64_t mknod_at(
	struct call *c, int at, uint64_t path, uint32_t mode, uint64_t rdev)
{
	switch (mode & S_IFMT) {
	case 0:
		mode |= S_IFREG;
		break;
	case S_IFREG:
	case S_IFIFO:
	case S_IFSOCK:
		break;
	case S_IFCHR:
	case S_IFBLK:
		if (c->cred->euid != 0)
			return -EPERM;
		break;
	case S_IFDIR:
		return -EPERM;
	default:
		return -EINVAL;
	}
	if (!S_ISCHR(mode) && !S_ISBLK(mode))
		rdev = 0;
	return make_at(c, at, path, mode & (S_IFMT | 07777), rdev);
}

int64_t sys_mknod(struct call *c)
{
	return mknod_at(c, AT_FDCWD, c->arg[0], (uint32_t)c->arg[1], (uint32_t)c->arg[2]);
}

int64_t sys_mknodat(struct call *c)
{
	return mknod_at(
		c, (int)c->arg[0], c->arg[1], (uint32_t)c->arg[2], (uint32_t)c->arg[3]);
}

static int64_t symlink_at(struct call *c, uint64_t target, int at, uint64_t address)
{
	const char *text, *path;
	struct place p;
	struct inode *dir;
	int error = user_path(c, target, &text);

	if (!error)
		error = user_path(c, address, &path);
	if (!error && !*text)
		error = -ENOENT;
	if (!error)
		error = new_place(c, at, path, false, &p);
	if (error)
		return error;
	dir = p.dir->inode;
	error = dir->ops->symlink ? dir->ops->symlink(c, dir, p.name, text, strlen(text))
				  : -EPERM;
	if (!error)
		name_link(p.name);
	place_done(&p);
	return error;
}

int64_t sys_symlink(struct call *c)
{
	return symlink_at(c, c->arg[0], AT_FDCWD, c->arg[1]);
}

int64_t sys_symlinkat(struct call *c)
{
	return symlink_at(c, c->arg[0], (int)c->arg[1], c->arg[2]);
}

/* --- link --------------------------------------------------------------------------------- */

static int may_link(const struct inode *i, const struct inode *dir)
{
	if (S_ISDIR(i->mode))
		return -EPERM;
	if (i->fs != dir->fs)
		return -EXDEV;
	/* What has been removed stays so. */
	if (i->nlink == 0 && !i->linkable)
		return -ENOENT;
	if (i->nlink >= INT32_MAX)
		return -EMLINK;
	return dir->ops->link ? 0 : -EPERM;
}

static int64_t link_at(
	struct call *c, int from, uint64_t old, int to, uint64_t address, unsigned flags)
{
	const char *path;
	struct inode *i;
	struct place p;
	uint64_t mount;
	int error;

	if (flags & ~(unsigned)(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	/* A descriptor may come from who would not have its file given a name. */
	if (flags & AT_EMPTY_PATH && c->cred->euid != 0)
		return -ENOENT;
	error = user_path(c, address, &path);
	if (!error)
		error = call_inode(c, from, old,
			(flags & AT_SYMLINK_FOLLOW ? WALK_FOLLOW : 0) |
				(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0),
			&i);
	if (error)
		return error;
	mount = i->linkable ? 0 : c->mount; /* what has no name is at no place */
	error = new_place(c, to, path, false, &p);
	if (!error) {
		error = mount && mount != c->mount ? -EXDEV : may_link(i, p.dir->inode);
		if (!error)
			error = p.dir->inode->ops->link(p.dir->inode, p.name, i);
		if (!error) {
			i->linkable = false; /* once: then it is a file like others */
			name_link(p.name);
		}
		place_done(&p);
	}
	inode_put(i);
	return error;
}

int64_t sys_link(struct call *c)
{
	return link_at(c, AT_FDCWD, c->arg[0], AT_FDCWD, c->arg[1], 0);
}

int64_t sys_linkat(struct call *c)
{
	return link_at(c, (int)c->arg[0], c->arg[1], (int)c->arg[2], c->arg[3],
		(unsigned)c->arg[4]);
}

/* --- unlink ------------------------------------------------------------------------------- */

/* n may be removed from dir, or replaced there. */
static int may_remove(const struct call *c, const struct inode *dir, const struct name *n)
{
	int error = may_change_directory(c, dir);

	if (error)
		return error;
	if (dir->mode & S_ISVTX && c->cred->euid != 0 && c->cred->euid != dir->uid &&
		c->cred->euid != n->inode->uid)
		return -EPERM;
	return bind_covers(n) ? -EBUSY : 0;
}

static int remove_file(struct call *c, struct place *p)
{
	struct inode *dir = p->dir->inode;
	int error;

	if (p->last != LAST_NAME)
		return -EISDIR;
	if (!p->name->inode)
		return -ENOENT;
	error = may_remove(c, dir, p->name);
	if (error)
		return error;
	if (S_ISDIR(p->name->inode->mode))
		return -EISDIR;
	if (p->slash)
		return -ENOTDIR;
	return dir->ops->unlink ? dir->ops->unlink(dir, p->name) : -EPERM;
}

static int remove_directory(struct call *c, struct place *p)
{
	struct inode *dir = p->dir->inode;
	int error;

	if (p->last == LAST_DOT)
		return -EINVAL;
	if (p->last == LAST_DOTDOT)
		return -ENOTEMPTY;
	if (p->last == LAST_ROOT)
		return -EBUSY;
	if (!p->name->inode)
		return -ENOENT;
	error = may_remove(c, dir, p->name);
	if (error)
		return error;
	if (!S_ISDIR(p->name->inode->mode))
		return -ENOTDIR;
	error = dir->ops->empty(p->name->inode);
	if (error)
		return error;
	return dir->ops->unlink ? dir->ops->unlink(dir, p->name) : -EPERM;
}

static int64_t unlink_at(struct call *c, int at, uint64_t address, bool directory)
{
	const char *path;
	struct place p;
	int error = user_path(c, address, &path);

	if (!error)
		error = locked_place(c, at, path, &p);
	if (error)
		return error;
	error = directory ? remove_directory(c, &p) : remove_file(c, &p);
	if (!error)
		name_unlink(p.name);
	place_done(&p);
	return error;
}

int64_t sys_unlink(struct call *c)
{
	return unlink_at(c, AT_FDCWD, c->arg[0], false);
}

int64_t sys_rmdir(struct call *c)
{
	return unlink_at(c, AT_FDCWD, c->arg[0], true);
}

int64_t sys_unlinkat(struct call *c)
{
	unsigned flags = (unsigned)c->arg[2];

	if (flags & ~(unsigned)AT_REMOVEDIR)
		return -EINVAL;
	return unlink_at(c, (int)c->arg[0], c->arg[1], flags & AT_REMOVEDIR);
}

/* --- rename ------------------------------------------------------------------------------- */

/* That `to`, which is there, may make room for `from` (or change places with it). */
static int check_target(
	struct call *c, const struct place *from, const struct place *to, bool exchange)
{
	const struct inode *old = from->name->inode, *new = to->name->inode;
	int error = may_remove(c, to->dir->inode, to->name);

	if (error || exchange)
		return error;
	if (S_ISDIR(old->mode) && !S_ISDIR(new->mode))
		return -ENOTDIR;
	if (!S_ISDIR(old->mode) && S_ISDIR(new->mode))
		return -EISDIR;
	return S_ISDIR(new->mode) && new != old
		? to->dir->inode->ops->empty(to->name->inode)
		: 0;
}

/* A directory that goes elsewhere gets another .., which is a change of itself. */
static int may_move(
	const struct call *c, const struct place *from, const struct place *to)
{
	if (!S_ISDIR(from->name->inode->mode) || from->dir == to->dir)
		return 0;
	return cred_may(c->cred, from->name->inode, MAY_WRITE);
}

static int check_rename(
	struct call *c, const struct place *from, const struct place *to, unsigned flags)
{
	bool exchange = flags & RENAME_SWAP;
	int error;

	if (from->last != LAST_NAME || to->last != LAST_NAME)
		return flags & RENAME_NO_REPLACE && to->last != LAST_NAME ? -EEXIST
									  : -EBUSY;
	if (from->dir->inode->fs != to->dir->inode->fs)
		return -EXDEV;
	if (!from->name->inode || (exchange && !to->name->inode))
		return -ENOENT;
	if (flags & RENAME_NO_REPLACE && to->name->inode)
		return -EEXIST;
	if (!S_ISDIR(from->name->inode->mode) &&
		(from->slash || (to->slash && !exchange)))
		return -ENOTDIR;
	if (exchange && to->slash && !S_ISDIR(to->name->inode->mode))
		return -ENOTDIR;
	if (name_is_above(from->name, to->dir))
		return -EINVAL;
	if (name_is_above(to->name, from->dir))
		return exchange ? -EINVAL : -ENOTEMPTY;
	error = may_remove(c, from->dir->inode, from->name);
	if (!error)
		error = to->name->inode ? check_target(c, from, to, exchange)
					: may_change_directory(c, to->dir->inode);
	if (!error)
		error = may_move(c, from, to);
	if (!error && exchange)
		error = may_move(c, to, from);
	if (!error && !from->dir->inode->ops->rename)
		error = -EPERM;
	return error;
}

static int do_rename(struct call *c, struct place *from, struct place *to, unsigned flags)
{
	bool exchange = flags & RENAME_SWAP;
	char *text = NULL;
	int error = check_rename(c, from, to, flags);

	if (error)
		return error;
	/* Two names of one file: nothing happens, says POSIX. */
	if (from->name->inode == to->name->inode)
		return 0;
	if (!exchange) {
		text = strdup(to->name->text);
		if (!text)
			return -ENOMEM;
	}
	error = from->dir->inode->ops->rename(
		from->dir->inode, from->name, to->dir->inode, to->name, exchange);
	if (!error && exchange)
		name_exchange(from->name, to->name);
	else if (!error)
		name_move(from->name, to->name, text);
	if (error)
		free(text);
	return error;
}

/* With both locked: of two file systems neither is changed. */
static int rename_places(struct call *c, struct place *p, struct place *q, unsigned flags)
{
	int error = place_lock(p);

	if (error)
		return error;
	if (p->dir->inode->fs == q->dir->inode->fs) {
		error = place_lock(q);
		if (!error) {
			error = do_rename(c, p, q, flags);
			place_unlock(q);
		}
	} else {
		error = do_rename(c, p, q, flags);
	}
	place_unlock(p);
	return error;
}

static int64_t rename_at(
	struct call *c, int from, uint64_t old, int to, uint64_t new, unsigned flags)
{
	const char *old_path, *new_path;
	struct place p, q;
	int error;

	if (flags & ~(RENAME_NO_REPLACE | RENAME_SWAP) ||
		flags == (RENAME_NO_REPLACE | RENAME_SWAP))
		return -EINVAL;
	error = user_path(c, old, &old_path);
	if (!error)
		error = user_path(c, new, &new_path);
	if (!error)
		error = path_place(c, from, old_path, &p);
	if (error)
		return error;
	error = path_place(c, to, new_path, &q);
	if (!error) {
		error = p.bound != q.bound ? -EXDEV : rename_places(c, &p, &q, flags);
		place_put(&q);
	}
	place_put(&p);
	return error;
}

int64_t sys_rename(struct call *c)
{
	return rename_at(c, AT_FDCWD, c->arg[0], AT_FDCWD, c->arg[1], 0);
}

int64_t sys_renameat(struct call *c)
{
	return rename_at(c, (int)c->arg[0], c->arg[1], (int)c->arg[2], c->arg[3], 0);
}

int64_t sys_renameat2(struct call *c)
{
	return rename_at(c, (int)c->arg[0], c->arg[1], (int)c->arg[2], c->arg[3],
		(unsigned)c->arg[4]);
}
