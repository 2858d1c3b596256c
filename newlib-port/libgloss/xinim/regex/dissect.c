/*
 * newlib-port/libgloss/xinim/regex/dissect.c - what the subexpressions have matched.
 *
 * The whole of a match is known. A part of the tree that matches from `from' to `to' is
 * split among its own parts from the left: each takes as much as it can so that what is
 * behind it can have the rest. Where the rest may begin, the backward program tells.
 * Of a repetition the last round counts (POSIX XSH regexec; XBD 9.1, "match").
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "regex/regex.h"

#include <stdlib.h>
#include <string.h>

/* Places are characters here: i is in front of chars[i]. */
struct dissect {
	const struct re_guts *g;
	const struct text *text;
	uint32_t
		*chars; /* of the text up to the match's end, and CHAR_NONE or one more */
	regoff_t *bytes;      /* of each place */
	unsigned char *place; /* AT_* of each */
	unsigned char *may_end, *may_start;
	int *now, *next, *todo;
	unsigned int *seen, round;
	size_t reach; /* how far may_end is known; from there on it is 0 */
	size_t n;     /* how many of match[] */
	regmatch_t *match;
};

/* As in match.c; `end' is not looked into. Returns whether that has been reached. */
static bool add(struct dissect *d, const struct program *p, int at, int end, size_t place,
	int *list, int *count)
{
	bool reached = false;
	int n = 0;

	d->todo[n++] = at;
	while (n > 0) {
		const struct state *state;

		at = d->todo[--n];
		if (d->seen[at] == d->round)
			continue;
		d->seen[at] = d->round;
		if (at == end) {
			reached = true;
			continue;
		}
		state = &p->states[at];
		if (state->op <= OP_SET)
			list[(*count)++] = at;
		else if (state->op == OP_SPLIT) {
			d->todo[n++] = state->other;
			d->todo[n++] = state->to;
		} else if (state->op == OP_JUMP)
			d->todo[n++] = state->to;
		else if (state->op != OP_ASSERT || state->value & d->place[place])
			d->todo[n++] = at + 1;
	}
	return reached;
}

/*
 * Runs a region from one place up or down to the other, and marks all places where it may
 * be done. Returns whether that is so at the last.
 */
static bool run(
	struct dissect *d, struct region r, size_t from, size_t to, unsigned char *mark)
{
	bool up = to >= from, done;
	const struct program *p = mark == d->may_start ? &d->g->backward : &d->g->forward;
	int *now = d->now, *next = d->next, count = 0;
	size_t at = from;

	d->round++;
	done = add(d, p, r.start, r.end, at, now, &count);
	if (mark != NULL)
		mark[at] = done;
	while (at != to && count > 0) {
		uint32_t c = d->chars[up ? at : at - 1];
		int next_count = 0, *other = now;

		done = false;
		at = up ? at + 1 : at - 1;
		d->round++;
		for (int i = 0; i < count; i++)
			if (__xinim_regex_consumes(d->g, &p->states[now[i]], c) &&
				add(d, p, now[i] + 1, r.end, at, next, &next_count))
				done = true;
		if (mark != NULL)
			mark[at] = done;
		now = next;
		next = other;
		count = next_count;
	}
	/* Nothing goes on from here. */
	d->reach = at;
	if (at == to)
		return done;
	if (mark != NULL && !up)
		memset(mark + to, 0, at - to);
	return false;
}

/* The last place where the one may end and the rest may begin, or SIZE_MAX. */
static size_t last_common(const struct dissect *d, size_t from)
{
	for (size_t i = d->reach + 1; i-- > from;)
		if (d->may_end[i] && d->may_start[i])
			return i;
	return SIZE_MAX;
}

static void forget(struct dissect *d, const struct node *n)
{
	if (!n->groups)
		return;
	if (n->kind == KIND_GROUP && n->value < d->n)
		d->match[n->value].rm_so = d->match[n->value].rm_eo = -1;
	for (int i = 0; i < n->count; i++)
		forget(d, n->kids[i]);
}

static void dissect(struct dissect *d, const struct node *n, size_t from, size_t to);

static void dissect_sequence(
	struct dissect *d, const struct node *n, size_t from, size_t to)
{
	int last = n->count - 1;

	/* What has no group at the end is of no interest. */
	while (last >= 0 && !n->kids[last]->groups)
		last--;
	for (int i = 0; i <= last; i++) {
		const struct node *kid = n->kids[i];
		struct region rest = { n->backward.start, kid->backward.start };
		size_t end;

		if (i == n->count - 1)
			end = to;
		else if (kid->kind <= KIND_SET && kid->kind != KIND_EMPTY)
			end = from + 1;
		else if (kid->kind == KIND_ASSERT)
			end = from;
		else {
			run(d, rest, to, from, d->may_start);
			run(d, kid->forward, from, to, d->may_end);
			end = last_common(d, from);
			if (end == SIZE_MAX)
				return;
		}
		dissect(d, kid, from, end);
		from = end;
	}
}

