/* tests/guest/vm-memory-smp.c - vm-memory.c on four CPUs, where translations are many.
 *
 * guest-memory: 128
 * guest-cpus: 4
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "vm-memory.c"
