/*
 * servers/vfs/io.c - data and paths, to and from callers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/cache.h"
#include "servers/vfs/vfs.h"

#define PATH_FIRST 96 /* most paths are shorter */

/*
 * Copies of a caller's memory, all of it but what turns out to be bad. A page of it that
 * is a file's, and not there, has been asked for: of ourselves, so it is waited for. n is
 * what the first copy did; nearly always that is all there is to do.
 */
static __attribute__((noinline, cold)) int64_t copy_in_rest(
	const struct call *c, void *to, uint64_t from, size_t length, int64_t n)
{
	size_t done = 0;

	for (;;) {
		if (n > 0)
			done += (size_t)n;
		/* A short one may have been short of a page: asked again it says so. */
		if (n == -EAGAIN ? cache_caller_waits() != 0 : n <= 0 || done == length)
			return done || n == 0 ? (int64_t)done : n;
		n = os_copy_in(c->id, (char *)to + done, from + done, length - done);
	}
}

static __attribute__((noinline, cold)) int64_t copy_out_rest(
	const struct call *c, uint64_t to, const void *from, size_t length, int64_t n)
{
	size_t done = 0;

	for (;;) {
		if (n > 0)
			done += (size_t)n;
		if (n == -EAGAIN ? cache_caller_waits() != 0 : n <= 0 || done == length)
			return done || n == 0 ? (int64_t)done : n;
		n = os_copy_out(
			c->id, to + done, (const char *)from + done, length - done);
	}
}

static inline int64_t copy_in(
	const struct call *c, void *to, uint64_t from, size_t length)
{
	int64_t n = os_copy_in(c->id, to, from, length);

	return n == (int64_t)length ? n : copy_in_rest(c, to, from, length, n);
}

static inline int64_t copy_out(
	const struct call *c, uint64_t to, const void *from, size_t length)
{
	int64_t n = os_copy_out(c->id, to, from, length);

	return n == (int64_t)length ? n : copy_out_rest(c, to, from, length, n);
}

static __attribute__((noinline, cold)) int get_rest(
	const struct call *c, void *to, uint64_t from, size_t length)
{
	int64_t n;

	if (!c->id) {
		memcpy(to, (const void *)from, length);
		return 0;
	}
	n = copy_in(c, to, from, length);
	if (n == (int64_t)length)
		return 0;
	return n == -ESRCH ? -ESRCH : -EFAULT;
}

static __attribute__((noinline, cold)) int put_rest(
	const struct call *c, uint64_t to, const void *from, size_t length)
{
	int64_t n;

	if (!c->id) {
		memcpy((void *)to, from, length);
		return 0;
	}
	n = copy_out(c, to, from, length);
	if (n == (int64_t)length)
		return 0;
	return n == -ESRCH ? -ESRCH : -EFAULT;
}

/*
 * These, io_put and io_get first try what nearly always is all there is to do, with no
 * register to save for it. What that leaves, or what is more, is done from the start: a
 * copy done twice is the same copy.
 */
int user_get(const struct call *c, void *to, uint64_t from, size_t length)
{
	if (c->id && os_in_page(from, length) &&
		os_page_in(c->id, to, from, length) == (int64_t)length)
		return 0;
	return get_rest(c, to, from, length);
}

int user_put(const struct call *c, uint64_t to, const void *from, size_t length)
{
	if (c->id && os_in_page(to, length) &&
		os_page_out(c->id, to, from, length) == (int64_t)length)
		return 0;
	return put_rest(c, to, from, length);
}

/* --- paths --------------------------------------------------------------------- */

struct path_buffer {
	struct path_buffer *next;
	char text[PATH_BYTES];
};

static struct path_buffer *spare; /* for the next call */

char *path_buffer(struct call *c)
{
	struct path_buffer *b = spare;

	if (b)
		spare = b->next;
	else
		b = malloc(sizeof(*b));
	if (!b)
		return NULL;
	b->next = c->paths;
	c->paths = b;
	return b->text;
}

void path_buffers_free(struct call *c)
{
	while (c->paths) {
		struct path_buffer *b = c->paths;

		c->paths = b->next;
		if (spare && spare->next) {
			free(b);
			continue;
		}
		b->next = spare;
		spare = b;
	}
}

