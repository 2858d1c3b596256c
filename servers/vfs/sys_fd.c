/*
 * servers/vfs/sys_fd.c - descriptors and open files: dup, fcntl, ioctl, pipe, sync.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/dev.h"
#include "servers/vfs/pipe.h"
#include "servers/vfs/syscalls.h"

#define SETTABLE (O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME | 020000 /* O_ASYNC */)

/* fcntl's commands that not every library's headers show. */
#define COMMAND_DUP_CLOEXEC 1030
#define COMMAND_GET_OWNER   9
#define COMMAND_SET_OWNER   8
#define COMMAND_SET_OWNER_2 15 /* struct owner */
#define COMMAND_GET_OWNER_2 16
#define COMMAND_FILE_GETLK  36
#define COMMAND_FILE_SETLK  37
#define COMMAND_FILE_SETLKW 38
#define COMMAND_SET_ROOM    1031
#define COMMAND_GET_ROOM    1032
#define COMMAND_ADD_SEALS   1033
#define COMMAND_GET_SEALS   1034

static int64_t duplicate(struct call *c, uint64_t from, bool cloexec)
{
	struct file *f = fd_peek(c->proc->files, c->arg[0]);
	int fd;

	if (!f)
		return -EBADF;
	if (from >= c->proc->nofile)
		return -EINVAL;
	fd = fd_install(c->proc, f, (unsigned)from, cloexec);
	if (fd >= 0)
		file_get(f);
	return fd;
}

int64_t sys_dup(struct call *c)
{
	return duplicate(c, 0, false);
}

static int64_t duplicate_at(struct call *c, bool cloexec)
{
	struct file *f = fd_peek(c->proc->files, c->arg[0]);
	uint32_t fd = (uint32_t)c->arg[1];
	int result;

	if (!f)
		return -EBADF;
	file_get(f);
	result = fd_install_at(c->proc, f, fd, cloexec);
	if (result < 0)
		file_put(f);
	return result;
}

int64_t sys_dup2(struct call *c)
{
	if ((uint32_t)c->arg[0] == (uint32_t)c->arg[1])
		return fd_peek(c->proc->files, c->arg[0]) ? (int64_t)(uint32_t)c->arg[0]
							  : -EBADF;
	return duplicate_at(c, false);
}

int64_t sys_dup3(struct call *c)
{
	unsigned flags = (unsigned)c->arg[2];

	if (flags & ~(unsigned)O_CLOEXEC || (uint32_t)c->arg[0] == (uint32_t)c->arg[1])
		return -EINVAL;
	return duplicate_at(c, flags & O_CLOEXEC);
}

static int64_t set_flags(struct call *c, struct file *f, unsigned flags)
{
	if (flags & O_NOATIME && !(f->flags & O_NOATIME) && f->inode &&
		!cred_owns(c->cred, f->inode))
		return -EPERM;
	f->flags = (f->flags & ~(unsigned)SETTABLE) | (flags & (unsigned)SETTABLE);
	return 0;
}

/* What may not be done to a file of memfd_create any more. */
static int64_t add_seals(struct file *f, unsigned seals)
{
	struct inode *i = f->inode;

	if (!i || !i->seals || seals & ~SEALS)
		return -EINVAL;
	if (!(f->flags & FILE_WRITE) || i->seals & SEAL_SEAL)
		return -EPERM;
	/* Somebody may be writing to it with no call at all. */
	if (seals & SEAL_WRITE && !(i->seals & SEAL_WRITE) && tmpfs_is_mapped(i))
		return -EBUSY;
	i->seals |= seals;
	return 0;
}

/* struct f_owner_ex of Linux's fcntl(2). */
struct owner {
	int32_t type, id;
};
enum { OWNER_THREAD, OWNER_PROCESS, OWNER_GROUP };

static int64_t set_owner(struct call *c, struct file *f, uint64_t at)
{
	struct owner o;

	if (user_get(c, &o, at, sizeof(o)) != 0)
		return -EFAULT;
	if (o.type < OWNER_THREAD || o.type > OWNER_GROUP || o.id < 0)
		return -EINVAL;
	f->owner = o.type == OWNER_GROUP ? -o.id : o.id;
	f->owner_thread = o.type == OWNER_THREAD && o.id;
	return 0;
}

static int64_t get_owner(struct call *c, const struct file *f, uint64_t to)
{
	struct owner o = { .type = f->owner_thread ? OWNER_THREAD
			: f->owner < 0             ? OWNER_GROUP
						   : OWNER_PROCESS,
		.id = f->owner < 0 ? -f->owner : f->owner };

	return user_put(c, to, &o, sizeof(o));
}

