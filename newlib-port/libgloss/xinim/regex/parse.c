/*
 * newlib-port/libgloss/xinim/regex/parse.c - the tree of a regular expression.
 *
 * POSIX XBD 9, and of GNU's additions \| \+ \? in basic expressions, back-references in
 * extended ones, \w \W \s \S \b \B \< \> \` \' in both, {,n}, and an alternative that is
 * empty.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "regex/regex.h"

#include <stdlib.h>
#include <string.h>

#define GROUPS_MOST 9 /* that can be referred to */

struct parse {
	struct re_guts *g;
	const char *p, *end;
	bool extended;
	int depth;           /* of parentheses */
	unsigned int closed; /* bit n: group n may be referred to */
	int error;           /* the first; REG_* */
};

static struct node *parse_alternatives(struct parse *s);

static struct node *fail(struct parse *s, int error)
{
	if (s->error == 0)
		s->error = error;
	return NULL;
}

static struct node *node_new(struct parse *s, enum kind kind, uint32_t value)
{
	struct node *n = calloc(1, sizeof(*n));

	if (n == NULL)
		return fail(s, REG_ESPACE);
	n->kind = kind;
	n->value = value;
	n->depth = 1;
	n->all = s->g->nodes;
	s->g->nodes = n;
	return n;
}

static struct node *node_add(struct parse *s, struct node *n, struct node *kid)
{
	if (n == NULL || kid == NULL)
		return NULL;
	if (n->count == n->room) {
		int room = n->room == 0 ? 4 : 2 * n->room;
		struct node **kids = room > REGEX_STATES
			? NULL
			: realloc(n->kids, sizeof(*kids) * (size_t)room);

		if (kids == NULL)
			return fail(s, REG_ESPACE);
		n->kids = kids;
		n->room = room;
	}
	n->kids[n->count++] = kid;
	n->groups = n->groups || kid->groups || n->kind == KIND_GROUP;
	if (n->depth <= kid->depth)
		n->depth = kid->depth + 1;
	return n->depth > REGEX_DEPTH ? fail(s, REG_ESPACE) : n;
}

static bool next_is(const struct parse *s, const char *text)
{
	size_t n = strlen(text);

	return (size_t)(s->end - s->p) >= n && memcmp(s->p, text, n) == 0;
}

static struct set *set_new(struct parse *s)
{
	struct re_guts *g = s->g;

	if (g->set_count == g->set_room) {
		int room = g->set_room == 0 ? 4 : 2 * g->set_room;
		struct set *sets = realloc(g->sets, sizeof(*sets) * (size_t)room);

		if (sets == NULL) {
			fail(s, REG_ESPACE);
			return NULL;
		}
		g->sets = sets;
		g->set_room = room;
	}
	memset(&g->sets[g->set_count], 0, sizeof(g->sets[0]));
	return &g->sets[g->set_count++];
}

static int bracket_flags(const struct re_guts *g)
{
	return (g->flags & REG_ICASE ? BRACKET_ICASE : 0) |
		(g->flags & REG_NEWLINE ? BRACKET_NO_LINE : 0);
}

static struct node *set_done(struct parse *s, struct set *set)
{
	for (uint32_t c = 0; c < 128; c++) {
		const char *after;
		bool in;

		if (set->text != NULL)
			in = __xinim_bracket(set->text, s->end, c, bracket_flags(s->g),
				     s->g->multi, &after) > 0;
		else
			in = (__xinim_char_class(set->class, c, s->g->multi) > 0 ||
				     (set->class[0] == 'a' && c == '_')) != set->not ;
		if (in)
			set->ascii[c / 32] |= 1u << c % 32;
	}
	return node_new(s, KIND_SET, (uint32_t)(set - s->g->sets));
}

bool __xinim_regex_in_set(const struct re_guts *g, const struct set *set, uint32_t c)
{
	const char *after;

	if (c < 128)
		return set->ascii[c / 32] >> c % 32 & 1;
	if (set->text != NULL)
		return __xinim_bracket(set->text, g->pattern_end, c, bracket_flags(g),
			       g->multi, &after) > 0;
	if (c & CHAR_INVALID)
		return false;
	return (__xinim_char_class(set->class, c, g->multi) > 0) != set->not ;
}

/* Behind the `['. */
static struct node *parse_bracket(struct parse *s)
{
	static const int errors[] = { 0, REG_EBRACK, REG_ECTYPE, REG_ERANGE,
		REG_ECOLLATE };
	const char *after;
	struct set *set;
	int in;

	if (next_is(s, "[:<:]]") || next_is(s, "[:>:]]")) {
		uint32_t at = s->p[2] == '<' ? AT_WORD_START : AT_WORD_END;

		s->p += 6;
		return node_new(s, KIND_ASSERT, at);
	}
	in = __xinim_bracket(
		s->p, s->end, CHAR_NONE, bracket_flags(s->g), s->g->multi, &after);
	if (in < 0)
		return fail(s, errors[-in]);
	set = set_new(s);
	if (set == NULL)
		return NULL;
	set->text = s->p;
	s->p = after;
	return set_done(s, set);
}

