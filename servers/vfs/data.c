/*
 * servers/vfs/data.c - a tmpfs file's bytes.
 *
 * The server never touches a page that is not there yet: the kernel copies from a
 * caller into it, and says so when there is no memory; a fault of ours would be
 * the end of us.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/data.h"

#include <stdlib.h>
#include <string.h>

#define HEAP_MAX   PAGE_BYTES /* more goes into an object */
#define ROOM_LEAST 64
#define MAP_LEAST  (256 * PAGE_BYTES)

static uint64_t min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t page_up(uint64_t at)
{
	return (at + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
}

/* One page more of the budget: false if there is none. */
static bool take_page(struct data *d)
{
	if (d->budget->used >= d->budget->limit)
		return false;
	d->budget->used++;
	return true;
}

/* At least `room` bytes on the heap, zeroes where nothing was. */
static int heap_grow(struct data *d, uint64_t room)
{
	uint64_t n = d->room ? d->room : ROOM_LEAST;
	char *heap;

	if (room <= d->room)
		return 0;
	while (n < room)
		n *= 2;
	if (!d->room && !take_page(d))
		return -ENOSPC;
	heap = realloc(d->heap, n);
	if (!heap) {
		if (!d->room)
			d->budget->used--;
		return -ENOMEM;
	}
	memset(heap + d->room, 0, n - d->room);
	d->heap = heap;
	d->room = n;
	return 0;
}

/* The map reaches at least to `size`. */
static int map_grow(struct data *d, uint64_t size)
{
	uint64_t length = d->mapped ? d->mapped : MAP_LEAST;
	char *map;

	if (size <= d->mapped)
		return 0;
	while (length < size)
		length *= 2;
	map = os_object_map(d->object, length);
	if (!map)
		return -ENOMEM;
	if (d->map)
		os_object_unmap(d->map, d->mapped);
	d->map = map;
	d->mapped = length;
	return 0;
}

/* The bytes move from the heap into an object of `size` bytes. */
static int make_object(struct data *d, uint64_t old_size, uint64_t size)
{
	int object, error;

	if (size < PAGE_BYTES)
		size = PAGE_BYTES;
	object = os_object_new(page_up(size));
	if (object < 0)
		return -ENOSPC;
	d->object = object;
	error = map_grow(d, size);
	if (!error && d->heap)
		error = pages_add(&d->pages, 0);
	if (error < 0) {
		if (d->map)
			os_object_unmap(d->map, d->mapped);
		d->map = NULL;
		d->mapped = 0;
		os_object_free(object);
		d->object = 0;
		return error;
	}
	if (d->heap)
		memcpy(d->map, d->heap, min(old_size, d->room));
	free(d->heap);
	d->heap = NULL;
	d->room = 0;
	return 0;
}

/* Room for bytes up to `size`, wherever they are. */
static int grow(struct data *d, uint64_t old_size, uint64_t size)
{
	int error;

	if (!d->object && size <= HEAP_MAX)
		return heap_grow(d, size);
	if (!d->object)
		return make_object(d, old_size, size);
	error = map_grow(d, size);
	if (!error && page_up(size) > page_up(old_size))
		error = os_object_resize(d->object, page_up(size)) ? -ENOSPC : 0;
	return error;
}

int64_t data_read(struct data *d, uint64_t size, uint64_t at, struct io *io)
{
	uint64_t end, done = 0;

	if (at >= size)
		return 0;
	end = min(size, at + min(io->left, size));
	if (!d->object) {
		/* A size set by truncate may be past what is on the heap. */
		if (at < d->room)
			return io_put(io, d->heap + at, min(end, d->room) - at);
		return io_zero(io, end - at);
	}
	while (at < end) {
		uint64_t n = end - at, last = page_of(end - 1) + 1, page;
		bool there = d->written_elsewhere || pages_has(&d->pages, page_of(at));
		int64_t moved;

		if (!d->written_elsewhere) {
			page = pages_next(&d->pages, page_of(at), last, !there);
			n = min(n, page * PAGE_BYTES - at);
		}
		moved = there ? io_put(io, d->map + at, n) : io_zero(io, n);
		if (moved < 0)
			return done ? (int64_t)done : moved;
		done += (uint64_t)moved;
		at += (uint64_t)moved;
		if ((uint64_t)moved < n)
			break;
	}
	return (int64_t)done;
}

/* Pages of [at, end) are there: how far; less if there is no memory for more. */
static uint64_t make_pages(struct data *d, uint64_t at, uint64_t end)
{
	for (uint64_t page = page_of(at); page * PAGE_BYTES < end; page++) {
		if (pages_has(&d->pages, page))
			continue;
		if (!take_page(d))
			return page * PAGE_BYTES;
		if (pages_add(&d->pages, page) < 0) {
			d->budget->used--;
			return page * PAGE_BYTES;
		}
	}
	return end;
}

int64_t data_write(struct data *d, uint64_t *size, uint64_t at, struct io *io)
{
	uint64_t end = min(at + io->left, DATA_MAX), old = *size;
	uint64_t wanted = end > old ? end : old;
	int64_t n;
	int error;

	if (at >= DATA_MAX)
		return -EFBIG;
	error = grow(d, old, wanted);
	if (error)
		return error;
	if (!d->object) {
		n = io_get(io, d->heap + at, end - at);
	} else {
		end = make_pages(d, at, end);
		n = end > at ? io_get(io, d->map + at, end - at) : -ENOSPC;
	}
	if (n > 0 && at + (uint64_t)n > old)
		*size = at + (uint64_t)n;
	if (d->object && page_up(*size) < page_up(wanted))
		os_object_resize(d->object, page_up(*size ? *size : 1));
	return n;
}

/* Bytes from `size` to the end of its page read as zeroes when the file grows again. */
static void clear_tail(struct data *d, uint64_t size)
{
	uint64_t tail = page_up(size) - size;

	if (tail && (d->written_elsewhere || pages_has(&d->pages, page_of(size))))
		memset(d->map + size, 0, tail);
}

int data_resize(struct data *d, uint64_t size, uint64_t new_size)
{
	uint64_t first = page_of(page_up(new_size)), before;

	if (new_size > DATA_MAX)
		return -EFBIG;
	if (!d->object) {
		if (new_size < d->room && new_size < size)
			memset(d->heap + new_size, 0, min(size, d->room) - new_size);
		return 0;
	}
	if (new_size > size) {
		clear_tail(d, size);
		return grow(d, size, new_size);
	}
	clear_tail(d, new_size);
	before = d->pages.count;
	pages_drop(&d->pages, first, page_of(page_up(size)));
	d->budget->used -= before - d->pages.count;
	return os_object_resize(d->object, first * PAGE_BYTES);
}

void data_punch(struct data *d, uint64_t size, uint64_t at, uint64_t length)
{
	uint64_t end = min(size, at + length);

	if (at >= end)
		return;
	if (!d->object) {
		if (at < d->room)
			memset(d->heap + at, 0, min(end, d->room) - at);
		return;
	}
	while (at < end) {
		uint64_t n = min(end - at, PAGE_BYTES - at % PAGE_BYTES);

		if (d->written_elsewhere || pages_has(&d->pages, page_of(at)))
			memset(d->map + at, 0, n);
		at += n;
	}
}

int data_reserve(struct data *d, uint64_t size, uint64_t at, uint64_t length)
{
	uint64_t end = at + length;
	int error;

	if (end > DATA_MAX)
		return -EFBIG;
	error = grow(d, size, end > size ? end : size);
	if (error)
		return error;
	return !d->object || make_pages(d, at, end) == end ? 0 : -ENOSPC;
}

int64_t data_seek(const struct data *d, uint64_t size, uint64_t at, int whence)
{
	uint64_t end = page_of(page_up(size)), page;

	if (at >= size)
		return -ENXIO;
	if (d->written_elsewhere)
		return (int64_t)(whence == SEEK_DATA ? at : size);
	if (!d->object) {
		if (at < d->room)
			return (int64_t)(whence == SEEK_DATA ? at : min(d->room, size));
		return whence == SEEK_DATA ? -ENXIO : (int64_t)at;
	}
	page = pages_next(&d->pages, page_of(at), end, whence == SEEK_DATA);
	if (page == page_of(at))
		return (int64_t)at;
	if (page == end)
		return whence == SEEK_DATA ? -ENXIO : (int64_t)size;
	return (int64_t)(page * PAGE_BYTES);
}

int data_object(struct data *d, uint64_t size, bool written)
{
	if (!d->object) {
		int error = make_object(d, size, size);

		if (error)
			return error == -ENOSPC ? -ENOMEM : error;
	}
	if (written)
		d->written_elsewhere = true;
	return d->object;
}

bool data_is_mapped(const struct data *d)
{
	return d->written_elsewhere &&
		os_object_mappings(d->object) > (uint64_t)(d->map != NULL);
}

uint64_t data_pages(const struct data *d)
{
	return d->object ? d->pages.count : d->room != 0;
}

void data_free(struct data *d)
{
	d->budget->used -= data_pages(d);
	if (d->map)
		os_object_unmap(d->map, d->mapped);
	if (d->object)
		os_object_free(d->object);
	free(d->heap);
	pages_free(&d->pages);
}
