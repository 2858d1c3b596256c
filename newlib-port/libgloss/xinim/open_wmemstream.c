/*
 * newlib-port/libgloss/xinim/open_wmemstream.c - a stream of wide characters in memory.
 *
 * What is written to a wide stream reaches its cookie as multibyte characters, and is
 * wide again here. No buffer is between, so that positions are those of characters.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"
#include "memory_stream.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define LEAST 64
#define MOST  (PTRDIFF_MAX / (ptrdiff_t)sizeof(wchar_t) - 1)

/* Positions and sizes in characters. */
struct stream {
	wchar_t **buffer; /* the caller's: *buffer has `room', and *size is told */
	size_t *size;
	size_t at, end, room; /* room has one more for the null character */
	mbstate_t state;
};

static int put(struct stream *s, wchar_t c)
{
	if (s->at >= MOST / 2) {
		errno = EFBIG;
		return -1;
	}
	if (s->at + 1 >= s->room) {
		size_t room = s->at * 2 > LEAST ? s->at * 2 : LEAST;
		wchar_t *more = reallocarray(*s->buffer, room, sizeof(*more));

		if (more == NULL)
			return -1;
		*s->buffer = more;
		s->room = room;
	}
	if (s->at > s->end)
		wmemset(*s->buffer + s->end, L'\0', s->at - s->end);
	(*s->buffer)[s->at++] = c;
	if (s->at > s->end) {
		s->end = s->at;
		(*s->buffer)[s->end] = L'\0';
	}
	return 0;
}

static ssize_t write_bytes(void *cookie, const char *from, size_t n)
{
	struct stream *s = cookie;
	size_t done = 0;

	while (done < n) {
		wchar_t c;
		size_t length = mbrtowc(&c, from + done, n - done, &s->state);

		if (length == (size_t)-2)
			break; /* the rest of it comes later */
		if (length == (size_t)-1 || put(s, c) != 0)
			return -1;
		done += length > 0 ? length : 1;
	}
	*s->size = s->at < s->end ? s->at : s->end;
	return (ssize_t)n;
}

static int seek(void *cookie, off_t *offset, int whence)
{
	struct stream *s = cookie;

	if (__xinim_memory_seek(&s->at, s->end, PTRDIFF_MAX, offset, whence) != 0)
		return -1;
	memset(&s->state, 0, sizeof(s->state));
	*s->size = s->at < s->end ? s->at : s->end;
	return 0;
}

/* EINVAL, ENOMEM, EMFILE */
FILE *open_wmemstream(wchar_t **buffer, size_t *size)
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
	*buffer = calloc(LEAST, sizeof(**buffer));
	file = s && *buffer ? fopencookie(s, "w", functions) : NULL;
	if (file == NULL) {
		free(s);
		free(*buffer);
		*buffer = NULL;
		return NULL;
	}
	*s = (struct stream){ .buffer = buffer, .size = size, .room = LEAST };
	*size = 0;
	setvbuf(file, NULL, _IONBF, 0);
	fwide(file, 1);
	return file;
}
