/* tests/guest/scheduling-smp.c - scheduling.c on four CPUs, with a spinner more on each.
 *
 * guest-cpus: 4
 * guest-module: spin-0
 * guest-module: spin-1
 * guest-module: spin-2
 * guest-module: spin-3
 * guest-module: spin-4
 * guest-module: spin-5
 * guest-module: quick-0
 * guest-module: quick-1
 * guest-module: quick-2
 * guest-module: quick-3
 * guest-module: sleepy-0
 * guest-module: sleepy-1
 * guest-module: sleepy-2
 * guest-module: sleepy-3
 * guest-module: yielding-0
 * guest-module: yielding-1
 * guest-module: yielding-2
 * guest-module: yielding-3
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "scheduling.h"

static const struct victim victims[] = {
	{ "spin-0", spin, 0 },
	{ "spin-1", spin, 0 },
	{ "spin-2", spin, 0 },
	{ "spin-3", spin, 0 },
	{ "spin-4", spin, 0 },
	{ "spin-5", spin, 0 },
	{ "quick-0", quick, VICTIM_EXIT(3) },
	{ "quick-1", quick, VICTIM_EXIT(3) },
	{ "quick-2", quick, VICTIM_EXIT(3) },
	{ "quick-3", quick, VICTIM_EXIT(3) },
	{ "sleepy-0", sleepy, VICTIM_EXIT(3) },
	{ "sleepy-1", sleepy, VICTIM_EXIT(3) },
	{ "sleepy-2", sleepy, VICTIM_EXIT(3) },
	{ "sleepy-3", sleepy, VICTIM_EXIT(3) },
	{ "yielding-0", yielding, VICTIM_EXIT(3) },
	{ "yielding-1", yielding, VICTIM_EXIT(3) },
	{ "yielding-2", yielding, VICTIM_EXIT(3) },
	{ "yielding-3", yielding, VICTIM_EXIT(3) },
};

VICTIM_MAIN(victims, cases)
