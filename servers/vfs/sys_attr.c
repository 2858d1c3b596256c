/*
 * servers/vfs/sys_attr.c - owners, modes, times and sizes of files changed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/syscalls.h"

#define UNCHANGED UINT32_MAX
#define NO_PATH   0 /* as an address: the descriptor itself is meant */
#define AT_FLAGS  (AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)

/* Held: what descriptor 0 of the call is open on. */
static int of_descriptor(struct call *c, struct inode **i)
{
	const struct file *f = call_file(c, 0);

	if (!f)
		return -EBADF;
	if (!f->inode)
		return -EPERM;
	call_came_to(c, file_mount(f));
	*i = inode_get(f->inode);
	return 0;
}

static int changed(struct inode *i)
{
	inode_touch(i, TIME_C);
	return i->ops->changed ? i->ops->changed(i) : 0;
}

/* How a path is walked by the flags of a call (AT_FLAGS). */
static unsigned at_walk(unsigned flags)
{
	return (flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) |
		(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0);
}

/* --- modes ------------------------------------------------------------------------------ */

static int change_mode(struct call *c, struct inode *i, uint32_t mode)
{
	int error = call_writable(c, i->fs);

	if (error)
		return error;
	if (!cred_owns(c->cred, i))
		return -EPERM;
	if (S_ISLNK(i->mode))
		return -EOPNOTSUPP;
	mode &= 07777;
	if (c->cred->euid != 0 && !cred_in_group(c->cred, i->gid))
		mode &= ~(uint32_t)S_ISGID;
	i->mode = (i->mode & S_IFMT) | mode;
	return changed(i);
}

static int64_t chmod_at(
	struct call *c, int at, uint64_t path, unsigned walk, uint32_t mode)
{
	struct inode *i;
	int error = call_inode(c, at, path, walk, &i);

	if (error)
		return error;
	error = change_mode(c, i, mode);
	inode_put(i);
	return error;
}

int64_t sys_chmod(struct call *c)
{
	return chmod_at(c, AT_FDCWD, c->arg[0], WALK_FOLLOW, (uint32_t)c->arg[1]);
}

int64_t sys_fchmodat(struct call *c)
{
	return chmod_at(c, (int)c->arg[0], c->arg[1], WALK_FOLLOW, (uint32_t)c->arg[2]);
}

int64_t sys_fchmodat2(struct call *c)
{
	unsigned flags = (unsigned)c->arg[3];

	if (flags & ~(unsigned)AT_FLAGS)
		return -EINVAL;
	return chmod_at(
		c, (int)c->arg[0], c->arg[1], at_walk(flags), (uint32_t)c->arg[2]);
}

int64_t sys_fchmod(struct call *c)
{
	struct inode *i;
	int error = of_descriptor(c, &i);

	if (error)
		return error;
	error = change_mode(c, i, (uint32_t)c->arg[1]);
	inode_put(i);
	return error;
}

/* --- owners ------------------------------------------------------------------------------- */

static int change_owner(struct call *c, struct inode *i, uint32_t uid, uint32_t gid)
{
	int error = call_writable(c, i->fs);

	if (error)
		return error;
	if (c->cred->euid != 0) {
		if (uid != UNCHANGED && (uid != i->uid || c->cred->euid != i->uid))
			return -EPERM;
		if (gid != UNCHANGED &&
			(c->cred->euid != i->uid ||
				(gid != i->gid && !cred_in_group(c->cred, gid))))
			return -EPERM;
	}
	if (uid != UNCHANGED)
		i->uid = uid;
	if (gid != UNCHANGED)
		i->gid = gid;
	/* Whoever changes it: a set-id program of somebody else's must not come of it. */
	if (!S_ISDIR(i->mode)) {
		i->mode &= ~(uint32_t)S_ISUID;
		if (i->mode & S_IXGRP)
			i->mode &= ~(uint32_t)S_ISGID;
	}
	return changed(i);
}

static int64_t chown_at(
	struct call *c, int at, uint64_t path, unsigned walk, uint32_t uid, uint32_t gid)
{
	struct inode *i;
	int error = call_inode(c, at, path, walk, &i);

	if (error)
		return error;
	error = change_owner(c, i, uid, gid);
	inode_put(i);
	return error;
}

int64_t sys_chown(struct call *c)
{
	return chown_at(c, AT_FDCWD, c->arg[0], WALK_FOLLOW, (uint32_t)c->arg[1],
		(uint32_t)c->arg[2]);
}

