/*
 * servers/vfs/tmpfs.c - files in memory.
 *
 * What is in a directory is in the tree of names (name.c); the directory itself
 * keeps its names in slots, so that reading it goes on where it was whatever is
 * made and removed meanwhile. devfs is the same with nodes in it from the start.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/data.h"
#include "servers/vfs/dev.h"

#define TMPFS_MAGIC 0x01021994
#define SLOTS_FIRST 8
#define SLOT_BYTES  20 /* what a name adds to a directory's size, as Linux has it */
#define DOTS        2  /* readdir: where the names begin, after . and .. */

struct tmpfs {
	struct data_budget budget;
	uint64_t inodes;
};

/* A slot holds a name, or, odd, the number of the next free one. */
struct directory {
	uintptr_t *slot;
	uint64_t slots, used, count;
	uint64_t free; /* number of the first free one below `used`; NO_SLOT */
};
#define NO_SLOT (UINT64_MAX >> 2)

static struct tmpfs *tmpfs_of(const struct inode *i)
{
	return i->fs->own;
}

/* --- directories --------------------------------------------------------------- */

static int slot_take(struct directory *d, struct name *n)
{
	uint64_t at = d->free;

	if (at != NO_SLOT) {
		d->free = d->slot[at] >> 1;
	} else {
		if (d->used == d->slots) {
			uint64_t slots = d->slots ? d->slots * 2 : SLOTS_FIRST;
			uintptr_t *slot = realloc(d->slot, slots * sizeof(*slot));

			if (!slot)
				return -ENOMEM;
			d->slot = slot;
			d->slots = slots;
		}
		at = d->used++;
	}
	d->slot[at] = (uintptr_t)n;
	n->slot = at;
	d->count++;
	return 0;
}

static void slot_leave(struct directory *d, const struct name *n)
{
	d->slot[n->slot] = d->free << 1 | 1;
	d->free = n->slot;
	d->count--;
	if (d->count == 0) {
		d->used = 0;
		d->free = NO_SLOT;
	}
}

static int tmpfs_empty(struct inode *dir)
{
	const struct directory *d = dir->own;

	return d->count ? -ENOTEMPTY : 0;
}

static int tmpfs_readdir(struct inode *dir, uint64_t *at, struct dir_fill *fill)
{
	const struct directory *d = dir->own;

	while (*at - DOTS < d->used) {
		uintptr_t slot = d->slot[*at - DOTS];
		const struct name *n = (const struct name *)slot;

		if (!(slot & 1) &&
			!fill->add(fill, n->text, n->length, n->inode->ino,
				n->inode->mode, *at + 1))
			return 0;
		++*at;
	}
	return 0;
}

/* n, with what it names, is in dir from now on. */
static int enter(struct inode *dir, struct name *n)
{
	int error = slot_take(dir->own, n);

	if (error)
		return error;
	if (S_ISDIR(n->inode->mode))
		dir->nlink++;
	dir->size += SLOT_BYTES;
	inode_touch(dir, TIME_M | TIME_C);
	return 0;
}

static void leave(struct inode *dir, struct name *n)
{
	slot_leave(dir->own, n);
	if (S_ISDIR(n->inode->mode))
		dir->nlink--;
	dir->size -= SLOT_BYTES;
	inode_touch(dir, TIME_M | TIME_C);
}

/* --- inodes ---------------------------------------------------------------------- */

static int make_own(struct inode *i)
{
	if (S_ISDIR(i->mode)) {
		struct directory *d = calloc(1, sizeof(*d));

		if (!d)
			return -ENOMEM;
		d->free = NO_SLOT;
		i->own = d;
		i->nlink = 2;
	} else if (S_ISREG(i->mode)) {
		struct data *d = calloc(1, sizeof(*d));

		if (!d)
			return -ENOMEM;
		d->budget = &tmpfs_of(i)->budget;
		i->own = d;
	}
	return 0;
}

/* The last reference went: but only what has no name is gone from here. */
static void tmpfs_release(struct inode *i)
{
	tmpfs_of(i)->inodes--;
	if (S_ISDIR(i->mode) && i->own)
		free(((struct directory *)i->own)->slot);
	else if (S_ISREG(i->mode) && i->own)
		data_free(i->own);
	free(i->own);
}

static int new_inode(struct call *c, struct inode *dir, uint32_t mode, uint64_t rdev,
	struct inode **out)
{
	struct inode *i = inode_new_in(dir, mode, c->cred);
	int error;

	if (!i)
		return -ENOSPC;
	tmpfs_of(dir)->inodes++;
	i->rdev = rdev;
	error = make_own(i);
	if (error)
		inode_put(i);
	else
		*out = i;
	return error;
}

static int tmpfs_create(
	struct call *c, struct inode *dir, struct name *n, uint32_t mode, uint64_t rdev)
{
	struct inode *i;
	int error = new_inode(c, dir, mode, rdev, &i);

	if (error)
		return error;
	n->inode = i;
	error = enter(dir, n);
	if (error) {
		n->inode = NULL;
		inode_put(i);
	}
	return error;
}

