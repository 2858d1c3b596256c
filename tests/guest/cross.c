/*
 * tests/guest/cross.c - messages and notifications between CPUs, and what they leave alone.
 *
 * Threads are pinned, each to a CPU of its own; they make bare calls only and
 * use no vector register, so that a message may take the fast path.
 *
 * guest-cpus: 4
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "cross.h"
