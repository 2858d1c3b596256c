/*
 * servers/rtc/chip.h - the clock's registers, by number (main.c; a test has its own).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_RTC_CHIP_H
#define XINIM_RTC_CHIP_H

#include <stdint.h>

uint8_t chip_read(uint8_t number);
void chip_write(uint8_t number, uint8_t value);

#endif
