/*
 * distro/base/xpkg/lzma2.c - the decoder of LZMA2, which .xz files hold.
 *
 * The dictionary is the output itself, all of which stays in memory. Names are those
 * of the LZMA specification: probabilities of bits that a range coder was told.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <string.h>

#include "unxz.h"

enum {
	STATES = 12,
	POSITION_STATES = 16,
	FIRST_MATCH_STATE = 7, /* states below it come after a literal */
	PROBABILITY_HALF = 1024,
	DISTANCE_MODEL_START = 4,
	DISTANCE_MODEL_END = 14,
	ALIGN_BITS = 4,
};

struct length_model {
	uint16_t choice[2], low[POSITION_STATES][8], middle[POSITION_STATES][8],
		high[256];
};

/* All of it probabilities. */
struct model {
	uint16_t is_match[STATES][POSITION_STATES], is_rep[STATES], is_rep0[STATES];
	uint16_t is_rep1[STATES], is_rep2[STATES], is_rep0_long[STATES][POSITION_STATES];
	uint16_t slot[4][64], distance[128], align[1 << ALIGN_BITS];
	struct length_model match, rep;
	uint16_t literal[16][0x300];
};

struct lzma {
	struct unxz_stream *s;
	size_t in_end;  /* of this chunk */
	size_t out_end; /* where this chunk's output ends */
	size_t start;   /* of the dictionary, in the output */
	uint32_t dictionary, range, code;
	uint32_t rep[4]; /* distances, less 1 */
	unsigned int state, lc, literal_mask, position_mask;
	bool broken; /* the input ended too early */
	struct model model;
};

static void normalize(struct lzma *l)
{
	if (l->range >= 1u << 24)
		return;
	if (l->s->in_pos == l->in_end) {
		l->broken = true;
		return;
	}
	l->range <<= 8;
	l->code = l->code << 8 | l->s->in[l->s->in_pos++];
}

static unsigned int bit(struct lzma *l, uint16_t *probability)
{
	uint32_t bound;

	normalize(l);
	bound = (l->range >> 11) * *probability;
	if (l->code < bound) {
		l->range = bound;
		*probability = (uint16_t)(*probability + ((2048 - *probability) >> 5));
		return 0;
	}
	l->range -= bound;
	l->code -= bound;
	*probability = (uint16_t)(*probability - (*probability >> 5));
	return 1;
}

static unsigned int tree(struct lzma *l, uint16_t *probabilities, unsigned int bits)
{
	unsigned int at = 1, i;

	for (i = 0; i < bits; i++)
		at = at << 1 | bit(l, &probabilities[at]);
	return at - (1u << bits);
}

static unsigned int tree_reverse(
	struct lzma *l, uint16_t *probabilities, unsigned int bits)
{
	unsigned int at = 1, value = 0, i;

	for (i = 0; i < bits; i++) {
		unsigned int b = bit(l, &probabilities[at]);

		at = at << 1 | b;
		value |= b << i;
	}
	return value;
}

static uint32_t direct(struct lzma *l, unsigned int bits)
{
	uint32_t value = 0;

	while (bits-- > 0) {
		normalize(l);
		l->range >>= 1;
		value <<= 1;
		if (l->code >= l->range) {
			l->code -= l->range;
			value |= 1;
		}
	}
	return value;
}

static unsigned int length(struct lzma *l, struct length_model *m, unsigned int position)
{
	if (!bit(l, &m->choice[0]))
		return 2 + tree(l, m->low[position], 3);
	if (!bit(l, &m->choice[1]))
		return 10 + tree(l, m->middle[position], 3);
	return 18 + tree(l, m->high, 8);
}

/* Less 1, as the format has it. */
static uint32_t distance(struct lzma *l, unsigned int len)
{
	unsigned int slot = tree(l, l->model.slot[len < 6 ? len - 2 : 3], 6), bits;
	uint32_t base;

	if (slot < DISTANCE_MODEL_START)
		return slot;
	bits = (slot >> 1) - 1;
	base = (2 | (slot & 1)) << bits;
	if (slot < DISTANCE_MODEL_END)
		return base + tree_reverse(l, l->model.distance + base - slot, bits);
	base += direct(l, bits - ALIGN_BITS) << ALIGN_BITS;
	return base + tree_reverse(l, l->model.align, ALIGN_BITS);
}

