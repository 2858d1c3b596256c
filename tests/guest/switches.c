/* tests/guest/switches.c - what goes with a thread from one switch to the next.
 *
 * guest-qemu: -icount shift=0,sleep=off
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "switches.h"
