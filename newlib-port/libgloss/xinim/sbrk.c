/*
 * newlib-port/libgloss/xinim/sbrk.c - the end of the program's data, which malloc() moves.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <unistd.h>

/* Where the kernel has it; NULL before the first question. */
static char *current;

/*
 * Moves it to end. The kernel answers with where it is then: an end that it
 * refused is ENOMEM.
 */
static int move(struct _reent *reent, char *end)
{
	char *now = (char *)RAW(brk, end);

	if (now != end) {
		__errno_r(reent) = ENOMEM;
		return -1;
	}
	current = now;
	return 0;
}

void *_sbrk_r(struct _reent *reent, ptrdiff_t change)
{
	char *old;

	if (current == NULL)
		current = (char *)RAW(brk, 0);
	old = current;
	if (change == 0)
		return old;
	if (change > 0 ? (uintptr_t)old + change < (uintptr_t)old
		       : (uintptr_t)old < -(uintptr_t)change) {
		__errno_r(reent) = ENOMEM;
		return (void *)-1;
	}
	return move(reent, old + change) == 0 ? old : (void *)-1;
}

WEAK void *sbrk(ptrdiff_t change)
{
	return _sbrk_r(_REENT, change);
}

int brk(void *end)
{
	return move(_REENT, end);
}