static int tmpfs_symlink(struct call *c, struct inode *dir, struct name *n,
	const char *target, size_t length)
{
	char *text = malloc(length + 1);
	int error = -ENOMEM;

	if (!text)
		return error;
	memcpy(text, target, length);
	text[length] = 0;
	error = tmpfs_create(c, dir, n, S_IFLNK | 0777, 0);
	if (error) {
		free(text);
		return error;
	}
	n->inode->own = text;
	n->inode->size = length;
	return 0;
}

static int64_t tmpfs_readlink(struct inode *i, char *buffer, size_t room)
{
	if (room > i->size)
		room = i->size;
	memcpy(buffer, i->own, room);
	return (int64_t)i->size;
}

static int tmpfs_tmpfile(
	struct call *c, struct inode *dir, uint32_t mode, struct inode **inode)
{
	int error = new_inode(c, dir, mode, 0, inode);

	if (!error)
		(*inode)->nlink = 0;
	return error;
}

static int tmpfs_link(struct inode *dir, struct name *n, struct inode *i)
{
	int error;

	n->inode = inode_get(i);
	error = enter(dir, n);
	if (error) {
		n->inode = NULL;
		inode_put(i);
		return error;
	}
	i->nlink++;
	inode_touch(i, TIME_C);
	return 0;
}

static int tmpfs_unlink(struct inode *dir, struct name *n)
{
	struct inode *i = n->inode;

	leave(dir, n);
	i->nlink -= S_ISDIR(i->mode) ? 2 : 1;
	inode_touch(i, TIME_C);
	return 0;
}

static int tmpfs_rename(struct inode *from_dir, struct name *from, struct inode *to_dir,
	struct name *to, bool exchange)
{
	uint64_t from_slot = from->slot;

	if (exchange) {
		struct directory *a = from_dir->own, *b = to_dir->own;
		int change = S_ISDIR(to->inode->mode) - S_ISDIR(from->inode->mode);

		from->slot = to->slot;
		to->slot = from_slot;
		a->slot[from_slot] = (uintptr_t)to;
		b->slot[from->slot] = (uintptr_t)from;
		from_dir->nlink += (uint32_t)change;
		to_dir->nlink -= (uint32_t)change;
		inode_touch(from_dir, TIME_M | TIME_C);
		inode_touch(to_dir, TIME_M | TIME_C);
		inode_touch(to->inode, TIME_C);
	} else {
		struct directory *d = from_dir->own;
		int error;

		/* What is replaced makes room: nothing can fail then. */
		if (to->inode)
			tmpfs_unlink(to_dir, to);
		error = enter(to_dir, from);
		if (error)
			return error;
		{
			uint64_t new_slot = from->slot;

			from->slot = from_slot;
			slot_leave(d, from);
			from->slot = new_slot;
		}
		if (S_ISDIR(from->inode->mode))
			from_dir->nlink--;
		from_dir->size -= SLOT_BYTES;
		inode_touch(from_dir, TIME_M | TIME_C);
	}
	inode_touch(from->inode, TIME_C);
	return 0;
}

/* --- data -------------------------------------------------------------------------- */

static void count_blocks(struct inode *i)
{
	i->blocks = data_pages(i->own) * (PAGE_BYTES / 512);
}

static int64_t tmpfs_read(struct inode *i, uint64_t at, struct io *io)
{
	return data_read(i->own, i->size, at, io);
}

static int64_t tmpfs_write(struct inode *i, uint64_t at, struct io *io)
{
	int64_t n = data_write(i->own, &i->size, at, io);

	count_blocks(i);
	return n;
}

static int tmpfs_truncate(struct inode *i, uint64_t size)
{
	int error = data_resize(i->own, i->size, size);

	if (!error)
		i->size = size;
	count_blocks(i);
	return error;
}

static int tmpfs_fallocate(struct inode *i, int mode, uint64_t at, uint64_t length)
{
	int error = 0;

	if (mode & (FALLOC_PUNCH_HOLE | FALLOC_ZERO_RANGE))
		data_punch(i->own, i->size, at, length);
	if (!(mode & FALLOC_PUNCH_HOLE))
		error = data_reserve(i->own, i->size, at, length);
	if (!error && !(mode & FALLOC_KEEP_SIZE) && at + length > i->size)
		i->size = at + length;
	count_blocks(i);
	return error;
}

static int64_t tmpfs_seek(struct inode *i, uint64_t at, int whence)
{
	return data_seek(i->own, i->size, at, whence);
}

static int tmpfs_object(struct inode *i, bool written)
{
	int object = data_object(i->own, i->size, written);

	count_blocks(i);
	return object;
}

bool tmpfs_is_mapped(const struct inode *i)
{
	return data_is_mapped(i->own);
}

/* --- the whole ----------------------------------------------------------------------- */

static int tmpfs_statfs(struct fs *fs, struct xinim_statfs *st)
{
	const struct tmpfs *t = fs->own;

	st->f_bsize = st->f_frsize = PAGE_BYTES;
	st->f_blocks = t->budget.limit;
	st->f_bfree = st->f_bavail = t->budget.limit - t->budget.used;
	st->f_files = t->budget.limit;
	st->f_ffree = t->inodes < t->budget.limit ? t->budget.limit - t->inodes : 0;
	return 0;
}

