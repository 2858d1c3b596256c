/*
 * servers/vfs/sys_open.c - open and its like, close.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/bind.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/syscalls.h"

#define TMPFILE    020000000u
#define PATH_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define KNOWN_FLAGS                                                                   \
	(O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND | O_NONBLOCK |  \
		O_SYNC | 020000 | O_DIRECT | O_LARGEFILE | O_DIRECTORY | O_NOFOLLOW | \
		O_NOATIME | O_CLOEXEC | O_PATH | TMPFILE)
/* What F_GETFL does not tell. */
#define OPEN_ONLY (O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC) /* and O_NOCTTY: file_open */

/* What the access mode asks of the file's own rights. */
static unsigned rights_of(unsigned flags)
{
	unsigned may = 0;

	if (flags & O_PATH)
		return 0;
	if ((flags & O_ACCMODE) != O_WRONLY)
		may |= MAY_READ;
	if ((flags & O_ACCMODE) != O_RDONLY)
		may |= MAY_WRITE;
	if (flags & O_TRUNC)
		may |= MAY_WRITE;
	return may;
}

static unsigned file_flags(unsigned flags)
{
	unsigned f = flags & ~(unsigned)OPEN_ONLY;

	if (flags & O_PATH)
		return f;
	if ((flags & O_ACCMODE) != O_WRONLY)
		f |= FILE_READ;
	if ((flags & O_ACCMODE) != O_RDONLY)
		f |= FILE_WRITE;
	return f;
}

int inode_truncate(struct call *c, struct inode *i, uint64_t size)
{
	int64_t allowed;
	int error;

	if ((size > i->size && i->seals & SEAL_GROW) ||
		(size < i->size && i->seals & SEAL_SHRINK))
		return -EPERM;
	if (size > i->size) {
		allowed = file_size_limit(c, i->size, size - i->size);
		if (allowed < 0 || (uint64_t)allowed < size - i->size)
			return -EFBIG;
	}
	error = mutex_lock(&i->lock);
	if (error)
		return error;
	error = i->ops->truncate ? i->ops->truncate(i, size) : -EPERM;
	mutex_unlock(&i->lock);
	if (error)
		return error;
	inode_touch(i, TIME_M | TIME_C);
	inode_drop_setid(c, i);
	return 0;
}

/* What must hold for a file that is there. */
static int check_existing(const struct call *c, const struct inode *i, unsigned flags)
{
	unsigned may = rights_of(flags);
	int error;

	if (S_ISLNK(i->mode) && !(flags & O_PATH))
		return -ELOOP;
	if (flags & O_DIRECTORY && !S_ISDIR(i->mode))
		return -ENOTDIR;
	if (S_ISDIR(i->mode) && (may & MAY_WRITE || flags & O_CREAT))
		return -EISDIR;
	if (flags & O_PATH)
		return 0;
	error = cred_may(c->cred, i, may);
	if (error)
		return error;
	if (may & MAY_WRITE && S_ISREG(i->mode)) {
		error = call_writable(c, i->fs);
		if (error)
			return error;
		if (i->writers < 0)
			return -ETXTBSY;
	}
	if (flags & O_NOATIME && !cred_owns(c->cred, i))
		return -EPERM;
	return 0;
}

static int open_existing(
	struct call *c, struct name *n, struct inode *i, unsigned flags, struct file **f)
{
	int error = check_existing(c, i, flags);

	if (!error)
		error = file_open(c, n, i, file_flags(flags), f);
	if (!error && flags & O_TRUNC && S_ISREG(i->mode)) {
		error = inode_truncate(c, i, 0);
		if (error)
			file_put(*f);
	}
	return error;
}

int may_change_directory(const struct call *c, const struct inode *dir)
{
	int error;

	if (dir->nlink == 0)
		return -ENOENT;
	error = call_writable(c, dir->fs);
	if (error)
		return error;
	return cred_may(c->cred, dir, MAY_WRITE | MAY_EXEC);
}

static int create(
	struct call *c, struct place *p, unsigned flags, uint32_t mode, struct file **f)
{
	struct inode *dir = p->dir->inode;
	struct name *n;
	int error = may_change_directory(c, dir);

