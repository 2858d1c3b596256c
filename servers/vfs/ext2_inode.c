/*
 * servers/vfs/ext2_inode.c - inodes, on the disk and in memory.
 *
 * An inode stays in memory when nobody holds it, until there are too many. One that
 * is changed is put into its block of the table when a commit comes. One without a
 * name is on the list of orphans, which is on the disk too, until it has been freed:
 * when the last one who has it open closes it, or at the next mount.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/ext2.h"

#define EXT2_INODES_MOST 8192 /* in memory, of those that nobody holds */
#define EXTRA_WANTED     32
#define ATTRIBUTES       0xea020000u /* a block of extended attributes begins so */
#define FAST_LINK_MAX    (EXT2_POINTERS * 4)
#define SKIPPED_MOST     64

/* --- on the disk ------------------------------------------------------------------- */

/* The buffer that has the inode, held, and where. */
static int find_disk(
	struct ext2 *e, uint64_t ino, struct buffer **buf, struct ext2_disk_inode **d)
{
	uint32_t g = (uint32_t)((ino - 1) / e->super.inodes_per_group);
	uint32_t index = (uint32_t)((ino - 1) % e->super.inodes_per_group);
	uint64_t block = e->group[g].inode_table + index / e->inodes_per_block;
	int error = buffer_get(&e->buffers, block, buf);

	if (!error)
		*d = (struct ext2_disk_inode *)((*buf)->data +
			index % e->inodes_per_block * e->inode_size);
	return error;
}

static bool has_extra(const struct ext2 *e, const struct ext2_disk_inode *d)
{
	return e->inode_size > EXT2_GOOD_OLD && d->extra >= EXT2_EXTRA &&
		d->extra <= e->inode_size - EXT2_GOOD_OLD;
}

static struct xinim_timespec time_of(uint32_t seconds, uint32_t extra)
{
	struct xinim_timespec t = { (int32_t)seconds, extra >> 2 };

	t.tv_sec += (int64_t)(extra & 3) << 32;
	if (t.tv_nsec >= NS)
		t.tv_nsec = 0;
	return t;
}

/* What 32 bits and, perhaps, two more and nanoseconds hold of it. */
static uint32_t disk_time(const struct xinim_timespec *t, uint32_t *extra)
{
	int64_t most = extra ? INT32_MAX + (3LL << 32) : INT32_MAX, s = t->tv_sec;

	if (s > most)
		s = most;
	if (s < INT32_MIN)
		s = INT32_MIN;
	if (extra)
		*extra = (uint32_t)t->tv_nsec << 2 |
			(uint32_t)((s - (int32_t)s) >> 32 & 3);
	return (uint32_t)s;
}

static uint64_t decode_device(const uint32_t *block)
{
	uint32_t d = block[0];

	if (d)
		return DEV_MAKE(d >> 8 & 0xff, d & 0xff);
	d = block[1];
	return DEV_MAKE((d & 0xfff00) >> 8, (d & 0xff) | (d >> 12 & 0xfff00));
}

