/*
 * tests/guest/cross-one.c - cross.c on one CPU.
 *
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "cross.h"
