/* tests/guest/exec.c - memory shared and exchanged, limits, alarms.
 *
 * guest-manifest: control
 * guest-manifest: route process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "exec.h"
