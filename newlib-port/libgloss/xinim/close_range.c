/*
 * newlib-port/libgloss/xinim/close_range.c - close a run of descriptors.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int close_range(unsigned int first, unsigned int last, int flags)
{
	return CALL(close_range, first, last, flags);
}

/* Closes all from there on. */
void closefrom(int first)
{
	close_range(first < 0 ? 0 : (unsigned int)first, ~0U, 0);
}
