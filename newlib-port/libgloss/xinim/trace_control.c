/*
 * newlib-port/libgloss/xinim/trace_control.c - system calls of a process are traced, or not.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <xinim/trace.h>

int trace_control(int process, int op, size_t entries)
{
	return (int)CALL(trace_control, process, op, entries);
}
