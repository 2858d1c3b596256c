/*
 * servers/process/args.c - argv and envp, out of the memory of who calls exec.
 *
 * Strings mostly lie next to one another, so what is copied for one of them is
 * looked at first for the next.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/message.h>

#define ROOM_AT_FIRST 4096
#define WINDOW        256
#define POINTERS      32 /* fetched at once */

/* What was copied last from the caller. */
struct window {
	uint64_t from;
	size_t length;
	char bytes[WINDOW];
};

void args_init(struct args *a, size_t most)
{
	memset(a, 0, sizeof(*a));
	a->most = most;
}

void args_free(struct args *a)
{
	free(a->bytes);
}

static int make_room(struct args *a, size_t length)
{
	size_t room = a->room ? a->room : ROOM_AT_FIRST;
	char *more;

	while (room - a->length < length)
		room *= 2;
	if (room == a->room)
		return 0;
	more = realloc(a->bytes, room);
	if (!more)
		return -ENOMEM;
	a->bytes = more;
	a->room = room;
	return 0;
}

/* A part of a string, or its last with the NUL. */
static int append(struct args *a, const char *bytes, size_t length)
{
	int error;

	if (length > a->most - a->used)
		return -E2BIG;
	error = make_room(a, length);
	if (error)
		return error;
	memcpy(a->bytes + a->length, bytes, length);
	a->length += length;
	a->used += length;
	return 0;
}

static int count_pointer(struct args *a)
{
	if (a->most - a->used < sizeof(uint64_t))
		return -E2BIG;
	a->used += sizeof(uint64_t);
	return 0;
}

int args_add(struct args *a, const char *string)
{
	int error = count_pointer(a);

	return error ? error : append(a, string, strlen(string) + 1);
}

/* Copies from the caller so that the byte at `from` is in the window. */
static int look(struct window *w, uint64_t call, uint64_t from)
{
	int64_t n;

	if (from - w->from < w->length)
		return 0;
	n = xinim_copy_from_caller(call, w->bytes, from, sizeof(w->bytes));
	if (n <= 0)
		return n < 0 ? (int)n : -EFAULT;
	w->from = from;
	w->length = (size_t)n;
	return 0;
}

static int take_string(struct args *a, struct window *w, uint64_t call, uint64_t from)
{
	size_t total = 0;
	int error = count_pointer(a);

	while (!error) {
		const char *bytes, *end;
		size_t n;

		error = look(w, call, from + total);
		if (error)
			break;
		bytes = w->bytes + (from + total - w->from);
		n = w->length - (size_t)(bytes - w->bytes);
		end = memchr(bytes, 0, n);
		if (end)
			n = (size_t)(end - bytes) + 1;
		total += n;
		if (total > ARGS_STRING_MAX)
			return -E2BIG;
		error = append(a, bytes, n);
		if (end)
			break;
	}
	return error;
}

int args_take(
	struct args *a, uint64_t call, uint64_t array, uint32_t skip, uint32_t *count)
{
	struct window w = { 0 };
	uint64_t pointer[POINTERS], at = array + skip * sizeof(pointer[0]);

	while (array) {
		int64_t n = xinim_copy_from_caller(call, pointer, at, sizeof(pointer));

		if (n < (int64_t)sizeof(pointer[0]))
			return n < 0 ? (int)n : -EFAULT;
		for (size_t i = 0; i < (size_t)n / sizeof(pointer[0]); i++) {
			int error;

			if (!pointer[i])
				return 0;
			error = take_string(a, &w, call, pointer[i]);
			if (error)
				return error;
			++*count;
			at += sizeof(pointer[0]);
		}
	}
	return 0;
}
