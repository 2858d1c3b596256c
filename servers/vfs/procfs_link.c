/*
 * servers/vfs/procfs_link.c - the links of /proc: descriptors, directories, programs.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>
#include <string.h>

#include "servers/vfs/bind.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/procfs.h"

static const char removed[] = " (deleted)";

static int64_t put(const char *text, size_t length, char *to, size_t room)
{
	memcpy(to, text, length < room ? length : room);
	return (int64_t)length;
}

static int64_t put_text(char *to, size_t room, const char *text)
{
	return put(text, strlen(text), to, room);
}

int64_t procfs_path(const struct name *n, const struct name *root, char *to, size_t room)
{
	static char buffer[PATH_BYTES + sizeof(removed)];
	bool reachable, gone = false;
	char *path;
	int error = name_path(n, root, buffer, PATH_BYTES, &path, &reachable);
	size_t length;

	/* What it was called, where that was. */
	if (n->real)
		n = n->real;
	if (error == -ENOENT && n->parent) {
		gone = true;
		error = name_path(n->parent, root, buffer, PATH_BYTES - n->length - 1,
			&path, &reachable);
	}
	if (error)
		return error;
	length = strlen(path);
	memmove(buffer, path, length);
	if (gone) {
		if (length > 1)
			buffer[length++] = '/';
		memcpy(buffer + length, n->text, n->length);
		length += n->length;
		memcpy(buffer + length, removed, sizeof(removed) - 1);
		length += sizeof(removed) - 1;
	}
	return put(buffer, length, to, room);
}

static int64_t put_name(const struct name *n, char *to, size_t room)
{
	return procfs_path(n, root_name, to, room);
}

static int64_t link_of_file(const struct file *f, char *to, size_t room)
{
	char text[64];

	/* One without a parent, and no root, is only for it to be opened by. */
	if (f->name &&
		(f->name->parent || f->name->real || f->inode->fs->root == f->name))
		return put_name(f->name, to, room);
	/* As Linux has it: type:[inode], and anon_inode:[type] for what has no number. */
	if (f->ops->kind && f->inode)
		snprintf(text, sizeof(text), "%s:[%lu]", f->ops->kind,
			(unsigned long)f->inode->ino);
	else if (f->ops->mode)
		snprintf(text, sizeof(text), "%s:[%lu]", f->ops->kind,
			(unsigned long)((uintptr_t)f->own >> 4));
	else if (f->ops->kind)
		snprintf(text, sizeof(text), "anon_inode:[%s]", f->ops->kind);
	else
		snprintf(text, sizeof(text), "/memfd:%lu (deleted)",
			f->inode ? (unsigned long)f->inode->ino : 0);
	return put_text(to, room, text);
}

/* The next name of a tree, NULL: that was the last. */
static struct name *next_name(struct name *n, const struct name *root)
{
	if (!list_empty(&n->children))
		return list_first(&n->children, struct name, sibling);
	while (n != root && n->sibling.next == &n->parent->children)
		n = n->parent;
	return n == root ? NULL : list_entry(n->sibling.next, struct name, sibling);
}

/* n, as it is seen by way of mount fs. */
static int64_t put_name_on(struct fs *fs, struct name *n, char *to, size_t room)
{
	struct name *bound;
	int64_t length;

	if (!fs->bind)
		return put_name(n, to, room);
	bound = bind_name(fs, name_get(n));
	if (!bound)
		return -ENOMEM;
	length = put_name(bound, to, room);
	name_put(bound);
	return length;
}

/* A name of what p runs; -ENOENT: it is a server of the boot, or was removed. */
static int64_t link_of_image(const struct proc *p, char *to, size_t room)
{
	struct fs *fs;

	if (!p->image)
		return -ENOENT;
	list_for_each_entry (fs, &mounts, link) {
		struct name *root = fs->bind ? fs->root->real : fs->root;

		if (root->inode->fs != p->image->fs)
			continue;
		for (struct name *n = root; n; n = next_name(n, root))
			if (n->inode == p->image)
				return put_name_on(fs, n, to, room);
	}
	return -ENOENT;
}

bool procfs_may_look(const struct proc *reader, const struct proc *p)
{
	return !reader || reader->cred->euid == 0 ||
		(reader->cred->euid == p->cred->uid &&
			reader->cred->euid == p->cred->euid);
}

/* "PID", or "PID/task/TID". */
static int64_t link_self(bool thread, char *to, size_t room)
{
	char text[40];

	if (!procfs_caller)
		return -ENOENT;
	if (thread)
		snprintf(text, sizeof(text), "%d/task/%u", procfs_caller->pid,
			procfs_caller_thread);
	else
		snprintf(text, sizeof(text), "%d", procfs_caller->pid);
	return put_text(to, room, text);
}

int64_t procfs_read_link(enum link link, int32_t pid, uint32_t fd, char *to, size_t room)
{
	const struct proc *p = proc_find((uint64_t)pid);
	const struct file *f;

	if (link == LINK_SELF || link == LINK_THREAD_SELF)
		return link_self(link == LINK_THREAD_SELF, to, room);
	if (link == LINK_MOUNTS)
		return put_text(to, room, "self/mounts");
	if (!p)
		return -ENOENT;
	if (!procfs_may_look(procfs_caller, p))
		return -EACCES;
	switch (link) {
	case LINK_CWD:
		return put_name(p->fs->cwd, to, room);
	case LINK_ROOT:
		return put_name(p->fs->root, to, room);
	case LINK_EXE:
		return link_of_image(p, to, room);
	default:
		f = fd_peek(p->files, fd);
		return f ? link_of_file(f, to, room) : -ENOENT;
	}
}

/* A name for what is open, or runs, and has none. */
static int name_inode(struct inode *i, struct name **n)
{
	*n = name_new(NULL, "", 0);
	if (!*n)
		return -ENOMEM;
	(*n)->inode = inode_get(i);
	return 1;
}

static int name_file(const struct file *f, struct name **n)
{
	if (f->name) {
		*n = name_get(f->name);
		return 1;
	}
	/* A socket, a message queue, and others that opening a file does not make. */
	if (!f->inode || (f->ops->kind && !S_ISFIFO(f->inode->mode)))
		return -ENXIO;
	return name_inode(f->inode, n);
}

/* Directories, programs and open files are meant themselves, whatever they are called by now. */
int procfs_follow_link(enum link link, int32_t pid, uint32_t fd, struct name **n)
{
	const struct proc *p = proc_find((uint64_t)pid);
	const struct file *f;

	if (link == LINK_SELF || link == LINK_THREAD_SELF || link == LINK_MOUNTS)
		return 0;
	if (!p)
		return -ENOENT;
	if (!procfs_may_look(procfs_caller, p))
		return -EACCES;
	if (link == LINK_EXE)
		return p->image ? name_inode(p->image, n) : -ENOENT;
	if (link != NO_LINK) {
		*n = name_get(link == LINK_CWD ? p->fs->cwd : p->fs->root);
		return 1;
	}
	f = fd_peek(p->files, fd);
	return f ? name_file(f, n) : -ENOENT;
}
