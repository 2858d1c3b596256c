/*
 * newlib-port/libgloss/xinim/regex/match.c - regexec: the leftmost and longest match.
 *
 * All states are run at once over the text. Each has the place where its match began; the
 * list of states is in the order of these places, so that what comes to a state first
 * began leftmost, and what comes later need not be looked at.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "regex/regex.h"

#include <stdlib.h>
#include <string.h>

#define STATES_ON_STACK 96

struct thread {
	int at;
	const char *from;
};

struct search {
	const struct re_guts *g;
	struct thread *now, *next;
	int *todo;
	unsigned int *seen; /* the round in which a state was last in the list */
	unsigned int round;
	int count, next_count;
	const char *from, *to; /* the best so far, or NULL */
};

unsigned int __xinim_regex_place(
	const struct re_guts *g, uint32_t before, uint32_t after, int flags)
{
	bool word_before = before != CHAR_NONE && __xinim_char_is_word(before, g->multi);
	bool word_after = after != CHAR_NONE && __xinim_char_is_word(after, g->multi);
	bool lines = g->flags & REG_NEWLINE;
	unsigned int at = word_before != word_after ? AT_WORD_EDGE : AT_NO_WORD_EDGE;

	if (before == CHAR_NONE)
		at |= AT_TEXT_START | (flags & REG_NOTBOL ? 0 : AT_LINE_START);
	if (after == CHAR_NONE)
		at |= AT_TEXT_END | (flags & REG_NOTEOL ? 0 : AT_LINE_END);
	if (lines && before == '\n')
		at |= AT_LINE_START;
	if (lines && after == '\n')
		at |= AT_LINE_END;
	if (word_after && !word_before)
		at |= AT_WORD_START;
	if (word_before && !word_after)
		at |= AT_WORD_END;
	return at;
}

/*
 * The state `at' and all that follows without reading, into the list. A state that has a
 * better place already keeps it. Of two ways the order does not matter here.
 */
static void add(struct search *s, int at, const char *from, unsigned int place)
{
	const struct program *p = &s->g->forward;
	int n = 0;

	s->todo[n++] = at;
	while (n > 0) {
		const struct state *state;

		at = s->todo[--n];
		if (s->seen[at] == s->round)
			continue;
		s->seen[at] = s->round;
		if (at == p->count) {
			s->now[s->count++] = (struct thread){ at, from };
			continue;
		}
		state = &p->states[at];
		switch (state->op) {
		case OP_SPLIT:
			if (s->seen[state->other] != s->round)
				s->todo[n++] = state->other;
			s->todo[n++] = state->to;
			break;
		case OP_JUMP:
			s->todo[n++] = state->to;
			break;
		case OP_ASSERT:
			if (state->value & place)
				s->todo[n++] = at + 1;
			break;
		case OP_CHAR:
		case OP_ANY:
		case OP_SET:
			s->now[s->count++] = (struct thread){ at, from };
			break;
		default:
			s->todo[n++] = at + 1;
		}
	}
}

/* Notes a match that ends here, and steps over c. */
static void step(struct search *s, const char *here, uint32_t c)
{
	const struct program *p = &s->g->forward;

	s->next_count = 0;
	for (int i = 0; i < s->count; i++) {
		const struct thread *t = &s->now[i];

		if (s->from != NULL && t->from > s->from)
			break; /* and so are all behind it */
		if (t->at == p->count) {
			s->from = t->from;
			s->to = here;
		} else if (c != CHAR_NONE &&
			__xinim_regex_consumes(s->g, &p->states[t->at], c))
			s->next[s->next_count++] = (struct thread){ t->at + 1, t->from };
	}
}

static void run(struct search *s, const struct text *text, bool any)
{
	const struct re_guts *g = s->g;
	const char *here = text->start;
	uint32_t before = CHAR_NONE;

	s->next_count = 0;
	for (;;) {
		uint32_t c = CHAR_NONE;
		size_t length = 0;
		unsigned int place;

		if (s->next_count == 0 && s->from != NULL)
			return;
		/* Nothing has begun, and nothing can here. */
		if (s->next_count == 0 && g->may_skip && here < text->end &&
			!g->first[(unsigned char)*here]) {
			const char *p = here;

			while (p < text->end && !g->first[(unsigned char)*p] &&
				(!g->multi || (unsigned char)*p < 0x80))
				p++;
			if (p > here) {
				before = (unsigned char)p[-1];
				here = p;
			} else {
				before = char_at(here, text->end, g->multi, &length);
				here += length;
			}
			continue;
		}
		if (here < text->end)
			c = char_at(here, text->end, g->multi, &length);
		place = __xinim_regex_place(g, before, c, text->flags);
		s->round++;
		s->count = 0;
		for (int i = 0; i < s->next_count; i++)
			add(s, s->next[i].at, s->next[i].from, place);
		if (s->from == NULL)
			add(s, 0, here, place);
		step(s, here, c);
		if (c == CHAR_NONE || (any && s->from != NULL))
			return;
		before = c;
		here += length;
	}
}

int __xinim_regex_search(
	const struct re_guts *g, const struct text *text, regmatch_t *match)
{
	size_t n = (size_t)g->forward.count + 1;
	struct thread small_threads[2 * STATES_ON_STACK];
	int small_todo[2 * STATES_ON_STACK];
	unsigned int small_seen[STATES_ON_STACK];
	struct search s = { .g = g };
	bool small = n <= STATES_ON_STACK;

	s.now = small ? small_threads : malloc(2 * n * sizeof(*s.now));
	s.todo = small ? small_todo : malloc(2 * n * sizeof(*s.todo));
	s.seen = small ? small_seen : malloc(n * sizeof(*s.seen));
	if (s.now != NULL && s.todo != NULL && s.seen != NULL) {
		s.next = s.now + n;
		memset(s.seen, 0, n * sizeof(*s.seen));
		run(&s, text, match == NULL);
	}
	if (!small) {
		free(s.now);
		free(s.todo);
		free(s.seen);
		if (s.next == NULL)
			return REG_ESPACE;
	}
	if (s.from == NULL)
		return REG_NOMATCH;
	if (match != NULL) {
		match->rm_so = s.from - text->start;
		match->rm_eo = s.to - text->start;
	}
	return 0;
}

int regexec(const regex_t *restrict re, const char *restrict string, size_t n,
	regmatch_t match[restrict], int flags)
{
	const struct re_guts *g = re->re_g;
	struct text text = { string, NULL, flags };
	regoff_t shift = 0;
	int error;

	if (re->re_magic != REGEX_MAGIC)
		return REG_BADPAT;
	if (flags & REG_STARTEND) {
		if (match[0].rm_so < 0 || match[0].rm_eo < match[0].rm_so)
			return REG_INVARG;
		shift = match[0].rm_so;
		text.start = string + shift;
		text.end = string + match[0].rm_eo;
	} else
		text.end = string + strlen(string);
	if (g->flags & REG_NOSUB)
		n = 0;
	for (size_t i = 0; i < n; i++)
		match[i].rm_so = match[i].rm_eo = -1;
	if (g->backrefs)
		error = __xinim_regex_backtrack(g, &text, n, match);
	else {
		error = __xinim_regex_search(g, &text, n > 0 ? &match[0] : NULL);
		if (error == 0 && n > 1 && g->groups > 0)
			error = __xinim_regex_dissect(g, &text, n, match);
	}
	for (size_t i = 0; error == 0 && shift != 0 && i < n; i++)
		if (match[i].rm_so >= 0) {
			match[i].rm_so += shift;
			match[i].rm_eo += shift;
		}
	return error;
}
