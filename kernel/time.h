/*
 * kernel/time.h - the clocks that programs read.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_TIME_H
#define XINIM_KERNEL_TIME_H

#include <stdbool.h>
#include <stdint.h>

/*
 * CLOCK_REALTIME begins on 2026-01-01, before which this system was not there, until
 * somebody says what the date is. After the clock's calibration.
 */
void time_init(void);
/* Can it be set to that? As Linux has it, the machine was not started before the Epoch. */
bool time_is_date(uint64_t ns);
/* CLOCK_REALTIME is this many nanoseconds past the Epoch now. Wants the kernel lock. */
void time_set(uint64_t ns);
/* XINIM_PROCESS_CLOCK of process_control, by the current process. */
int64_t time_clock(uint64_t operation, uint64_t a, uint64_t b);
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
