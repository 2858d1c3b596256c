/*
 * newlib-port/libgloss/xinim/posix_madvise.c - say how memory will be used.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

/*
 * Returns the error itself. Linux's MADV_DONTNEED throws data away, which
 * POSIX's may not: nothing is done for it.
 */
int posix_madvise(void *addr, size_t len, int advice)
{
	if (advice == POSIX_MADV_DONTNEED)
		return 0;
	return (int)-RAW(madvise, addr, len, advice);
}
