/*
 * servers/console/terminal.h - what a program writes, as a screen of characters.
 *
 * The terminal that Linux's console is (console_codes(4); terminfo's `linux'), which
 * understands ECMA-48 and DEC's private modes of the VT102. It knows nothing of how the
 * screen is shown: whoever calls it draws the cells.
 *
 * All of it is plain data without pointers, so that it can be in memory that outlives
 * its process; terminal_valid() says if what is found there can be gone on with.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_CONSOLE_TERMINAL_H
#define XINIM_CONSOLE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "screen/utf8.h"

#define TERMINAL_COLUMNS    256u
#define TERMINAL_ROWS       100u
#define TERMINAL_PARAMETERS 16u
#define TERMINAL_REPLY      64u /* bytes of answers that wait */

/* Colours as EGA has them: blue 1, green 2, red 4, bright 8. */
#define TERMINAL_NORMAL 0x07u /* grey on black */

struct terminal_cell {
	uint16_t code;     /* Unicode */
	uint8_t attribute; /* foreground; background << 4, whose highest bit blinks */
	uint8_t pad;
};

/* What ESC 7 keeps. */
struct terminal_place {
	uint32_t x, y;
	uint8_t colour;
	bool bold, dim, italic, underline, blink, reverse;
	bool origin, wrap_next;
	uint8_t set[2], shift; /* G0 and G1, and which is in use */
	uint8_t mapping;       /* SGR 10 to 12 */
};

struct terminal {
	uint32_t columns, rows;
	struct terminal_place now, saved;
	uint32_t top, bottom; /* of the part that scrolls: [top, bottom) */
	bool wrap, insert, new_line, cursor, reverse_screen, utf8;
	bool application; /* cursor keys: ESC O instead of ESC [ */
	uint32_t state;   /* of the parser */
	uint32_t parameter[TERMINAL_PARAMETERS];
	uint32_t parameters; /* of these, begun */
	uint8_t prefix, intermediate;
	struct utf8 code; /* under way */
	uint16_t last;    /* the last character shown; 0: none */
	uint64_t tab[TERMINAL_COLUMNS / 64];
	uint32_t replies;
	char reply[TERMINAL_REPLY];
	struct terminal_cell cell[TERMINAL_ROWS * TERMINAL_COLUMNS]; /* columns a row */
};

/* Blank, and as it is after ESC c. Sizes above the highest are those. */
void terminal_init(struct terminal *t, uint32_t columns, uint32_t rows);
/* Could all of it be the work of these functions, of that size? */
bool terminal_valid(const struct terminal *t, uint32_t columns, uint32_t rows);
void terminal_write(struct terminal *t, const void *data, size_t n);
/* Lines of a log: \n goes to the beginning of the next one. */
void terminal_write_lines(struct terminal *t, const void *data, size_t n);
/* Takes up to n bytes of what it answers, which a program is to read. How many. */
size_t terminal_reply(struct terminal *t, void *data, size_t n);

#endif
