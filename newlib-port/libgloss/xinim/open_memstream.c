/*
 * newlib-port/libgloss/xinim/open_memstream.c - a stream of bytes that grows in memory.
 *
 * In place of newlib's, which put a null byte into the contents wherever a write ended.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"
#include "memory_stream.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST 64

struct stream {
	char **buffer; /* the caller's: *buffer has `room', and *size is told */
	size_t *size;
	size_t at, end, room; /* room has one more for the null byte */
};

/* Room for what ends at END, and for the null byte: ENOMEM, EFBIG. */
static int grow(struct stream *s, size_t end)
{
	size_t room = end + end / 2 + LEAST;
	char *more;

	if (end < s->room)
		return 0;
	if (end > PTRDIFF_MAX / 2) {
		errno = EFBIG;
		return -1;
	}
	more = realloc(*s->buffer, room);
	if (more == NULL)
		return -1;
	*s->buffer = more;
	s->room = room;
	return 0;
}

static ssize_t write_bytes(void *cookie, const char *from, size_t n)
{
	struct stream *s = cookie;

	if (n > PTRDIFF_MAX - s->at) {
		errno = EFBIG;
		return -1;
	}
	if (grow(s, s->at + n) != 0)
		return -1;
	if (s->at > s->end)
		memset(*s->buffer + s->end, '\0', s->at - s->end);
	memcpy(*s->buffer + s->at, from, n);
	s->at += n;
	if (s->at > s->end) {
		s->end = s->at;
		(*s->buffer)[s->end] = '\0';
	}
	*s->size = s->at;
	return (ssize_t)n;
}

static int seek(void *cookie, off_t *offset, int whence)
{
	struct stream *s = cookie;

	if (__xinim_memory_seek(&s->at, s->end, PTRDIFF_MAX, offset, whence) != 0)
		return -1;
	*s->size = s->at < s->end ? s->at : s->end;
	return 0;
}

/* EINVAL, ENOMEM, EMFILE. */
FILE *open_memstream(char **buffer, size_t *size)
{
	static const cookie_io_functions_t functions = {
		.write = write_bytes,
		.seek = seek,
		.close = __xinim_memory_close,
	};
	struct stream *s;
	FILE *file;

	if (buffer == NULL || size == NULL) {
		errno = EINVAL;
		return NULL;
	}
	s = calloc(1, sizeof(*s));
	*buffer = calloc(LEAST, 1);
	file = s && *buffer ? fopencookie(s, "w", functions) : NULL;
	if (file == NULL) {
		free(s);
		free(*buffer);
		*buffer = NULL;
		return NULL;
	}
	*s = (struct stream){ .buffer = buffer, .size = size, .room = LEAST };
	*size = 0;
	return file;
}