struct options {
	uint64_t size; /* bytes; 0: not said */
	uint64_t mode, uid, gid;
};

/* Digits of this base, one at least: what follows them. NULL: there is none, or too many. */
static const char *number(const char *s, unsigned base, uint64_t *n)
{
	const char *start = s;

	for (*n = 0; *s >= '0' && *s < (char)('0' + base); s++) {
		if (*n >= 1ULL << 40)
			return NULL;
		*n = *n * base + (uint64_t)(*s - '0');
	}
	return s > start ? s : NULL;
}

/* "64M": K, M, G, % of the machine's memory. */
static const char *size_of(const char *s, uint64_t *n)
{
	s = number(s, 10, n);
	if (!s)
		return NULL;
	switch (*s) {
	case 'k':
	case 'K':
		*n <<= 10;
		return s + 1;
	case 'm':
	case 'M':
		*n <<= 20;
		return s + 1;
	case 'g':
	case 'G':
		if (*n >= 1ULL << 33)
			return NULL;
		*n <<= 30;
		return s + 1;
	case '%':
		if (*n > 100)
			return NULL;
		*n *= os_memory() / 100;
		return s + 1;
	default:
		return s;
	}
}

/* size=, mode= (octal), uid=, gid=, with commas between. -EINVAL */
static int read_options(const char *s, struct options *o)
{
	while (s && *s) {
		if (strncmp(s, "size=", 5) == 0)
			s = size_of(s + 5, &o->size);
		else if (strncmp(s, "mode=", 5) == 0)
			s = number(s + 5, 8, &o->mode);
		else if (strncmp(s, "uid=", 4) == 0)
			s = number(s + 4, 10, &o->uid);
		else if (strncmp(s, "gid=", 4) == 0)
			s = number(s + 4, 10, &o->gid);
		else
			return -EINVAL;
		if (!s || (*s && *s != ','))
			return -EINVAL;
		s += *s == ',';
	}
	return o->mode > 07777 || o->uid >= UINT32_MAX || o->gid >= UINT32_MAX ? -EINVAL
									       : 0;
}

static int tmpfs_mount(
	struct call *c, struct fs *fs, const char *source, const char *data)
{
	struct options o = { .mode = 01777 };
	struct tmpfs *t;
	struct inode *root;
	int error = read_options(data, &o);

	(void)c;
	(void)source;
	if (error)
		return error;
	error = -ENOMEM;
	t = calloc(1, sizeof(*t));
	if (!t)
		return -ENOMEM;
	/* Half of the memory, as Linux has it. */
	t->budget.limit = (o.size ? o.size : os_memory() / 2) / PAGE_BYTES;
	fs->own = t;
	root = inode_new(fs, S_IFDIR | (uint32_t)o.mode, NULL);
	if (!root)
		goto free;
	root->uid = (uint32_t)o.uid;
	root->gid = (uint32_t)o.gid;
	t->inodes++;
	if (fs->ops == &devfs_ops || !root_name)
		root->mode = S_IFDIR | 0755;
	error = make_own(root);
	if (!error) {
		fs->root = name_root(root);
		error = fs->root ? 0 : -ENOMEM;
	}
	inode_put(root);
	if (!error)
		return 0;
free:
	free(t);
	return error;
}

/* Nobody uses anything of it any more: its names go, from the leaves up. */
static void tmpfs_unmount(struct fs *fs)
{
	struct name *n = fs->root;

	while (!list_empty(&n->children) || n != fs->root) {
		struct name *parent = n->parent;

		if (!list_empty(&n->children)) {
			n = list_first(&n->children, struct name, sibling);
			continue;
		}
		if (S_ISDIR(n->inode->mode))
			n->inode->nlink = 0;
		else
			n->inode->nlink--;
		name_unlink(n);
		n = parent;
	}
	name_put(fs->root);
	free(fs->own);
}

#define TMPFS_OPERATIONS                                                                \
	.in_memory = true, .magic = TMPFS_MAGIC, .create = tmpfs_create,                \
	.symlink = tmpfs_symlink, .tmpfile = tmpfs_tmpfile, .link = tmpfs_link,         \
	.unlink = tmpfs_unlink, .empty = tmpfs_empty, .rename = tmpfs_rename,           \
	.readlink = tmpfs_readlink, .readdir = tmpfs_readdir, .read = tmpfs_read,       \
	.write = tmpfs_write, .truncate = tmpfs_truncate, .fallocate = tmpfs_fallocate, \
	.seek = tmpfs_seek, .object = tmpfs_object, .release = tmpfs_release,           \
	.statfs = tmpfs_statfs, .mount = tmpfs_mount, .unmount = tmpfs_unmount

const struct fs_ops tmpfs_ops = { .type = "tmpfs", TMPFS_OPERATIONS };
const struct fs_ops devfs_ops = { .type = "devtmpfs", TMPFS_OPERATIONS };