static struct node *parse_class(struct parse *s, const char *class, bool not )
{
	struct set *set = set_new(s);

	if (set == NULL)
		return NULL;
	set->class = class;
	set->not = not ;
	return set_done(s, set);
}

static struct node *parse_char(struct parse *s)
{
	size_t length;
	uint32_t c = char_at(s->p, s->end, s->g->multi, &length);

	s->p += length;
	return node_new(s, KIND_CHAR, c);
}

static struct node *parse_group(struct parse *s)
{
	struct node *n = node_new(s, KIND_GROUP, (uint32_t)++s->g->groups), *kid;

	if (n == NULL)
		return NULL;
	n->groups = true;
	if (++s->depth > REGEX_DEPTH / 3)
		return fail(s, REG_ESPACE);
	kid = parse_alternatives(s);
	s->depth--;
	if (kid == NULL)
		return NULL;
	if (!next_is(s, s->extended ? ")" : "\\)"))
		return fail(s, REG_EPAREN);
	s->p += s->extended ? 1 : 2;
	if (n->value <= GROUPS_MOST)
		s->closed |= 1u << n->value;
	return node_add(s, n, kid);
}

/* Behind a backslash; what has to do with the structure has been seen to. */
static struct node *parse_escape(struct parse *s)
{
	static const char signs[] = "<>bB`'";
	static const uint32_t places[] = { AT_WORD_START, AT_WORD_END, AT_WORD_EDGE,
		AT_NO_WORD_EDGE, AT_TEXT_START, AT_TEXT_END };
	const char *sign;

	if (s->p == s->end)
		return fail(s, REG_EESCAPE);
	if (*s->p >= '1' && *s->p <= '9') {
		uint32_t group = (uint32_t)(*s->p++ - '0');

		if (!(s->closed >> group & 1))
			return fail(s, REG_ESUBREG);
		s->g->backrefs = true;
		return node_new(s, KIND_BACKREF, group);
	}
	sign = strchr(signs, *s->p);
	if (sign != NULL && *s->p != '\0') {
		s->p++;
		return node_new(s, KIND_ASSERT, places[sign - signs]);
	}
	switch (*s->p) {
	case 'w':
	case 'W':
		return parse_class(s, "alnum", *s->p++ == 'W');
	case 's':
	case 'S':
		return parse_class(s, "space", *s->p++ == 'S');
	}
	return parse_char(s);
}

/* One or more digits; -1: none, or too much. */
static int parse_number(struct parse *s)
{
	int n = -1;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9') {
		n = (n < 0 ? 0 : n) * 10 + (*s->p++ - '0');
		if (n > RE_DUP_MAX)
			return -1;
	}
	return n;
}

/* Behind the brace. */
static bool parse_interval(struct parse *s, int *min, int *max)
{
	bool open = s->p < s->end && *s->p == ',';

	*min = open ? 0 : parse_number(s);
	*max = *min;
	if (*min >= 0 && s->p < s->end && *s->p == ',') {
		s->p++;
		if (s->p < s->end && *s->p >= '0' && *s->p <= '9')
			*max = parse_number(s);
		else
			*max = REGEX_INFINITE;
		if (*max == -1 && s->p[-1] != ',')
			*min = -1;
	}
	if (s->p == s->end) {
		fail(s, REG_EBRACE);
		return false;
	}
	if (*min < 0 || (*max != REGEX_INFINITE && *max < *min) ||
		!next_is(s, s->extended ? "}" : "\\}")) {
		/* Too great, too small, or no number; and if no brace follows at all? */
		fail(s,
			memchr(s->p, '}', (size_t)(s->end - s->p)) != NULL ? REG_BADBR
									   : REG_EBRACE);
		return false;
	}
	s->p += s->extended ? 1 : 2;
	return true;
}

/* A repetition here, if there is one. */
static bool parse_times(struct parse *s, int *min, int *max)
{
	if (s->p == s->end || s->error != 0)
		return false;
	*min = 0;
	*max = REGEX_INFINITE;
	if (*s->p == '*') {
		s->p++;
		return true;
	}
	if (next_is(s, s->extended ? "{" : "\\{")) {
		s->p += s->extended ? 1 : 2;
		return parse_interval(s, min, max);
	}
	if (next_is(s, s->extended ? "+" : "\\+")) {
		*min = 1;
	} else if (next_is(s, s->extended ? "?" : "\\?")) {
		*max = 1;
	} else
		return false;
	s->p += s->extended ? 1 : 2;
	return true;
}

static struct node *parse_repeats(struct parse *s, struct node *n)
{
	int min, max;

