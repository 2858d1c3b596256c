/*
 * servers/vfs/mount.c - file systems: what types there are, where they are mounted.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/bind.h"
#include "servers/vfs/block.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/ext2.h"

struct list mounts = LIST_INIT(mounts);
struct list detached = LIST_INIT(detached);
struct name *root_name;
/* When it is to be looked which of the detached have become unused. */
static int64_t look_at;

const struct fs_ops *const fs_types[] = { &tmpfs_ops, &devfs_ops, &procfs_ops, &ext2_ops,
	NULL };

static const struct fs_ops *find_type(const char *type)
{
	for (size_t i = 0; fs_types[i]; i++)
		if (strcmp(fs_types[i]->type, type) == 0)
			return fs_types[i];
	return NULL;
}

uint64_t mount_id(void)
{
	static uint64_t last;

	return ++last;
}

/* The one on this device, though it may be nowhere any more. */
static struct fs *find_super(const struct fs_ops *ops, uint64_t rdev)
{
	struct fs *fs;

	list_for_each_entry (fs, &mounts, link)
		if (fs->ops == ops && fs->dev == rdev && !fs->bind)
			return fs;
	list_for_each_entry (fs, &detached, link)
		if (fs->ops == ops && fs->dev == rdev && !fs->bind)
			return fs;
	return NULL;
}

/* What is mounted from this disk is on `on' as well: 1; 0: nothing is. */
static int share(struct call *c, const struct fs_ops *ops, const char *source,
	unsigned flags, struct name *on)
{
	struct block_device *d;
	struct fs *fs;
	int error = block_find(c, source, &d);

	if (error)
		return error;
	fs = find_super(ops, d->rdev);
	block_put(d);
	if (!fs)
		return 0;
	/* As Linux: not read only here and written there, nor twice at one place. */
	if ((fs->super ^ flags) & MOUNT_RDONLY)
		return -EBUSY;
	if (on->inode->fs == fs && name_same(name_mount(on)->root, on))
		return -EBUSY;
	error = fs_share(fs, on, flags);
	return error ? error : 1;
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
	if (ops->needs_device && on) {
		error = share(c, ops, source, flags, on);
		if (error)
			return error < 0 ? error : 0;
	}
	fs = calloc(1, sizeof(*fs));
	if (!fs)
		return -ENOMEM;
	fs->ops = ops;
	last_dev++;
	fs->dev = DEV_MAKE(0, last_dev);
	fs->id = mount_id();
	fs->flags = flags;
	fs->super = flags & MOUNT_SUPER;
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
		if (!on->real)
			on->mounted = fs;
	}
	if (out)
		*out = fs;
	return 0;
}

/*
 * Somebody holds more of the tree below n than the tree itself does; `here': by way of
 * the first place alone, not by that of a bind mount.
 */
static bool in_use(struct name *n, bool here)
{
	const struct fs_ops *ops = n->inode ? n->inode->ops : NULL;
	struct name *child;
	unsigned own = 1; /* the tree's, or the file system's */

	if (here)
		own += n->bound_refs;
	else if (!n->parent && ops && ops->busy) {
		name_prune(n);
		if (ops->busy(n->inode->fs))
			return true;
	}
	if (n->mounted)
		return true;
	list_for_each_entry (child, &n->children, sibling) {
		if (in_use(child, here))
			return true;
		own++;
	}
	/* A file may be open by a descriptor alone. */
	return n->refs > own ||
		(!here && n->inode && !S_ISDIR(n->inode->mode) && !ops->busy &&
			n->inode->refs > n->inode->nlink);
}

static bool fs_in_use(const struct fs *fs)
{
	/* The root is one of its names. */
	return fs->bind ? fs->bind_uses > 1 || fs->root->refs > 1
			: in_use(fs->root, false);
}

/* It is at other places, too. */
static bool is_shared(const struct fs *fs)
{
	const struct fs *other;

	list_for_each_entry (other, &mounts, link)
		if (other->bind && other->root->inode->fs == fs)
			return true;
	return false;
}

/* It is nowhere any more: nobody comes to it who is not there already. */
static void take_off(struct fs *fs)
{
	struct name *on = fs->covered;

	if (!on->real)
		on->mounted = NULL;
	fs->covered = NULL;
	list_remove(&fs->link);
	name_put(on);
}

