/*
 * newlib-port/libgloss/xinim/truncate.c - set the length of a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int truncate(const char *path, off_t len)
{
	return CALL(truncate, path, len);
}
