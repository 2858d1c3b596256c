/*
 * kernel/time.h - the clocks that programs read.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_TIME_H
#define XINIM_KERNEL_TIME_H

/* Sets CLOCK_REALTIME from the battery-backed clock. After the clock's calibration. */
void time_init(void);

#endif
