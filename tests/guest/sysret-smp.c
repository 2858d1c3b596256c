/* tests/guest/sysret-smp.c - sysret.c on four CPUs.
 *
 * guest-cpus: 4
 * guest-module: p0
 * guest-module: p1
 * guest-module: p2
 * guest-module: p3
 * guest-module: p4
 * guest-module: p5
 * guest-module: p6
 * guest-module: p7
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "sysret.h"

static const struct victim victims[] = {
	{ "p0", call_and_call, 0 },
	{ "p1", call_and_call, 0 },
	{ "p2", call_and_call, 0 },
	{ "p3", call_and_call, 0 },
	{ "p4", call_and_call, 0 },
	{ "p5", call_and_call, 0 },
	{ "p6", call_and_call, 0 },
	{ "p7", call_and_call, 0 },
};

VICTIM_MAIN(victims, cases)
