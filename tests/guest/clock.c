/* tests/guest/clock.c - clocks and sleeping.
 *
 * guest-module: watch-0
 * guest-module: watch-1
 * guest-module: sleep-0
 * guest-module: sleep-1
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "clock.h"

static const struct victim victims[] = {
	{ "watch-0", watch_clocks, 0 },
	{ "watch-1", watch_clocks, 0 },
	{ "sleep-0", sleep_and_watch, 0 },
	{ "sleep-1", sleep_and_watch, 0 },
};

VICTIM_MAIN(victims, cases)
