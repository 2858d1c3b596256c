/*
 * servers/console/journal.c - what was typed and has not been handed over yet.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/console/journal.h"

#include <string.h>

#define MAGIC 0x6c616e72756f4a31ULL

const struct journal_state *journal_state(const struct journal *j)
{
	return &j->copy[j->turn & 1];
}

/* A copy of the state, to be changed. */
static struct journal_state *next(struct journal *j)
{
	struct journal_state *to = &j->copy[(j->turn + 1) & 1];

	memcpy(to, (const void *)journal_state(j), sizeof(*to));
	return to;
}

/* It is the state. Whoever is killed here has done all of it, or nothing. */
static void commit(struct journal *j)
{
	__asm__ volatile("" ::: "memory");
	j->turn = j->turn + 1;
	__asm__ volatile("" ::: "memory");
}

volatile uint8_t *journal_raw(struct journal *j, enum journal_source source)
{
	return &j->copy[j->turn & 1].raw[source];
}

bool journal_has_room(const struct journal *j)
{
	return journal_state(j)->count + KEYBOARD_TEXT <= JOURNAL_BYTES;
}

void journal_take(struct journal *j, enum journal_source source)
{
	struct journal_state *s = next(j);
	uint8_t raw = s->raw[source];

	s->raw[source] = 0;
	if (source == JOURNAL_SERIAL) {
		s->byte[s->count++] = raw;
	} else {
		char text[KEYBOARD_TEXT];
		size_t n = keyboard_scan(&s->keyboard, raw, text);

		memcpy(&s->byte[s->count], text, n);
		s->count = (uint8_t)(s->count + n);
		if (s->keyboard.attention)
			s->attention = true;
		s->keyboard.attention = false;
	}
	commit(j);
}

size_t journal_room(const struct journal *j)
{
	return JOURNAL_BYTES - (size_t)journal_state(j)->count;
}

void journal_add(struct journal *j, const void *data, size_t n)
{
	struct journal_state *s = next(j);

	memcpy(&s->byte[s->count], data, n);
	s->count = (uint8_t)(s->count + n);
	commit(j);
}

void journal_application(struct journal *j, bool on)
{
	if (journal_state(j)->keyboard.application == on)
		return;
	next(j)->keyboard.application = on;
	commit(j);
}

void journal_handed_over(struct journal *j)
{
	struct journal_state *s = next(j);

	s->count = 0;
	s->attention = false;
	if (++s->number == 0)
		s->number = 1;
	commit(j);
}

void journal_set_up(struct journal *j, enum journal_source source)
{
	next(j)->up[source] = true;
	commit(j);
}

bool journal_open(struct journal *j)
{
	const struct journal_state *s = journal_state(j);

	if (j->magic != MAGIC || s->count > JOURNAL_BYTES || !s->number) {
		memset(j, 0, sizeof(*j));
		j->copy[0].number = 1;
		__asm__ volatile("" ::: "memory");
		j->magic = MAGIC;
		return false;
	}
	return true;
}

void journal_recover(struct journal *j)
{
	for (int i = 0; i < JOURNAL_SOURCES; i++)
		if (journal_state(j)->raw[i])
			journal_take(j, (enum journal_source)i);
}
