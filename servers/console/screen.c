/*
 * servers/console/screen.c - the machine's screen, once the driver has taken it over.
 *
 * What is shown is kept beside what is to be shown: the device's memory, which is slow
 * to read, is never read, and of text that scrolls by only the end is drawn.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/console/screen.h"

#include <string.h>

#include "servers/lib/ports.h"
#include "servers/lib/server.h"

#define MAGIC 0x6e65657263734a31ULL
#define CHUNK 4096

static struct screen_state *state; /* NULL: there is no screen */
static const struct screen_device *device_ops;
static long cap;
static struct terminal_cell drawn[TERMINAL_ROWS * TERMINAL_COLUMNS];

/* As it is to be seen; `pad' says whether the cursor is on it. */
static struct terminal_cell wanted(const struct terminal *t, unsigned x, unsigned y)
{
	struct terminal_cell c = t->cell[y * t->columns + x];
	unsigned a = c.attribute;

	if (t->reverse_screen)
		c.attribute = (uint8_t)((a & 0x88) | ((a >> 4 | a << 4) & 0x77));
	c.pad = t->cursor && t->now.x == x && t->now.y == y;
	return c;
}

void screen_show(void)
{
	const struct terminal *t;

	if (!state)
		return;
	t = &state->terminal;
	for (unsigned y = 0; y < t->rows; y++) {
		struct terminal_cell *row = &drawn[y * t->columns];

		for (unsigned x = 0; x < t->columns; x++) {
			struct terminal_cell c = wanted(t, x, y);

			if (memcmp(&c, &row[x], sizeof(c)) == 0)
				continue;
			row[x] = c;
			device_ops->draw(x, y, c, c.pad);
		}
	}
	if (device_ops->cursor)
		device_ops->cursor(t->now.x, t->now.y, t->cursor);
}

void screen_log(void)
{
	static char text[CHUNK];
	uint64_t position;
	long n;

	if (!state)
		return;
	do {
		position = state->logged;
		n = device(
			cap, XINIM_SCREEN_LOG, (long)text, sizeof(text), (long)&position);
		if (n > 0)
			terminal_write_lines(&state->terminal, text, (size_t)n);
		state->logged = position;
	} while (n == sizeof(text));
}

bool screen_start(struct screen_state *s, int notification, uint64_t bits)
{
	struct xinim_screen_info info;
	long at;

	cap = 0;
	do
		cap = device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, XINIM_CAP_PHYS, -1, cap);
	while (cap > 0 && device(cap, XINIM_SCREEN_INFO, (long)&info, 0, 0) != 0);
	if (cap <= 0 || info.columns > TERMINAL_COLUMNS || info.rows > TERMINAL_ROWS)
		return false;
	at = device(cap, XINIM_DEVICE_MAP, 0, (long)info.pitch * info.height,
		XINIM_DEVICE_WRITE | (info.text ? 0 : XINIM_DEVICE_COMBINE));
	if (at < 0)
		return false;
	device_ops = info.text ? vga_start(&info, (volatile void *)at)
			       : frame_start(&info, (volatile void *)at);
	if (!device_ops ||
		device(cap, XINIM_SCREEN_TAKE, notification, (long)bits, 0) != 0)
		return false;
	if (s->magic != MAGIC || !terminal_valid(&s->terminal, info.columns, info.rows)) {
		s->magic = 0;
		s->shown = s->logged = 0;
		terminal_init(&s->terminal, info.columns, info.rows);
		s->magic = MAGIC;
	}
	state = s;
	/* No cell is like these. */
	memset(drawn, 0xff, sizeof(drawn));
	return true;
}
