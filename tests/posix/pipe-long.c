/* tests/posix/pipe-long.c - tests/posix/pipe.c with 100 MB through one pipe.
 *
 * guest-server: vfs
 * guest-timeout: 1200
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define THROUGH 100000000L
#include "pipe.c"
