/* tests/guest/control-smp.c - calls that a process server answers with, on four CPUs.
 *
 * guest-cpus: 4
 * guest-manifest: control
 * guest-manifest: log
 * guest-manifest: route process
 * guest-manifest: route memory
 * guest-manifest: connect vfs
 * guest-manifest: connect memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "control.c"
