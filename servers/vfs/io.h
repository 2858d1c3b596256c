/*
 * servers/vfs/io.h - data of calls: bytes to or from a caller, in pieces.
 *
 * vfs.h includes it, after struct call; nobody else has to.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_IO_H
#define XINIM_VFS_IO_H

/* Bytes to or from a caller, in pieces; `left` is what all of it still has. */
struct io {
	const struct call *call; /* NULL: our own memory */
	const struct xinim_iovec *vec;
	uint32_t vecs; /* that follow the one at `base` */
	/*
	 * at_once: it must not park, since others change what its data are taken from, or put
	 * into. If a page of the caller's is missing, fewer bytes are moved; io_again() waits
	 * for it. missing: that was why. As wide as vecs together: one store clears them all.
	 */
	uint16_t at_once, missing;
	uint64_t base; /* next byte */
	uint64_t here; /* bytes left at base */
	uint64_t left;
};

static inline void io_init(
	struct io *io, const struct call *c, uint64_t base, uint64_t length)
{
	io->call = c->user;
	io->vecs = 0;
	io->at_once = io->missing = false;
	io->base = base;
	io->here = length;
	io->left = length;
}
/* What one call copies of what has no end: others are served in between. */
#define COPY_MOST (1UL << 20)

static inline bool in_user_range(uint64_t base, uint64_t length)
{
	return length <= XINIM_USER_LIMIT && base <= XINIM_USER_LIMIT - length;
}
void io_init_own(struct io *io, void *base, uint64_t length);
/* To the caller (put), from it (get): bytes done, fewer only if it turns bad; none: -EFAULT. */
int64_t io_put(struct io *io, const void *data, uint64_t length);
int64_t io_get(struct io *io, void *data, uint64_t length);
/* The same of all of it, or nothing: -EFAULT. */
int64_t io_put_all(struct io *io, const void *data, uint64_t length);
int64_t io_get_all(struct io *io, void *data, uint64_t length);
/* After a failure: was it for a page that was missing? Then it has been waited for. */
bool io_again(struct io *io);
/*
 * One turn of a long transfer: io with no more than WORK_TURN bytes left, and how many
 * there are beyond. After it io_turn_end; true: another one, others have had theirs.
 */
static inline uint64_t io_turn(struct io *io)
{
	uint64_t rest = io->left > WORK_TURN ? io->left - WORK_TURN : 0;

	io->left -= rest;
	return rest;
}
bool io_turn_end(struct io *io, uint64_t rest);
extern const char io_zeroes[4096];
int64_t io_zero_more(struct io *io, uint64_t length);
static inline int64_t io_zero(struct io *io, uint64_t length)
{
	return length <= sizeof(io_zeroes) ? io_put(io, io_zeroes, length)
					   : io_zero_more(io, length);
}
/* The same between the caller and a memory object; -EAGAIN: a page of theirs is missing. */
int64_t io_put_object(struct io *io, int object, uint64_t offset, uint64_t length);
int64_t io_get_object(struct io *io, int object, uint64_t offset, uint64_t length);
/* One segment of the caller's; as much as one call may move. -EFAULT */
static inline int io_buffer(
	const struct call *c, uint64_t base, uint64_t length, struct io *io)
{
	if (__builtin_expect(!in_user_range(base, length), 0) && c->user)
		return -EFAULT;
	io_init(io, c, base, length < RW_MAX ? length : RW_MAX);
	return 0;
}
/* `count` segments of the caller's, IOV_COUNT_MAX at most, by way of vec. -EINVAL, -EFAULT */
int io_segments(struct call *c, uint64_t at, struct xinim_iovec *vec, unsigned count,
	struct io *io);

#endif
