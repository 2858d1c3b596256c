/* tests/guest/trace-smp.c - traces of system calls, on four CPUs.
 *
 * guest-cpus: 4
 * guest-module: traces-0
 * guest-module: calls-0
 * guest-module: traces-1
 * guest-module: calls-1
 * guest-module: traces-2
 * guest-module: calls-2
 * guest-module: traces-3
 * guest-module: calls-3
 * guest-module: traces-4
 * guest-module: calls-4
 * guest-module: traces-5
 * guest-module: calls-5
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "trace.h"

static const struct victim victims[] = {
	{ "traces-0", traces_itself, VICTIM_EXIT(0) },
	{ "calls-0", calls_all_the_time, VICTIM_EXIT(0) },
	{ "traces-1", traces_itself, VICTIM_EXIT(0) },
	{ "calls-1", calls_all_the_time, VICTIM_EXIT(0) },
	{ "traces-2", traces_itself, VICTIM_EXIT(0) },
	{ "calls-2", calls_all_the_time, VICTIM_EXIT(0) },
	{ "traces-3", traces_itself, VICTIM_EXIT(0) },
	{ "calls-3", calls_all_the_time, VICTIM_EXIT(0) },
	{ "traces-4", traces_itself, VICTIM_EXIT(0) },
	{ "calls-4", calls_all_the_time, VICTIM_EXIT(0) },
	{ "traces-5", traces_itself, VICTIM_EXIT(0) },
	{ "calls-5", calls_all_the_time, VICTIM_EXIT(0) },
};

VICTIM_MAIN(victims, cases)
