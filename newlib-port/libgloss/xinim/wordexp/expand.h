/*
 * newlib-port/libgloss/xinim/wordexp/expand.h - how the shell's words are made.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_WORDEXP_EXPAND_H
#define XINIM_LIBGLOSS_WORDEXP_EXPAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wordexp.h>

#define WORDEXP_DEPTH 100 /* expansions in each other */

/* Text that grows. */
struct buffer {
	char *text; /* NULL: nothing yet */
	size_t length, room;
};

/* The functions return 0 or WRDE_*. */
int __xinim_buffer_put(struct buffer *b, char c);
int __xinim_buffer_add(struct buffer *b, const char *text, size_t n);

struct expand {
	wordexp_t *result;
	size_t room; /* of we_wordv */
	int flags, depth;
	const char *ifs;
	/* The field that is being made, as a pattern: what is quoted has a backslash. */
	struct buffer field;
	bool has_field; /* also if it is empty: it was quoted */
};

/* The value of $((text)), all expansions in it done. */
int __xinim_wordexp_arithmetic(const char *text, int flags, intmax_t *value);

/* The output of a command, without newlines at the end. */
int __xinim_wordexp_command(
	const char *command, size_t length, int flags, struct buffer *out);

/* ${...}, from behind the brace; *p is left behind its end. */
int __xinim_wordexp_parameter(struct expand *e, const char **p, bool quoted);

/* The text of a word that is inside another, expanded without fields or paths. */
int __xinim_wordexp_inner(
	struct expand *e, const char *text, size_t n, bool pattern, struct buffer *out);

/* What an expansion has given: into the field, or into several. */
int __xinim_wordexp_put_value(struct expand *e, const char *text, bool quoted);

/* Everything up to `end' (or its NUL) into fields; quoted: as within double quotes. */
int __xinim_wordexp_text(
	struct expand *e, const char *text, const char *end, bool quoted);

/* The end of what begins in front of p and ends with a closing sign; NULL: none. */
const char *__xinim_wordexp_find(const char *p, const char *end, char close);

#endif