	if (error)
		return error;
	if (!dir->ops->create)
		return -EPERM;
	error = dir->ops->create(c, dir, p->name, S_IFREG | mode, 0);
	if (error)
		return error;
	name_link(p->name);
	n = name_get(p->name);
	if (p->bound)
		n = bind_name(p->bound, n);
	if (!n)
		return -ENOMEM;
	error = file_open(c, n, n->inode, file_flags(flags), f);
	name_put(n);
	return error;
}

/* What was not there a moment ago: 1 if it is now, somebody else's. */
static int create_locked(
	struct call *c, struct place *p, unsigned flags, uint32_t mode, struct file **f)
{
	int error = place_lock(p);

	if (error)
		return error;
	error = p->name->inode ? 1 : create(c, p, flags, mode, f);
	place_unlock(p);
	return error;
}

static int try_open_or_create(struct call *c, int at, const char *path, unsigned flags,
	uint32_t mode, struct file **f)
{
	struct place p;
	int error = path_open_place(c, at, path, !(flags & (O_NOFOLLOW | O_EXCL)), &p);

	if (error)
		return error;
	/* Not a name, and no directory either: a link of /proc led there. */
	if (p.last != LAST_NAME && S_ISDIR(p.name->inode->mode)) {
		error = flags & O_EXCL ? -EEXIST : -EISDIR;
	} else if (p.name->inode && flags & O_EXCL) {
		error = -EEXIST;
	} else if (p.slash) {
		error = -EISDIR;
	} else if (p.name->inode) {
		if (p.bound)
			p.name = bind_name(p.bound, p.name);
		if (p.name)
			p.name = name_cross(p.name);
		if (p.name)
			call_came_to(c, name_mount(p.name));
		error = p.name ? open_existing(c, p.name, p.name->inode, flags, f)
			       : -ENOMEM;
	} else {
		error = create_locked(c, &p, flags, mode, f);
	}
	place_put(&p);
	return error;
}

static int open_or_create(struct call *c, int at, const char *path, unsigned flags,
	uint32_t mode, struct file **f)
{
	int error;

	/* It may come and go in between as often as others like. */
	do
		error = try_open_or_create(c, at, path, flags, mode, f);
	while (error > 0);
	return error;
}

/* A file without a name, in the file system where the directory is. */
static int open_tmpfile(struct call *c, int at, const char *path, unsigned flags,
	uint32_t mode, struct file **f)
{
	struct name *dir;
	struct inode *i;
	int error = path_walk(c, at, path, WALK_FOLLOW | WALK_DIRECTORY, &dir);

	if (error)
		return error;
	error = may_change_directory(c, dir->inode);
	if (!error)
		error = dir->inode->ops->tmpfile
			? dir->inode->ops->tmpfile(c, dir->inode, S_IFREG | mode, &i)
			: -EOPNOTSUPP;
	if (!error) {
		i->linkable = !(flags & O_EXCL);
		error = file_open(c, NULL, i, file_flags(flags), f);
		inode_put(i);
	}
	name_put(dir);
	return error;
}

static int do_open(struct call *c, int at, const char *path, unsigned flags,
	uint32_t mode, struct file **f)
{
	struct name *n;
	int error;

	if (flags & TMPFILE)
		return open_tmpfile(c, at, path, flags, mode, f);
	if (flags & O_CREAT)
		return open_or_create(c, at, path, flags, mode, f);
	error = path_walk(c, at, path, flags & O_NOFOLLOW ? 0 : WALK_FOLLOW, &n);
	if (error)
		return error;
	error = open_existing(c, n, n->inode, flags, f);
	name_put(n);
	return error;
}

/* Flags that do not go together. */
static int check_flags(unsigned *flags)
{
	*flags &= KNOWN_FLAGS;
	if (*flags & O_PATH)
		*flags &= PATH_FLAGS;
	if ((*flags & O_ACCMODE) == O_ACCMODE)
		return -EINVAL;
	if (*flags & TMPFILE &&
		(!(*flags & O_DIRECTORY) || (*flags & O_ACCMODE) == O_RDONLY ||
			*flags & O_CREAT))
		return -EINVAL;
	if (*flags & O_DIRECTORY && *flags & O_CREAT)
		return -EINVAL;
	return 0;
}