int64_t sys_lchown(struct call *c)
{
	return chown_at(
		c, AT_FDCWD, c->arg[0], 0, (uint32_t)c->arg[1], (uint32_t)c->arg[2]);
}

int64_t sys_fchownat(struct call *c)
{
	unsigned flags = (unsigned)c->arg[4];

	if (flags & ~(unsigned)AT_FLAGS)
		return -EINVAL;
	return chown_at(c, (int)c->arg[0], c->arg[1], at_walk(flags), (uint32_t)c->arg[2],
		(uint32_t)c->arg[3]);
}

int64_t sys_fchown(struct call *c)
{
	struct inode *i;
	int error = of_descriptor(c, &i);

	if (error)
		return error;
	error = change_owner(c, i, (uint32_t)c->arg[1], (uint32_t)c->arg[2]);
	inode_put(i);
	return error;
}

/* --- times -------------------------------------------------------------------------------- */

static bool good_time(const struct xinim_timespec *t)
{
	return t->tv_nsec == UTIME_NOW || t->tv_nsec == UTIME_OMIT ||
		(t->tv_nsec >= 0 && t->tv_nsec < NS);
}

static void set_time(struct xinim_timespec *time, const struct xinim_timespec *to)
{
	if (to->tv_nsec == UTIME_NOW)
		os_real_time(time);
	else if (to->tv_nsec != UTIME_OMIT)
		*time = *to;
}

/* t: access and modification; NULL: both now. */
static int change_times(struct call *c, struct inode *i, const struct xinim_timespec *t)
{
	static const struct xinim_timespec now[2] = { { .tv_nsec = UTIME_NOW },
		{ .tv_nsec = UTIME_NOW } };
	int error = call_writable(c, i->fs);

	if (!t)
		t = now;
	if (t[0].tv_nsec == UTIME_OMIT && t[1].tv_nsec == UTIME_OMIT)
		return 0;
	if (error)
		return error;
	if (!cred_owns(c->cred, i)) {
		if (t[0].tv_nsec != UTIME_NOW || t[1].tv_nsec != UTIME_NOW)
			return -EPERM;
		error = cred_may(c->cred, i, MAY_WRITE);
		if (error)
			return error;
	}
	set_time(&i->atime, &t[0]);
	set_time(&i->mtime, &t[1]);
	return changed(i);
}

static int64_t times_at(struct call *c, int at, uint64_t path, unsigned flags,
	const struct xinim_timespec *t)
{
	struct inode *i;
	int error;

	if (flags & ~(unsigned)AT_FLAGS)
		return -EINVAL;
	if (path == NO_PATH && at != AT_FDCWD) {
		error = flags & AT_SYMLINK_NOFOLLOW ? -EINVAL : of_descriptor(c, &i);
	} else {
		error = call_inode(c, at, path, at_walk(flags), &i);
	}
	if (error)
		return error;
	error = change_times(c, i, t);
	inode_put(i);
	return error;
}

int64_t sys_utimensat(struct call *c)
{
	struct xinim_timespec t[2];

	if (c->arg[2]) {
		if (user_get(c, t, c->arg[2], sizeof(t)) != 0)
			return -EFAULT;
		if (!good_time(&t[0]) || !good_time(&t[1]))
			return -EINVAL;
	}
	return times_at(
		c, (int)c->arg[0], c->arg[1], (unsigned)c->arg[3], c->arg[2] ? t : NULL);
}

/* Two struct timeval. */
static int64_t times_of_timeval(struct call *c, int at, uint64_t path, uint64_t address)
{
	struct xinim_timeval tv[2];
	struct xinim_timespec t[2];

	if (!address)
		return times_at(c, at, path, 0, NULL);
	if (user_get(c, tv, address, sizeof(tv)) != 0)
		return -EFAULT;
	for (int i = 0; i < 2; i++) {
		if (tv[i].tv_usec < 0 || tv[i].tv_usec >= 1000000)
			return -EINVAL;
		t[i].tv_sec = tv[i].tv_sec;
		t[i].tv_nsec = tv[i].tv_usec * 1000;
	}
	return times_at(c, at, path, 0, t);
}

int64_t sys_utimes(struct call *c)
{
	return times_of_timeval(c, AT_FDCWD, c->arg[0], c->arg[1]);
}

