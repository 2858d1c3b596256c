/* tests/guest/signal-registers-smp.c - signal-registers.c on four CPUs.
 *
 * guest-cpus: 4
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "signal-registers.h"
