/*
 * servers/vfs/sys_xattr.c - extended attributes, which no file system here has.
 *
 * The file is looked for, so that what is wrong with its name is told; then the
 * answer is that of a file system without them, xattr(7): none are there to be
 * listed, and none can be asked for or set.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/syscalls.h"

#define NAME_MAX_BYTES  255
#define VALUE_MAX_BYTES 65536
#define CREATE          1u
#define REPLACE         2u

/* The file of an attribute's call: a path, followed or not, or a descriptor. */
enum which { FOLLOWED, LINK, DESCRIPTOR };

static int find(struct call *c, enum which which)
{
	struct inode *i;
	int error;

	if (which == DESCRIPTOR)
		return call_file(c, 0) ? 0 : -EBADF;
	error = call_inode(
		c, AT_FDCWD, c->arg[0], which == FOLLOWED ? WALK_FOLLOW : 0, &i);
	if (!error)
		inode_put(i);
	return error;
}

/* That the name of an attribute can be one. */
static int check_name(struct call *c)
{
	const char *name;
	size_t length = 0;
	int error = user_path(c, c->arg[1], &name);

	if (error)
		return error == -ENAMETOOLONG ? -ERANGE : error;
	while (name[length])
		length++;
	return length == 0 || length > NAME_MAX_BYTES ? -ERANGE : 0;
}

static int64_t about_one(struct call *c, enum which which)
{
	int error = check_name(c);

	if (!error)
		error = find(c, which);
	return error ? error : -EOPNOTSUPP;
}

static int64_t set(struct call *c, enum which which)
{
	unsigned flags = (unsigned)c->arg[4];

	if (flags & ~(CREATE | REPLACE))
		return -EINVAL;
	if (c->arg[3] > VALUE_MAX_BYTES)
		return -E2BIG;
	return about_one(c, which);
}

int64_t sys_setxattr(struct call *c)
{
	return set(c, FOLLOWED);
}

int64_t sys_lsetxattr(struct call *c)
{
	return set(c, LINK);
}

int64_t sys_fsetxattr(struct call *c)
{
	return set(c, DESCRIPTOR);
}

int64_t sys_getxattr(struct call *c)
{
	return about_one(c, FOLLOWED);
}

int64_t sys_lgetxattr(struct call *c)
{
	return about_one(c, LINK);
}

int64_t sys_fgetxattr(struct call *c)
{
	return about_one(c, DESCRIPTOR);
}

int64_t sys_removexattr(struct call *c)
{
	return about_one(c, FOLLOWED);
}

int64_t sys_lremovexattr(struct call *c)
{
	return about_one(c, LINK);
}

int64_t sys_fremovexattr(struct call *c)
{
	return about_one(c, DESCRIPTOR);
}

int64_t sys_listxattr(struct call *c)
{
	return find(c, FOLLOWED);
}

int64_t sys_llistxattr(struct call *c)
{
	return find(c, LINK);
}

int64_t sys_flistxattr(struct call *c)
{
	return find(c, DESCRIPTOR);
}
