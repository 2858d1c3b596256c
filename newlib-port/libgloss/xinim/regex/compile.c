/*
 * newlib-port/libgloss/xinim/regex/compile.c - regcomp: the programs of a tree.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "regex/regex.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* -1: no memory, or too many. */
static int emit(struct program *p, enum op op, uint32_t value)
{
	if (p->count == p->room) {
		int room = p->room == 0 ? 32 : 2 * p->room;
		struct state *states;

		if (p->count >= REGEX_STATES)
			return -1;
		states = realloc(p->states, sizeof(*states) * (size_t)room);
		if (states == NULL)
			return -1;
		p->states = states;
		p->room = room;
	}
	p->states[p->count].op = (unsigned char)op;
	p->states[p->count].value = value;
	p->states[p->count].to = p->states[p->count].other = p->count + 1;
	return p->count++;
}

static int compile(struct re_guts *g, struct program *p, struct node *n);

static int compile_kids(struct re_guts *g, struct program *p, struct node *n)
{
	for (int i = 0; i < n->count; i++)
		if (compile(g, p, n->kids[p == &g->forward ? i : n->count - 1 - i]) < 0)
			return -1;
	return 0;
}

static int compile_alternatives(struct re_guts *g, struct program *p, struct node *n)
{
	int *jumps = malloc(sizeof(*jumps) * (size_t)n->count), result = -1;

	if (jumps == NULL)
		return -1;
	for (int i = 0; i < n->count; i++) {
		int split = i + 1 < n->count ? emit(p, OP_SPLIT, 0) : 0;

		if (split < 0 || compile(g, p, n->kids[i]) < 0)
			goto out;
		if (i + 1 < n->count) {
			jumps[i] = emit(p, OP_JUMP, 0);
			if (jumps[i] < 0)
				goto out;
			p->states[split].other = p->count;
		}
	}
	for (int i = 0; i + 1 < n->count; i++)
		p->states[jumps[i]].to = p->count;
	result = 0;
out:
	free(jumps);
	return result;
}

/*
 * As often as one likes. To who tries, a round that reads nothing is none; but the first
 * may, if there has to be none: its groups have matched nothing, not failed to match.
 */
static int compile_star(struct re_guts *g, struct program *p, struct node *n)
{
	uint32_t mark = 0;
	int split, jump;

	if (g->backrefs) {
		mark = (uint32_t)g->marks++;
		if (emit(p, n->min == 0 ? OP_UNMARK : OP_MARK, mark) < 0)
			return -1;
	}
	split = emit(p, OP_SPLIT, 0);
	if (split < 0 || compile(g, p, n->kids[0]) < 0)
		return -1;
	if (g->backrefs && (emit(p, OP_CHECK, mark) < 0 || emit(p, OP_MARK, mark) < 0))
		return -1;
	jump = emit(p, OP_JUMP, 0);
	if (jump < 0)
		return -1;
	p->states[jump].to = split;
	p->states[split].other = p->count;
	return 0;
}

static int compile_optional(struct re_guts *g, struct program *p, struct node *n)
{
	int start = p->count, end;

	for (int i = n->min; i < n->max; i++)
		if (emit(p, OP_SPLIT, 1) < 0 || compile(g, p, n->kids[0]) < 0)
			return -1;
	end = p->count;
	/* Each of these goes to the end of all. */
	if (n->max > n->min) {
		int each = (end - start) / (n->max - n->min);

		for (int i = start; i < end; i += each)
			p->states[i].other = end;
	}
	return 0;
}

/* Forwards what has to be comes first, backwards last: dissect.c counts on that. */
static int compile_repeat(struct re_guts *g, struct program *p, struct node *n)
{
	bool forward = p == &g->forward;

	for (int part = 0; part < 2; part++) {
		if ((part == 0) == forward) {
			for (int i = 0; i < n->min; i++)
				if (compile(g, p, n->kids[0]) < 0)
					return -1;
		} else if (n->max == REGEX_INFINITE) {
			if (compile_star(g, p, n) < 0)
				return -1;
		} else if (compile_optional(g, p, n) < 0)
			return -1;
	}
	return 0;
}

static int compile_group(struct re_guts *g, struct program *p, struct node *n)
{
	if (!g->backrefs)
		return compile(g, p, n->kids[0]);
	if (emit(p, OP_SAVE, 2 * n->value) < 0 || compile(g, p, n->kids[0]) < 0)
		return -1;
	return emit(p, OP_SAVE, 2 * n->value + 1) < 0 ? -1 : 0;
}

