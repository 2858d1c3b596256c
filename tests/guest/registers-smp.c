/* tests/guest/registers-smp.c - registers.c on four CPUs, with more processes than those.
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
#include "registers.h"

static const struct victim victims[] = {
	{ "p0", keep_patterns, 0 },
	{ "p1", keep_patterns, 0 },
	{ "p2", keep_patterns, 0 },
	{ "p3", keep_patterns, 0 },
	{ "p4", keep_patterns, 0 },
	{ "p5", keep_patterns, 0 },
	{ "p6", keep_patterns, 0 },
	{ "p7", keep_patterns, 0 },
};

VICTIM_MAIN(victims, cases)
