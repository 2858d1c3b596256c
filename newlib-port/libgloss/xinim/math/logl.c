/*
 * newlib-port/libgloss/xinim/math/logl.c - logarithms: FYL2X.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

/* Not for a number above 0: what a logarithm of it is. */
static long double special(long double x)
{
	if (__builtin_isnan(x))
		return x + x;
	if (x < 0)
		return domain_error();
	errno = ERANGE;
	return -HUGE_VALL;
}

long double logl(long double x)
{
	if (!(x > 0))
		return special(x);
	return __builtin_isinf(x) ? x : x87_fyl2x(x, 0x1.62e42fefa39ef358p-1L);
}

long double log2l(long double x)
{
	if (!(x > 0))
		return special(x);
	return __builtin_isinf(x) ? x : x87_fyl2x(x, 1);
}

long double log10l(long double x)
{
	if (!(x > 0))
		return special(x);
	return __builtin_isinf(x) ? x : x87_fyl2x(x, 0x1.34413509f79fef32p-2L);
}

long double log1pl(long double x)
{
	long double r;

	if (!(x > -1))
		return special(1 + x);
	if (fabsl(x) >= 0.29L) /* as far as FYL2XP1 goes: 1 - sqrt(2) / 2 */
		return logl(1 + x);
	if (x == 0)
		return x;
	__asm__("fyl2xp1" : "=t"(r) : "0"(x), "u"(0x1.62e42fefa39ef358p-1L) : "st(1)");
	return r;
}
