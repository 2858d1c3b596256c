/*
 * newlib-port/libgloss/xinim/posix_madvise.c - say how memory will be used.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/mman.h>

/*
 * Returns the error itself. Linux's MADV_DONTNEED throws data away, which
 * POSIX's may not: it is only asked whether the memory is there.
 */
int posix_madvise(void *addr, size_t len, int advice)
{
	if (advice < POSIX_MADV_NORMAL || advice > POSIX_MADV_DONTNEED)
		return EINVAL;
	if (advice == POSIX_MADV_DONTNEED)
		advice = POSIX_MADV_NORMAL;
	return (int)-RAW(madvise, addr, len, advice);
}
