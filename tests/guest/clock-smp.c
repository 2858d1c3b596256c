/* tests/guest/clock-smp.c - clock.c with processes that wander over four CPUs.
 *
 * guest-cpus: 4
 * guest-module: watch-0
 * guest-module: watch-1
 * guest-module: watch-2
 * guest-module: watch-3
 * guest-module: sleep-0
 * guest-module: sleep-1
 * guest-module: sleep-2
 * guest-module: sleep-3
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "clock.h"

static const struct victim victims[] = {
	{ "watch-0", watch_clocks, 0 },
	{ "watch-1", watch_clocks, 0 },
	{ "watch-2", watch_clocks, 0 },
	{ "watch-3", watch_clocks, 0 },
	{ "sleep-0", sleep_and_watch, 0 },
	{ "sleep-1", sleep_and_watch, 0 },
	{ "sleep-2", sleep_and_watch, 0 },
	{ "sleep-3", sleep_and_watch, 0 },
};

VICTIM_MAIN(victims, cases)
