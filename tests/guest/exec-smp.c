/* tests/guest/exec-smp.c - memory shared and exchanged, limits, alarms: on four CPUs.
 *
 * guest-cpus: 4
 * guest-manifest: control
 * guest-manifest: route process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "exec.h"