static void literal(struct lzma *l)
{
	struct unxz_stream *s = l->s;
	size_t at = s->out_size - l->start;
	unsigned int before = at ? s->out[s->out_size - 1] : 0, symbol = 1;
	uint16_t *p = l->model.literal[((at & l->literal_mask) << l->lc) +
		(before >> (8 - l->lc))];

	if (l->state >= FIRST_MATCH_STATE) {
		unsigned int match = s->out[s->out_size - l->rep[0] - 1], offset = 0x100;

		while (symbol < 0x100) {
			unsigned int b, match_bit;

			match <<= 1;
			match_bit = match & offset;
			b = bit(l, &p[offset + match_bit + symbol]);
			symbol = symbol << 1 | b;
			offset &= b ? match_bit : ~match_bit;
		}
	}
	while (symbol < 0x100)
		symbol = symbol << 1 | bit(l, &p[symbol]);
	s->out[s->out_size++] = (uint8_t)symbol;
	l->state = l->state < 4 ? 0 : l->state < 10 ? l->state - 3 : l->state - 6;
}

/* Copies what is a distance back; false if that is not in the dictionary, or too long. */
static bool copy(struct lzma *l, uint32_t back, unsigned int len)
{
	struct unxz_stream *s = l->s;

	if (back >= s->out_size - l->start || back >= l->dictionary)
		return false;
	if (len > l->out_end - s->out_size)
		return false;
	for (; len > 0; len--, s->out_size++)
		s->out[s->out_size] = s->out[s->out_size - back - 1];
	return true;
}

/* Which of the last four distances comes again: it is the first of them then. */
static void choose_rep(struct lzma *l)
{
	struct model *m = &l->model;
	unsigned int which = 1;
	uint32_t back;

	if (bit(l, &m->is_rep1[l->state]))
		which = 2 + bit(l, &m->is_rep2[l->state]);
	back = l->rep[which];
	memmove(l->rep + 1, l->rep, which * sizeof(l->rep[0]));
	l->rep[0] = back;
}

static bool repeated(struct lzma *l, unsigned int position)
{
	struct model *m = &l->model;
	unsigned int len;

	if (!bit(l, &m->is_rep0[l->state])) {
		if (!bit(l, &m->is_rep0_long[l->state][position])) {
			l->state = l->state < FIRST_MATCH_STATE ? 9 : 11;
			return copy(l, l->rep[0], 1);
		}
	} else {
		choose_rep(l);
	}
	len = length(l, &m->rep, position);
	l->state = l->state < FIRST_MATCH_STATE ? 8 : 11;
	return copy(l, l->rep[0], len);
}

static bool match(struct lzma *l, unsigned int position)
{
	unsigned int len = length(l, &l->model.match, position);

	memmove(l->rep + 1, l->rep, 3 * sizeof(l->rep[0]));
	l->rep[0] = distance(l, len);
	l->state = l->state < FIRST_MATCH_STATE ? 7 : 10;
	return copy(l, l->rep[0], len);
}

static bool symbols(struct lzma *l)
{
	struct unxz_stream *s = l->s;

	while (s->out_size < l->out_end && !l->broken) {
		unsigned int position =
			(unsigned int)(s->out_size - l->start) & l->position_mask;

		if (!bit(l, &l->model.is_match[l->state][position])) {
			/* A state that follows a match has had one, so rep[0] is good. */
			literal(l);
			continue;
		}
		if (bit(l, &l->model.is_rep[l->state])) {
			if (!repeated(l, position))
				return false;
		} else if (!match(l, position)) {
			return false;
		}
	}
	normalize(l);
	return !l->broken && l->s->in_pos == l->in_end && l->code == 0;
}

