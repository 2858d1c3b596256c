/* tests/guest/isolation-memory-smp.c - isolation-memory.c on four CPUs.
 *
 * guest-cpus: 4
 * guest-module: read-direct-map
 * guest-module: write-direct-map
 * guest-module: read-kernel-text
 * guest-module: write-kernel-text
 * guest-module: call-kernel-text
 * guest-module: read-kernel-stack
 * guest-module: read-device
 * guest-module: read-null
 * guest-module: write-null
 * guest-module: call-null
 * guest-module: read-hole
 * guest-module: read-limit
 * guest-module: read-above-stack
 * guest-module: run-stack
 * guest-module: run-heap
 * guest-module: run-data
 * guest-module: run-constant
 * guest-module: write-text
 * guest-module: write-constant
 * guest-module: overflow-stack
 * guest-module: below-stack
 * guest-module: past-break
 * guest-module: past-shrunk-break
 * guest-module: read-other
 * guest-module: own-page-a
 * guest-module: own-page-b
 * guest-module: huge-break
 * guest-module: dirty-much
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "isolation-memory.c"
