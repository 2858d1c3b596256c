/*
 * servers/vfs/ext2_dir.c - directories on the disk.
 *
 * A directory is blocks of entries; each says how far the next one is, and the last
 * one of a block reaches to its end. The first look into a directory makes an index in
 * memory (ext2_index.c) of where each name is and of the room in each block, so that
 * no name is searched for on the disk. A directory that has an index of its own on the
 * disk (dir_index) is used as one without; the first change takes the mark away.
 *
 * An entry that is made here ends in the sector where it begins, and so does what is
 * free after it: of a block that was written in part, when the power went, each sector is
 * as it was or as it was to be, and its names with it. A name that a file loses for another
 * one stays in its entry, where nobody sees it, until a commit has brought the other one to
 * the medium (ext2_dir_leave_all).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/ext2_dir.h"

#include <string.h>

#define SECTOR 512 /* what a disk writes whole, whatever happens */
#define DOTS   2   /* readdir: where the names begin */

/* What file_type says, by the type in the mode (shifted down by 12). */
static const uint8_t types[16] = {
	[S_IFREG >> 12] = 1,
	[S_IFDIR >> 12] = 2,
	[S_IFCHR >> 12] = 3,
	[S_IFBLK >> 12] = 4,
	[S_IFIFO >> 12] = 5,
	[S_IFSOCK >> 12] = 6,
	[S_IFLNK >> 12] = 7,
};
static const uint16_t modes[8] = { 0, S_IFREG, S_IFDIR, S_IFCHR, S_IFBLK, S_IFIFO,
	S_IFSOCK, S_IFLNK };

/* --- entries ------------------------------------------------------------------------- */

static struct ext2_entry *entry_at(const struct buffer *buf, uint64_t at)
{
	return (struct ext2_entry *)(void *)(buf->data + at);
}

uint32_t ext2_entry_name(const struct ext2 *e, const struct ext2_entry *d)
{
	return e->has_type ? d->name_length : d->name_length | (uint32_t)d->type << 8;
}

/* The entry at `at` of a block may be used: it and its name end within the block. */
static bool entry_good(const struct ext2 *e, const struct ext2_entry *d, uint32_t at)
{
	uint32_t name = ext2_entry_name(e, d);

	return d->length >= EXT2_ENTRY_SIZE(1) && d->length % 4 == 0 &&
		d->length <= e->block_size - at && name <= NAME_BYTES &&
		EXT2_ENTRY_SIZE(name) <= d->length && d->ino <= e->super.inodes &&
		(d->ino == 0 || name > 0);
}

static bool entries_good(const struct ext2 *e, const struct buffer *buf)
{
	for (uint32_t at = 0; at < e->block_size;) {
		const struct ext2_entry *d = entry_at(buf, at);

		if (e->block_size - at < EXT2_ENTRY_HEAD || !entry_good(e, d, at))
			return false;
		at += d->length;
	}
	return true;
}

int ext2_dir_block(struct inode *dir, uint64_t block, struct buffer **buf)
{
	struct ext2 *e = ext2_of(dir);
	struct ext2_run run;
	int error = ext2_map(dir, block, 1, &run);

	if (error)
		return error;
	if (!run.block)
		return ext2_error(
			e, "directory %llu has a hole", (unsigned long long)dir->ino);
	error = buffer_get(&e->buffers, run.block, buf);
	if (error)
		return error;
	if (!(*buf)->checked && !entries_good(e, *buf)) {
		buffer_put(*buf);
		return ext2_error(e, "directory %llu is broken in block %llu",
			(unsigned long long)dir->ino, (unsigned long long)block);
	}
	(*buf)->checked = true;
	return 0;
}

/* A block of entries has been changed. */
static void entries_dirty(struct buffer *buf)
{
	buffer_dirty(buf, BUFFER_NAMES);
	buf->checked = true;
}

static bool is_dots(const char *name, uint32_t length)
{
	return name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'));
}

