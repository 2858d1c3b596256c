/* tests/guest/fuzz-one.c - fuzz.c on one CPU with one fuzzer: the same every time.
 *
 * guest-manifest: control
 * guest-manifest: log
 * guest-args: 1
 * guest-module: vfs 101 0
 * guest-module: process 102 0
 * guest-module: memory 103 0
 * guest-module: fuzz-0 2026 300000
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "fuzz.h"

FUZZ_MAIN
