/*
 * servers/console/keyboard.h - a PC keyboard's scan codes, set 1, as characters.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_CONSOLE_KEYBOARD_H
#define XINIM_CONSOLE_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keyboard {
	bool shift_left, shift_right, control_left, control_right, alt_left, alt_right;
	bool caps_lock, num_lock;
	bool caps_down, num_down; /* a key that is held repeats, and switches once */
	bool attention;           /* Ctrl-Alt-Del: set, and for the caller to clear */
	bool extended;            /* 0xe0 came before */
	bool application; /* cursor keys send ESC O, not ESC [ (DECCKM): for others to set */
	unsigned skip;    /* of a longer sequence that means nothing */
};

#define KEYBOARD_TEXT 8 /* bytes that a key can become */

/* One byte from the keyboard: how many characters it becomes, in `text`. US layout. */
size_t keyboard_scan(struct keyboard *k, uint8_t code, char text[KEYBOARD_TEXT]);

#endif
