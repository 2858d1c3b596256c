/*
 * servers/vfs/ext2_super.c - the file system as a whole: mounted, in trouble, unmounted.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/ext2.h"

#define MAGIC_STATFS    0xef53
#define BUFFER_BYTES    (4u << 20) /* of metadata that is kept in memory */
#define TOLD_MOST       32         /* errors that come to the log */
#define HEAD_BYTES      4096       /* of the device, that have the superblock in them */
#define LEAST_PER_GROUP 256        /* blocks */

/* --- trouble ---------------------------------------------------------------------------- */

void ext2_fail(struct ext2 *e, const char *what)
{
	if (e->failed)
		return;
	e->failed = true;
	e->was_clean = false;
	e->fs->super |= MOUNT_RDONLY;
	os_log("ext2 %s: %s: read-only from now on", e->device->name, what);
}

int ext2_error(struct ext2 *e, const char *format, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (e->told < TOLD_MOST)
		os_log("ext2 %s: %s", e->device->name, text);
	else if (e->told == TOLD_MOST)
		os_log("ext2 %s: more errors; they are not told any more",
			e->device->name);
	e->told++;
	e->was_clean = false;
	if (e->fs->super & MOUNT_RDONLY)
		return -EIO;
	if (!(e->super.state & EXT2_STATE_ERRORS)) {
		e->super.state |= EXT2_STATE_ERRORS;
		e->super_dirty = true;
		ext2_sync_begin(e);
	}
	if (e->errors != EXT2_ERRORS_CONTINUE)
		ext2_fail(e, "errors=remount-ro");
	return -EIO;
}

/* --- the superblock ------------------------------------------------------------------------ */

int ext2_put_super(struct ext2 *e, struct buffer **out)
{
	struct buffer *buf;
	int error = buffer_get(&e->buffers, EXT2_SUPER_AT / e->block_size, &buf);

	if (error)
		return error;
	memcpy(buf->data + EXT2_SUPER_AT % e->block_size, &e->super, sizeof(e->super));
	buffer_dirty(buf, BUFFER_INODE);
	e->super_dirty = false;
	if (out)
		*out = buf;
	else
		buffer_put(buf);
	return 0;
}

/* At once, with this state; and that it is on the medium. */
static int write_state(struct ext2 *e, bool clean)
{
	struct xinim_timespec now;
	struct buffer *buf;
	int error;

	os_real_time(&now);
	e->super.written_at = (uint32_t)now.tv_sec;
	e->super.state = (uint16_t)((e->super.state & ~EXT2_STATE_CLEAN) |
		(clean ? EXT2_STATE_CLEAN : 0));
	error = ext2_put_super(e, &buf);
	if (error)
		return error;
	buffer_put(buf);
	error = buffers_write(&e->buffers, BUFFER_INODE) < 0 ? -EIO : 0;
	return error ? error : block_flush(e->device);
}

static bool is_power(uint32_t n)
{
	return n && !(n & (n - 1));
}

/* What cannot be in a superblock; NULL: all of it can. */
static const char *wrong(const struct ext2_super *s, const struct block_device *d)
{
	uint32_t size = 1024u << (s->log_block_size & 31);

	if (s->log_block_size > 2)
		return "a size of blocks that is not known";
	if (size < d->sector_size)
		return "blocks smaller than the device's sectors";
	if (s->revision == 1 &&
		(!is_power(s->inode_size) || s->inode_size < EXT2_GOOD_OLD ||
			s->inode_size > size || s->first_inode < EXT2_FIRST_INODE ||
			s->first_inode > s->inodes))
		return "inodes of an impossible size";
	if (s->first_block != (size == 1024))
		return "a wrong first block";
	if (s->blocks <= s->first_block + 1 ||
		s->blocks > d->sectors / (size / BLOCK_SECTOR))
		return "more blocks than the device has";
	if (s->blocks_per_group < LEAST_PER_GROUP || s->blocks_per_group % 8 ||
		s->blocks_per_group > size * 8 || s->inodes_per_group == 0 ||
		s->inodes_per_group > size * 8)
		return "groups of an impossible size";
	if (s->reserved_gdt_blocks > size / 4)
		return "too much kept for growing";
	return NULL;
}

