/* tests/guest/signal-registers.c - what signal handlers leave of the registers: all.
 *
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "signal-registers.h"
