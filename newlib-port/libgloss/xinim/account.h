/*
 * newlib-port/libgloss/xinim/account.h - files of one entry a line, its fields between
 * colons: /etc/passwd, /etc/group, /etc/shadow.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_ACCOUNT_H
#define XINIM_LIBGLOSS_ACCOUNT_H

#include <stddef.h>
#include <stdio.h>

struct account_kind {
	const char *path;
	/* Takes a line without its newline apart, which the entry then points into; `room'
	 * is what is free behind it. 0, EINVAL: it is no entry, ERANGE: no room. */
	int (*parse)(char *line, void *entry, char *room, size_t size);
};

/* Memory of a function that answers a pointer to memory of its own. */
struct account_memory {
	char *buf;
	size_t size;
};

/*
 * The next entry of an open file; lines that are none are skipped. 0; ENOENT: the end, or
 * the error of the file; ERANGE: the buffer is too small, and the file stands before that
 * line again, if it can.
 */
int __xinim_account_next(
	FILE *f, const struct account_kind *kind, void *entry, char *buf, size_t size);

/*
 * The first entry of the kind's file for which same(entry, key). 0; ENOENT: there is none,
 * or no file; another error of fopen; ERANGE. Leaves errno alone.
 */
int __xinim_account_find(const struct account_kind *kind, void *entry, char *buf,
	size_t size, int (*same)(const void *entry, const void *key), const void *key);

/* The same two in memory that grows: never ERANGE, but ENOMEM. */
int __xinim_account_next_static(FILE *f, const struct account_kind *kind, void *entry,
	struct account_memory *memory);
int __xinim_account_find_static(const struct account_kind *kind, void *entry,
	struct account_memory *memory, int (*same)(const void *entry, const void *key),
	const void *key);

/* Opens *file, which is kept from call to call, if it is not open. 0, or -1 with errno. */
int __xinim_account_open(FILE **file, const struct account_kind *kind);

/* A whole field as a number. 0: it is none, or too large. */
int __xinim_account_number(const char *text, unsigned *value);

/* May this be a field? One that has a colon or a newline in it would be two. */
int __xinim_account_field(const char *text);

#endif