/* What may park: f is held. */
static int64_t control(struct call *c, struct file *f, uint32_t command, uint64_t arg)
{
	switch (command) {
	case F_SETFL:
		return set_flags(c, f, (unsigned)arg);
	case F_GETLK:
	case F_SETLK:
	case F_SETLKW:
		return lock_record(c, f, (int)command, false);
	case COMMAND_FILE_GETLK:
	case COMMAND_FILE_SETLK:
	case COMMAND_FILE_SETLKW:
		return lock_record(
			c, f, (int)command - COMMAND_FILE_GETLK + F_GETLK, true);
	case COMMAND_GET_OWNER:
		return f->owner;
	case COMMAND_SET_OWNER:
		if ((int32_t)arg == INT32_MIN)
			return -EINVAL;
		f->owner = (int32_t)arg;
		f->owner_thread = false;
		return 0;
	case COMMAND_GET_OWNER_2:
		return get_owner(c, f, arg);
	case COMMAND_SET_OWNER_2:
		return set_owner(c, f, arg);
	case COMMAND_ADD_SEALS:
		return add_seals(f, (unsigned)arg);
	case COMMAND_GET_SEALS:
		return f->inode && f->inode->seals ? (int64_t)(f->inode->seals & SEALS)
						   : -EINVAL;
	case COMMAND_GET_ROOM:
		return pipe_room(f);
	case COMMAND_SET_ROOM:
		return pipe_set_room(f, (uint32_t)arg);
	default:
		return -EINVAL;
	}
}