static void set_entry(const struct ext2 *e, struct ext2_entry *d, const char *name,
	size_t length, const struct inode *inode)
{
	d->ino = (uint32_t)inode->ino;
	d->name_length = (uint8_t)length;
	d->type = e->has_type ? types[inode->mode >> 12 & 15] : 0;
	memcpy(d->name, name, length);
}

/* What is in use of the entry at the start of its length. */
static uint32_t own_size(const struct ext2 *e, const struct ext2_entry *d)
{
	return d->ino ? EXT2_ENTRY_SIZE(ext2_entry_name(e, d)) : 0;
}

/*
 * Where what is free after the entry at `at` may be used up to. Of others' entries, which
 * may cross a border between sectors, it is what is in the sector that says so: there may be
 * anything in the next one if that is not written. At the end of a block nothing follows.
 */
static uint32_t usable_end(const struct ext2 *e, const struct ext2_entry *d, uint32_t at)
{
	uint32_t end = at + d->length, border = (at / SECTOR + 1) * SECTOR;

	return end == e->block_size || end < border ? end : border;
}

/* The largest name's entry that has room from `at` up to `end`, in one sector. */
static uint32_t room_between(uint32_t at, uint32_t end, bool empty)
{
	uint32_t next = (at / SECTOR + 1) * SECTOR, most = (next < end ? next : end) - at;

	/* What is left before it has to be an entry as well. */
	if (empty && next - at < EXT2_ENTRY_SIZE(1))
		next += SECTOR;
	if (next < end && most < SECTOR && end - next > most)
		most = end - next < SECTOR ? end - next : SECTOR;
	return most;
}

uint32_t ext2_dir_room(const struct ext2 *e, const struct buffer *buf)
{
	uint32_t most = 0;

	for (uint32_t at = 0; at < e->block_size;) {
		const struct ext2_entry *d = entry_at(buf, at);
		uint32_t from = at + own_size(e, d), end = usable_end(e, d, at), room;

		room = from < end ? room_between(from, end, d->ino == 0) : 0;
		if (room > most)
			most = room;
		at += d->length;
	}
	return most;
}

/* The entry at `at` reaches to the end of its sector, empty ones from there to `end`. */
static void set_lengths(struct buffer *buf, uint32_t at, uint32_t end)
{
	uint32_t next = (at / SECTOR + 1) * SECTOR;

	while (next < end && end - next >= EXT2_ENTRY_SIZE(1)) {
		entry_at(buf, at)->length = (uint16_t)(next - at);
		at = next;
		memset(entry_at(buf, at), 0, EXT2_ENTRY_HEAD);
		next += SECTOR;
	}
	entry_at(buf, at)->length = (uint16_t)(end - at);
}

/* --- finding ----------------------------------------------------------------------------- */

/* Where a name is: its block, held, and its entry there. 0, 1: found, or an error. */
static int find(struct inode *dir, const char *name, size_t length, struct buffer **buf,
	uint64_t *where)
{
	const struct ext2 *e = ext2_of(dir);
	struct index_search s;
	int error = ext2_index_need(dir);

	if (error)
		return error;
	index_begin(ext2_inode(dir)->index, name, length, &s);
	while (index_next(&s)) {
		uint32_t at = (uint32_t)(s.where % e->block_size);
		const struct ext2_entry *d;

		error = ext2_dir_block(dir, s.where / e->block_size, buf);
		if (error)
			return error;
		d = entry_at(*buf, at);
		*where = s.where;
		/* What the index says is looked at: the disk may have changed its mind. */
		if (at <= e->block_size - EXT2_ENTRY_SIZE(length) && d->ino &&
			ext2_entry_name(e, d) == length &&
			memcmp(d->name, name, length) == 0)
			return 1;
		buffer_put(*buf);
	}
	return 0;
}

int ext2_dir_find(struct inode *dir, const char *name, size_t length, uint32_t *ino)
{
	struct buffer *buf;
	uint64_t where;
	int found = find(dir, name, length, &buf, &where);

	*ino = 0;
	if (found <= 0)
		return found;
	*ino = entry_at(buf, where % ext2_of(dir)->block_size)->ino;
	buffer_put(buf);
	return 0;
}