	while (n != NULL && parse_times(s, &min, &max)) {
		struct node *repeat;

		/* a** and its like are one repetition, so that many make no deep tree. */
		if (n->kind == KIND_REPEAT && n->min <= 1 && min <= 1 &&
			(n->max == REGEX_INFINITE || n->max == 1) &&
			(max == REGEX_INFINITE || max == 1)) {
			if (min < n->min)
				n->min = min;
			if (max == REGEX_INFINITE)
				n->max = max;
			continue;
		}
		repeat = node_new(s, KIND_REPEAT, 0);
		if (repeat == NULL)
			return NULL;
		repeat->min = min;
		repeat->max = max;
		n = node_add(s, repeat, n);
	}
	return s->error == 0 ? n : NULL;
}

/* One thing of an extended expression. */
static struct node *parse_extended(struct parse *s)
{
	switch (*s->p) {
	case '(':
		s->p++;
		return parse_group(s);
	case '[':
		s->p++;
		return parse_bracket(s);
	case '.':
		s->p++;
		return node_new(s, KIND_ANY, 0);
	case '^':
		s->p++;
		return node_new(s, KIND_ASSERT, AT_LINE_START);
	case '$':
		s->p++;
		return node_new(s, KIND_ASSERT, AT_LINE_END);
	case '\\':
		s->p++;
		return parse_escape(s);
	case '*':
	case '+':
	case '?':
	case '{':
		return fail(s, REG_BADRPT);
	}
	return parse_char(s);
}

static bool at_end(const struct parse *s)
{
	if (s->p == s->end)
		return true;
	if (s->extended)
		return *s->p == '|' || (*s->p == ')' && s->depth > 0);
	return next_is(s, "\\|") || next_is(s, "\\)");
}

/* One thing of a basic expression; first: nothing is before it but perhaps a `^'. */
static struct node *parse_basic(struct parse *s, bool first, bool very_first)
{
	if (next_is(s, "\\(")) {
		s->p += 2;
		return parse_group(s);
	}
	if (next_is(s, "\\{"))
		return fail(s, REG_BADRPT);
	if (next_is(s, "\\}"))
		return fail(s, REG_EBRACE);
	switch (*s->p) {
	case '[':
		s->p++;
		return parse_bracket(s);
	case '.':
		s->p++;
		return node_new(s, KIND_ANY, 0);
	case '\\':
		s->p++;
		return parse_escape(s);
	case '^':
		if (!very_first)
			break;
		s->p++;
		return node_new(s, KIND_ASSERT, AT_LINE_START);
	case '$':
		s->p++;
		if (at_end(s))
			return node_new(s, KIND_ASSERT, AT_LINE_END);
		s->p--;
		break;
	case '*':
		if (!first)
			return fail(s, REG_BADRPT);
		break;
	}
	return parse_char(s);
}

static struct node *parse_sequence(struct parse *s)
{
	struct node *all = node_new(s, KIND_CAT, 0);
	bool very_first = true, first = true;

	while (all != NULL && s->error == 0 && !at_end(s)) {
		struct node *n = s->extended ? parse_extended(s)
					     : parse_basic(s, first, very_first);

		if (n == NULL)
			return NULL;
		first = !s->extended && very_first && n->kind == KIND_ASSERT &&
			n->value == AT_LINE_START;
		very_first = false;
		if (!first)
			n = parse_repeats(s, n);
		all = node_add(s, all, n);
	}
	return s->error == 0 ? all : NULL;
}

static struct node *parse_alternatives(struct parse *s)
{
	struct node *first = parse_sequence(s), *all;

	if (first == NULL || !next_is(s, s->extended ? "|" : "\\|"))
		return first;
	all = node_add(s, node_new(s, KIND_ALT, 0), first);
	while (all != NULL && next_is(s, s->extended ? "|" : "\\|")) {
		s->p += s->extended ? 1 : 2;
		all = node_add(s, all, parse_sequence(s));
	}
	return all;
}

/* Just characters: REG_NOSPEC. */
static struct node *parse_literal(struct parse *s)
{
	struct node *all = node_new(s, KIND_CAT, 0);

	while (all != NULL && s->p < s->end)
		all = node_add(s, all, parse_char(s));
	return all;
}

/* 0 or REG_*; the tree is g->root, the list of its nodes g->nodes in any case. */
int __xinim_regex_parse(struct re_guts *g)
{
	struct parse s = { .g = g,
		.p = g->pattern,
		.end = g->pattern_end,
		.extended = g->flags & REG_EXTENDED };

	g->root = g->flags & REG_NOSPEC ? parse_literal(&s) : parse_alternatives(&s);
	if (g->root == NULL)
		return s.error != 0 ? s.error : REG_ESPACE;
	if (s.p != s.end)
		return REG_EPAREN; /* one that closes nothing */
	return 0;
}
