/*
 * newlib-port/libgloss/xinim/gethostid.c - a number for this machine: made of its name.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <stdint.h>
#include <unistd.h>

long gethostid(void)
{
	char name[HOST_NAME_MAX + 1];
	uint32_t hash = 2166136261U; /* FNV-1a */

	if (gethostname(name, sizeof(name)) != 0)
		return 0;
	for (const char *p = name; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619U;
	return (long)(int32_t)hash;
}
