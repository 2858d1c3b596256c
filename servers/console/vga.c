/*
 * servers/console/vga.c - the text memory of an EGA or VGA adapter.
 *
 * Registers as in IBM's Personal System/2 Hardware Interface Technical Reference,
 * "Video Subsystem", CRT controller.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdbool.h>
#include <stdint.h>

#include "screen/cp437.h"
#include "servers/lib/ports.h"
#include "servers/console/screen.h"

#define CRTC_INDEX   0x3d4 /* and the data at the port after it */
#define CURSOR_START 0x0a
#define CURSOR_HIGH  0x0e
#define CURSOR_LOW   0x0f
#define CURSOR_OFF   0x20 /* in CURSOR_START; else the first line of it */
#define CURSOR_LINE  0x0d

static volatile uint16_t *cells;
static unsigned columns;
static bool ports;

static void crtc(uint8_t index, uint8_t value)
{
	out8(CRTC_INDEX, index);
	out8(CRTC_INDEX + 1, value);
}

static void draw(unsigned x, unsigned y, struct terminal_cell cell, bool cursor)
{
	(void)cursor;
	cells[y * columns + x] = (uint16_t)(cell.attribute << 8 | cp437_of(cell.code));
}

static void cursor(unsigned x, unsigned y, bool visible)
{
	unsigned at = y * columns + x;

	if (!ports)
		return;
	crtc(CURSOR_START, visible ? CURSOR_LINE : CURSOR_OFF);
	crtc(CURSOR_HIGH, (uint8_t)(at >> 8));
	crtc(CURSOR_LOW, (uint8_t)at);
}

const struct screen_device *vga_start(
	const struct xinim_screen_info *info, volatile void *at)
{
	static const struct screen_device device = { .draw = draw, .cursor = cursor };

	if (info->columns * 2 > info->pitch)
		return 0;
	cells = at;
	columns = info->pitch / 2;
	ports = ports_open(CRTC_INDEX);
	return &device;
}
