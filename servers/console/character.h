/*
 * servers/console/character.h - how many cells a character takes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_CONSOLE_CHARACTER_H
#define XINIM_CONSOLE_CHARACTER_H

#include <stdbool.h>
#include <stdint.h>

/* Wide in East Asian text (Unicode Standard Annex 11), and pictures: two cells. */
bool character_is_double(uint32_t code);
/* Goes over the character before it (Mn, Me, Cf of the Unicode Character Database). */
bool character_is_combining(uint32_t code);

#endif
