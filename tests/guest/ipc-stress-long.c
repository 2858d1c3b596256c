/* tests/guest/ipc-stress-long.c - ipc-stress.c with the numbers of `make check-long`.
 *
 * guest-cpus: 4
 * guest-timeout: 3600
 * guest-memory: 1024
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define CROWD  1000
#define ROUNDS 10000
#include "ipc-stress.c"
