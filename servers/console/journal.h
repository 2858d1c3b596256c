/*
 * servers/console/journal.h - what was typed and has not been handed over yet.
 *
 * The driver may be killed between any two instructions, and nothing that a
 * device has given away may be lost by that, nor be typed twice. So it all is in
 * memory that the driver's successor gets (`arena' in the manifest): a byte goes
 * from the device's port into `raw' by one instruction; what it becomes is made
 * in a copy of the state, which one store makes the state. What is handed over is
 * numbered, and told again with the same number by a driver that does not know
 * whether its predecessor has been heard.
 *
 * A raw byte of 0 is none: a NUL that was read by a driver killed right then is lost.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_CONSOLE_JOURNAL_H
#define XINIM_CONSOLE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "servers/console/keyboard.h"

#define JOURNAL_BYTES 40 /* VFS_TYPED_MAX */

enum journal_source { JOURNAL_SERIAL, JOURNAL_KEYBOARD, JOURNAL_SOURCES };

struct journal_state {
	volatile uint8_t raw[JOURNAL_SOURCES]; /* read, and not taken; 0: none */
	bool up[JOURNAL_SOURCES];              /* the device has been set up */
	bool attention;                        /* Ctrl-Alt-Del, not told yet */
	uint8_t count;
	uint8_t byte[JOURNAL_BYTES]; /* not handed over yet */
	uint32_t number;             /* that they are handed over with: never 0 */
	struct keyboard keyboard;
};

struct journal {
	uint64_t magic;
	volatile uint64_t turn; /* its lowest bit says which copy is the state */
	struct journal_state copy[2];
};

/*
 * Takes up what is there, or begins if it is all zeroes or not ours. True: there was
 * a predecessor. What there is has to be handed over before anything is added to it:
 * it may have been, with this number.
 */
bool journal_open(struct journal *j);

/* Then: what the predecessor had read and not taken is taken. */
void journal_recover(struct journal *j);

/* The state as it is now. */
const struct journal_state *journal_state(const struct journal *j);

/* Where the next byte of the device has to be read to. */
volatile uint8_t *journal_raw(struct journal *j, enum journal_source source);

/* Is there room for whatever one more byte becomes? */
bool journal_has_room(const struct journal *j);

/* The byte that was read is taken; there is room. */
void journal_take(struct journal *j, enum journal_source source);

/* All that there is has been handed over. */
void journal_handed_over(struct journal *j);

/* Bytes that no device has sent: there is room for them all. */
void journal_add(struct journal *j, const void *data, size_t n);

/* How many bytes there is room for. */
size_t journal_room(const struct journal *j);

/* Cursor keys send what applications want, from now on. */
void journal_application(struct journal *j, bool on);

void journal_set_up(struct journal *j, enum journal_source source);

#endif