/* -EINVAL, and why: it is not to be mounted. */
static int refuse(const struct ext2 *e, const char *what)
{
	os_log("ext2 %s: %s", e->device->name, what);
	return -EINVAL;
}

/* Before other numbers are looked at: what they mean depends on these. */
static int check_features(struct ext2 *e)
{
	const struct ext2_super *s = &e->super;
	uint32_t incompat = s->revision ? s->incompat & ~EXT2_INCOMPAT_KNOWN : 0;
	uint32_t ro_compat = s->revision ? s->ro_compat & ~EXT2_RO_COMPAT_KNOWN : 0;

	if (s->magic != EXT2_MAGIC)
		return refuse(e, "no ext2 file system");
	if (s->revision > 1)
		return refuse(e, "a revision that is not known");
	if (incompat & EXT2_INCOMPAT_RECOVER)
		return refuse(e, "its journal is to be recovered: run e2fsck");
	if (incompat) {
		os_log("ext2 %s: incompatible features %#x are not known",
			e->device->name, incompat);
		return -EINVAL;
	}
	if (ro_compat && !(e->fs->super & MOUNT_RDONLY)) {
		os_log("ext2 %s: features %#x are not known: read-only", e->device->name,
			ro_compat);
		e->fs->super |= MOUNT_RDONLY;
	}
	return 0;
}

/* Numbers that follow from the superblock. */
static int set_geometry(struct ext2 *e)
{
	const struct ext2_super *s = &e->super;
	uint64_t p, blocks = s->blocks - s->first_block;
	const char *what = wrong(s, e->device);

	if (what)
		return refuse(e, what);
	e->block_size = 1024u << s->log_block_size;
	e->pointers = e->block_size / 4;
	e->inode_size = s->revision ? s->inode_size : EXT2_GOOD_OLD;
	e->first_inode = s->revision ? s->first_inode : EXT2_FIRST_INODE;
	e->inodes_per_block = e->block_size / e->inode_size;
	e->table_blocks =
		(s->inodes_per_group + e->inodes_per_block - 1) / e->inodes_per_block;
	e->groups = (uint32_t)((blocks + s->blocks_per_group - 1) / s->blocks_per_group);
	e->group_blocks = (uint32_t)((e->groups * sizeof(*e->group) + e->block_size - 1) /
		e->block_size);
	e->has_type = s->revision && s->incompat & EXT2_INCOMPAT_FILETYPE;
	p = e->pointers;
	e->max_size = (EXT2_DIRECT + p + p * p + p * p * p) * e->block_size;
	if ((uint64_t)e->groups * s->inodes_per_group != s->inodes)
		return refuse(e, "a wrong number of inodes");
	return 0;
}

/* --- groups ------------------------------------------------------------------------------------ */

static bool group_good(const struct ext2 *e, uint32_t g)
{
	const struct ext2_group *d = &e->group[g];
	uint64_t first = ext2_group_first(e, g), size = ext2_group_size(e, g);
	uint64_t data = first + ext2_group_head(e, g), end = first + size;
	uint64_t table_end = (uint64_t)d->inode_table + e->table_blocks;

	return d->block_map >= data && d->block_map < end && d->inode_map >= data &&
		d->inode_map < end && d->inode_table >= data && table_end <= end &&
		d->block_map != d->inode_map &&
		(d->block_map < d->inode_table || d->block_map >= table_end) &&
		(d->inode_map < d->inode_table || d->inode_map >= table_end) &&
		d->free_blocks <= size && d->free_inodes <= e->super.inodes_per_group;
}

