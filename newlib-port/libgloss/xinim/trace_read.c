/*
 * newlib-port/libgloss/xinim/trace_read.c - entries of a trace.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <xinim/trace.h>

int trace_read(int process, struct xinim_trace_entry *buf, size_t count, uint64_t *lost)
{
	return (int)CALL(trace_read, process, buf, count, lost);
}
