/*
 * servers/vfs/sys_fs.c - where a process is, and what file systems there are.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "servers/vfs/bind.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/syscalls.h"
#include "servers/vfs/tty.h"

#define MOUNT_SILENT 0x8000u
#define MOUNT_BIND   4096u
#define MOUNT_MOVE   8192u
#define MOUNT_REC    16384u
#define KEPT_FLAGS                                                                      \
	(MOUNT_RDONLY | MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC | MOUNT_SYNCHRONOUS | \
		MOUNT_NOATIME | MOUNT_NODIRATIME | MOUNT_STRICTATIME)
#define MOUNT_KNOWN                                                                \
	(KEPT_FLAGS | MOUNT_REMOUNT | MOUNT_SILENT | MOUNT_MOVE | MOUNT_RELATIME | \
		MOUNT_BIND | MOUNT_REC)
#define ST_FLAGS                                                                        \
	(MOUNT_RDONLY | MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC | MOUNT_SYNCHRONOUS | \
		MOUNT_NOATIME | MOUNT_NODIRATIME)
#define TYPE_MAX 32

/* The directory that the process is to be in, or to have as its root: searchable. */
static int directory_at(struct call *c, uint64_t address, struct name **n)
{
	const char *path;
	int error = user_path(c, address, &path);

	if (!error)
		error = path_walk(c, AT_FDCWD, path, WALK_FOLLOW | WALK_DIRECTORY, n);
	if (error)
		return error;
	error = cred_may(c->cred, (*n)->inode, MAY_EXEC);
	if (error)
		name_put(*n);
	return error;
}

int64_t sys_chdir(struct call *c)
{
	struct name *n;
	int error = directory_at(c, c->arg[0], &n);

	if (error)
		return error;
	name_put(c->proc->fs->cwd);
	c->proc->fs->cwd = n;
	return 0;
}

int64_t sys_fchdir(struct call *c)
{
	const struct file *f = fd_peek(c->proc->files, c->arg[0]);
	int error;

	if (!f)
		return -EBADF;
	if (!f->inode || !f->name || !S_ISDIR(f->inode->mode))
		return -ENOTDIR;
	error = cred_may(c->cred, f->inode, MAY_EXEC);
	if (error)
		return error;
	name_get(f->name);
	name_put(c->proc->fs->cwd);
	c->proc->fs->cwd = f->name;
	return 0;
}

int64_t sys_chroot(struct call *c)
{
	struct name *n;
	int error = directory_at(c, c->arg[0], &n);

	if (error)
		return error;
	if (c->cred->euid != 0) {
		name_put(n);
		return -EPERM;
	}
	name_put(c->proc->fs->root);
	c->proc->fs->root = n;
	return 0;
}

int64_t sys_getcwd(struct call *c)
{
	const struct fs_context *fs = c->proc->fs;
	char *buffer = path_buffer(c), *path;
	bool reachable;
	size_t length;
	int error;

	if (!buffer)
		return -ENOMEM;
	error = name_path(fs->cwd, fs->root, buffer, PATH_BYTES, &path, &reachable);
	if (error)
		return error == -ERANGE ? -ENAMETOOLONG : error;
	if (!reachable)
		return -ENOENT; /* outside the root: it has no path */
	length = (size_t)(buffer + PATH_BYTES - path);
	if (length > c->arg[1])
		return -ERANGE;
	if (user_put(c, c->arg[0], path, length) != 0)
		return -EFAULT;
	return (int64_t)length;
}

int64_t sys_umask(struct call *c)
{
	uint32_t old = c->proc->fs->umask;

	c->proc->fs->umask = c->arg[0] & 0777;
	return old;
}

/* --- file systems ----------------------------------------------------------------------- */

/* mount_flags: of the place by which it was come to. */
static int64_t tell_statfs(
	struct call *c, struct fs *fs, unsigned mount_flags, uint64_t to)
{
	struct xinim_statfs st;
	int error;

	memset(&st, 0, sizeof(st));
	st.f_type = fs->ops->magic;
	st.f_namelen = NAME_BYTES;
	st.f_fsid[0] = (int32_t)fs->dev;
	/* ST_VALID, and the flags of mount, which ST_ has under the same numbers. */
	st.f_flags = 0x20 | (int64_t)((fs->super | mount_flags) & ST_FLAGS);
	error = fs->ops->statfs ? fs->ops->statfs(fs, &st) : 0;
	return error ? error : user_put(c, to, &st, sizeof(st));
}

int64_t sys_statfs(struct call *c)
{
	struct inode *i;
	int64_t result = call_inode(c, AT_FDCWD, c->arg[0], WALK_FOLLOW, &i);

	if (result)
		return result;
	result = tell_statfs(c, i->fs, c->mount_flags, c->arg[1]);
	inode_put(i);
	return result;
}

int64_t sys_fstatfs(struct call *c)
{
	const struct file *f = fd_peek(c->proc->files, c->arg[0]);

	if (!f)
		return -EBADF;
	if (!f->inode)
		return -ENOSYS;
	return tell_statfs(c, f->inode->fs, file_mount(f)->flags, c->arg[1]);
}

