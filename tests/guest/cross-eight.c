/*
 * tests/guest/cross-eight.c - cross.c on eight CPUs.
 *
 * guest-cpus: 8
 * guest-expect: CPUs: 8 present, 8 running
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "cross.h"
