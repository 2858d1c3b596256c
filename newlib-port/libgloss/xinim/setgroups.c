/*
 * newlib-port/libgloss/xinim/setgroups.c - set the supplementary groups.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int setgroups(int size, const gid_t *list)
{
	return CALL(setgroups, size, list);
}