int64_t sys_fcntl(struct call *c)
{
	uint32_t fd = (uint32_t)c->arg[0], command = (uint32_t)c->arg[1];
	struct file *f = fd_peek(c->proc->files, fd);
	uint64_t arg = c->arg[2];
	int64_t result;

	if (!f)
		return -EBADF;
	switch (command) {
	case F_DUPFD:
		return duplicate(c, (uint32_t)arg, false);
	case COMMAND_DUP_CLOEXEC:
		return duplicate(c, (uint32_t)arg, true);
	case F_GETFD:
		return fd_cloexec(c->proc->files, fd);
	case F_SETFD:
		fd_set_cloexec(c->proc->files, fd, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return (int64_t)((f->flags & ~(FILE_READ | FILE_WRITE)) |
			(f->ops->seekable ? O_LARGEFILE : 0));
	}
	if (f->flags & O_PATH)
		return -EBADF;
	file_get(f);
	result = control(c, f, command, arg);
	file_put(f);
	return result;
}

#define IOCTL_NOCLEX 0x5450
#define IOCTL_CLEX   0x5451
#define IOCTL_NBIO   0x5421
#define IOCTL_UNREAD 0x541b /* FIONREAD */

static int64_t unread(struct call *c, const struct file *f, uint64_t to)
{
	uint64_t left = f->inode->size > f->at ? f->inode->size - f->at : 0;
	int32_t n = left < INT32_MAX ? (int32_t)left : INT32_MAX;

	return user_put(c, to, &n, sizeof(n));
}

static int64_t set_no_wait(struct call *c, struct file *f, uint64_t from)
{
	int32_t on;

	if (user_get(c, &on, from, sizeof(on)) != 0)
		return -EFAULT;
	f->flags = on ? f->flags | O_NONBLOCK : f->flags & ~(unsigned)O_NONBLOCK;
	return 0;
}

int64_t sys_ioctl(struct call *c)
{
	struct file *f = call_file(c, 0);
	unsigned command = (unsigned)c->arg[1];
	int64_t result = -ENOTTY;

	if (!f)
		return -EBADF;
	if (command == IOCTL_CLEX || command == IOCTL_NOCLEX) {
		fd_set_cloexec(
			c->proc->files, (unsigned)c->arg[0], command == IOCTL_CLEX);
		return 0;
	}
	file_get(f);
	if (command == IOCTL_NBIO)
		result = set_no_wait(c, f, c->arg[2]);
	else if (command == IOCTL_UNREAD && f->ops == &regular_ops)
		result = unread(c, f, c->arg[2]);
	else if (f->ops->ioctl)
		result = f->ops->ioctl(c, f, command, c->arg[2]);
	file_put(f);
	return result;
}

/* --- pipes ------------------------------------------------------------------------------ */

static int64_t make_pipe(struct call *c, unsigned flags)
{
	struct file *end[2];
	int error;

	if (flags & ~(unsigned)(O_CLOEXEC | O_NONBLOCK | O_DIRECT))
		return -EINVAL;
	error = pipe_make(c, flags & (O_NONBLOCK | O_DIRECT), &end[0], &end[1]);
	return error ? error : fd_install_pair(c, end, flags & O_CLOEXEC, c->arg[0]);
}

int64_t sys_pipe(struct call *c)
{
	return make_pipe(c, 0);
}

int64_t sys_pipe2(struct call *c)
{
	return make_pipe(c, (unsigned)c->arg[1]);
}

/* --- what has to reach the disk -------------------------------------------------------- */

static int64_t sync_file(struct call *c, bool data_only)
{
	struct file *f = call_file(c, 0);
	int error;

	if (!f)
		return -EBADF;
	if (!f->ops->sync && f->ops != &regular_ops && f->ops != &directory_ops)
		return -EINVAL;
	if (!f->ops->sync && !f->inode->ops->sync)
		return 0; /* what is in memory has nowhere to go */
	file_get(f);
	error = f->ops->sync ? f->ops->sync(f) : f->inode->ops->sync(f->inode, data_only);
	file_put(f);
	return error;
}

int64_t sys_fsync(struct call *c)
{
	return sync_file(c, false);
}

int64_t sys_fdatasync(struct call *c)
{
	return sync_file(c, true);
}

/* The one with the lowest number above `last` that has something to write; NULL: none. */
static struct fs *next_to_sync(uint64_t last)
{
	struct fs *fs, *next = NULL;

	for (int i = 0; i < 2; i++)
		list_for_each_entry (fs, i ? &detached : &mounts, link)
			if (fs->ops->sync_all && !fs->bind && fs->dev > last &&
				(!next || fs->dev < next->dev))
				next = fs;
	return next;
}

/* What is mounted may change while one is written: it stays until that is done. */
int64_t sys_sync(struct call *c)
{
	struct fs *fs;
	uint64_t last;

	(void)c;
	for (fs = next_to_sync(0); fs; fs = next_to_sync(last)) {
		last = fs->dev;
		fs->syncing++;
		fs->ops->sync_all(fs);
		if (--fs->syncing == 0)
			gate_open(&fs->synced);
	}
	return 0;
}

int64_t sys_syncfs(struct call *c)
{
	struct file *f = call_file(c, 0);
	int error = 0;

	if (!f)
		return -EBADF;
	if (!f->inode || !f->inode->ops->sync_all)
		return 0;
	file_get(f);
	error = f->inode->ops->sync_all(f->inode->fs);
	file_put(f);
	return error;
}

/* Linux's: 0 as a length is up to the end. What it waits for is written, for any flags. */
int64_t sys_sync_file_range(struct call *c)
{
	uint64_t at = c->arg[1], length = c->arg[2];
	struct file *f = call_file(c, 0);
	int error;

	if (!f)
		return -EBADF;
	if ((int64_t)at < 0 || (int64_t)length < 0 || at + length > INT64_MAX ||
		(unsigned)c->arg[3] & ~7u)
		return -EINVAL;
	if (!f->ops->seekable)
		return -ESPIPE;
	if (f->ops != &regular_ops || !f->inode->ops->sync_range)
		return 0;
	file_get(f);
	error = f->inode->ops->sync_range(f->inode, at, length ? length : INT64_MAX);
	file_put(f);
	return error;
}

/* The file system hears of it, if it wants to. Only advice: what goes wrong is nobody's. */
static void advise(struct file *f, uint64_t at, uint64_t length, enum file_advice advice)
{
	if (f->ops != &regular_ops || !f->inode->ops->advise)
		return;
	file_get(f);
	f->inode->ops->advise(f->inode, at, length, advice);
	file_put(f);
}

#define FADVISE_WILLNEED 3u
#define FADVISE_DONTNEED 4u
#define FADVISE_LAST     5u

/* Linux's: a length of 0 is up to the end. */
int64_t sys_fadvise64(struct call *c)
{
	uint64_t at = c->arg[1], length = c->arg[2] ? c->arg[2] : INT64_MAX;
	unsigned advice = (unsigned)c->arg[3];
	struct file *f = call_file(c, 0);

	if (!f)
		return -EBADF;
	if (f->ops == &pipe_ops || f->ops == &fifo_ops)
		return -ESPIPE;
	if ((int64_t)length < 0 || advice > FADVISE_LAST)
		return -EINVAL;
	if (advice == FADVISE_WILLNEED)
		advise(f, at, length, ADVICE_SOON);
	else if (advice == FADVISE_DONTNEED)
		advise(f, at, length, ADVICE_NO_MORE);
	return 0;
}

int64_t sys_readahead(struct call *c)
{
	struct file *f = call_file(c, 0);

	if (!f || !(f->flags & FILE_READ))
		return -EBADF;
	if (f->ops != &regular_ops || (int64_t)c->arg[1] < 0)
		return -EINVAL;
	advise(f, c->arg[1], c->arg[2], ADVICE_SOON);
	return 0;
}

/* --- a file that no directory has -------------------------------------------------------- */

#define MEMFD_CLOEXEC 1u
#define MEMFD_SEALS   2u
#define MEMFD_NAME    249

int64_t sys_memfd_create(struct call *c)
{
	unsigned flags = (unsigned)c->arg[1];
	const char *name;
	struct inode *i;
	struct file *f;
	int error;

	if (flags & ~(MEMFD_CLOEXEC | MEMFD_SEALS))
		return -EINVAL;
	error = user_path(c, c->arg[0], &name);
	if (error)
		return error == -ENAMETOOLONG ? -EINVAL : error;
	if (strlen(name) > MEMFD_NAME)
		return -EINVAL;
	error = fs_file_nowhere(c, S_IFREG | 0777, &i);
	if (error)
		return error;
	i->seals = flags & MEMFD_SEALS ? SEALABLE : SEALABLE | SEAL_SEAL;
	error = file_open(c, NULL, i, O_RDWR | FILE_READ | FILE_WRITE, &f);
	inode_put(i);
	if (error)
		return error;
	error = fd_install(c->proc, f, 0, flags & MEMFD_CLOEXEC);
	if (error < 0)
		file_put(f);
	return error;
}
