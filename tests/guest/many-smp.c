/* tests/guest/many-smp.c - many.h on four CPUs.
 *
 * guest-cpus: 4
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "many.h"