static int read_groups(struct ext2 *e)
{
	uint32_t each = e->block_size / sizeof(*e->group);
	int error = 0;

	e->group = calloc(e->groups, sizeof(*e->group));
	e->freed_blocks = calloc(e->groups, sizeof(*e->freed_blocks));
	e->freed_inodes = calloc(e->groups, sizeof(*e->freed_inodes));
	if (!e->group || !e->freed_blocks || !e->freed_inodes)
		return -ENOMEM;
	for (uint32_t b = 0; b < e->group_blocks && !error; b++) {
		uint32_t n = e->groups - b * each < each ? e->groups - b * each : each;
		struct buffer *buf;

		error = buffer_get(&e->buffers, e->super.first_block + 1 + b, &buf);
		if (error)
			break;
		memcpy(&e->group[b * each], buf->data, n * sizeof(*e->group));
		buffer_put(buf);
	}
	e->super.free_blocks = e->super.free_inodes = 0;
	for (uint32_t g = 0; g < e->groups && !error; g++) {
		if (!group_good(e, g)) {
			os_log("ext2 %s: group %u is broken: run e2fsck", e->device->name,
				g);
			error = -EINVAL;
		}
		e->super.free_blocks += e->group[g].free_blocks;
		e->super.free_inodes += e->group[g].free_inodes;
	}
	return error;
}

/* --- mounting --------------------------------------------------------------------------------------- */

static const struct {
	const char *text;
	uint32_t errors;
} errors_options[] = {
	{ "errors=continue", EXT2_ERRORS_CONTINUE },
	{ "errors=remount-ro", EXT2_ERRORS_RO },
	{ "errors=panic", EXT2_ERRORS_PANIC },
};

/* One option: -EINVAL if it is none. */
static int set_option(struct ext2 *e, const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof(errors_options) / sizeof(errors_options[0]); i++) {
		if (strlen(errors_options[i].text) != length ||
			strncmp(errors_options[i].text, text, length) != 0)
			continue;
		e->errors = errors_options[i].errors;
		return 0;
	}
	if (length == 0 || (length == 6 && strncmp(text, "nouid32", 6) == 0))
		return 0;
	os_log("ext2 %s: option %.*s is not known", e->device->name, (int)length, text);
	return -EINVAL;
}

static int set_options(struct ext2 *e, const char *data)
{
	int error = 0;

	while (data && *data && !error) {
		size_t length = strcspn(data, ",");

		error = set_option(e, data, length);
		data += length;
		data += *data == ',';
	}
	return error;
}

static int read_super(struct ext2 *e)
{
	char *head = malloc(HEAD_BYTES);
	int error = -ENOMEM;

	if (!head)
		return error;
	error = e->device->sectors < HEAD_BYTES / BLOCK_SECTOR
		? refuse(e, "no ext2 file system: the device is too small")
		: block_read(e->device, 0, HEAD_BYTES / BLOCK_SECTOR, head);
	if (!error)
		memcpy(&e->super, head + EXT2_SUPER_AT, sizeof(e->super));
	free(head);
	return error;
}

/* It is going to be written to. */
static int begin_writing(struct ext2 *e)
{
	struct ext2_super *s = &e->super;
	struct xinim_timespec now;
	int error;

	if (e->device->read_only)
		return -EACCES;
	e->was_clean = s->state & EXT2_STATE_CLEAN && !(s->state & EXT2_STATE_ERRORS);
	if (!e->was_clean)
		os_log("ext2 %s: %s: run e2fsck", e->device->name,
			s->state & EXT2_STATE_ERRORS ? "has errors"
						     : "was not unmounted");
	os_real_time(&now);
	s->mounted_at = (uint32_t)now.tv_sec;
	s->mounts++;
	error = write_state(e, false);
	return error ? error : ext2_orphans_end(e);
}

static int open_root(struct ext2 *e)
{
	struct inode *i;
	int error = ext2_inode_get(e, EXT2_ROOT, &i);

	if (error)
		return error;
	if (!S_ISDIR(i->mode)) {
		os_log("ext2 %s: the root is no directory", e->device->name);
		error = -EINVAL;
	} else {
		e->fs->root = name_root(i);
		error = e->fs->root ? 0 : -ENOMEM;
	}
	inode_put(i);
	return error;
}

