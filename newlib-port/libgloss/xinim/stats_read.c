/*
 * newlib-port/libgloss/xinim/stats_read.c - the kernel's counters.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <xinim/stats.h>

long stats_read(uint32_t what, uint64_t index, void *buf, size_t len)
{
	return CALL(stats_read, what, index, buf, len);
}
