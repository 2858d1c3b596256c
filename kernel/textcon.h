/*
 * kernel/textcon.h - a screen of characters, for any way to show them.
 *
 * Keeps what the screen should show and what it does show. A write changes
 * the first only; at its end the cells that differ are drawn. So the screen
 * itself is never read, and a long text that scrolls is drawn once.
 *
 * Understands UTF-8, \n (as \r\n), \r, \t, \b; drops other control characters
 * and escape sequences. Locking is the caller's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_TEXTCON_H
#define XINIM_KERNEL_TEXTCON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "screen/utf8.h"

struct textcon {
	unsigned cols, rows;
	unsigned x, y; /* cursor; x == cols: the next character wraps */
	uint16_t *want, *shown;
	unsigned dirty_from, dirty_to; /* rows [from, to) may differ */
	struct utf8 code;              /* in progress; UTF8_REPLACEMENT beyond 16 bits */
	unsigned escape;               /* 0 none, 1 after ESC, 2 in ESC [ */
	bool hidden;                   /* nothing is drawn */
	void (*draw)(unsigned col, unsigned row, uint16_t code);
	void (*cursor)(unsigned col, unsigned row); /* or NULL */
};

/* `cells` has room for 2 * cols * rows. The screen itself shows blanks. */
void textcon_init(struct textcon *t, unsigned cols, unsigned rows, uint16_t *cells,
	void (*draw)(unsigned col, unsigned row, uint16_t code),
	void (*cursor)(unsigned col, unsigned row));

void textcon_write(struct textcon *t, const char *s, size_t n);

/* Draws nothing from now on; or again, and all of it: others have drawn there. */
void textcon_hide(struct textcon *t, bool hidden);

#endif