int64_t sys_futimesat(struct call *c)
{
	return times_of_timeval(c, (int)c->arg[0], c->arg[1], c->arg[2]);
}

int64_t sys_utime(struct call *c)
{
	struct xinim_timespec t[2] = { { 0 } };
	int64_t seconds[2];

	if (!c->arg[1])
		return times_at(c, AT_FDCWD, c->arg[0], 0, NULL);
	if (user_get(c, seconds, c->arg[1], sizeof(seconds)) != 0)
		return -EFAULT;
	t[0].tv_sec = seconds[0];
	t[1].tv_sec = seconds[1];
	return times_at(c, AT_FDCWD, c->arg[0], 0, t);
}

/* --- sizes ------------------------------------------------------------------------------ */

int64_t sys_truncate(struct call *c)
{
	struct inode *i;
	int error;

	if ((int64_t)c->arg[1] < 0)
		return -EINVAL;
	error = call_inode(c, AT_FDCWD, c->arg[0], WALK_FOLLOW, &i);
	if (error)
		return error;
	if (S_ISDIR(i->mode))
		error = -EISDIR;
	else if (!S_ISREG(i->mode))
		error = -EINVAL;
	if (!error)
		error = cred_may(c->cred, i, MAY_WRITE);
	if (!error)
		error = call_writable(c, i->fs);
	if (!error && i->writers < 0)
		error = -ETXTBSY;
	if (!error)
		error = inode_truncate(c, i, c->arg[1]);
	inode_put(i);
	return error;
}

int64_t sys_ftruncate(struct call *c)
{
	struct file *f = call_file(c, 0);
	int error;

	if (!f)
		return -EBADF;
	if ((int64_t)c->arg[1] < 0 || f->ops != &regular_ops || !(f->flags & FILE_WRITE))
		return -EINVAL;
	file_get(f);
	file_get(f);
	error = inode_truncate(c, f->inode, c->arg[1]);
	file_put(f);
	file_put(f);
	return error;
}

/* How fallocate may be asked: a mode, and what it goes with. */
static int check_mode(unsigned mode)
{
	switch (mode & ~(unsigned)FALLOC_KEEP_SIZE) {
	case 0:
	case FALLOC_ZERO_RANGE:
		return 0;
	case FALLOC_PUNCH_HOLE:
		return mode & FALLOC_KEEP_SIZE ? 0 : -EOPNOTSUPP;
	default:
		return -EOPNOTSUPP;
	}
}

int64_t sys_fallocate(struct call *c)
{
	struct file *f = call_file(c, 0);
	unsigned mode = (unsigned)c->arg[1];
	int64_t at = (int64_t)c->arg[2], length = (int64_t)c->arg[3], end;
	int error;

	if (!f || !(f->flags & FILE_WRITE))
		return -EBADF;
	if (at < 0 || length <= 0)
		return -EINVAL;
	error = check_mode(mode);
	if (error)
		return error;
	if (f->inode && S_ISFIFO(f->inode->mode))
		return -ESPIPE;
	if (f->ops != &regular_ops)
		return -ENODEV;
	if (__builtin_add_overflow(at, length, &end))
		return -EFBIG;
	if (!f->inode->ops->fallocate)
		return -EOPNOTSUPP;
	if (mode & (FALLOC_PUNCH_HOLE | FALLOC_ZERO_RANGE) &&
		f->inode->seals & (SEAL_WRITE | SEAL_FUTURE))
		return -EPERM;
	if (!(mode & FALLOC_KEEP_SIZE) && (uint64_t)end > f->inode->size &&
		f->inode->seals & SEAL_GROW)
		return -EPERM;
	if (!(mode & FALLOC_KEEP_SIZE) && (uint64_t)end > f->inode->size &&
		file_size_limit(c, f->inode->size, (uint64_t)end - f->inode->size) <
			(int64_t)((uint64_t)end - f->inode->size))
		return -EFBIG;
	file_get(f);
	error = mutex_lock(&f->inode->lock);
	if (!error) {
		error = f->inode->ops->fallocate(
			f->inode, (int)mode, (uint64_t)at, (uint64_t)length);
		mutex_unlock(&f->inode->lock);
	}
	if (!error) {
		inode_touch(f->inode, TIME_M | TIME_C);
		inode_drop_setid(c, f->inode);
	}
	file_put(f);
	return error;
}
