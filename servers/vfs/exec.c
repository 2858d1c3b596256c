/*
 * servers/vfs/exec.c - execve: which file it is, and that it may be run.
 *
 * A script names its interpreter, which may be a script in turn. What is found is
 * kept with the process, and the call goes on to the process server, who asks for
 * it (VFS_EXEC_TAKE).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/exec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/lib/vfs_protocol.h"
#include "servers/vfs/syscalls.h"

#define LINE_BYTES  255 /* what is looked at of a script's first line, as Linux has it */
#define SCRIPTS_MAX 5   /* one the interpreter of the other; Linux's */

void exec_drop(struct proc *p)
{
	struct exec *e = p->exec;

	if (!e)
		return;
	p->exec = NULL;
	if (e->image) {
		inode_allow_write(e->image);
		inode_put(e->image);
	}
	free(e);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A string before those that are there. */
static int prepend(struct exec *e, const char *text, size_t length)
{
	if ((size_t)(e->strings - e->buffer) < length + 1)
		return -E2BIG;
	e->strings -= length + 1;
	memcpy(e->strings, text, length);
	e->strings[length] = 0;
	e->length += length + 1;
	e->count++;
	return 0;
}

/* That the inode may be run at all. */
static int may_run(const struct call *c, const struct inode *i)
{
	if (!S_ISREG(i->mode) || c->mount_flags & MOUNT_NOEXEC)
		return -EACCES;
	if (cred_may(c->cred, i, MAY_EXEC) != 0)
		return -EACCES;
	return i->writers > 0 ? -ETXTBSY : 0;
}

/*
 * The first line of i: 1 and its interpreter and argument before the other
 * strings, if it is a script; 0 if it is none.
 */
static int read_script(struct exec *e, struct inode *i)
{
	char line[LINE_BYTES + 1], *at = line + 2, *end, *stop;
	struct io io;
	int64_t n;
	int error = 0;

	io_init_own(&io, line, LINE_BYTES);
	n = i->ops->read(i, 0, &io);
	if (n < 0)
		return (int)n;
	if (n < 2 || line[0] != '#' || line[1] != '!')
		return 0;
	line[n] = 0;
	end = memchr(line, '\n', (size_t)n);
	if (!end)
		end = line + n;
	else
		n = 0; /* the line is all there */
	while (at < end && is_blank(*at))
		at++;
	stop = at;
	while (stop < end && *stop && !is_blank(*stop))
		stop++;
	/* A name that is cut off could be another one's. */
	if (stop == at || (stop == end && n == LINE_BYTES))
		return -ENOEXEC;
	{
		char *argument = stop;

		while (end > argument && (is_blank(end[-1]) || !end[-1]))
			end--;
		while (argument < end && is_blank(*argument))
			argument++;
		if (argument < end)
			error = prepend(
				e, argument, strnlen(argument, (size_t)(end - argument)));
	}
	if (!error)
		error = prepend(e, at, (size_t)(stop - at));
	return error ? error : 1;
}

/* From the file that was named to the one that will be mapped: *i, held. */
static int find_image(struct call *c, struct exec *e, struct inode **i)
{
	for (int scripts = 0;; scripts++) {
		struct name *n;
		int error = may_run(c, *i);

		if (error)
			return error;
		error = read_script(e, *i);
		if (error <= 0)
			return error;
		if (scripts == SCRIPTS_MAX)
			return -ELOOP;
		e->flags |= VFS_EXEC_SCRIPT;
		error = path_walk(c, AT_FDCWD, e->strings, WALK_FOLLOW, &n);
		if (error)
			return error;
		inode_put(*i);
		*i = inode_get(n->inode);
		name_put(n);
	}
}

/* What the file goes by: its path, or one that says by what descriptor it was found. */
static int execfn(struct call *c, int at, const char *path, const char **name)
{
	char *text;

	*name = path;
	if (at == AT_FDCWD || *path == '/')
		return 0;
	text = path_buffer(c);
	if (!text)
		return -ENOMEM;
	if (snprintf(text, PATH_BYTES, *path ? "/dev/fd/%d/%s" : "/dev/fd/%d", at,
		    path) >= PATH_BYTES)
		return -ENAMETOOLONG;
	*name = text;
	return 0;
}

static struct exec *exec_new(void)
{
	struct exec *e = malloc(sizeof(*e) + VFS_EXEC_STRINGS);

	if (!e)
		return NULL;
	memset(e, 0, sizeof(*e));
	e->strings = e->buffer + VFS_EXEC_STRINGS;
	return e;
}

static int prepare(
	struct call *c, struct exec *e, int at, uint64_t address, unsigned walk)
{
	const char *path, *name;
	struct inode *i;
	int error = user_path(c, address, &path);

	if (!error)
		error = execfn(c, at, path, &name);
	if (!error)
		error = call_inode(c, at, address, walk, &i);
	if (error)
		return error;
	if (S_ISLNK(i->mode))
		error = -ELOOP;
	if (!error)
		error = prepend(e, name, strlen(name));
	if (!error)
		error = find_image(c, e, &i);
	/* An interpreter would not find what is closed before it runs. */
	if (!error && e->flags & VFS_EXEC_SCRIPT && name != path &&
		fd_cloexec(c->proc->files, (unsigned)at))
		error = -ENOENT;
	if (!error && e->flags & VFS_EXEC_SCRIPT)
		error = prepend(e, name, strlen(name));
	if (!error)
		error = inode_deny_write(i);
	if (error) {
		inode_put(i);
		return error;
	}
	e->image = i;
	if (c->mount_flags & MOUNT_NOSUID)
		e->flags |= VFS_EXEC_NOSUID;
	if (cred_may(c->cred, i, MAY_READ) != 0)
		e->flags |= VFS_EXEC_UNREADABLE;
	return 0;
}

static int64_t do_exec(struct call *c, int at, uint64_t path, unsigned walk)
{
	struct proc *p = c->proc;
	struct exec *e;
	int error;

	if (p->exec)
		return -EAGAIN; /* of another thread's */
	e = exec_new();
	if (!e)
		return -ENOMEM;
	p->exec = e;
	error = prepare(c, e, at, path, walk);
	if (!error)
		error = os_forward_exec(c->id);
	if (!error)
		return NO_ANSWER;
	exec_drop(p);
	/* Nobody there to do it. */
	return error == -EPIPE ? -ENOSYS : error;
}

int64_t sys_execve(struct call *c)
{
	return do_exec(c, AT_FDCWD, c->arg[0], WALK_FOLLOW);
}

int64_t sys_execveat(struct call *c)
{
	unsigned flags = (unsigned)c->arg[4];

	if (flags & ~(unsigned)(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
		return -EINVAL;
	return do_exec(c, (int)c->arg[0], c->arg[1],
		(flags & AT_SYMLINK_NOFOLLOW ? 0 : WALK_FOLLOW) |
			(flags & AT_EMPTY_PATH ? WALK_EMPTY : 0));
}
