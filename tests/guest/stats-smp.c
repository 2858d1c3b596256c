/* tests/guest/stats-smp.c - the records of processes, CPUs and messages, on four CPUs.
 *
 * guest-cpus: 4
 * guest-module: sleeper
 * guest-module: spinner
 * guest-module: ends
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "stats.h"

VICTIM_MAIN(victims, cases)
