/*
 * servers/vfs/buffer.c - a file system's own blocks in memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "servers/lib/fiber.h"

#define HASH_SIZE 1024

int buffers_init(struct buffers *b, struct block_device *d, unsigned size, uint64_t most)
{
	memset(b, 0, sizeof(*b));
	b->hash = calloc(HASH_SIZE, sizeof(*b->hash));
	if (!b->hash)
		return -ENOMEM;
	b->hash_size = HASH_SIZE;
	b->device = d;
	b->size = size;
	b->sectors = size / BLOCK_SECTOR;
	b->most = most;
	list_init(&b->lru);
	for (unsigned i = 0; i < BUFFER_CLASSES; i++)
		list_init(&b->dirty[i]);
	return 0;
}

static struct buffer **bucket_of(const struct buffers *b, uint64_t block)
{
	return &b->hash[block & (b->hash_size - 1)];
}

static struct buffer *find(const struct buffers *b, uint64_t block)
{
	struct buffer *buf = *bucket_of(b, block);

	while (buf && buf->block != block)
		buf = buf->chain;
	return buf;
}

static void drop(struct buffer *buf)
{
	struct buffers *b = buf->of;
	struct buffer **link = bucket_of(b, buf->block);

	while (*link != buf)
		link = &(*link)->chain;
	*link = buf->chain;
	list_remove(&buf->lru);
	if (buffer_is_dirty(buf)) {
		list_remove(&buf->dirty);
		b->dirty_count--;
	}
	b->count--;
	free(buf->data);
	free(buf);
}

void buffers_free(struct buffers *b)
{
	for (uint64_t i = 0; b->hash && i < b->hash_size; i++)
		while (b->hash[i])
			drop(b->hash[i]);
	free(b->hash);
	b->hash = NULL;
}

void buffers_shrink(struct buffers *b, uint64_t keep)
{
	while (b->count > keep && !list_empty(&b->lru))
		drop(list_first(&b->lru, struct buffer, lru));
}

static struct buffer *make(struct buffers *b, uint64_t block)
{
	struct buffer *buf, **bucket = bucket_of(b, block);

	if (b->count >= b->most)
		buffers_shrink(b, b->most - 1);
	buf = calloc(1, sizeof(*buf));
	if (!buf)
		return NULL;
	buf->data = malloc(b->size);
	if (!buf->data) {
		free(buf);
		return NULL;
	}
	list_init(&buf->lru);
	list_init(&buf->dirty);
	buf->of = b;
	buf->block = block;
	buf->refs = 1;
	buf->chain = *bucket;
	*bucket = buf;
	b->count++;
	return buf;
}

static struct buffer *hold(struct buffer *buf)
{
	buf->refs++;
	list_remove(&buf->lru);
	return buf;
}

int buffer_get(struct buffers *b, uint64_t block, struct buffer **out)
{
	struct buffer *buf = find(b, block);
	int error;

	if (buf) {
		*out = hold(buf);
		return 0;
	}
	buf = make(b, block);
	if (!buf)
		return -ENOMEM;
	error = block_read(b->device, block * b->sectors, b->sectors, buf->data);
	if (error)
		drop(buf);
	else
		*out = buf;
	return error;
}

int buffer_zeroed(struct buffers *b, uint64_t block, struct buffer **out)
{
	struct buffer *buf = find(b, block);

	buf = buf ? hold(buf) : make(b, block);
	if (!buf)
		return -ENOMEM;
	memset(buf->data, 0, b->size);
	buf->checked = false;
	*out = buf;
	return 0;
}

void buffer_put(struct buffer *buf)
{
	if (--buf->refs == 0 && !buffer_is_dirty(buf))
		list_add_tail(&buf->of->lru, &buf->lru);
}

void buffer_dirty(struct buffer *buf, enum buffer_class class)
{
	if (buffer_is_dirty(buf)) {
		list_remove(&buf->dirty);
		if (buf->class < class)
			class = buf->class;
	} else {
		buf->of->dirty_count++;
	}
	list_remove(&buf->lru);
	list_add_tail(&buf->of->dirty[class], &buf->dirty);
	buf->class = class;
	buf->checked = false;
}

void buffer_forget(struct buffers *b, uint64_t block)
{
	struct buffer *buf = find(b, block);

	if (buf && buf->refs == 0)
		drop(buf);
}

static void written(struct block_request *r)
{
	struct buffer *buf = r->own;

	if (--buf->of->under_way == 0)
		gate_open(&buf->of->done);
}

static void submit(struct buffer *buf)
{
	struct buffers *b = buf->of;

	memset(&buf->request, 0, sizeof(buf->request));
	buf->request.operation = BLOCK_WRITE;
	buf->request.sector = buf->block * b->sectors;
	buf->request.sectors = b->sectors;
	buf->request.data = buf->data;
	buf->request.done = written;
	buf->request.own = buf;
	b->under_way++;
	block_submit(b->device, &buf->request);
}

int64_t buffers_write(struct buffers *b, enum buffer_class class)
{
	struct list *l, *next;
	struct buffer *buf;
	int64_t count = 0;
	int error = b->device->ops->immediate ? 0 : fiber_reserve();

	if (error)
		return error;
	b->under_way++; /* so that it is not over before all have been submitted */
	list_for_each_entry (buf, &b->dirty[class], dirty) {
		submit(buf);
		count++;
	}
	if (--b->under_way == 0)
		gate_open(&b->done);
	while (b->under_way && !error)
		error = gate_wait(&b->done);
	if (error)
		return error;
	list_for_each_safe (l, next, &b->dirty[class]) {
		buf = list_entry(l, struct buffer, dirty);
		if (buf->request.status != 0) {
			error = buf->request.status;
			continue;
		}
		list_remove(&buf->dirty);
		b->dirty_count--;
		if (buf->refs == 0)
			list_add_tail(&b->lru, &buf->lru);
	}
	return error ? error : count;
}
