/*
 * servers/console/terminal_edit.h - what control sequences do to the cells.
 *
 * Rows and columns count from 0. Where a place is beyond a margin or the screen, the
 * last one there is is meant; any count will do.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_CONSOLE_TERMINAL_EDIT_H
#define XINIM_CONSOLE_TERMINAL_EDIT_H

#include "servers/console/terminal.h"

void edit_reset(struct terminal *t);
/* The cursor and all that goes with it are as they were kept. */
void edit_restore(struct terminal *t);
/* One cell's character, at the cursor, which goes on. */
void edit_put(struct terminal *t, uint16_t code);
void edit_fill(struct terminal *t, uint16_t code);

void edit_line_feed(struct terminal *t);
void edit_reverse_line_feed(struct terminal *t);
/* With origin mode, rows count from the top margin on. */
void edit_move(struct terminal *t, uint32_t x, uint32_t y);
void edit_column(struct terminal *t, uint32_t x);
void edit_up(struct terminal *t, uint32_t n);
void edit_down(struct terminal *t, uint32_t n);
void edit_left(struct terminal *t, uint32_t n);
void edit_right(struct terminal *t, uint32_t n);

void edit_tab(struct terminal *t, uint32_t n);
void edit_back_tab(struct terminal *t, uint32_t n);
void edit_set_tab(struct terminal *t);
void edit_clear_tabs(struct terminal *t, uint32_t which); /* 0: here, 3: all */

/* Rows [top, bottom) go up by n; less than 0: down. */
void edit_scroll(struct terminal *t, uint32_t top, uint32_t bottom, int64_t n);
void edit_set_margins(struct terminal *t, uint32_t top, uint32_t bottom);
void edit_insert_lines(struct terminal *t, uint32_t n);
void edit_delete_lines(struct terminal *t, uint32_t n);
void edit_insert_blanks(struct terminal *t, uint32_t n);
void edit_delete(struct terminal *t, uint32_t n);
void edit_erase(struct terminal *t, uint32_t n);
void edit_erase_line(struct terminal *t, uint32_t what);
void edit_erase_screen(struct terminal *t, uint32_t what);

/* SGR, by the terminal's parameters. */
void edit_attributes(struct terminal *t);

#endif
