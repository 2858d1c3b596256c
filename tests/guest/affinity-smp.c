/* tests/guest/affinity-smp.c - threads run where they are told to, on four CPUs.
 *
 * guest-cpus: 4
 * guest-module: stays-0
 * guest-module: stays-1
 * guest-module: stays-2
 * guest-module: stays-3
 * guest-module: stays-4
 * guest-module: stays-5
 * guest-module: stays-6
 * guest-module: stays-7
 * guest-module: spinner
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "affinity.h"

static const struct victim victims[] = {
	{ "stays-0", stays, VICTIM_EXIT(0) },
	{ "stays-1", stays, VICTIM_EXIT(0) },
	{ "stays-2", stays, VICTIM_EXIT(0) },
	{ "stays-3", stays, VICTIM_EXIT(0) },
	{ "stays-4", stays, VICTIM_EXIT(0) },
	{ "stays-5", stays, VICTIM_EXIT(0) },
	{ "stays-6", stays, VICTIM_EXIT(0) },
	{ "stays-7", stays, VICTIM_EXIT(0) },
	{ "spinner", pinned_spinner, VICTIM_ANY_END },
};

VICTIM_MAIN(victims, cases)