static void encode_device(uint64_t rdev, uint32_t *block)
{
	uint32_t major = DEV_MAJOR(rdev), minor = DEV_MINOR(rdev);

	memset(block, 0, EXT2_POINTERS * sizeof(*block));
	if (major < 256 && minor < 256)
		block[0] = major << 8 | minor;
	else
		block[1] = (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

static bool is_device(const struct inode *i)
{
	return S_ISCHR(i->mode) || S_ISBLK(i->mode);
}

static void from_disk(struct ext2_inode *n, const struct ext2_disk_inode *d)
{
	struct inode *i = &n->i;
	bool extra = has_extra(ext2_of(i), d);

	i->mode = d->mode;
	i->uid = d->uid | (uint32_t)d->uid_high << 16;
	i->gid = d->gid | (uint32_t)d->gid_high << 16;
	i->nlink = d->links;
	i->size = d->size;
	if (S_ISREG(i->mode))
		i->size |= (uint64_t)d->size_high << 32;
	i->blocks = d->blocks;
	i->atime = time_of(d->atime, extra ? d->atime_extra : 0);
	i->mtime = time_of(d->mtime, extra ? d->mtime_extra : 0);
	i->ctime = time_of(d->ctime, extra ? d->ctime_extra : 0);
	n->crtime = extra ? d->crtime : 0;
	n->crtime_extra = extra ? d->crtime_extra : 0;
	n->dtime = d->dtime;
	n->flags = d->flags;
	n->version = d->version;
	n->generation = d->generation;
	n->attributes = d->attributes;
	memcpy(n->block, d->block, sizeof(n->block));
	if (is_device(i))
		i->rdev = decode_device(n->block);
}

/* How many the disk is to have more. */
static unsigned lost_links(const struct ext2_inode *n)
{
	if (list_empty(&n->replaced))
		return 0;
	return S_ISDIR(n->i.mode) ? 2 : 1;
}

int ext2_inode_write(struct ext2_inode *n)
{
	struct inode *i = &n->i;
	struct ext2 *e = ext2_of(i);
	struct ext2_disk_inode *d;
	struct buffer *buf;
	bool extra;
	int error = find_disk(e, i->ino, &buf, &d);

	if (error)
		return error;
	extra = has_extra(e, d);
	d->mode = (uint16_t)i->mode;
	d->uid = (uint16_t)i->uid;
	d->uid_high = (uint16_t)(i->uid >> 16);
	d->gid = (uint16_t)i->gid;
	d->gid_high = (uint16_t)(i->gid >> 16);
	d->links = (uint16_t)(i->nlink + lost_links(n));
	d->size = (uint32_t)i->size;
	if (S_ISREG(i->mode))
		d->size_high = (uint32_t)(i->size >> 32);
	d->blocks = (uint32_t)i->blocks;
	d->atime = disk_time(&i->atime, extra ? &d->atime_extra : NULL);
	d->mtime = disk_time(&i->mtime, extra ? &d->mtime_extra : NULL);
	d->ctime = disk_time(&i->ctime, extra ? &d->ctime_extra : NULL);
	d->dtime = n->dtime;
	d->flags = n->flags;
	d->version = n->version;
	d->generation = n->generation;
	d->attributes = n->attributes;
	memcpy(d->block, n->block, sizeof(d->block));
	buffer_dirty(buf, BUFFER_INODE);
	buffer_put(buf);
	list_remove(&n->dirty);
	return 0;
}

/* A new inode's place on the disk: all of it zeroes but what says how much there is. */
static int clear_disk(struct ext2_inode *n)
{
	struct ext2 *e = ext2_of(&n->i);
	uint32_t room = e->inode_size - EXT2_GOOD_OLD, extra = EXTRA_WANTED;
	struct ext2_disk_inode *d;
	struct buffer *buf;
	int error = find_disk(e, n->i.ino, &buf, &d);

	if (error)
		return error;
	memset(d, 0, e->inode_size);
	if (e->super.inode_size_wanted >= EXT2_EXTRA &&
		e->super.inode_size_wanted % 4 == 0)
		extra = e->super.inode_size_wanted;
	if (room >= extra) {
		d->extra = (uint16_t)extra;
		d->crtime = disk_time(&n->i.ctime, &d->crtime_extra);
	}
	buffer_dirty(buf, BUFFER_INODE);
	buffer_put(buf);
	return 0;
}

/* --- in memory ---------------------------------------------------------------------- */

static struct inode **bucket_of(const struct ext2 *e, uint64_t ino)
{
	return &e->inodes[ino % EXT2_HASH];
}

struct ext2_inode *ext2_inode_loaded(const struct ext2 *e, uint64_t ino)
{
	struct inode *i = *bucket_of(e, ino);

	while (i && i->ino != ino)
		i = ext2_inode(i)->chain;
	return i ? ext2_inode(i) : NULL;
}

static struct ext2_inode *make(struct ext2 *e, uint64_t ino)
{
	struct ext2_inode *n = calloc(1, sizeof(*n));
	struct inode **bucket = bucket_of(e, ino);

	if (!n)
		return NULL;
	n->i.fs = e->fs;
	n->i.ops = e->fs->ops;
	n->i.ino = ino;
	n->i.refs = 1;
	n->i.own = n;
	list_init(&n->dirty);
	list_init(&n->lru);
	list_init(&n->orphans);
	list_init(&n->replaced);
	cache_init(&n->cache, &n->i, &ext2_cache_ops, e->device);
	n->chain = *bucket;
	*bucket = &n->i;
	e->inode_count++;
	return n;
}

void ext2_inode_forget(struct ext2_inode *n)
{
	struct ext2 *e = ext2_of(&n->i);
	struct inode **link = bucket_of(e, n->i.ino);

	while (*link != &n->i)
		link = &ext2_inode(*link)->chain;
	*link = n->chain;
	list_remove(&n->dirty);
	list_remove(&n->lru);
	list_remove(&n->orphans);
	list_remove(&n->replaced);
	cache_end(&n->cache);
	ext2_index_free(n);
	e->inode_count--;
	locks_free(&n->i);
	free(n);
}

/* What is wrong with it; NULL: nothing that can be told now. */
static const char *wrong(const struct ext2 *e, const struct ext2_inode *n)
{
	const struct inode *i = &n->i;

	if (n->flags & EXT2_FLAGS_FOREIGN)
		return "has contents of a kind that is not known";
	switch (i->mode & S_IFMT) {
	case S_IFREG:
		return i->size > e->max_size ? "is larger than can be" : NULL;
	case S_IFDIR:
		if (i->size == 0 || i->size % e->block_size)
			return "is a directory of parts of blocks";
		if (i->size / e->block_size > e->super.blocks)
			return "is a directory larger than the file system";
		return NULL;
	case S_IFLNK:
		return i->size == 0 || i->size >= PATH_BYTES || i->size > e->block_size
			? "is a symbolic link of no possible length"
			: NULL;
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		return NULL;
	default:
		return "is of no type";
	}
}

static int load(struct ext2 *e, uint32_t ino, bool unlinked, struct ext2_inode **out)
{
	struct ext2_disk_inode *d;
	struct ext2_inode *n;
	struct buffer *buf;
	const char *what;
	int error = find_disk(e, ino, &buf, &d);

	if (error)
		return error;
	n = make(e, ino);
	if (n)
		from_disk(n, d);
	buffer_put(buf);
	if (!n)
		return -ENOMEM;
	what = n->i.nlink == 0 && !unlinked ? "is free, and has a name" : wrong(e, n);
	if (what) {
		ext2_inode_forget(n);
		return ext2_error(e, "inode %u %s", ino, what);
	}
	*out = n;
	return 0;
}

int ext2_inode_find(struct ext2 *e, uint32_t ino, bool unlinked, struct ext2_inode **out)
{
	struct ext2_inode *n;

	if (!ext2_inode_valid(e, ino))
		return ext2_error(e, "there is no inode %u, but a name for it", ino);
	n = ext2_inode_loaded(e, ino);
	if (!n)
		return load(e, ino, unlinked, out);
	list_remove(&n->lru);
	inode_get(&n->i);
	*out = n;
	return 0;
}

int ext2_inode_get(struct ext2 *e, uint32_t ino, struct inode **out)
{
	struct ext2_inode *n;
	int error = ext2_inode_find(e, ino, false, &n);

	if (!error)
		*out = &n->i;
	return error;
}

void ext2_inode_dirty(struct inode *i)
{
	struct ext2_inode *n = ext2_inode(i);

	n->dirty_times = false;
	if (list_empty(&n->dirty))
		list_add_tail(&ext2_of(i)->dirty, &n->dirty);
}

void ext2_inode_replaced(struct inode *i)
{
	struct ext2_inode *n = ext2_inode(i);

	if (list_empty(&n->replaced))
		list_add_tail(&ext2_of(i)->replaced, &n->replaced);
	ext2_inode_dirty(i);
}

void ext2_inode_touched(struct inode *i)
{
	struct ext2_inode *n = ext2_inode(i);

	if (list_empty(&n->dirty)) {
		n->dirty_times = true;
		list_add_tail(&ext2_of(i)->dirty, &n->dirty);
	}
}

bool ext2_inode_keep(struct inode *i)
{
	struct ext2_inode *n = ext2_inode(i);
	struct ext2 *e = ext2_of(i);

	list_add_tail(i->nlink == 0 ? &e->doomed : &e->unused, &n->lru);
	if (!e->ending && (i->nlink == 0 || e->inode_count > EXT2_INODES_MOST))
		work_add(&e->reap);
	return true;
}

void ext2_shrink(struct ext2 *e, uint64_t keep)
{
	unsigned skipped = 0;
	struct list *l, *next;

	list_for_each_safe (l, next, &e->unused) {
		struct ext2_inode *n = list_entry(l, struct ext2_inode, lru);

		if (e->inode_count <= keep || skipped == SKIPPED_MOST)
			break;
		if (list_empty(&n->dirty) && !cache_busy(&n->cache))
			ext2_inode_forget(n);
		else
			skipped++;
	}
}

void ext2_inodes_end(struct ext2 *e)
{
	for (unsigned h = 0; e->inodes && h < EXT2_HASH; h++)
		while (e->inodes[h])
			ext2_inode_forget(ext2_inode(e->inodes[h]));
	free(e->inodes);
	e->inodes = NULL;
}

/* --- new ones ------------------------------------------------------------------------- */

static void set_owner(struct inode *i, const struct inode *dir, const struct call *c)
{
	const struct cred *cred = c ? c->cred : NULL;

	i->uid = cred ? cred->euid : 0;
	i->gid = cred ? cred->egid : 0;
	if (dir->mode & S_ISGID) {
		i->gid = dir->gid;
		if (S_ISDIR(i->mode))
			i->mode |= S_ISGID;
	}
}

int ext2_inode_new(struct call *c, struct inode *dir, uint32_t mode, uint64_t rdev,
	struct inode **out)
{
	struct ext2 *e = ext2_of(dir);
	struct ext2_inode *n;
	uint32_t ino;
	int error = ext2_inode_number_new(e, dir, S_ISDIR(mode), &ino);

	if (error)
		return error;
	if (ext2_inode_loaded(e, ino))
		return ext2_error(e, "inode %u is in use, and counts as free", ino);
	n = make(e, ino);
	if (!n) {
		ext2_inode_number_undo(e, ino, S_ISDIR(mode));
		return -ENOMEM;
	}
	n->made = e->commits;
	n->i.mode = mode;
	n->i.nlink = 1;
	n->i.rdev = rdev;
	set_owner(&n->i, dir, c);
	inode_touch(&n->i, TIME_A | TIME_M | TIME_C);
	if (is_device(&n->i))
		encode_device(rdev, n->block);
	os_random(&n->generation, sizeof(n->generation));
	error = clear_disk(n);
	if (error) {
		ext2_inode_number_undo(e, ino, S_ISDIR(mode));
		ext2_inode_forget(n);
		return error;
	}
	ext2_inode_dirty(&n->i);
	*out = &n->i;
	return 0;
}

bool ext2_inode_has_blocks(const struct ext2_inode *n)
{
	const struct inode *i = &n->i;

	/* A short link is where the pointers would be. */
	if (S_ISLNK(i->mode))
		return i->size >= FAST_LINK_MAX;
	return S_ISREG(i->mode) || S_ISDIR(i->mode);
}

void ext2_inode_undo(struct inode *i)
{
	struct ext2_inode *n = ext2_inode(i);

	if (ext2_inode_has_blocks(n))
		ext2_map_cut(i, 0, UINT64_MAX);
	n->i.nlink = 0;
	n->dtime = (uint32_t)i->ctime.tv_sec;
	ext2_inode_write(n);
	ext2_inode_number_undo(ext2_of(i), (uint32_t)i->ino, S_ISDIR(i->mode));
	ext2_inode_forget(n);
}