/* --- changing ------------------------------------------------------------------------------ */

/* The directory's contents change: its index on the disk holds no more. */
static void changed(struct inode *dir)
{
	ext2_inode(dir)->flags &= ~EXT2_FLAG_INDEX;
	inode_touch(dir, TIME_M | TIME_C);
	ext2_inode_dirty(dir);
}

/* Where `need` bytes are free, from `at` up to `end`, in one sector; end: nowhere. */
static uint32_t place_between(uint32_t at, uint32_t end, uint32_t need, bool empty)
{
	uint32_t start = at;

	if (at / SECTOR != (at + need - 1) / SECTOR)
		at = (at / SECTOR + 1) * SECTOR;
	if (empty && at != start && at - start < EXT2_ENTRY_SIZE(1))
		at += SECTOR;
	return at + need <= end ? at : end;
}

/* Puts the name where there is room in the block: where; *done: there was. */
static uint32_t put_name(const struct ext2 *e, struct buffer *buf, const char *name,
	size_t length, const struct inode *inode, bool *done)
{
	uint32_t at = 0, end;

	for (*done = false; at < e->block_size; at = end) {
		struct ext2_entry *d = entry_at(buf, at);
		uint32_t usable = usable_end(e, d, at), to;

		end = at + d->length;
		to = place_between(at + own_size(e, d), usable, EXT2_ENTRY_SIZE(length),
			d->ino == 0);
		if (to >= usable)
			continue;
		if (to != at)
			d->length = (uint16_t)(to - at);
		if (usable == end)
			set_lengths(buf, to, end);
		else
			entry_at(buf, to)->length = (uint16_t)(end - to);
		set_entry(e, entry_at(buf, to), name, length, inode);
		*done = true;
		return to;
	}
	return 0;
}

/* One more block, of empty entries: 0, and it is held. */
static int add_block(struct inode *dir, struct buffer **buf)
{
	struct ext2 *e = ext2_of(dir);
	uint64_t index = dir->size / e->block_size;
	uint32_t block;
	bool fresh;
	int error;

	if (dir->size + e->block_size > INDEX_DIR_MAX)
		return -ENOSPC;
	error = ext2_index_grow(dir, index + 1);
	if (!error)
		error = ext2_map_make(dir, index, &block, &fresh);
	if (error)
		return error;
	error = buffer_zeroed(&e->buffers, block, buf);
	if (error) {
		ext2_map_cut(dir, index, index + 1);
		return error;
	}
	set_lengths(*buf, 0, e->block_size);
	/* What was there before must not be taken for names. */
	buffer_dirty(*buf, BUFFER_FIRST);
	dir->size += e->block_size;
	return 0;
}

/* A name that is about to leave comes again: it must not be on the disk twice. */
static int leave_first(struct inode *dir, const char *name, size_t length)
{
	struct ext2 *e = ext2_of(dir);

	for (unsigned k = 0; k < e->leaving_count; k++) {
		const struct ext2_leaving *l = &e->leaving[k];
		const struct ext2_entry *d;
		struct buffer *buf;
		bool same;
		int error;

		if (l->dir != dir->ino || l->name_length != length)
			continue;
		error = buffer_get(&e->buffers, l->block, &buf);
		if (error)
			return error;
		d = entry_at(buf, l->where % e->block_size);
		same = memcmp(d->name, name, length) == 0;
		buffer_put(buf);
		if (same)
			return ext2_commit(e);
	}
	return 0;
}

int ext2_dir_add(
	struct inode *dir, const char *name, size_t length, const struct inode *inode)
{
	struct ext2 *e = ext2_of(dir);
	struct buffer *buf;
	uint64_t block;
	uint32_t at;
	bool done;
	int error = leave_first(dir, name, length);

