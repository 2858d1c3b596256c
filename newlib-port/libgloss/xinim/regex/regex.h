/*
 * newlib-port/libgloss/xinim/regex/regex.h - what a compiled regular expression is.
 *
 * The expression is parsed into a tree and the tree is made into two programs of states,
 * one that reads forwards and one that reads backwards. A search runs the first over the
 * text, all states at once, which finds the leftmost and longest match in time that grows
 * with the text times the program. What the subexpressions have matched is found
 * afterwards, part by part from the left, each as long as what follows allows (XBD 9.1):
 * the backward program tells where what follows may begin. With back-references none of
 * that is enough, and the program is run by trying (backtrack.c).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_REGEX_REGEX_H
#define XINIM_LIBGLOSS_REGEX_REGEX_H

#include <limits.h>
#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "regex/chars.h"

#define REGEX_MAGIC    0x5852
#define REGEX_INFINITE (-1)
#define REGEX_DEPTH    1000      /* how deep the tree may be */
#define REGEX_STATES   (1 << 19) /* of one program */

enum kind {
	KIND_EMPTY,
	KIND_CHAR,
	KIND_ANY,
	KIND_SET,
	KIND_ASSERT,
	KIND_BACKREF,
	KIND_GROUP,
	KIND_CAT,
	KIND_ALT,
	KIND_REPEAT,
};

/* What may be asked of a place between two characters. */
enum {
	AT_LINE_START = 1,
	AT_LINE_END = 2,
	AT_TEXT_START = 4,
	AT_TEXT_END = 8,
	AT_WORD_START = 16,
	AT_WORD_END = 32,
	AT_WORD_EDGE = 64,
	AT_NO_WORD_EDGE = 128,
};

/* Where the states of something are. */
struct region {
	int start, end;
};

struct node {
	enum kind kind;
	bool groups; /* a subexpression is in it */
	int depth;
	uint32_t value; /* the character, the set, AT_*, the number of the group */
	int min, max;   /* KIND_REPEAT */
	int count, room;
	struct node **kids;
	struct node *all; /* the list of all, to free them */
	struct region forward, backward;
};

/* A bracket expression, or \w and its like. */
struct set {
	const char
		*text; /* behind the `[', in the copy of the pattern; NULL: \w and \s */
	const char *class;
	bool not ;
	uint32_t ascii[4];
};

enum op {
	OP_CHAR,
	OP_ANY,
	OP_SET,
	OP_ASSERT,
	OP_SPLIT,
	OP_JUMP,
	OP_SAVE,
	OP_BACKREF,
	OP_UNMARK,
	OP_MARK,
	OP_CHECK
};

struct state {
	unsigned char op;
	uint32_t value; /* as in the node; of OP_SAVE and the marks the slot */
	int to, other;  /* OP_SPLIT (`to' first), OP_JUMP */
};

struct program {
	struct state *states;
	int count, room;
};

struct re_guts {
	int flags;
	bool multi;
	bool backrefs;
	bool may_skip;     /* a match begins with a byte of `first' */
	int groups, marks; /* slots: two for each group and the whole, then the marks */
	char *pattern, *pattern_end;
	struct node *root, *nodes;
	struct set *sets;
	int set_count, set_room;
	struct program forward, backward;
	unsigned char first[256];
};

/* Text that is matched; positions are bytes in it. */
struct text {
	const char *start, *end;
	int flags; /* of regexec */
};

int __xinim_regex_parse(struct re_guts *g);
int __xinim_regex_compile(struct re_guts *g);
bool __xinim_regex_consumes(const struct re_guts *g, const struct state *s, uint32_t c);
bool __xinim_regex_in_set(const struct re_guts *g, const struct set *set, uint32_t c);

/* AT_* of the place between two characters, of which CHAR_NONE is no one. */
unsigned int __xinim_regex_place(
	const struct re_guts *g, uint32_t before, uint32_t after, int flags);

/* 0, REG_NOMATCH or REG_ESPACE. match may be NULL: any match will do. */
int __xinim_regex_search(
	const struct re_guts *g, const struct text *text, regmatch_t *match);
int __xinim_regex_dissect(
	const struct re_guts *g, const struct text *text, size_t n, regmatch_t match[]);
int __xinim_regex_backtrack(
	const struct re_guts *g, const struct text *text, size_t n, regmatch_t match[]);

#endif
