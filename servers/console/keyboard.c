/*
 * servers/console/keyboard.c - a PC keyboard's scan codes, set 1, as characters.
 *
 * Codes as in IBM's Personal System/2 Hardware Interface Technical Reference,
 * "Keyboards (101- and 102-key)"; keys without a character send what Linux's
 * console sends (console_codes(4)).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/console/keyboard.h"

#include <string.h>

#define RELEASED 0x80u

enum {
	KEY_CONTROL = 0x1d,
	KEY_SHIFT_LEFT = 0x2a,
	KEY_SHIFT_RIGHT = 0x36,
	KEY_ALT = 0x38,
	KEY_CAPS_LOCK = 0x3a,
	KEY_NUM_LOCK = 0x45,
	KEY_F1 = 0x3b,
	KEY_F10 = 0x44,
	KEY_HOME = 0x47,
	KEY_DELETE = 0x53,
	KEY_F11 = 0x57,
	KEY_F12 = 0x58,
};

static const char plain[] =
	"\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./"
	"\0*\0 ";
static const char shifted[] =
	"\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?"
	"\0*\0 ";

/* From KEY_HOME on, the number pad with its lock ... */
static const char digits[] = "789-456+1230.";
/* ... and without it, and the grey keys. */
static const char *const pad[] = { "\033[1~", "\033[A", "\033[5~", "-", "\033[D",
	"\033[G", "\033[C", "+", "\033[4~", "\033[B", "\033[6~", "\033[2~", "\033[3~" };
static const char *const function[] = { "\033[[A", "\033[[B", "\033[[C", "\033[[D",
	"\033[[E", "\033[17~", "\033[18~", "\033[19~", "\033[20~", "\033[21~", "\033[23~",
	"\033[24~" };
/* With Shift: F13 to F20, of which F1 to F8 do. */
static const char *const more_functions[] = { "\033[25~", "\033[26~", "\033[28~",
	"\033[29~", "\033[31~", "\033[32~", "\033[33~", "\033[34~" };
/* 3 to 8 with Control: as the VT220's keyboard has it. */
static const char control_digits[] = "\033\034\035\036\037\177";

static size_t put(char *text, const char *s)
{
	size_t n = strlen(s);

	memcpy(text, s, n);
	return n;
}

/* A modifier went down or up? */
static bool modifier(struct keyboard *k, uint8_t key, bool down)
{
	switch (key) {
	case KEY_SHIFT_LEFT:
		/* Extended: the keyboard's own doing around the grey keys. */
		if (!k->extended)
			k->shift_left = down;
		return true;
	case KEY_SHIFT_RIGHT:
		if (!k->extended)
			k->shift_right = down;
		return true;
	case KEY_CONTROL:
		*(k->extended ? &k->control_right : &k->control_left) = down;
		return true;
	case KEY_ALT:
		*(k->extended ? &k->alt_right : &k->alt_left) = down;
		return true;
	case KEY_CAPS_LOCK:
		k->caps_lock ^= down && !k->caps_down;
		k->caps_down = down;
		return true;
	case KEY_NUM_LOCK:
		k->num_lock ^= down && !k->num_down;
		k->num_down = down;
		return true;
	default:
		return false;
	}
}

/* A key of the number pad, or, extended, the grey one of the same code. */
static size_t pad_key(struct keyboard *k, uint8_t key, bool extended, char *text)
{
	bool shift = k->shift_left || k->shift_right;

	if (key == KEY_DELETE && (k->control_left || k->control_right) &&
		(k->alt_left || k->alt_right)) {
		k->attention = true;
		return 0;
	}
	if (!extended && k->num_lock != shift) {
		text[0] = digits[key - KEY_HOME];
		return 1;
	}
	put(text, pad[key - KEY_HOME]);
	if (k->application && text[2] >= 'A' && text[2] <= 'D')
		text[1] = 'O';
	return strlen(pad[key - KEY_HOME]);
}

static size_t character(const struct keyboard *k, uint8_t key, char *text)
{
	bool shift = k->shift_left || k->shift_right;
	size_t n = 0;
	char c;

	if (key >= sizeof(plain) - 1 || !plain[key])
		return 0;
	c = plain[key];
	if (c >= 'a' && c <= 'z')
		shift ^= k->caps_lock;
	if (shift)
		c = shifted[key];
	if (k->control_left || k->control_right) {
		if (c == ' ' || c == '2' || c == '@')
			c = 0;
		else if (c >= '3' && c <= '8')
			c = control_digits[c - '3'];
		else if (c == '/' || c == '-')
			c = 31;
		else if ((c >= '@' && c <= '_') || (c >= 'a' && c <= 'z'))
			c &= 31;
	}
	/* A tab backwards is told by Alt's escape, too. */
	if (k->alt_left || k->alt_right || (c == '\t' && shift))
		text[n++] = '\033';
	text[n++] = c;
	return n;
}

static size_t function_key(const struct keyboard *k, unsigned n, char *text)
{
	if ((k->shift_left || k->shift_right) &&
		n < sizeof(more_functions) / sizeof(more_functions[0]))
		return put(text, more_functions[n]);
	return put(text, function[n]);
}

size_t keyboard_scan(struct keyboard *k, uint8_t code, char text[KEYBOARD_TEXT])
{
	bool down = !(code & RELEASED), extended = k->extended;
	uint8_t key = code & 0x7f;
	size_t n = 0;

	if (k->skip) {
		k->skip--;
		return 0;
	}
	if (code == 0xe0) {
		k->extended = true;
		return 0;
	}
	if (code == 0xe1) { /* Pause: two more bytes, twice */
		k->skip = 2;
		return 0;
	}
	if (modifier(k, key, down) || !down)
		goto out;
	if (extended && key == 0x1c)
		n = put(text, "\r");
	else if (extended && key == 0x35)
		n = put(text, "/");
	else if (key >= KEY_HOME && key <= KEY_DELETE)
		n = pad_key(k, key, extended, text);
	else if (!extended && key >= KEY_F1 && key <= KEY_F10)
		n = function_key(k, key - KEY_F1, text);
	else if (!extended && (key == KEY_F11 || key == KEY_F12))
		n = function_key(k, key - KEY_F11 + 10, text);
	else if (!extended)
		n = character(k, key, text);
out:
	k->extended = false;
	return n;
}
