/*
 * tests/host/keyboard.c - servers/console/keyboard.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <string.h>

#include "servers/console/keyboard.h"

/* These scan codes, from a keyboard in its first state, give this text. */
static void check(const char *codes, size_t n, const char *want, size_t length)
{
	struct keyboard k = { 0 };
	char got[200];
	size_t done = 0;

	for (size_t i = 0; i < n; i++)
		done += keyboard_scan(&k, (uint8_t)codes[i], got + done);
	CHECK_INT(done, length);
	CHECK(done == length && memcmp(got, want, length) == 0);
}

#define CODES(codes, want) check(codes, sizeof(codes) - 1, want, sizeof(want) - 1)

int main(void)
{
	struct keyboard k = { 0 };
	char text[KEYBOARD_TEXT];

	CODES("\x1e\x9e\x30\xb0\x1c\x9c", "ab\r");
	CODES("\x0b\x0c\x2b\x56", "0-\\");
	CODES("\x2a\x1e\x9e\xaa\x1e", "Aa");
	CODES("\x36\x02\x82\x28\xb6\x28", "!\"'");
	/* A key that is held repeats: letters do, a lock is switched once. */
	CODES("\x1e\x1e\x1e", "aaa");
	CODES("\x3a\x3a\x3a\xba\x1e", "A");
	CODES("\x45\x45\xc5\x47\x4c\x53\x45\xc5\x47", "75.\033[1~");
	CODES("\x45\xc5\x2a\x47\xaa\x47\xe0\x47", "\033[1~7\033[1~");
	CODES("\x1d\x38\x53\xe0\x53", "");
	CODES("\x3a\xba\x1e\x02\x2a\x1e\xaa\x3a\x1e", "A1aa");
	CODES("\x1d\x2e\xae\x9d\x2e", "\003c");
	CODES("\xe0\x1d\x1a\xe0\x9d\x1a", "\033[");
	CODES("\x1d\x39\x39", "\0\0");
	CODES("\x38\x1e\xb8\x1e", "\033aa");
	CODES("\xe0\x48\xe0\xc8\xe0\x50\xe0\x4b\xe0\x4d", "\033[A\033[B\033[D\033[C");
	CODES("\xe0\x2a\xe0\x53\xe0\xd3\xe0\xaa\x1e", "\033[3~a");
	CODES("\x3b\x44\x57\x58", "\033[[A\033[21~\033[23~\033[24~");
	CODES("\x2a\x3b\x42\x43\xaa\x0f", "\033[25~\033[34~\033[20~\t");
	CODES("\x2a\x0f\xaa\x38\x0f", "\033\t\033\t");
	CODES("\x1d\x04\x05\x06\x07\x08\x09\x0a", "\033\034\035\036\037\1779");
	CODES("\xe1\x1d\x45\xe1\x9d\xc5\x1e", "a");
	CODES("\xe0\x1c\xe0\x35", "\r/");
	CODES("\x0e\x0f\x01", "\177\t\033");
	k.application = true;
	CHECK_INT(keyboard_scan(&k, 0x48, text), 3);
	CHECK(memcmp(text, "\033OA", 3) == 0);
	CHECK_INT(keyboard_scan(&k, 0x47, text), 4);
	CHECK(memcmp(text, "\033[1~", 4) == 0);
	k.application = false;
	/* Whatever comes, there is room for what it becomes. */
	for (int i = 0; i < 100000; i++)
		CHECK(keyboard_scan(&k, (uint8_t)host_random(), text) <= sizeof(text));
	return host_report();
}