static int64_t open_at(
	struct call *c, int at, uint64_t address, unsigned flags, uint32_t mode)
{
	struct file *f;
	const char *path;
	int error = check_flags(&flags);

	if (!error)
		error = user_path(c, address, &path);
	/* Asked first, so that no file is made for nothing. */
	if (!error)
		error = fd_is_free(c->proc);
	mode &= 07777 & ~c->proc->fs->umask;
	if (!error)
		error = do_open(c, at, path, flags, mode, &f);
	if (error)
		return error;
	error = fd_install(c->proc, f, 0, flags & O_CLOEXEC);
	if (error < 0)
		file_put(f);
	return error;
}

int64_t sys_open(struct call *c)
{
	return open_at(c, AT_FDCWD, c->arg[0], (unsigned)c->arg[1], (uint32_t)c->arg[2]);
}

int64_t sys_openat(struct call *c)
{
	return open_at(
		c, (int)c->arg[0], c->arg[1], (unsigned)c->arg[2], (uint32_t)c->arg[3]);
}

int64_t sys_creat(struct call *c)
{
	return open_at(c, AT_FDCWD, c->arg[0], O_CREAT | O_WRONLY | O_TRUNC,
		(uint32_t)c->arg[1]);
}

#define HOW_MAX 4096

/* -E2BIG: the caller knows of more than we do, and wants it. */
static int all_zero(const struct call *c, uint64_t at, uint64_t length)
{
	char byte;

	for (; length; at++, length--) {
		if (user_get(c, &byte, at, 1) != 0)
			return -EFAULT;
		if (byte)
			return -E2BIG;
	}
	return 0;
}

/* openat with a struct open_how, whose unknown flags are refused; it may grow by zeroes. */
int64_t sys_openat2(struct call *c)
{
	struct {
		uint64_t flags, mode, resolve;
	} how;
	int error;

	if (c->arg[3] < sizeof(how))
		return -EINVAL;
	if (c->arg[3] > HOW_MAX)
		return -E2BIG;
	error = user_get(c, &how, c->arg[2], sizeof(how));
	if (!error)
		error = all_zero(c, c->arg[2] + sizeof(how), c->arg[3] - sizeof(how));
	if (error)
		return error;
	if (how.flags & ~(uint64_t)KNOWN_FLAGS || how.mode & ~07777ULL ||
		how.resolve & ~(uint64_t)RESOLVE_KNOWN ||
		(how.resolve & RESOLVE_INSIDE) == RESOLVE_INSIDE)
		return -EINVAL;
	if (how.mode && !(how.flags & (O_CREAT | TMPFILE)))
		return -EINVAL;
	if (how.flags & O_PATH && how.flags & ~(uint64_t)PATH_FLAGS)
		return -EINVAL;
	/* What is made or cut is not in any cache. */
	if (how.resolve & RESOLVE_CACHED && how.flags & (O_TRUNC | O_CREAT | TMPFILE))
		return -EAGAIN;
	c->resolve = (unsigned)how.resolve;
	return open_at(
		c, (int)c->arg[0], c->arg[1], (unsigned)how.flags, (uint32_t)how.mode);
}

int64_t sys_close(struct call *c)
{
	int error = fd_close(c->proc, c->arg[0]);

	if (!list_empty(&detached))
		fs_end_detached();
	return error;
}

#define RANGE_UNSHARE 2u
#define RANGE_CLOEXEC 4u

int64_t sys_close_range(struct call *c)
{
	uint64_t first = (uint32_t)c->arg[0], last = (uint32_t)c->arg[1];
	unsigned flags = (unsigned)c->arg[2];

	if (flags & ~(RANGE_UNSHARE | RANGE_CLOEXEC) || first > last)
		return -EINVAL;
	if (flags & RANGE_UNSHARE) {
		int error = proc_unshare(c->proc, 1);

		if (error)
			return error;
	}
	for (uint64_t fd = first; fd <= last && fd < c->proc->files->size; fd++) {
		if (!fd_peek(c->proc->files, fd))
			continue;
		if (flags & RANGE_CLOEXEC)
			fd_set_cloexec(c->proc->files, (unsigned)fd, true);
		else
			fd_close(c->proc, fd);
	}
	return 0;
}