static void free_all(struct ext2 *e)
{
	ext2_inodes_end(e);
	if (e->buffers.hash)
		buffers_free(&e->buffers);
	if (e->group)
		ext2_alloc_end(e);
	free(e->group);
	block_release(e->device);
	block_put(e->device);
	e->fs->own = NULL;
	free(e);
}

static int start(struct ext2 *e, const char *data)
{
	const struct ext2_super *s = &e->super;
	int error = read_super(e);

	if (!error)
		error = check_features(e);
	if (!error)
		error = set_geometry(e);
	if (error)
		return error;
	e->errors = s->errors >= EXT2_ERRORS_CONTINUE && s->errors <= EXT2_ERRORS_PANIC
		? s->errors
		: EXT2_ERRORS_CONTINUE;
	e->sync = e->fs->super & MOUNT_SYNCHRONOUS;
	e->commits = 1;
	error = set_options(e, data);
	if (!error)
		error = buffers_init(&e->buffers, e->device, e->block_size,
			BUFFER_BYTES / e->block_size);
	if (!error)
		error = read_groups(e);
	if (!error)
		error = open_root(e);
	if (!error && !(e->fs->super & MOUNT_RDONLY))
		error = begin_writing(e);
	if (error && e->fs->root) {
		name_put(e->fs->root);
		e->fs->root = NULL;
	}
	return error;
}

/* What was found by its label or UUID is known by its device's name from then on. */
static int name_source(struct fs *fs, const struct block_device *d)
{
	char name[sizeof("/dev/") + BLOCK_NAME] = "/dev/", *copy;

	if (strncmp(fs->source, "LABEL=", 6) != 0 && strncmp(fs->source, "UUID=", 5) != 0)
		return 0;
	copy = strdup(strcat(name, d->name));
	if (!copy)
		return -ENOMEM;
	free(fs->source);
	fs->source = copy;
	return 0;
}

static int ext2_mount(struct call *c, struct fs *fs, const char *source, const char *data)
{
	struct block_device *d;
	struct ext2 *e;
	int error = block_find(c, source, &d);

	if (error)
		return error;
	error = block_claim(d);
	e = error ? NULL : calloc(1, sizeof(*e));
	if (e)
		e->inodes = calloc(EXT2_HASH, sizeof(*e->inodes));
	if (!e || !e->inodes) {
		free(e);
		if (!error)
			block_release(d);
		block_put(d);
		return error ? error : -ENOMEM;
	}
	e->fs = fs;
	e->device = d;
	fs->own = e;
	fs->dev = d->rdev;
	list_init(&e->dirty);
	list_init(&e->unused);
	list_init(&e->doomed);
	list_init(&e->replaced);
	list_init(&e->orphans);
	ext2_work_init(e);
	error = ext2_lock(e);
	if (!error) {
		error = name_source(fs, d);
		if (!error)
			error = start(e, data);
		ext2_unlock(e);
	}
	if (error) {
		ext2_sync_end(e);
		free_all(e);
	}
	return error;
}

/* Everything is on the disk, and the disk says so. */
static int end_writing(struct ext2 *e)
{
	int error = ext2_sync_all(e->fs), locked;

	locked = ext2_lock(e);
	if (locked)
		return locked;
	if (!error)
		error = ext2_reap(e);
	if (!error)
		error = ext2_commit(e);
	/* What that freed, and the bits of it. */
	for (int i = 0; i < 2 && !error; i++)
		error = ext2_commit(e);
	if (!e->failed) {
		int state = write_state(e, e->was_clean && !error);

		if (!error)
			error = state;
	}
	ext2_unlock(e);
	return error;
}

static void ext2_unmount(struct fs *fs)
{
	struct ext2 *e = fs->own;

	ext2_sync_end(e);
	name_put(fs->root);
	fs->root = NULL;
	if (!(fs->super & MOUNT_RDONLY) && end_writing(e) != 0)
		os_log("ext2 %s: not everything could be written", e->device->name);
	free_all(e);
}

