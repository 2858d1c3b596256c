/*
 * servers/console/screen.h - the machine's screen, once the driver has taken it over.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_CONSOLE_SCREEN_H
#define XINIM_CONSOLE_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include <xinim/device.h>

#include "servers/console/terminal.h"

/* What outlives the driver. */
struct screen_state {
	uint64_t magic;
	uint64_t shown;  /* bytes of output so far */
	uint64_t logged; /* bytes of the kernel's log so far */
	struct terminal terminal;
};

/* How cells come to be seen. */
struct screen_device {
	/* A cell; with `cursor' the cursor is on it. */
	void (*draw)(unsigned x, unsigned y, struct terminal_cell cell, bool cursor);
	/* All cells have been drawn; the cursor is there, or nowhere. NULL: no matter. */
	void (*cursor)(unsigned x, unsigned y, bool visible);
};

/* By its memory, mapped: NULL if it is not of a kind that can be drawn on. */
const struct screen_device *vga_start(
	const struct xinim_screen_info *info, volatile void *at);
const struct screen_device *frame_start(
	const struct xinim_screen_info *info, volatile void *at);

/*
 * Takes the screen from the kernel; `bits' of the notification are set when there is
 * more of its log. False: there is none.
 */
bool screen_start(struct screen_state *state, int notification, uint64_t bits);
/* What the kernel has logged since is written. */
void screen_log(void);
/* Draws what has changed. */
void screen_show(void);

#endif
