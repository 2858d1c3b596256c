/*
 * servers/vfs/bind.c - bind mounts: a directory or file is at another place as well.
 *
 * Nothing is kept twice: a name that is seen by way of a bind mount is made as a path
 * is walked, stands for a pair - the real name, the mount - and goes with the last who
 * holds it. What changes directories works on the real names; files, rights and times
 * are the inode's anyhow. What is mounted on such a name is found by looking through
 * the mounts, which are few.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/bind.h"
#include "servers/vfs/dev.h"

struct name *bind_name(struct fs *fs, struct name *real)
{
	struct name *n = calloc(1, sizeof(*n));

	if (!n) {
		name_put(real);
		return NULL;
	}
	n->inode = real->inode ? inode_get(real->inode) : NULL;
	n->real = real;
	n->bound = fs;
	list_init(&n->sibling);
	list_init(&n->children);
	list_init(&n->spare);
	n->refs = 1;
	fs->bind_uses++;
	real->bound_refs++;
	return n;
}

struct fs *bind_mounted(const struct name *n)
{
	struct fs *fs;

	list_for_each_entry (fs, &mounts, link)
		if (fs->covered && fs->covered->real && name_same(fs->covered, n))
			return fs;
	return NULL;
}

bool bind_covers(const struct name *n)
{
	const struct fs *fs;

	if (n->mounted)
		return true;
	list_for_each_entry (fs, &mounts, link)
		if (fs->covered && fs->covered->real == n)
			return true;
	return false;
}

bool above_cross(struct above *a)
{
	const struct fs *fs = a->fs ? a->fs : a->name->inode->fs;
	const struct name *root = a->fs ? fs->root->real : fs->root;

	if (a->name != root || !fs->covered)
		return false;
	*a = above_of(fs->covered);
	return true;
}

/* One mount; on, whose reference it takes, is a directory if from is. */
static struct fs *bind_one(struct name *from, struct name *on)
{
	const struct fs *old = name_mount(from);
	struct fs *fs = calloc(1, sizeof(*fs));

	if (!fs)
		goto no_memory;
	fs->ops = from->inode->fs->ops;
	fs->dev = from->inode->fs->dev;
	fs->id = mount_id();
	fs->flags = old->flags;
	fs->bind = true;
	fs->source = strdup(old->source);
	fs->root = fs->source ? bind_name(fs, name_get(from->real ? from->real : from))
			      : NULL;
	if (!fs->root)
		goto no_memory;
	fs->covered = on;
	if (!on->real)
		on->mounted = fs;
	list_add_tail(&mounts, &fs->link);
	return fs;

no_memory:
	if (fs)
		free(fs->source);
	free(fs);
	name_put(on);
	return NULL;
}

/* m, which is mounted somewhere below what was bound, is to be there in the copy as well. */
static int bind_below(struct fs *m)
{
	struct name *on = m->covered;
	struct fs *parent = name_mount(on)->copy;

	if (!parent)
		return 0;
	on = bind_name(parent, name_get(on->real ? on->real : on));
	if (!on)
		return -ENOMEM;
	m->copy = bind_one(m->root, on);
	return m->copy ? 0 : -ENOMEM;
}

/* Mounts come before what is mounted on them. */
static int bind_all(struct name *from, struct fs *top)
{
	struct fs *m, *last = list_entry(mounts.prev, struct fs, link),
		      *old = name_mount(from);
	int error = 0;

	list_for_each_entry (m, &mounts, link)
		m->copy = NULL;
	old->copy = top;
	list_for_each_entry (m, &mounts, link) {
		if (m != old && m != top && m->covered && name_is_above(from, m->covered))
			error = bind_below(m);
		if (error || m == last)
			break;
	}
	return error;
}

int fs_share(struct fs *super, struct name *on, unsigned flags)
{
	struct fs *fs;

	if (!S_ISDIR(on->inode->mode))
		return -ENOTDIR;
	fs = bind_one(super->root, name_get(on));
	if (!fs)
		return -ENOMEM;
	fs->flags = flags;
	return 0;
}

int fs_bind(struct name *from, struct name *on, bool all)
{
	struct fs *fs;

	if (S_ISDIR(from->inode->mode) != S_ISDIR(on->inode->mode))
		return -ENOTDIR;
	fs = bind_one(from, name_get(on));
	if (!fs)
		return -ENOMEM;
	/* As Linux does: what was bound by then stays if the rest cannot be. */
	return all && S_ISDIR(from->inode->mode) ? bind_all(from, fs) : 0;
}