/* Nobody uses it, and it has no place. */
static void end(struct fs *fs)
{
	if (fs->bind) {
		name_put(fs->root);
	} else {
		if (fs->ops->sync_all)
			fs->ops->sync_all(fs);
		while (fs->syncing && gate_wait(&fs->synced) == 0)
			;
		fs->ops->unmount(fs);
	}
	free(fs->source);
	free(fs);
}

/* Is it mounted somewhere on `below`, or on what is? */
static bool is_on(const struct fs *fs, const struct fs *below)
{
	while (fs != below && fs->covered)
		fs = name_mount(fs->covered);
	return fs == below;
}

/* fs and all that is mounted on it: out of the tree. */
static void detach_all(struct fs *fs)
{
	struct list gone = LIST_INIT(gone), *l, *next;

	list_for_each_safe (l, next, &mounts) {
		if (!is_on(list_entry(l, struct fs, link), fs))
			continue;
		list_remove(l);
		list_add_tail(&gone, l);
	}
	while (!list_empty(&gone)) {
		struct fs *f = list_first(&gone, struct fs, link);

		take_off(f);
		list_add_tail(&detached, &f->link);
	}
	look_at = 0;
}

void fs_end_detached(void)
{
	struct fs *fs, *unused;
	int64_t now = os_now();

	if (now < look_at)
		return;
	look_at = now + NS;
	do {
		unused = NULL;
		list_for_each_entry (fs, &detached, link) {
			if (fs_in_use(fs))
				continue;
			unused = fs;
			break;
		}
		if (unused) {
			/* This may wait for a disk, and the list is another one then. */
			list_remove(&unused->link);
			end(unused);
		}
	} while (unused);
}

int fs_unmount(struct fs *fs, bool detach)
{
	if (!fs->covered)
		return -EINVAL;
	if (detach) {
		detach_all(fs);
	} else if (!fs->bind && is_shared(fs)) {
		if (in_use(fs->root, true))
			return -EBUSY;
		take_off(fs);
		list_add_tail(&detached, &fs->link);
		return 0;
	} else {
		if (fs_in_use(fs))
			return -EBUSY;
		take_off(fs);
		end(fs);
	}
	/* What has no place any more may have been held by this one alone. */
	look_at = 0;
	fs_end_detached();
	return 0;
}

int fs_move(struct fs *fs, struct name *on)
{
	struct name *old = fs->covered;

	if (!old)
		return -EINVAL;
	if (S_ISDIR(on->inode->mode) != S_ISDIR(fs->root->inode->mode))
		return -ENOTDIR;
	/* It would hang on nothing but itself. */
	if (name_is_above(fs->root, on))
		return -ELOOP;
	fs->covered = name_get(on);
	if (!on->real)
		on->mounted = fs;
	if (!old->real)
		old->mounted = NULL;
	name_put(old);
	/* After what it is on, as those that come off first come last. */
	list_remove(&fs->link);
	list_add_tail(&mounts, &fs->link);
	return 0;
}

int fs_pivot(struct fs *new, struct name *old_on)
{
	struct fs *old = root_name->inode->fs;
	struct name *was_on = new->covered;

	if (!was_on || new == old || old_on->inode->fs == old)
		return -EBUSY;
	if (old_on == new->root || !name_is_above(new->root, old_on) ||
		!S_ISDIR(old_on->inode->mode) || old_on->mounted || old_on->real)
		return -EINVAL;
	if (!was_on->real)
		was_on->mounted = NULL;
	new->covered = NULL;
	old->covered = name_get(old_on);
	old_on->mounted = old;
	for (unsigned i = 0; i < PIDS; i++)
		if (procs[i])
			context_move(procs[i]->fs, root_name, new->root);
	name_put(root_name);
	root_name = name_get(new->root);
	name_put(was_on);
	return 0;
}

int fs_file_nowhere(struct call *c, uint32_t mode, struct inode **i)
{
	static struct fs *fs;
	int error = 0;

	if (!fs)
		error = fs_mount(c, "tmpfs", "memfd", NULL, 0, NULL, &fs);
	return error ? error : tmpfs_ops.tmpfile(c, fs->root->inode, mode, i);
}