/* What is left of a repetition after so many rounds, read backwards. */
static struct region rounds_left(const struct node *n, int done)
{
	int each = n->kids[0]->backward.end - n->kids[0]->backward.start;
	struct region r = n->backward;
	int options_end = r.end - n->min * each;

	if (done < n->min)
		r.end -= done * each;
	else {
		r.end = options_end;
		if (n->max != REGEX_INFINITE)
			r.start = options_end - (n->max - done) * (each + 1);
	}
	return r;
}

static void dissect_repeat(
	struct dissect *d, const struct node *n, size_t from, size_t to)
{
	const struct node *kid = n->kids[0];
	size_t last_from = SIZE_MAX, last_to = 0;
	bool known = false; /* what is left was the same the last time */

	forget(d, kid);
	for (int round = 0; n->max == REGEX_INFINITE || round < n->max; round++) {
		bool extra = round >= n->min;
		size_t end;

		if (extra && from == to &&
			(round > 0 || !run(d, kid->forward, from, to, NULL)))
			break;
		if (!known)
			run(d, rounds_left(n, round + 1), to, from, d->may_start);
		known = n->max == REGEX_INFINITE && round + 1 >= n->min;
		run(d, kid->forward, from, to, d->may_end);
		/* A round too many has to bring something. */
		if (extra && from < to)
			d->may_end[from] = 0;
		end = last_common(d, from);
		if (end == SIZE_MAX)
			break;
		last_from = from;
		last_to = from = end;
		if (last_from == to)
			round = round < n->min - 1 ? n->min - 1 : round;
		if (extra && last_from == to)
			break;
	}
	if (last_from != SIZE_MAX)
		dissect(d, kid, last_from, last_to);
}

static void dissect(struct dissect *d, const struct node *n, size_t from, size_t to)
{
	if (!n->groups)
		return;
	switch (n->kind) {
	case KIND_GROUP:
		if (n->value < d->n) {
			d->match[n->value].rm_so = d->bytes[from];
			d->match[n->value].rm_eo = d->bytes[to];
		}
		dissect(d, n->kids[0], from, to);
		break;
	case KIND_ALT:
		for (int i = 0; i < n->count; i++)
			if (run(d, n->kids[i]->forward, from, to, NULL)) {
				dissect(d, n->kids[i], from, to);
				break;
			}
		break;
	case KIND_CAT:
		dissect_sequence(d, n, from, to);
		break;
	case KIND_REPEAT:
		dissect_repeat(d, n, from, to);
		break;
	default:
		break;
	}
}

/* Characters, bytes and places of the text up to the end of the match. */
static void decode(struct dissect *d, size_t *from, size_t *to)
{
	const char *p = d->text->start, *end = d->text->end;
	uint32_t before = CHAR_NONE;

	for (size_t i = 0;; i++) {
		regoff_t at = p - d->text->start;
		size_t length = 0;
		uint32_t c = p < end ? char_at(p, end, d->g->multi, &length) : CHAR_NONE;

		d->chars[i] = c;
		d->bytes[i] = at;
		d->place[i] = (unsigned char)__xinim_regex_place(
			d->g, before, c, d->text->flags);
		if (at == d->match[0].rm_so)
			*from = i;
		if (at == d->match[0].rm_eo) {
			*to = i;
			return;
		}
		before = c;
		p += length;
	}
}

/* match[0] is set, all others are -1. 0 or REG_ESPACE. */
int __xinim_regex_dissect(
	const struct re_guts *g, const struct text *text, size_t n, regmatch_t match[])
{
	struct dissect d = { .g = g, .text = text, .n = n, .match = match };
	size_t places = (size_t)match[0].rm_eo + 1, from = 0, to = 0, states;
	size_t each = sizeof(*d.chars) + sizeof(*d.bytes) + 3, size;
	char *memory;

	states = (size_t)(g->forward.count > g->backward.count ? g->forward.count
							       : g->backward.count) +
		1;
	if (__builtin_mul_overflow(places, each, &size) ||
		__builtin_add_overflow(size, states * 5 * sizeof(int), &size))
		return REG_ESPACE;
	memory = malloc(size);
	if (memory == NULL)
		return REG_ESPACE;
	d.bytes = (regoff_t *)memory;
	d.seen = (unsigned int *)(d.bytes + places);
	memset(d.seen, 0, states * sizeof(*d.seen));
	d.now = (int *)(d.seen + states);
	d.next = d.now + states;
	d.todo = d.next + states; /* two for each state */
	d.chars = (uint32_t *)(d.todo + 2 * states);
	d.place = (unsigned char *)(d.chars + places);
	d.may_end = d.place + places;
	d.may_start = d.may_end + places;
	decode(&d, &from, &to);
	dissect(&d, g->root, from, to);
	free(memory);
	return 0;
}
