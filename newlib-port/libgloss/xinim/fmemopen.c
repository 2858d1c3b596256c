/*
 * newlib-port/libgloss/xinim/fmemopen.c - a stream over a piece of memory: POSIX.1-2017.
 *
 * In place of newlib's, which put null bytes between what was written and went past a full
 * buffer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"
#include "memory_stream.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stream {
	char *buffer;
	size_t at, end,
		size; /* POSIX's position, size of the contents, size of the buffer */
	bool append, update;
	char own[]; /* the buffer, if the caller has none */
};

static ssize_t read_bytes(void *cookie, char *to, size_t n)
{
	struct stream *s = cookie;
	size_t rest = s->at < s->end ? s->end - s->at : 0;

	if (n > rest)
		n = rest;
	memcpy(to, s->buffer + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

/*
 * What has no room is ENOSPC. Behind the contents comes a null byte, if there is room; what
 * can only be written has it in any case.
 */
static ssize_t write_bytes(void *cookie, const char *from, size_t n)
{
	struct stream *s = cookie;

	if (s->append)
		s->at = s->end;
	if (n > s->size - s->at)
		n = s->size - s->at;
	if (n == 0) {
		errno = ENOSPC;
		return -1;
	}
	if (s->at > s->end)
		memset(s->buffer + s->end, '\0', s->at - s->end);
	memcpy(s->buffer + s->at, from, n);
	s->at += n;
	if (s->at > s->end) {
		s->end = s->at;
		if (s->end < s->size)
			s->buffer[s->end] = '\0';
		else if (!s->update)
			s->buffer[s->size - 1] = '\0';
	}
	return (ssize_t)n;
}

static int seek(void *cookie, off_t *offset, int whence)
{
	struct stream *s = cookie;

	return __xinim_memory_seek(&s->at, s->end, s->size, offset, whence);
}

/* Where the contents of S end and begin, as MODE says. */
static void begin(struct stream *s, const char *mode)
{
	switch (mode[0]) {
	case 'r':
		s->end = s->size;
		break;
	case 'w':
		if (s->size > 0)
			s->buffer[0] = '\0';
		break;
	case 'a':
		s->end = strnlen(s->buffer, s->size);
		s->at = s->end;
		s->append = true;
		break;
	}
	s->update = strchr(mode, '+') != NULL;
}

/* EINVAL, ENOMEM, EMFILE. */
FILE *fmemopen(void *restrict buffer, size_t size, const char *restrict mode)
{
	static const cookie_io_functions_t functions = {
		.read = read_bytes,
		.write = write_bytes,
		.seek = seek,
		.close = __xinim_memory_close,
	};
	struct stream *s;
	FILE *file;

	if (size > PTRDIFF_MAX - sizeof(*s)) {
		errno = ENOMEM;
		return NULL;
	}
	s = calloc(1, sizeof(*s) + (buffer == NULL ? size : 0));
	file = s != NULL ? fopencookie(s, mode, functions) : NULL;
	if (file == NULL) {
		free(s);
		return NULL;
	}
	s->buffer = buffer != NULL ? buffer : s->own;
	s->size = size;
	begin(s, mode);
	return file;
}
