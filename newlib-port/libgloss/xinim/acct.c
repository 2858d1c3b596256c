/*
 * newlib-port/libgloss/xinim/acct.c - a record of each process that ends.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

int acct(const char *path)
{
	return CALL(acct, path);
}