int user_path(struct call *c, uint64_t address, const char **path)
{
	size_t have = 0, want = PATH_FIRST;
	char *text;

	if (!c->id) {
		*path = (const char *)address;
		return 0;
	}
	text = path_buffer(c);
	if (!text)
		return -ENOMEM;
	while (have < PATH_BYTES) {
		int64_t n = os_copy_in(c->id, text + have, address + have, want - have);

		if (n == -EAGAIN) {
			if (cache_caller_waits() != 0)
				return -ENOMEM;
			continue;
		}
		if (n <= 0)
			return n == -ESRCH ? -ESRCH : -EFAULT;
		if (memchr(text + have, 0, (size_t)n)) {
			*path = text;
			return 0;
		}
		have += (size_t)n;
		/* Short: the page after it is bad; asking for more says so. */
		want = have < want ? want : PATH_BYTES;
	}
	return -ENAMETOOLONG;
}

/* --- data ---------------------------------------------------------------------- */

void io_init_own(struct io *io, void *base, uint64_t length)
{
	io->call = NULL;
	io->vec = NULL;
	io->vecs = 0;
	io->base = (uint64_t)base;
	io->here = length;
	io->left = length;
	io->at_once = io->missing = false;
}

int io_segments(struct call *c, uint64_t at, struct xinim_iovec *vec, unsigned count,
	struct io *io)
{
	uint64_t total = 0;

	if (user_get(c, vec, at, count * sizeof(*vec)) != 0)
		return -EFAULT;
	for (unsigned i = 0; i < count; i++) {
		if ((int64_t)vec[i].length < 0)
			return -EINVAL;
		if (c->id && !in_user_range(vec[i].base, vec[i].length))
			return -EFAULT;
		if (vec[i].length > RW_MAX - total)
			vec[i].length = RW_MAX - total;
		total += vec[i].length;
	}
	io_init(io, c, 0, 0);
	io->vec = vec;
	io->vecs = count;
	io->left = total;
	return 0;
}

static int64_t move_at_once(struct io *io, void *data, uint64_t length, bool put)
{
	int64_t n = put ? os_copy_out(io->call->id, io->base, data, length)
			: os_copy_in(io->call->id, data, io->base, length);

	io->missing = n == -EAGAIN;
	return n;
}

/* One piece, in one segment: bytes done, or an error when there are none. */
static int64_t move(struct io *io, void *data, uint64_t length, bool put)
{
	if (!io->call) {
		if (put)
			memcpy((void *)io->base, data, length);
		else
			memcpy(data, (void *)io->base, length);
		return (int64_t)length;
	}
	if (io->at_once)
		return move_at_once(io, data, length, put);
	return put ? copy_out(io->call, io->base, data, length)
		   : copy_in(io->call, data, io->base, length);
}

static int64_t transfer(struct io *io, void *data, uint64_t length, bool put)
{
	uint64_t done = 0;

	if (length > io->left)
		length = io->left;
	while (done < length) {
		uint64_t n = length - done;
		int64_t moved;

		while (io->here == 0 && io->vecs) {
			io->base = io->vec->base;
			io->here = io->vec->length;
			io->vec++;
			io->vecs--;
		}
		if (n > io->here)
			n = io->here;
		moved = move(io, (char *)data + done, n, put);
		if (moved <= 0)
			return done ? (int64_t)done : moved == -ESRCH ? -ESRCH : -EFAULT;
		done += (uint64_t)moved;
		io->base += (uint64_t)moved;
		io->here -= (uint64_t)moved;
		io->left -= (uint64_t)moved;
		/* At once: asked again it says whether a page is missing. */
		if ((uint64_t)moved < n && !io->at_once)
			break;
	}
	return (int64_t)done;
}

/* Done: what is next. */
static inline int64_t moved_on(struct io *io, int64_t moved)
{
	io->base += (uint64_t)moved;
	io->here -= (uint64_t)moved;
	io->left -= (uint64_t)moved;
	return moved;
}

/* The plain case: all of it in one segment of a caller's. */
static int64_t whole(struct io *io, int64_t moved, uint64_t length)
{
	if (moved > 0)
		return moved_on(io, moved);
	return !length ? 0 : moved == -ESRCH ? -ESRCH : -EFAULT;
}