static void reset_state(struct lzma *l)
{
	uint16_t *p = (uint16_t *)&l->model;
	size_t i;

	for (i = 0; i < sizeof(l->model) / sizeof(*p); i++)
		p[i] = PROBABILITY_HALF;
	memset(l->rep, 0, sizeof(l->rep));
	l->state = 0;
}

static bool set_properties(struct lzma *l, unsigned int byte)
{
	unsigned int lc = byte % 9, lp = byte / 9 % 5, pb = byte / 45;

	if (pb > 4 || lc + lp > 4)
		return false;
	l->lc = lc;
	l->literal_mask = (1u << lp) - 1;
	l->position_mask = (1u << pb) - 1;
	return true;
}

static size_t be16(const uint8_t *p)
{
	return (size_t)p[0] << 8 | p[1];
}

/* A chunk of compressed data, behind its control byte. `reset' is 0 to 3. */
static int lzma_chunk(struct lzma *l, unsigned int control)
{
	struct unxz_stream *s = l->s;
	size_t left = s->in_size - s->in_pos, unpacked, packed;
	unsigned int reset = control >> 5 & 3, head = reset >= 2 ? 5 : 4, i;
	int error;

	if (left < head)
		return -EBADMSG;
	unpacked = ((size_t)(control & 0x1f) << 16) + be16(s->in + s->in_pos) + 1;
	packed = be16(s->in + s->in_pos + 2) + 1;
	if (reset >= 2 && !set_properties(l, s->in[s->in_pos + 4]))
		return -EBADMSG;
	if (packed < 5 || packed > left - head)
		return -EBADMSG;
	if (reset)
		reset_state(l);
	error = unxz_room(s, unpacked);
	if (error)
		return error;
	s->in_pos += head;
	l->in_end = s->in_pos + packed;
	l->out_end = s->out_size + unpacked;
	if (s->in[s->in_pos++] != 0)
		return -EBADMSG;
	l->range = UINT32_MAX;
	for (l->code = 0, i = 0; i < 4; i++)
		l->code = l->code << 8 | s->in[s->in_pos++];
	return symbols(l) ? 0 : -EBADMSG;
}

static int stored_chunk(struct lzma *l)
{
	struct unxz_stream *s = l->s;
	size_t size, left = s->in_size - s->in_pos;
	int error;

	if (left < 2)
		return -EBADMSG;
	size = be16(s->in + s->in_pos) + 1;
	if (size > left - 2)
		return -EBADMSG;
	error = unxz_room(s, size);
	if (error)
		return error;
	memcpy(s->out + s->out_size, s->in + s->in_pos + 2, size);
	s->in_pos += 2 + size;
	s->out_size += size;
	return 0;
}

int unxz_lzma2(struct unxz_stream *s, uint32_t dictionary)
{
	static struct lzma l; /* 28 KiB: too much for a stack */
	enum { NOTHING, DICTIONARY, PROPERTIES, STATE } have = NOTHING;
	bool state_lost = false;

	memset(&l, 0, sizeof(l));
	l.s = s;
	l.dictionary = dictionary;
	while (s->in_pos < s->in_size) {
		unsigned int control = s->in[s->in_pos++], reset = control >> 5 & 3;
		int error;

		if (control == 0)
			return 0;
		if (control == 1 || control >= 0xe0) {
			l.start = s->out_size;
			if (have == NOTHING)
				have = DICTIONARY;
		}
		if (have == NOTHING || (control > 2 && control < 0x80))
			return -EBADMSG;
		if (control >= 0x80) {
			if ((reset < 2 && have < PROPERTIES) || (reset < 1 && state_lost))
				return -EBADMSG;
			have = PROPERTIES;
			state_lost = false;
			error = lzma_chunk(&l, control);
		} else {
			/* What was the last distance may be outside a new dictionary. */
			state_lost |= control == 1;
			error = stored_chunk(&l);
		}
		if (error)
			return error;
	}
	return -EBADMSG;
}