	if (!error)
		error = ext2_index_need(dir);
	/* Room in the index first: what cannot be found must not be made. */
	if (!error)
		error = index_reserve(ext2_inode(dir)->index);
	if (error)
		return error;
	if (index_room(ext2_inode(dir)->index, EXT2_ENTRY_SIZE(length), &block)) {
		error = ext2_dir_block(dir, block, &buf);
	} else {
		block = dir->size / e->block_size;
		error = add_block(dir, &buf);
	}
	if (error)
		return error;
	at = put_name(e, buf, name, length, inode, &done);
	if (done) {
		entries_dirty(buf);
		index_add(
			ext2_inode(dir)->index, name, length, block * e->block_size + at);
		index_set_room(ext2_inode(dir)->index, block, ext2_dir_room(e, buf));
		changed(dir);
	} else {
		error = ext2_error(e, "directory %llu has less room than it had",
			(unsigned long long)dir->ino);
	}
	buffer_put(buf);
	return error;
}

/* The entry at `at` is empty from now on; one before it in its sector takes it in. */
static void take_out(struct buffer *buf, uint32_t at)
{
	struct ext2_entry *d = entry_at(buf, at), *before = NULL;

	for (uint32_t k = 0; k < at;) {
		before = entry_at(buf, k);
		k += before->length;
	}
	d->ino = 0;
	if (before && at % SECTOR)
		before->length = (uint16_t)(before->length + d->length);
}

/* find() for a name that has been there: 0, or an error, also when it is not. */
static int find_known(struct inode *dir, const char *name, size_t length,
	struct buffer **buf, uint64_t *where)
{
	int found = find(dir, name, length, buf, where);

	if (found == 0)
		return ext2_error(ext2_of(dir), "directory %llu has lost a name",
			(unsigned long long)dir->ino);
	return found < 0 ? found : 0;
}

bool ext2_dir_leaves(const struct ext2 *e, const struct buffer *buf, uint32_t at)
{
	for (unsigned k = 0; k < e->leaving_count; k++)
		if (e->leaving[k].block == buf->block &&
			e->leaving[k].where % e->block_size == at)
			return true;
	return false;
}

int ext2_dir_leave_all(struct ext2 *e)
{
	while (e->leaving_count) {
		const struct ext2_leaving *l = &e->leaving[e->leaving_count - 1];
		struct ext2_inode *dir = ext2_inode_loaded(e, l->dir);
		struct buffer *buf;
		int error = buffer_get(&e->buffers, l->block, &buf);

		if (error)
			return error;
		e->leaving_count--;
		if (buf->checked || entries_good(e, buf)) {
			take_out(buf, l->where % e->block_size);
			buffer_dirty(buf, BUFFER_LAST);
			buf->checked = true;
			if (dir && dir->index)
				index_set_room(dir->index, l->where / e->block_size,
					ext2_dir_room(e, buf));
		}
		buffer_put(buf);
	}
	return 0;
}

int ext2_dir_remove(struct inode *dir, const char *name, size_t length, bool later)
{
	struct ext2 *e = ext2_of(dir);
	struct buffer *buf;
	uint64_t where;
	int error = find_known(dir, name, length, &buf, &where);

	if (error)
		return error;
	index_remove(ext2_inode(dir)->index, name, length, where);
	if (later)
		e->leaving[e->leaving_count++] = (struct ext2_leaving){ .dir = dir->ino,
			.where = where,
			.block = buf->block,
			.name_length = length };
	else
		take_out(buf, where % e->block_size);
	entries_dirty(buf);
	index_set_room(
		ext2_inode(dir)->index, where / e->block_size, ext2_dir_room(e, buf));
	buffer_put(buf);
	changed(dir);
	return 0;
}

int ext2_dir_replace(
	struct inode *dir, const char *name, size_t length, const struct inode *inode)
{
	struct ext2 *e = ext2_of(dir);
	struct ext2_entry *d;
	struct buffer *buf;
	uint64_t where;
	int error = find_known(dir, name, length, &buf, &where);