/* The file system itself changes, and the place; with MOUNT_BIND that alone. */
static int remount(struct name *on, unsigned flags, const char *data)
{
	struct fs *mount = name_mount(on), *fs = on->inode->fs;
	int error = 0;

	if (!name_same(mount->root, on))
		return -EINVAL;
	/* Who may write already goes on to. */
	if (flags & ~fs->super & MOUNT_RDONLY && fs->writing &&
		(mount == fs || !(flags & MOUNT_BIND)))
		return -EBUSY;
	if (!(flags & MOUNT_BIND)) {
		if (fs->ops->remount)
			error = fs->ops->remount(fs, flags & KEPT_FLAGS, data);
		if (error)
			return error;
		fs->super = flags & MOUNT_SUPER;
	}
	mount->flags = flags & KEPT_FLAGS;
	return 0;
}

/* What is mounted at `source` is to be at `on`. */
static int move(struct call *c, const char *source, struct name *on)
{
	struct name *n;
	int error = path_walk(c, AT_FDCWD, source, WALK_FOLLOW, &n);

	if (error)
		return error;
	error = name_same(name_mount(n)->root, n) ? fs_move(name_mount(n), on) : -EINVAL;
	name_put(n);
	return error;
}

static int bind(struct call *c, const char *source, struct name *on, bool all)
{
	struct name *n;
	int error = path_walk(c, AT_FDCWD, source, WALK_FOLLOW, &n);

	if (error)
		return error;
	error = fs_bind(n, on, all);
	name_put(n);
	return error;
}

/* mount(source, target, type, flags, data) */
int64_t sys_mount(struct call *c)
{
	unsigned flags = (unsigned)c->arg[3];
	const char *source = "none", *target, *type = "", *data = NULL;
	struct name *on;
	int error = user_path(c, c->arg[1], &target);

	if (!error && c->arg[0])
		error = user_path(c, c->arg[0], &source);
	if (!error && c->arg[2])
		error = user_path(c, c->arg[2], &type);
	if (!error && c->arg[4])
		error = user_path(c, c->arg[4], &data);
	if (error)
		return error;
	if (c->cred->euid != 0)
		return -EPERM;
	/* The old magic number in the upper half says nothing. */
	if ((flags & 0xffff0000u) == 0xc0ed0000u)
		flags &= 0xffffu;
	if (flags & ~MOUNT_KNOWN)
		return -EINVAL;
	error = path_walk(c, AT_FDCWD, target, WALK_FOLLOW, &on);
	if (error)
		return error;
	if (flags & MOUNT_BIND && !(flags & MOUNT_REMOUNT))
		error = c->arg[0] ? bind(c, source, on, flags & MOUNT_REC) : -EINVAL;
	else if (!S_ISDIR(on->inode->mode) && !(flags & MOUNT_REMOUNT))
		error = -ENOTDIR;
	else if (flags & MOUNT_REMOUNT)
		error = remount(on, flags, data);
	else if (flags & MOUNT_MOVE)
		error = c->arg[0] ? move(c, source, on) : -EINVAL;
	else
		error = fs_mount(c, type, source, data, flags & KEPT_FLAGS, on, NULL);
	name_put(on);
	return error;
}

#define UNMOUNT_FORCE    1u
#define UNMOUNT_DETACH   2u
#define UNMOUNT_NOFOLLOW 8u

int64_t sys_umount2(struct call *c)
{
	unsigned flags = (unsigned)c->arg[1];
	const char *path;
	struct name *n;
	struct fs *fs;
	int error;

	if (flags & ~(UNMOUNT_FORCE | UNMOUNT_DETACH | UNMOUNT_NOFOLLOW))
		return -EINVAL;
	error = user_path(c, c->arg[0], &path);
	if (!error)
		error = path_walk(c, AT_FDCWD, path,
			flags & UNMOUNT_NOFOLLOW ? 0 : WALK_FOLLOW, &n);
	if (error)
		return error;
	fs = name_mount(n);
	error = name_same(fs->root, n) ? 0 : -EINVAL;
	name_put(n);
	if (c->cred->euid != 0)
		return -EPERM;
	return error ? error : fs_unmount(fs, flags & UNMOUNT_DETACH);
}

int64_t sys_pivot_root(struct call *c)
{
	const char *new_path, *old_path;
	struct name *new, *old;
	int error = user_path(c, c->arg[0], &new_path);

	if (!error)
		error = user_path(c, c->arg[1], &old_path);
	if (!error && c->cred->euid != 0)
		error = -EPERM;
	if (!error)
		error = path_walk(
			c, AT_FDCWD, new_path, WALK_FOLLOW | WALK_DIRECTORY, &new);
	if (error)
		return error;
	error = path_walk(c, AT_FDCWD, old_path, WALK_FOLLOW | WALK_DIRECTORY, &old);
	if (!error) {
		error = new->inode->fs->root == new ? fs_pivot(new->inode->fs, old)
						    : -EINVAL;
		name_put(old);
	}
	name_put(new);
	return error;
}

int64_t sys_vhangup(struct call *c)
{
	struct tty *t = tty_of(c->proc);

	if (c->cred->euid != 0)
		return -EPERM;
	if (t)
		tty_hang_up(t);
	return 0;
}
