/*
 * newlib-port/libgloss/xinim/personality.c - how a program is run.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/personality.h>

int personality(unsigned long persona)
{
	return CALL(personality, persona);
}
