/*
 * servers/vfs/buffer.h - a file system's own blocks in memory.
 *
 * A buffer is one block. It is read when it is first asked for, changed in place,
 * and marked dirty; buffers_write puts the dirty ones on the disk, class by class, as
 * the file system's order of writing wants it. Those that nobody holds and that are
 * clean go when there are too many, the one used longest ago first.
 *
 * The caller has the file system's lock: buffers know of no other.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_BUFFER_H
#define XINIM_VFS_BUFFER_H

#include "servers/vfs/block.h"
#include "servers/vfs/work.h"

/* Classes, in the order of writing. */
enum buffer_class {
	BUFFER_FIRST, /* what is in use; blocks that nothing on the disk points at yet */
	BUFFER_INODE, /* inodes and what they point with */
	BUFFER_NAMES, /* directories */
	BUFFER_LAST,  /* directories without the names that files have lost for others */
	BUFFER_CLASSES
};

struct buffer {
	struct buffer *chain;
	struct list lru;   /* while nobody holds it and it is clean */
	struct list dirty; /* of its class */
	struct buffers *of;
	uint64_t block;
	unsigned refs;
	bool checked; /* its user's: what is in it has been found good, and not changed since */
	enum buffer_class class; /* while it is dirty */
	struct block_request request;
	char *data;
};

struct buffers {
	struct block_device *device;
	unsigned size;    /* bytes of a block */
	unsigned sectors; /* of it */
	uint64_t most;    /* buffers that are kept */
	uint64_t count, dirty_count;
	uint64_t hash_size;
	struct buffer **hash;
	struct list lru; /* the one used longest ago first */
	struct list dirty[BUFFER_CLASSES];
	unsigned under_way;
	struct gate done;
};

/* -ENOMEM */
int buffers_init(struct buffers *b, struct block_device *d, unsigned size, uint64_t most);
/* None is held. What is dirty is lost. */
void buffers_free(struct buffers *b);
/* The block's, held. Parks. -EIO, -ENOMEM */
int buffer_get(struct buffers *b, uint64_t block, struct buffer **out);
/* The same without reading: all zeroes, to be filled. -ENOMEM */
int buffer_zeroed(struct buffers *b, uint64_t block, struct buffer **out);
void buffer_put(struct buffer *buf);
/* Changed: to be written with this class, or an earlier one that it has already. */
void buffer_dirty(struct buffer *buf, enum buffer_class class);
static inline bool buffer_is_dirty(const struct buffer *buf)
{
	return !list_empty(&buf->dirty);
}
/* The block is free: nothing of it is to be written. Nobody holds it. */
void buffer_forget(struct buffers *b, uint64_t block);
/*
 * Writes all that is dirty of a class; parks. How many, or -EIO: some could not be
 * written, and stay dirty; -ENOMEM.
 */
int64_t buffers_write(struct buffers *b, enum buffer_class class);
/* Gives back what nobody holds and is clean, all but `keep`. */
void buffers_shrink(struct buffers *b, uint64_t keep);

#endif
