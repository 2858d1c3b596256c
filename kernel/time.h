/*
 * kernel/time.h - the clocks that programs read.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_TIME_H
#define XINIM_KERNEL_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* Sets CLOCK_REALTIME from the battery-backed clock. After the clock's calibration. */
void time_init(void);
/* CLOCK_REALTIME is this many nanoseconds past the Epoch now. Wants the kernel lock. */
void time_set(uint64_t ns);
/*
 * The clock time at which a wait ends whose timeout the user's struct timespec
 * at `from` says (0: never): from now, or, absolute, at that time. -EFAULT, -EINVAL.
 */
int time_deadline(uint64_t from, bool absolute, uint64_t *deadline);
/*
 * thread_sleep_until by CLOCK_REALTIME, which may be set meanwhile; UINT64_MAX: no
 * limit. True: it is that late, or later.
 */
bool time_sleep_until_date(uint64_t date);

#endif
