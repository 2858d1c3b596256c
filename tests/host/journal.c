/*
 * tests/host/journal.c - servers/console/journal.c: drivers that are killed anywhere.
 *
 * A device gives bytes away, a driver takes them and hands them over, and is killed
 * between any two steps of that. What arrives has to be what was given.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <string.h>

#include "servers/console/journal.h"

#define BYTES 20000

static struct journal j;
static uint8_t given[BYTES], arrived[BYTES];
static size_t gave, came;
static uint32_t last;

/* The other side, which knows the last number. */
static void hear(const struct journal_state *s)
{
	if (s->number == last || !s->count)
		return;
	last = s->number;
	CHECK(came + s->count <= BYTES);
	memcpy(arrived + came, s->byte, s->count);
	came += s->count;
}

static bool killed(void)
{
	return host_random() % 3 == 0;
}

/* A driver's life: until it is killed, or the device has no more. True: the latter. */
static bool live(void)
{
	journal_open(&j);
	hear(journal_state(&j));
	if (killed())
		return false;
	journal_handed_over(&j);
	if (killed())
		return false;
	journal_recover(&j);
	for (;;) {
		if (!journal_has_room(&j) || host_random() % 5 == 0) {
			if (journal_state(&j)->count)
				hear(journal_state(&j));
			if (killed())
				return false;
			journal_handed_over(&j);
			if (killed())
				return false;
		}
		if (gave == BYTES && !journal_state(&j)->count)
			return true;
		if (gave == BYTES || !journal_has_room(&j))
			continue;
		*journal_raw(&j, JOURNAL_SERIAL) = given[gave++];
		if (killed())
			return false;
		journal_take(&j, JOURNAL_SERIAL);
		if (killed())
			return false;
	}
}

static void serial(void)
{
	unsigned lives = 1;

	for (size_t i = 0; i < BYTES; i++)
		given[i] = (uint8_t)(1 + host_random() % 255);
	while (!live())
		lives++;
	CHECK(lives > BYTES / 10);
	CHECK_INT(came, BYTES);
	CHECK(memcmp(given, arrived, BYTES) == 0);
}

/* The keyboard's modifiers outlive the driver, a byte in its hand too. */
static void keyboard(void)
{
	static const char codes[] = "\x2a\x1e\x9e\xaa\x1e\xe0\x48\x3a\x30";

	memset(&j, 0, sizeof(j));
	CHECK(!journal_open(&j));
	for (const char *c = codes; *c; c++) {
		*journal_raw(&j, JOURNAL_KEYBOARD) = (uint8_t)*c;
		CHECK(journal_open(&j));
		journal_recover(&j);
	}
	CHECK_INT(journal_state(&j)->count, 6);
	CHECK(memcmp(journal_state(&j)->byte, "Aa\033[AB", 6) == 0);
	for (const char *c = "\x3a\x1d\x38\xe0\x53"; *c; c++) {
		*journal_raw(&j, JOURNAL_KEYBOARD) = (uint8_t)*c;
		journal_take(&j, JOURNAL_KEYBOARD);
	}
	CHECK(journal_state(&j)->attention);
	CHECK_INT(journal_state(&j)->count, 6);
	journal_handed_over(&j);
	CHECK(!journal_state(&j)->attention);
	CHECK_INT(journal_state(&j)->count, 0);
	journal_set_up(&j, JOURNAL_KEYBOARD);
	CHECK(journal_state(&j)->up[JOURNAL_KEYBOARD]);
	CHECK(!journal_state(&j)->up[JOURNAL_SERIAL]);
}

/* Memory that has anything in it is no journal, or one with room for what is in it. */
static void garbage(uint64_t magic)
{
	for (int i = 0; i < 1000; i++) {
		memset(&j, 0, sizeof(j));
		j.magic = i % 2 ? host_random() : magic;
		j.turn = host_random();
		j.copy[0].count = (uint8_t)host_random();
		j.copy[1].count = (uint8_t)host_random();
		j.copy[host_random() % 2].number = (uint32_t)host_random();
		(void)journal_open(&j);
		CHECK(journal_state(&j)->count <= JOURNAL_BYTES);
		CHECK(journal_state(&j)->number != 0);
	}
}

int main(void)
{
	serial();
	keyboard();
	garbage(j.magic);
	return host_report();
}
