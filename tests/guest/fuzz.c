/* tests/guest/fuzz.c - random calls, registers and pointers, from many processes at once.
 *
 * PID 1 only watches; its argument is the number of fuzzers. The other modules
 * are this program again: `vfs`, `process` and `memory` serve the routed calls,
 * badly; the others throw random calls (fuzz-call.h) at the kernel, as many as
 * their second argument says, by a generator that the first one seeds. At the
 * end the sums have to be right, nobody may have died but by its own will, and
 * all memory has to be back.
 *
 * `make fuzz N=1000000 SEED=7` runs it with other numbers.
 *
 * guest-cpus: 4
 * guest-timeout: 900
 * guest-manifest: control
 * guest-manifest: log
 * guest-args: 6
 * guest-module: vfs 101 0
 * guest-module: process 102 0
 * guest-module: memory 103 0
 * guest-module: fuzz-0 1 350000
 * guest-module: fuzz-1 2 350000
 * guest-module: fuzz-2 3 350000
 * guest-module: fuzz-3 4 350000
 * guest-module: fuzz-4 5 350000
 * guest-module: fuzz-5 6 350000
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "fuzz.h"

FUZZ_MAIN
