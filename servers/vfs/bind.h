/*
 * servers/vfs/bind.h - bind mounts, and the tree of all mounts that they make.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_BIND_H
#define XINIM_VFS_BIND_H

#include "servers/vfs/vfs.h"

/* `real', seen by way of bind mount fs; NULL: no memory. Takes the reference in any case. */
struct name *bind_name(struct fs *fs, struct name *real);
/* What is mounted on n, which is seen by way of one; NULL: nothing. */
struct fs *bind_mounted(const struct name *n);
/* Is something mounted on n, wherever that is seen? */
bool bind_covers(const struct name *n);
/*
 * What is at `from' is at `on' as well; `all': with what is mounted below. Never parks.
 * -ENOTDIR: one is a directory; -ENOMEM.
 */
int fs_bind(struct name *from, struct name *on, bool all);
/* A file system that is mounted somewhere is so on `on', too. -ENOMEM, -ENOTDIR */
int fs_share(struct fs *super, struct name *on, unsigned flags);

/* A place in the tree of all mounts, to go up from. */
struct above {
	const struct name *name; /* no bound one */
	const struct fs *fs; /* the bind mount that it is seen by way of, NULL: none */
};
static inline struct above above_of(const struct name *n)
{
	return (struct above){ n->real ? n->real : n, n->real ? n->bound : NULL };
}
/* The root of a mount becomes what that is mounted on. False: it is no such root, or of all. */
bool above_cross(struct above *a);
/* The directory above, within the mount; NULL: it is its root. */
static inline const struct name *above_parent(const struct above *a)
{
	return a->fs && a->name == a->fs->root->real ? NULL : a->name->parent;
}

#endif
