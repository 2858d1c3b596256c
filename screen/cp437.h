/*
 * screen/cp437.h - the characters that a PC's display adapter has.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SCREEN_CP437_H
#define XINIM_SCREEN_CP437_H

#include <stdint.h>

uint16_t cp437_unicode(uint8_t c);
/* The character, or one that looks like it; `?' if there is none. */
uint8_t cp437_of(uint16_t code);

#endif
