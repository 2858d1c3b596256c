/*
 * tests/guest/abuse.c - what callers and servers do wrong with each other.
 *
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "abuse.h"
