/* tests/guest/signal-block.c - calls that wait are interrupted or made again.
 *
 * guest-manifest: route vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "signal-block.h"
