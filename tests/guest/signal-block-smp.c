/* tests/guest/signal-block-smp.c - signal-block.c on four CPUs.
 *
 * guest-cpus: 4
 * guest-manifest: route vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "signal-block.h"