	if (error)
		return error;
	d = entry_at(buf, where % e->block_size);
	d->ino = (uint32_t)inode->ino;
	if (e->has_type)
		d->type = types[inode->mode >> 12 & 15];
	entries_dirty(buf);
	buffer_put(buf);
	changed(dir);
	return 0;
}

int ext2_dir_make(struct inode *dir, const struct inode *parent)
{
	struct ext2 *e = ext2_of(dir);
	struct ext2_entry *d;
	struct buffer *buf;
	int error = add_block(dir, &buf);

	if (error)
		return error;
	d = entry_at(buf, 0);
	d->length = EXT2_ENTRY_SIZE(1);
	set_entry(e, d, ".", 1, dir);
	d = entry_at(buf, EXT2_ENTRY_SIZE(1));
	set_lengths(buf, EXT2_ENTRY_SIZE(1), e->block_size);
	set_entry(e, d, "..", 2, parent);
	entries_dirty(buf);
	buffer_put(buf);
	ext2_inode_dirty(dir);
	return 0;
}

int ext2_dir_set_parent(struct inode *dir, const struct inode *parent)
{
	struct ext2 *e = ext2_of(dir);
	struct ext2_entry *d;
	struct buffer *buf;
	int error = ext2_dir_block(dir, 0, &buf);

	if (error)
		return error;
	d = entry_at(buf, 0);
	d = entry_at(buf, d->length < e->block_size ? d->length : 0);
	if (!d->ino || ext2_entry_name(e, d) != 2 || memcmp(d->name, "..", 2) != 0) {
		buffer_put(buf);
		return ext2_error(
			e, "directory %llu has no ..", (unsigned long long)dir->ino);
	}
	d->ino = (uint32_t)parent->ino;
	entries_dirty(buf);
	buffer_put(buf);
	changed(dir);
	return 0;
}

int ext2_dir_empty(struct inode *dir)
{
	int error = ext2_index_need(dir);

	if (error)
		return error;
	return index_count(ext2_inode(dir)->index) ? -ENOTEMPTY : 0;
}

/* --- reading --------------------------------------------------------------------------------- */

static uint32_t entry_mode(const struct ext2 *e, const struct ext2_entry *d)
{
	return e->has_type && d->type < 8 ? modes[d->type] : 0;
}

/* Entries of a block from `from` on: false when one did not fit; *at follows. */
static bool fill_from(const struct ext2 *e, const struct buffer *buf, uint64_t base,
	uint32_t from, uint64_t *at, struct dir_fill *fill)
{
	for (uint32_t k = 0; k < e->block_size;) {
		const struct ext2_entry *d = entry_at(buf, k);
		uint32_t length = ext2_entry_name(e, d), next = k + d->length;

		if (k >= from && d->ino && !is_dots(d->name, length) &&
			!ext2_dir_leaves(e, buf, k) &&
			!fill->add(fill, d->name, length, d->ino, entry_mode(e, d),
				DOTS + base + next))
			return false;
		if (k >= from)
			*at = DOTS + base + next;
		k = next;
	}
	return true;
}

int ext2_readdir(struct inode *dir, uint64_t *at, struct dir_fill *fill)
{
	struct ext2 *e = ext2_of(dir);
	int error = ext2_lock(e);

	if (error)
		return error;
	while (!error && *at >= DOTS && *at - DOTS < dir->size) {
		uint64_t block = (*at - DOTS) / e->block_size;
		uint32_t from = (uint32_t)((*at - DOTS) % e->block_size);
		struct buffer *buf;
		bool more;

		error = ext2_dir_block(dir, block, &buf);
		if (error)
			break;
		more = fill_from(e, buf, block * e->block_size, from, at, fill);
		buffer_put(buf);
		if (!more)
			break;
		if (*at - DOTS < (block + 1) * e->block_size)
			*at = DOTS + (block + 1) * e->block_size;
	}
	ext2_unlock(e);
	return error;
}
