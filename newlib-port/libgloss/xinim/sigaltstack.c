/*
 * newlib-port/libgloss/xinim/sigaltstack.c - a stack for signal handlers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <signal.h>

int sigaltstack(const stack_t *restrict new, stack_t *restrict old)
{
	return CALL(sigaltstack, new, old);
}
