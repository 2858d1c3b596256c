/* tests/guest/many.c - many.h on one CPU.
 *
 * guest-cpus: 1
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "many.h"
