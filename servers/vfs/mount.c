/*
 * servers/vfs/mount.c - file systems: what types there are, where they are mounted.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/dev.h"

struct list mounts = LIST_INIT(mounts);
struct name *root_name;

static const struct fs_ops *const types[] = { &tmpfs_ops, &devfs_ops, &procfs_ops };

static const struct fs_ops *find_type(const char *type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i]->type, type) == 0)
			return types[i];
	return NULL;
}

int fs_mount(struct call *c, const char *type, const char *source, const char *data,
	unsigned flags, struct name *on, struct fs **out)
{
	static uint64_t last_dev;
	const struct fs_ops *ops = find_type(type);
	struct fs *fs;
	int error;

	if (!ops)
		return -ENODEV;
	fs = calloc(1, sizeof(*fs));
	if (!fs)
		return -ENOMEM;
	fs->ops = ops;
	last_dev++;
	fs->dev = DEV_MAKE(0, last_dev);
	fs->flags = flags;
	fs->source = strdup(source);
	error = fs->source ? ops->mount(c, fs, source, data) : -ENOMEM;
	if (error) {
		free(fs->source);
		free(fs);
		return error;
	}
	list_add_tail(&mounts, &fs->link);
	if (on) {
		fs->covered = name_get(on);
		on->mounted = fs;
	}
	if (out)
		*out = fs;
	return 0;
}

/* Somebody holds more of the tree below n than the tree itself does. */
static bool in_use(const struct name *n)
{
	const struct name *child;
	unsigned own = 1; /* the tree's, or the file system's */

	if (n->mounted)
		return true;
	list_for_each_entry (child, &n->children, sibling) {
		if (in_use(child))
			return true;
		own++;
	}
	/* A file may be open by a descriptor alone. */
	return n->refs > own ||
		(n->inode && !S_ISDIR(n->inode->mode) &&
			n->inode->refs > n->inode->nlink);
}

int fs_unmount(struct fs *fs, bool detach)
{
	struct name *on = fs->covered;

	if (!on)
		return -EINVAL;
	if (detach)
		return -ENOSYS; /* a tree without a place, until nobody uses it */
	if (in_use(fs->root))
		return -EBUSY;
	if (fs->ops->sync_all)
		fs->ops->sync_all(fs);
	on->mounted = NULL;
	list_remove(&fs->link);
	fs->ops->unmount(fs);
	name_put(on);
	free(fs->source);
	free(fs);
	return 0;
}
