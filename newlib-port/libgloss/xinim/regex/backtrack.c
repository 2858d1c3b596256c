/*
 * newlib-port/libgloss/xinim/regex/backtrack.c - matching with back-references, by trying.
 *
 * What a back-reference matches depends on what its group has matched, so that states
 * cannot be run side by side: each way is gone to its end, and the longest match is kept.
 * The time can grow without measure; after STEPS_MOST the search gives up with
 * REG_ESPACE.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "regex/regex.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_MOST (1UL << 27)

/* A way not gone yet, or (at < 0) what slot ~at has to become again. */
struct choice {
	int at;
	const char *here;
};

struct attempt {
	const struct re_guts *g;
	const struct text *text;
	const char **slots, **best;
	const char *best_end;
	struct choice *choices;
	size_t count, room;
	unsigned long steps;
};

static bool push(struct attempt *a, int at, const char *here)
{
	if (a->count == a->room) {
		size_t room = a->room == 0 ? 64 : 2 * a->room;
		struct choice *choices = realloc(a->choices, room * sizeof(*choices));

		if (choices == NULL)
			return false;
		a->choices = choices;
		a->room = room;
	}
	a->choices[a->count++] = (struct choice){ at, here };
	return true;
}

static bool set_slot(struct attempt *a, uint32_t slot, const char *here)
{
	if (!push(a, ~(int)slot, a->slots[slot]))
		return false;
	a->slots[slot] = here;
	return true;
}

static uint32_t char_before(const struct attempt *a, const char *here)
{
	const char *p;
	size_t length;

	if (here == a->text->start)
		return CHAR_NONE;
	if (!a->g->multi || (unsigned char)here[-1] < 0x80)
		return (unsigned char)here[-1];
	/* The one that ends here, if any does. */
	for (p = here - 1; p > a->text->start && here - p < MB_LEN_MAX; p--) {
		uint32_t c = char_at(p, here, true, &length);

		if (!(c & CHAR_INVALID) && p + length == here)
			return c;
	}
	return char_at(p, here, true, &length);
}

/* The text of a group here again; its bytes, or -1. */
static ptrdiff_t same(const struct attempt *a, uint32_t group, const char *here)
{
	const char *p = a->slots[2 * group], *end = a->slots[2 * group + 1];
	const char *from = here, *stop = a->text->end;

	if (p == NULL || end == NULL)
		return -1;
	while (p < end) {
		size_t n, m;
		uint32_t c, e;

		if (from >= stop)
			return -1;
		c = char_at(p, end, a->g->multi, &n);
		e = char_at(from, stop, a->g->multi, &m);
		if (c != e &&
			(!(a->g->flags & REG_ICASE) ||
				(__xinim_char_lower(c, a->g->multi) !=
						__xinim_char_lower(e, a->g->multi) &&
					__xinim_char_upper(c, a->g->multi) !=
						__xinim_char_upper(e, a->g->multi))))
			return -1;
		p += n;
		from += m;
	}
	return from - here;
}

/* One state; false: this way is at its end. *error if there is no memory. */
static bool step(struct attempt *a, int *at, const char **here, int *error)
{
	const struct re_guts *g = a->g;
	const struct state *s = &g->forward.states[*at];
	uint32_t c = CHAR_NONE;
	size_t length = 0;
	ptrdiff_t n;

	++*at;
	switch (s->op) {
	case OP_SPLIT:
		*at = s->to;
		if (!push(a, s->other, *here))
			*error = REG_ESPACE;
		return *error == 0;
	case OP_JUMP:
		*at = s->to;
		return true;
	case OP_SAVE:
	case OP_UNMARK:
	case OP_MARK:
		if (!set_slot(a, s->value, s->op == OP_UNMARK ? NULL : *here))
			*error = REG_ESPACE;
		return *error == 0;
	case OP_CHECK:
		return a->slots[s->value] != *here;
	case OP_BACKREF:
		n = same(a, s->value, *here);
		*here += n > 0 ? n : 0;
		return n >= 0;
	}
	if (*here < a->text->end)
		c = char_at(*here, a->text->end, g->multi, &length);
	if (s->op == OP_ASSERT)
		return s->value &
			__xinim_regex_place(g, char_before(a, *here), c, a->text->flags);
	*here += length;
	return c != CHAR_NONE && __xinim_regex_consumes(g, s, c);
}

/* All ways from one place of the text. */
static int try(struct attempt *a, const char *from)
{
	size_t slots = (size_t)a->g->marks;
	int at = 0, error = 0;
	const char *here = from;

	memset(a->slots, 0, slots * sizeof(*a->slots));
	a->count = 0;
	a->best_end = NULL;
	for (;;) {
		bool on = true;

		if (++a->steps > STEPS_MOST)
			return REG_ESPACE;
		if (at == a->g->forward.count) {
			if (a->best_end == NULL || here > a->best_end) {
				a->best_end = here;
				memcpy(a->best, a->slots, slots * sizeof(*a->best));
			}
			if (here == a->text->end)
				return 0; /* none is longer */
			on = false;
		} else
			on = step(a, &at, &here, &error);
		if (error != 0)
			return error;
		while (!on) {
			const struct choice *c;

			if (a->count == 0)
				return a->best_end != NULL ? 0 : REG_NOMATCH;
			c = &a->choices[--a->count];
			if (c->at < 0)
				a->slots[~c->at] = c->here;
			else {
				at = c->at;
				here = c->here;
				on = true;
			}
		}
	}
}

static void result(
	const struct attempt *a, const char *from, size_t n, regmatch_t match[])
{
	const char *start = a->text->start;

	if (n > 0) {
		match[0].rm_so = from - start;
		match[0].rm_eo = a->best_end - start;
	}
	for (size_t i = 1; i < n && i <= (size_t)a->g->groups; i++)
		if (a->best[2 * i] != NULL && a->best[2 * i + 1] != NULL) {
			match[i].rm_so = a->best[2 * i] - start;
			match[i].rm_eo = a->best[2 * i + 1] - start;
		}
}

int __xinim_regex_backtrack(
	const struct re_guts *g, const struct text *text, size_t n, regmatch_t match[])
{
	struct attempt a = { .g = g, .text = text };
	const char *from = text->start;
	int error = REG_NOMATCH;

	a.slots = malloc(2 * (size_t)g->marks * sizeof(*a.slots));
	if (a.slots == NULL)
		return REG_ESPACE;
	a.best = a.slots + g->marks;
	while (error == REG_NOMATCH) {
		size_t length = 1;

		if (!g->may_skip || (from < text->end && g->first[(unsigned char)*from]))
			error = try(&a, from);
		if (error != REG_NOMATCH || from >= text->end)
			break;
		char_at(from, text->end, g->multi, &length);
		from += length;
	}
	if (error == 0)
		result(&a, from, n, match);
	free(a.choices);
	free(a.slots);
	return error;
}
