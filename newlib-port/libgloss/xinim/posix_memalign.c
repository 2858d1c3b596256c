/*
 * newlib-port/libgloss/xinim/posix_memalign.c - memory with a chosen alignment.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <malloc.h>
#include <stdlib.h>

/* Returns the error itself and leaves errno alone; *result only if none. */
int posix_memalign(void **result, size_t align, size_t size)
{
	int before = errno;
	void *p;

	if (align < sizeof(void *) || (align & (align - 1)) != 0)
		return EINVAL;
	p = memalign(align, size);
	errno = before;
	if (p == NULL)
		return ENOMEM;
	*result = p;
	return 0;
}