static __attribute__((noinline)) int64_t put(
	struct io *io, const void *data, uint64_t length)
{
	if (length > io->here || !io->call || io->at_once)
		return transfer(io, (void *)(uintptr_t)data, length, true);
	return whole(io, copy_out(io->call, io->base, data, length), length);
}

static __attribute__((noinline)) int64_t get(struct io *io, void *data, uint64_t length)
{
	if (length > io->here || !io->call || io->at_once)
		return transfer(io, data, length, false);
	return whole(io, copy_in(io->call, data, io->base, length), length);
}

int64_t io_put(struct io *io, const void *data, uint64_t length)
{
	if (length > io->left)
		length = io->left;
	if (io->call && length <= io->here && os_in_page(io->base, length) &&
		os_page_out(io->call->id, io->base, data, length) == (int64_t)length)
		return moved_on(io, (int64_t)length);
	return put(io, data, length);
}

int64_t io_get(struct io *io, void *data, uint64_t length)
{
	if (length > io->left)
		length = io->left;
	if (io->call && length <= io->here && os_in_page(io->base, length) &&
		os_page_in(io->call->id, data, io->base, length) == (int64_t)length)
		return moved_on(io, (int64_t)length);
	return get(io, data, length);
}

/* As it was before, if not all was done; but for what was found out. */
static int64_t all_or_nothing(
	struct io *io, const struct io *before, int64_t n, uint64_t length)
{
	bool missing = io->missing;

	if (n == (int64_t)length)
		return n;
	*io = *before;
	io->missing = missing;
	return n < 0 ? n : -EFAULT;
}

int64_t io_put_all(struct io *io, const void *data, uint64_t length)
{
	struct io before = *io;

	return all_or_nothing(io, &before, io_put(io, data, length), length);
}

int64_t io_get_all(struct io *io, void *data, uint64_t length)
{
	struct io before = *io;

	return all_or_nothing(io, &before, io_get(io, data, length), length);
}

bool io_again(struct io *io)
{
	bool missing = io->missing;

	io->missing = false;
	return missing && cache_caller_waits() == 0;
}

bool io_turn_end(struct io *io, uint64_t rest)
{
	bool more = rest && io->left == 0;

	io->left += rest;
	/* Nobody else to serve, or no memory for it: then at once. */
	if (more && io->call && io->call->id)
		(void)work_give_way();
	return more;
}

const char io_zeroes[4096];

int64_t io_zero_more(struct io *io, uint64_t length)
{
	uint64_t done = 0;

	if (length > io->left)
		length = io->left;
	while (done < length) {
		uint64_t n = length - done < sizeof(io_zeroes) ? length - done
							       : sizeof(io_zeroes);
		int64_t moved = io_put(io, io_zeroes, n);

		if (moved < 0)
			return done ? (int64_t)done : moved;
		done += (uint64_t)moved;
		if ((uint64_t)moved < n)
			break;
	}
	return (int64_t)done;
}

/* One segment between the caller, or our own memory, and an object. */
static int64_t move_object(
	struct io *io, int object, uint64_t offset, uint64_t length, bool put)
{
	if (!io->call)
		return put
			? os_object_read(object, offset, length, (void *)io->base)
			: os_object_write(object, offset, length, (const void *)io->base);
	return put
		? os_object_to_caller(object, offset, length, io->base, io->call->id)
		: os_object_from_caller(object, offset, length, io->base, io->call->id);
}

static int64_t transfer_object(
	struct io *io, int object, uint64_t offset, uint64_t length, bool put)
{
	int64_t moved;

	if (length > io->left)
		length = io->left;
	if (length == 0)
		return 0;
	while (io->here == 0 && io->vecs) {
		io->base = io->vec->base;
		io->here = io->vec->length;
		io->vec++;
		io->vecs--;
	}
	if (length > io->here)
		length = io->here;
	moved = move_object(io, object, offset, length, put);
	if (moved == -EAGAIN)
		return moved;
	return whole(io, moved, length);
}

int64_t io_put_object(struct io *io, int object, uint64_t offset, uint64_t length)
{
	return transfer_object(io, object, offset, length, true);
}

int64_t io_get_object(struct io *io, int object, uint64_t offset, uint64_t length)
{
	return transfer_object(io, object, offset, length, false);
}
