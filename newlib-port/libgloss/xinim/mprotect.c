/*
 * newlib-port/libgloss/xinim/mprotect.c - change memory's protection.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

int mprotect(void *addr, size_t len, int prot)
{
	return CALL(mprotect, addr, len, prot);
}
