/* tests/dejagnu/box.c - boxes of records on a disk. See box.h.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "box.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "xinim-box %lu %zu\n"

bool text_add(struct text *t, const void *bytes, size_t length)
{
	if (length > t->room - t->length) {
		size_t room = t->room ? t->room : 4096;
		char *more;

		if (length > BOX_MAX || t->length + length > 2 * BOX_MAX)
			return false;
		while (room - t->length < length)
			room *= 2;
		more = realloc(t->bytes, room);
		if (!more)
			return false;
		t->bytes = more;
		t->room = room;
	}
	memcpy(t->bytes + t->length, bytes, length);
	t->length += length;
	return true;
}

static bool read_all(int fd, char *to, size_t length, long at)
{
	while (length) {
		ssize_t n = pread(fd, to, length, at);

		if (n <= 0)
			return false;
		to += n;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

static bool write_all(int fd, const char *from, size_t length, long at)
{
	while (length) {
		ssize_t n = pwrite(fd, from, length, at);

		if (n <= 0)
			return false;
		from += n;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

bool box_read(int disk, long at, struct box *b)
{
	char head[BOX_SECTOR + 1] = "";
	size_t length;

	*b = (struct box){ 0 };
	if (!read_all(disk, head, BOX_SECTOR, at) ||
		sscanf(head, HEAD, &b->number, &length) != 2 || length > BOX_MAX)
		return false;
	b->records.bytes = malloc(length + 1);
	if (!b->records.bytes)
		return false;
	b->records.length = length;
	b->records.room = length + 1;
	if (read_all(disk, b->records.bytes, length, at + BOX_SECTOR))
		return true;
	box_free(b);
	return false;
}

bool box_next(struct box *b, struct record *r)
{
	char *start = b->records.bytes + b->at;
	size_t left = b->records.length - b->at;
	char *end = left ? memchr(start, '\n', left) : NULL;

	if (!end)
		return false;
	*end = '\0';
	left -= (size_t)(end + 1 - start);
	if (sscanf(start, "%15s %zu", r->name, &r->size) != 2 || r->size >= left)
		return false;
	r->bytes = end + 1;
	r->bytes[r->size] = '\0';
	b->at = (size_t)(r->bytes - b->records.bytes) + r->size + 1;
	return true;
}

bool box_add(struct box *b, const char *name, const void *bytes, size_t size)
{
	char head[BOX_NAME + 24];
	int n = snprintf(head, sizeof(head), "%s %zu\n", name, size);
	size_t before = b->records.length;

	if (text_add(&b->records, head, (size_t)n) &&
		text_add(&b->records, bytes, size) && text_add(&b->records, "\n", 1))
		return true;
	b->records.length = before;
	return false;
}

bool box_write(int disk, long at, const struct box *b)
{
	char head[BOX_SECTOR] = "";

	snprintf(head, sizeof(head), HEAD, b->number, b->records.length);
	return b->records.length <= BOX_MAX &&
		write_all(disk, b->records.bytes, b->records.length, at + BOX_SECTOR) &&
		fsync(disk) == 0 && write_all(disk, head, sizeof(head), at) &&
		fsync(disk) == 0;
}

void box_free(struct box *b)
{
	free(b->records.bytes);
	*b = (struct box){ 0 };
}
