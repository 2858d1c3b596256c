/* tests/guest/switches-smp.c - the same on one CPU of four.
 *
 * guest-cpus: 4
 * guest-qemu: -icount shift=0,sleep=off
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "switches.h"