/* What is being written back is in nobody's hands: to unmount waits for that. */
static bool ext2_busy(struct fs *fs)
{
	const struct ext2 *e = fs->own;

	for (unsigned h = 0; h < EXT2_HASH; h++) {
		for (struct inode *i = e->inodes[h]; i; i = ext2_inode(i)->chain) {
			cache_look(&ext2_inode(i)->cache);
			if (i->refs > (i == fs->root->inode) + ext2_inode(i)->flushed)
				return true;
		}
	}
	return false;
}

static bool open_for_writing(const struct ext2 *e)
{
	for (unsigned h = 0; h < EXT2_HASH; h++)
		for (struct inode *i = e->inodes[h]; i; i = ext2_inode(i)->chain)
			if (i->writers > 0 ||
				(i->refs &&
					(i->nlink == 0 ||
						ext2_inode(i)->cache.written_elsewhere)))
				return true;
	return false;
}

static int ext2_remount(struct fs *fs, unsigned flags, const char *data)
{
	struct ext2 *e = fs->own;
	int error = set_options(e, data);

	if (error)
		return error;
	if (flags & MOUNT_RDONLY && !(fs->super & MOUNT_RDONLY)) {
		if (open_for_writing(e))
			return -EBUSY;
		error = end_writing(e);
	} else if (!(flags & MOUNT_RDONLY) && fs->super & MOUNT_RDONLY) {
		if (e->failed ||
			(e->super.revision && e->super.ro_compat & ~EXT2_RO_COMPAT_KNOWN))
			return -EROFS;
		error = ext2_lock(e);
		if (error)
			return error;
		fs->super &= ~MOUNT_RDONLY;
		error = begin_writing(e);
		if (error)
			fs->super |= MOUNT_RDONLY;
		ext2_unlock(e);
	}
	if (!error)
		e->sync = flags & MOUNT_SYNCHRONOUS;
	return error;
}

int ext2_statfs(struct fs *fs, struct xinim_statfs *st)
{
	const struct ext2 *e = fs->own;
	const struct ext2_super *s = &e->super;
	uint64_t own = s->first_block, free = s->free_blocks + e->freed;
	uint64_t inodes = s->free_inodes + e->freed_numbers;
	const struct ext2_inode *n;

	/* What is about to be freed. */
	list_for_each_entry (n, &e->doomed, lru) {
		free += n->i.blocks / e->buffers.sectors;
		inodes++;
	}

	for (uint32_t g = 0; g < e->groups; g++)
		own += ext2_group_head(e, g) + 2 + e->table_blocks;
	st->f_bsize = st->f_frsize = e->block_size;
	st->f_blocks = s->blocks - own;
	st->f_bfree = free;
	st->f_bavail = free > s->reserved_blocks ? free - s->reserved_blocks : 0;
	st->f_files = s->inodes;
	st->f_ffree = inodes;
	memcpy(st->f_fsid, s->uuid, sizeof(st->f_fsid));
	return 0;
}

const struct fs_ops ext2_ops = {
	.type = "ext2",
	.needs_device = true,
	.magic = MAGIC_STATFS,
	.lookup = ext2_lookup,
	.create = ext2_create,
	.symlink = ext2_symlink,
	.tmpfile = ext2_tmpfile,
	.link = ext2_link,
	.unlink = ext2_unlink,
	.empty = ext2_empty,
	.rename = ext2_rename,
	.readlink = ext2_readlink,
	.readdir = ext2_readdir,
	.read = ext2_read,
	.write = ext2_write,
	.truncate = ext2_truncate,
	.fallocate = ext2_fallocate,
	.seek = ext2_seek,
	.object = ext2_object,
	.touched = ext2_inode_touched,
	.changed = ext2_changed,
	.sync = ext2_sync,
	.sync_range = ext2_sync_range,
	.advise = ext2_advise,
	.keep = ext2_inode_keep,
	.statfs = ext2_statfs,
	.mount = ext2_mount,
	.remount = ext2_remount,
	.busy = ext2_busy,
	.unmount = ext2_unmount,
	.sync_all = ext2_sync_all,
};