static int compile(struct re_guts *g, struct program *p, struct node *n)
{
	struct region r = { p->count, 0 };
	int result = 0;

	switch (n->kind) {
	case KIND_EMPTY:
		break;
	case KIND_CHAR:
		result = emit(p, OP_CHAR, n->value);
		break;
	case KIND_ANY:
		result = emit(p, OP_ANY, 0);
		break;
	case KIND_SET:
		result = emit(p, OP_SET, n->value);
		break;
	case KIND_ASSERT:
		result = emit(p, OP_ASSERT, n->value);
		break;
	case KIND_BACKREF:
		result = emit(p, OP_BACKREF, n->value);
		break;
	case KIND_GROUP:
		result = compile_group(g, p, n);
		break;
	case KIND_CAT:
		result = compile_kids(g, p, n);
		break;
	case KIND_ALT:
		result = compile_alternatives(g, p, n);
		break;
	case KIND_REPEAT:
		result = compile_repeat(g, p, n);
		break;
	}
	r.end = p->count;
	*(p == &g->forward ? &n->forward : &n->backward) = r;
	return result < 0 ? -1 : 0;
}

bool __xinim_regex_consumes(const struct re_guts *g, const struct state *s, uint32_t c)
{
	switch (s->op) {
	case OP_CHAR:
		return s->value == c ||
			(g->flags & REG_ICASE &&
				(__xinim_char_lower(c, g->multi) == s->value ||
					__xinim_char_upper(c, g->multi) == s->value ||
					__xinim_char_lower(s->value, g->multi) == c ||
					__xinim_char_upper(s->value, g->multi) == c));
	case OP_ANY:
		return !(c & CHAR_INVALID) && !(c == '\n' && g->flags & REG_NEWLINE);
	case OP_SET:
		return __xinim_regex_in_set(g, &g->sets[s->value], c);
	}
	return false;
}

/* Which bytes a match may begin with; false: it may be empty, or one cannot tell. */
static bool find_first(struct re_guts *g, int *todo, unsigned char *seen)
{
	int n = 1;

	todo[0] = 0;
	seen[0] = 1;
	while (n > 0) {
		int at = todo[--n];
		const struct state *s = &g->forward.states[at];
		int next[2] = { at + 1, -1 };

		if (at == g->forward.count || s->op == OP_BACKREF)
			return false;
		if (s->op <= OP_SET) {
			for (unsigned int c = 0; c < 256; c++)
				if (g->multi && c >= 128
						? s->op != OP_CHAR || s->value >= 128 ||
							g->flags & REG_ICASE
						: __xinim_regex_consumes(g, s, c))
					g->first[c] = 1;
			continue;
		}
		if (s->op == OP_SPLIT || s->op == OP_JUMP)
			next[0] = s->to;
		if (s->op == OP_SPLIT)
			next[1] = s->other;
		for (int i = 0; i < 2; i++)
			if (next[i] >= 0 && !seen[next[i]]) {
				seen[next[i]] = 1;
				todo[n++] = next[i];
			}
	}
	return true;
}

int __xinim_regex_compile(struct re_guts *g)
{
	size_t n;
	int *todo;
	unsigned char *seen;

	g->marks = 2 * (g->groups + 1);
	if (compile(g, &g->forward, g->root) < 0)
		return REG_ESPACE;
	if (g->groups > 0 && !g->backrefs && !(g->flags & REG_NOSUB) &&
		compile(g, &g->backward, g->root) < 0)
		return REG_ESPACE;
	n = (size_t)g->forward.count + 1;
	todo = malloc(n * sizeof(*todo));
	seen = calloc(n, 1);
	if (todo != NULL && seen != NULL)
		g->may_skip = find_first(g, todo, seen);
	n = todo != NULL && seen != NULL;
	free(todo);
	free(seen);
	return n ? 0 : REG_ESPACE;
}

static void guts_free(struct re_guts *g)
{
	while (g->nodes != NULL) {
		struct node *next = g->nodes->all;

		free(g->nodes->kids);
		free(g->nodes);
		g->nodes = next;
	}
	free(g->pattern);
	free(g->sets);
	free(g->forward.states);
	free(g->backward.states);
	free(g);
}

int regcomp(regex_t *restrict re, const char *restrict pattern, int flags)
{
	size_t length;
	struct re_guts *g;
	int error;

	re->re_magic = 0;
	if (flags & REG_EXTENDED && flags & REG_NOSPEC)
		return REG_INVARG;
	if (flags & REG_PEND && re->re_endp < pattern)
		return REG_INVARG;
	length = flags & REG_PEND ? (size_t)(re->re_endp - pattern) : strlen(pattern);
	g = calloc(1, sizeof(*g));
	if (g == NULL)
		return REG_ESPACE;
	g->flags = flags;
	g->multi = __xinim_char_multi();
	g->pattern = malloc(length + 1);
	if (g->pattern == NULL) {
		guts_free(g);
		return REG_ESPACE;
	}
	memcpy(g->pattern, pattern, length);
	g->pattern[length] = '\0';
	g->pattern_end = g->pattern + length;
	error = __xinim_regex_parse(g);
	if (error == 0)
		error = __xinim_regex_compile(g);
	if (error != 0) {
		guts_free(g);
		return error;
	}
	re->re_nsub = (size_t)g->groups;
	re->re_g = g;
	re->re_magic = REGEX_MAGIC;
	return 0;
}

void regfree(regex_t *re)
{
	if (re->re_magic != REGEX_MAGIC)
		return;
	re->re_magic = 0;
	guts_free(re->re_g);
	re->re_g = NULL;
}
