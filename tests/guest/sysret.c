/* tests/guest/sysret.c - an interrupt straight after SYSRET.
 *
 * SYSRET loads SS from STAR: a wrong one shows as soon as an interrupt's IRET
 * gives it back. Two processes call all the time under a timer that takes the
 * CPU from one for the other.
 *
 * guest-module: first
 * guest-module: second
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "sysret.h"

static const struct victim victims[] = {
	{ "first", call_and_call, 0 },
	{ "second", call_and_call, 0 },
};

VICTIM_MAIN(victims, cases)
