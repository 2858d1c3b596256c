/*
 * newlib-port/libgloss/xinim/mremap.c - grow, shrink or move a mapping.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdarg.h>
#include <sys/mman.h>

/* The new address is there only with MREMAP_FIXED. */
void *mremap(void *addr, size_t old_len, size_t new_len, int flags, ...)
{
	void *to = NULL;
	va_list list;

	if (flags & MREMAP_FIXED) {
		va_start(list, flags);
		to = va_arg(list, void *);
		va_end(list);
	}
	return (void *)CALL(mremap, addr, old_len, new_len, flags, to);
}
