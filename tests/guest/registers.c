/* tests/guest/registers.c - what a system call and an interrupt leave alone.
 *
 * Every general register but RAX, RCX and R11; RSP, the flags, the selectors;
 * vector and x87 registers with their control words. Two more processes, of one
 * priority, keep patterns of their own in all of them while the timer takes the
 * CPU from one for the other.
 *
 * guest-module: first
 * guest-module: second
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "registers.h"

static const struct victim victims[] = {
	{ "first", keep_patterns, 0 },
	{ "second", keep_patterns, 0 },
};

VICTIM_MAIN(victims, cases)
