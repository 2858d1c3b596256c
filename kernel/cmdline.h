/*
 * kernel/cmdline.h - command lines as GRUB passes them.
 *
 * GRUB joins the words of a menu line with spaces; a word with a space in it
 * it wraps in "...", and before each \, ' and " it puts a \. The same is
 * undone here: a \ takes the next character as it is, inside quotes or out.
 * An unterminated quote or a final \ ends with the line.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_CMDLINE_H
#define XINIM_KERNEL_CMDLINE_H

#include <stdbool.h>
#include <stdint.h>

/* Is `word` one of the words? A NULL command line has none. */
bool cmdline_has(const char *cmdline, const char *word);

/* Value of the last word KEY=NUMBER (decimal, or hexadecimal after 0x). False,
 * with *value untouched, when there is none or it is not wholly a number of
 * 64 bits. */
bool cmdline_number(const char *cmdline, const char *key, uint64_t *value);

/* Splits `line` in place into argv[0 .. count-1], argv[count] = NULL. `max`
 * counts that NULL too. Returns count, or -E2BIG (the line is then spoilt). */
int cmdline_split(char *line, char **argv, int max);

#endif
