/*
 * servers/init/stop.h - the end of the system, in good order.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_INIT_STOP_H
#define XINIM_INIT_STOP_H

#include <sys/types.h>

/* Sessions have ended on the console since: descriptors 0 to 2 are made good ones. */
void stop_reopen_console(void);

/*
 * Ends all processes but servers and drivers, unmounts, and stops the machine:
 * RB_AUTOBOOT, RB_HALT_SYSTEM or RB_POWER_OFF. Comes back if that cannot be.
 * `ended' is told of each child.
 */
void stop_machine(unsigned howto, void (*ended)(pid_t pid));

#endif
